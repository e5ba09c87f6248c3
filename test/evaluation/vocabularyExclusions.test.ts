import { expect, test } from 'vitest'
import { agreementText, at, backtested, bad, d, unknown } from './backtested.ts'

/*
 * Exclusions (axis X and the maintenance clauses of real contracts) beyond the worked ones: budgets whose window is not
 * the measure's, several ways to be admitted, forgiven looks and numbers. Figures by hand.
 */
const on = (measure: string, kinds: string, more = 'target: "<= 5m", period: day', zone = 'UTC') =>
  agreementText(
    `sources:
  s: { declared: {} }
  p: { push: state, every: 10m, holdsFor: 10m }
  r: { push: ratio }
  g: { push: gauge }
calendars:
  nights: { days: daily, hours: 02:00-04:00 }
  working: { days: mon-fri, hours: 08:00-18:00, holidays: DE-BE }
commitments:
  c: { measure: { ${measure} }, ${more}, exclude: [${[...kinds.matchAll(/(\w+): \{ (?=effect)/g)].map((match) => match[1])}] }
exclusions: { ${kinds} }
`,
    zone,
  )
const m = (rule: string, measure = 'downtime: { of: s }', more?: string, zone?: string) =>
  on(measure, `m: { effect: excuse${rule} }`, more, zone)
const x = (from: string, to: string, rest: object = {}) => ({
  exclusion: 'm',
  id: `${from} ${to} ${JSON.stringify(rest)}`,
  from,
  to,
  announcedAt: '2026-02-01T00:00:00Z',
  by: 'provider',
  ...rest,
})

const latency = (time: string, latencyUs: number) => ({ ...at(time, 'good'), latencyUs })
const count = (from: string, to: string, failed: number, total = 100) => ({
  source: 'r',
  from,
  to,
  bad: failed,
  total,
})
const number = (time: string, value: number) => ({ source: 'g', at: time, value })

const cases: [title: string, text: string, lines: object[], period: object][] = [
  [
    'a yearly budget of forgiven downtime is used up by the months before',
    m(', budget: 10h per year, counts: excused', 'downtime: { of: s }', 'target: "<= 5m", period: month'),
    [
      bad('2026-01-10T00:00:00Z', '2026-01-10T08:00:00Z'),
      x('2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z', { announcedAt: '2026-01-01T00:00:00Z' }),
      bad(d('00:00'), d('05:00')),
      x(d('00:00'), d('12:00')),
    ],
    { from: '2026-03-01T00:00:00+00:00', seconds: { bad: '10800', excused: '7200' } },
  ],
  [
    'what was bad in January outside of service hours used up nothing',
    m(
      ', budget: 10h per year, counts: excused',
      'downtime: { of: s }',
      'target: "<= 5m", period: month, hours: { days: daily, hours: 00:00-06:00 }',
    ),
    [
      bad('2026-01-10T00:00:00Z', '2026-01-10T08:00:00Z'),
      x('2026-01-10T00:00:00Z', '2026-01-11T00:00:00Z', { announcedAt: '2026-01-01T00:00:00Z' }),
      bad(d('00:00'), d('05:00')),
      x(d('00:00'), d('12:00')),
    ],
    { from: '2026-03-01T00:00:00+00:00', seconds: { bad: '3600', excused: '14400' } },
  ],
  [
    'a budget that is hit exactly leaves nothing bad',
    m(', budget: 1h per day'),
    [bad(d('10:00'), d('11:00')), x(d('10:00'), d('11:00'))],
    { verdict: 'met', seconds: { bad: '0', excused: '3600' } },
  ],
  [
    'a weekly budget in a zone begins on its own Monday',
    m(', budget: 1h per week', undefined, undefined, 'Asia/Kolkata'),
    [
      // Sunday 19:00 in UTC is half past midnight on Monday in Kolkata.
      bad('2026-03-08T18:00:00Z', '2026-03-08T19:00:00Z'),
      x('2026-03-08T18:00:00Z', '2026-03-08T19:00:00Z'),
      bad(d('04:00', 9), d('05:00', 9)),
      x(d('04:00', 9), d('05:00', 9)),
    ],
    // Half an hour of the week was used up from 18:30 to 19:00.
    { from: '2026-03-09T00:00:00+05:30', seconds: { bad: '1800', excused: '3600' } },
  ],
  [
    'the second kind only forgives, and only spends, what the first one left',
    on(
      'downtime: { of: s }',
      'a: { effect: excuse }, m: { effect: excuse, budget: 30m per day, counts: excused }',
    ),
    [bad(d('10:00'), d('11:30')), x(d('10:00'), d('11:00'), { exclusion: 'a' }), x(d('10:00'), d('11:30'))],
    { seconds: { bad: '0', excused: '5400' } },
  ],
  [
    'a limit on each occasion: six hours of a migration',
    m(', budget: 6h per exclusion'),
    [
      bad(d('00:00'), d('07:00')),
      x(d('00:00'), d('07:00')),
      bad(d('12:00'), d('17:00')),
      x(d('12:00'), d('17:00')),
    ],
    { seconds: { bad: '3600', excused: '39600' } },
  ],
  [
    'two budgets: three hours a day and four a week',
    m(', budget: [3h per day, 4h per week]'),
    [
      bad(d('00:00', 9), d('04:00', 9)),
      x(d('00:00', 9), d('04:00', 9)),
      bad(d('00:00'), d('04:00')),
      x(d('00:00'), d('04:00')),
    ],
    { from: '2026-03-10T00:00:00+00:00', seconds: { bad: '10800', excused: '3600' } },
  ],
  [
    'twice a week: the third time is ordinary time',
    m(', budget: 4h per week, times: 2 per week'),
    [9, 10, 11].flatMap((day) => [
      bad(d('02:00', day), d('03:00', day)),
      x(d('02:00', day), d('03:00', day)),
    ]),
    { from: '2026-03-11T00:00:00+00:00', seconds: { bad: '3600', excused: '0' } },
  ],
  [
    'in its window without notice, or moved with two days of notice and consent: in the window',
    m(', either: [{ inside: nights }, { notice: 48h, consent: both }]'),
    [bad(d('02:00'), d('05:00')), x(d('02:00'), d('05:00'), { announcedAt: d('01:00') })],
    { seconds: { bad: '3600', excused: '7200' } },
  ],
  [
    'moved with exactly 48 hours and agreed',
    m(', either: [{ inside: nights }, { notice: 48h, consent: both }]'),
    [
      bad(d('12:00'), d('13:00')),
      x(d('12:00'), d('13:00'), { announcedAt: d('12:00', 8), agreedBy: 'customer' }),
    ],
    { seconds: { bad: '0', excused: '3600' } },
  ],
  [
    'moved without consent',
    m(', either: [{ inside: nights }, { notice: 48h, consent: both }]'),
    [bad(d('12:00'), d('13:00')), x(d('12:00'), d('13:00'), { announcedAt: d('12:00', 8) })],
    { seconds: { bad: '3600', excused: '0' } },
  ],
  [
    'moved by 47 hours and agreed',
    m(', either: [{ inside: nights }, { notice: 48h, consent: both }]'),
    [
      bad(d('12:00'), d('13:00')),
      x(d('12:00'), d('13:00'), { announcedAt: d('13:00', 8), agreedBy: 'customer' }),
    ],
    { seconds: { bad: '3600', excused: '0' } },
  ],
  [
    // Monday 2 March: Tuesday to Friday are four, Monday 9 the fifth (Women's Day, 8 March, is a Sunday).
    'five business days of notice end with the fifth working day',
    m(', notice: 5 business days, calendar: working'),
    [bad(d('18:00', 9), d('19:00', 9)), x(d('18:00', 9), d('19:00', 9), { announcedAt: d('10:00', 2) })],
    { seconds: { bad: '0', excused: '3600' } },
  ],
  [
    'a minute before its close is too early',
    m(', notice: 5 business days, calendar: working'),
    [bad(d('17:59', 9), d('18:59', 9)), x(d('17:59', 9), d('18:59', 9), { announcedAt: d('10:00', 2) })],
    { seconds: { bad: '3600', excused: '0' } },
  ],
  [
    'an outage over midnight is tested without what was excused the day before',
    m('', 'downtime: { of: s, outage: { longerThan: 90m, of: unexcused } }'),
    [bad(d('23:00', 9), d('01:00')), x(d('23:00', 9), d('00:00'))],
    { from: '2026-03-10T00:00:00+00:00', seconds: { bad: '0' }, verdict: 'met' },
  ],
  [
    'an outage that began before the hours of service is one of the day',
    m('', 'outages: { of: s }', 'target: "= 0", period: day, hours: { days: daily, hours: 08:00-18:00 }'),
    [bad(d('07:00'), d('08:10')), bad(d('05:00'), d('06:00'))],
    { measure: { value: '1' }, verdict: 'breached' },
  ],
  [
    'a forgiven failure is within every limit',
    m('', 'latency: { of: p, statistic: share, within: 300ms }', 'target: ">= 100%", period: day'),
    [latency(d('10:00'), 200_000), at(d('10:10'), 'bad'), x(d('10:10'), d('10:20'))],
    { measure: { exact: '1/1' }, verdict: 'met' },
  ],
  [
    'a mean leaves forgiven looks out: 200 and 400 ms',
    m('', 'latency: { of: p, statistic: mean }', 'target: "<= 300ms", period: day'),
    [
      latency(d('10:00'), 200_000),
      latency(d('10:10'), 900_000),
      latency(d('10:20'), 400_000),
      x(d('10:10'), d('10:20')),
    ],
    { measure: { exact: '3/10', value: '0.3', unit: 's' }, verdict: 'met' },
  ],
  [
    'a maximum of failures alone is no number',
    on('latency: { of: p, statistic: max }', 'm: { effect: remove }', 'target: "<= 300ms", period: day'),
    [at(d('10:00'), 'bad')],
    { measure: { value: null }, verdict: 'undetermined' },
  ],
  [
    'the greatest number outside of what is forgiven',
    m('', 'gauge: { of: g, statistic: max }', 'target: "<= 5", period: day'),
    [number(d('10:00'), 5), number(d('11:00'), 50), x(d('11:00'), d('11:01'))],
    { measure: { value: '5', unit: '' }, verdict: 'met' },
  ],
  [
    'forgiven grains are good ones, the rest is counted',
    m(
      '',
      'gauge: { of: g, statistic: mean, grain: 6h, bad: { when: "> 5" } }',
      'target: ">= 75%", period: day',
    ),
    [
      number(d('01:00'), 50),
      number(d('07:00'), 50),
      number(d('13:00'), 1),
      number(d('19:00'), 1),
      x(d('00:00'), d('06:00')),
    ],
    { measure: { exact: '3/4' }, verdict: 'met' },
  ],
  [
    'removed grains leave the share',
    on(
      'gauge: { of: g, statistic: mean, grain: 6h, bad: { when: "> 5" } }',
      'm: { effect: remove }',
      'target: ">= 75%", period: day',
    ),
    [
      number(d('01:00'), 50),
      number(d('07:00'), 50),
      number(d('13:00'), 1),
      number(d('19:00'), 1),
      x(d('00:00'), d('06:00')),
    ],
    { measure: { exact: '2/3' }, verdict: 'breached' },
  ],
  [
    'of a ratio over time the removed part leaves both sides: 10 of 100 in two hours, one of them removed',
    on('successRatio: { of: r }', 'm: { effect: remove }', 'target: ">= 90%", period: day'),
    [count(d('10:00'), d('12:00'), 10), x(d('11:00'), d('13:00'))],
    { measure: { exact: '9/10' }, counts: { bad: '5', total: '50' } },
  ],
  [
    'the forgiven part becomes good',
    m('', 'successRatio: { of: r }', 'target: ">= 90%", period: day'),
    [count(d('10:00'), d('12:00'), 10), x(d('11:00'), d('13:00'))],
    { measure: { exact: '19/20' }, counts: { bad: '5', total: '100' } },
  ],
  [
    'an unknown look in forgiven time is a good one',
    m('', 'successRatio: { of: p }', 'target: ">= 50%", period: day'),
    [at(d('10:00'), 'bad'), at(d('10:10'), 'unknown'), x(d('10:10'), d('10:20'))],
    { measure: { exact: '1/2' }, counts: { bad: '1', total: '2' } },
  ],
  [
    'a mean of ratios looks at the part of a grain that is left: 40 of 100, then half an hour without fault',
    on(
      'meanSuccessRatio: { of: r, grain: 12h, empty: skip }',
      'm: { effect: remove }',
      'target: ">= 80%", period: day',
    ),
    [
      count(d('00:00'), d('12:00'), 40),
      count(d('12:00'), d('23:30'), 100),
      count(d('23:30'), d('00:00', 11), 0),
      x(d('12:00'), d('23:30')),
    ],
    { measure: { exact: '4/5' }, verdict: 'met' },
  ],
  [
    'a mean of ratios forgives what failed in forgiven time: all of 100, and 150 of 200',
    m('', 'meanSuccessRatio: { of: r, grain: 12h }', 'target: ">= 80%", period: day'),
    [
      count(d('00:00'), d('12:00'), 0),
      count(d('12:00'), d('18:00'), 50),
      count(d('18:00'), d('00:00', 11), 50),
      x(d('18:00'), d('00:00', 11)),
    ],
    { measure: { exact: '7/8' }, verdict: 'met' },
  ],
  [
    'a forgiven look scores as well as one can',
    m(
      '',
      'score: { of: p, points: [{ when: bad, give: 0 }, { when: "<= 200ms", give: 1 }, { give: 0.5 }] }',
      'target: ">= 75%", period: day',
    ),
    [latency(d('10:00'), 300_000), at(d('10:10'), 'bad'), x(d('10:10'), d('10:20'))],
    { measure: { exact: '3/4' }, verdict: 'met' },
  ],
  [
    'time before use is good, known or not',
    on('uptime: { of: p }', 'm: { effect: assumeGood }', 'target: ">= 99%", period: day'),
    [at(d('23:50'), 'good'), x(d('00:00'), d('23:50'))],
    { verdict: 'met', seconds: { unknown: '0', total: '86400' } },
  ],
  [
    'or leaves the count, where the contract pro-rates',
    on('uptime: { of: s }', 'm: { effect: remove }', 'target: ">= 50%", period: day'),
    [bad(d('23:00'), d('23:30')), unknown(d('01:00'), d('02:00')), x(d('00:00'), d('23:00'))],
    {
      verdict: 'met',
      measure: { exact: '1/2' },
      seconds: { total: '3600', excluded: '82800', unknown: '0' },
    },
  ],
]

test.each(cases)('%s', (_, text, lines, period) => {
  const from = 'from' in period ? String(period.from) : null
  const found = backtested(text, lines).periods.filter((each) => from === null || each.from === from)
  expect(found).toMatchObject([period])
})
