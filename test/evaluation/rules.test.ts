import { expect, test } from 'vitest'
import { agreementText, at, backtested, bad, commitment, d, event, good, unknown } from './backtested.ts'

/* Rules of the language where a small mistake would show nowhere else: each case is decided by the rule alone. */

const measure = (text: string, more = '') => commitment(`measure: ${text}`, more)
const inDay = (text: string, target = '"= 0s"') => measure(`${text}, target: ${target}, period: day`)
const ratio = (from: string, to: string, failed: string, total: string) => ({
  source: 'r',
  from,
  to,
  bad: failed,
  total,
})
const minute = (begin: number, failed: string, total: string) =>
  ratio(d(`10:0${begin}`), d(`10:0${begin + 1}`), failed, total)
const grains = (rule: string) =>
  inDay(`{ downtime: { of: r, grain: 1m, bad: { when: "> 10%"${rule} } } }`, '"<= 10m"')
const answered = (terms: string) =>
  inDay(`{ elapsed: { from: ticket.opened, to: ticket.resolved, ${terms} } }`, 'all')
const ticket = (opened: string, resolved: string, ...more: object[]) => [
  event('ticket.opened', opened),
  event('ticket.resolved', resolved),
  ...more,
]
const looks = (...outcomes: string[]) => outcomes.map((outcome, i) => at(d(`10:0${i}`), outcome))
const fee = 'fees: { f: { amount: 3100, per: month } }'
const credited = (of: string, period: string, more = fee) =>
  measure(
    `{ uptime: { of: s } }, target: ">= 99%", period: ${period}, credit: { give: 10%, of: ${of} }`,
    more,
  )

const cases: [title: string, text: string, lines: object[], period: object, asOf?: string][] = [
  [
    'a look at the very begin of an exclusion lies in it, one at its very end does not',
    measure(
      '{ latency: { of: p, statistic: max } }, target: "<= 500ms", period: day, exclude: m',
      'exclusions: { m: { effect: remove } }',
    ),
    [
      { exclusion: 'm', id: 'm', from: d('10:00'), to: d('10:30'), announcedAt: d('09:00'), by: 'provider' },
      { ...at(d('10:00'), 'good'), latencyUs: 900_000 },
      { ...at(d('10:30'), 'good'), latencyUs: 700_000 },
    ],
    { verdict: 'breached', measure: { value: '0.7' } },
  ],
  [
    'of two looks at one instant the bad one speaks, whichever is told last',
    inDay('{ downtime: { of: p } }', '"<= 1h"'),
    [at(d('10:00'), 'bad'), at(d('10:00'), 'unknown'), at(d('10:10'), 'good')],
    { seconds: { bad: '600' } },
  ],
  [
    'the first delivery of an event counts, whatever a second one says',
    answered('where: { severity: P1 }, within: 1h'),
    [
      { ...event('ticket.opened', d('10:00'), 'x', { severity: 'P1' }), id: '1' },
      { ...event('ticket.opened', d('10:00'), 'x', { severity: 'P2' }), id: '1' },
    ],
    { verdict: 'breached', counts: { bad: '1' } },
  ],
  [
    'an answer after the instant that one looks at is not seen',
    answered('within: 20h'),
    ticket(d('10:00'), d('11:00', 11)),
    { verdict: 'breached', counts: { bad: '1' } },
    d('09:00', 11),
  ],
  [
    'an answer in time is not seen before it is there',
    answered('within: 20h'),
    ticket(d('10:00'), d('05:00', 11)),
    { verdict: 'undetermined', counts: { bad: '0', total: '0' } },
    d('00:00', 11),
  ],
  [
    'where the control failed too the moment is good',
    inDay('{ downtime: { of: { control: t, of: s } } }'),
    [bad(d('10:00'), d('11:00')), bad(d('10:30'), d('11:00'), 't')],
    { seconds: { bad: '1800' } },
  ],
  [
    'as many samples as the least are enough',
    grains(', minSamples: 100'),
    [minute(0, '100', '100'), minute(1, '99', '99')],
    { seconds: { bad: '60' } },
  ],
  [
    'a grain of no requests is what the contract says',
    grains(', empty: bad'),
    [minute(0, '0', '0'), minute(1, '0', '5')],
    { seconds: { bad: '60' } },
  ],
  [
    'a grain is bad by all of its looks',
    inDay('{ downtime: { of: p, grain: 2m, bad: { when: allFail } } }', '"<= 10m"'),
    looks('bad', 'good', 'bad', 'bad', 'good'),
    { seconds: { bad: '120' } },
  ],
  [
    'a grain is bad by any of its looks',
    inDay('{ downtime: { of: p, grain: 2m, bad: { when: anyFail } } }', '"<= 10m"'),
    looks('bad', 'good', 'good', 'good'),
    { seconds: { bad: '120' } },
  ],
  [
    'a line of several minutes is spread evenly over them',
    grains(''),
    [ratio(d('10:00'), d('10:04'), '40', '100'), minute(1, '0', '900'), minute(2, '0', '5')],
    { seconds: { bad: '180' } },
  ],
  [
    'a budget is spent once by exclusions that overlap',
    measure(
      '{ downtime: { of: s } }, target: "= 0s", period: day, exclude: [m]',
      'exclusions: { m: { effect: excuse, budget: 2h per day } }',
    ),
    [
      bad(d('10:00'), d('12:00')),
      ...[1, 2].map((id) => ({
        exclusion: 'm',
        id: String(id),
        from: d(id === 1 ? '10:00' : '10:30'),
        to: d(id === 1 ? '11:30' : '12:00'),
        announcedAt: d('00:00', 1),
        by: 'provider',
      })),
    ],
    { verdict: 'met', seconds: { excused: '7200' } },
  ],
  [
    'a sum of nothing seen is not nought',
    measure('{ gauge: { of: g, statistic: sum } }, target: "<= 5", period: day'),
    [{ source: 'g', at: d('10:00'), outcome: 'unknown' }],
    { verdict: 'undetermined', measure: { value: null } },
  ],
  [
    'what was measured outside of service hours says nothing about them',
    measure(
      '{ successRatio: { of: r } }, target: ">= 99%", period: day, hours: { days: daily, hours: 08:00-17:00 }',
    ),
    [ratio(d('20:00'), d('20:01'), '0', '100')],
    { verdict: 'undetermined', counts: { bad: '0', total: '0' } },
  ],
  [
    'a coverage of just the least is enough',
    measure('{ uptime: { of: s } }, target: ">= 50%", period: day, minCoverage: 75%'),
    [unknown(d('00:00'), d('06:00'))],
    { verdict: 'met' },
  ],
  [
    'a millisecond less is not',
    measure('{ uptime: { of: s } }, target: ">= 50%", period: day, minCoverage: 75%'),
    [unknown(d('00:00'), '2026-03-10T06:00:00.001Z')],
    { verdict: 'undetermined' },
  ],
  [
    'a pause stops the clock',
    answered('within: 1h, pause: [ticket.paused, ticket.resumed]'),
    ticket(d('10:00'), d('12:00'), event('ticket.paused', d('10:30')), event('ticket.resumed', d('11:30'))),
    { verdict: 'met' },
  ],
  [
    'a question after the cut-off begins on the next working day',
    answered('within: 1h, cutoff: "13:00"'),
    ticket('2026-03-10T13:00:00.001Z', d('00:59', 11)),
    { verdict: 'met' },
  ],
  [
    'a question at the cut-off itself begins at once',
    answered('within: 1h, cutoff: "13:00"'),
    ticket(d('13:00'), d('14:01')),
    { verdict: 'breached' },
  ],
  [
    'a question at midnight belongs to the day that begins',
    answered('within: 1h'),
    [...ticket(d('00:00', 11), d('00:30', 11)), event('ticket.opened', d('00:00'), 'y')],
    { counts: { bad: '1', total: '1' } },
  ],
  [
    'what is rounded twice would meet',
    measure(
      '{ successRatio: { of: r } }, target: ">= 99.5%", period: day, rounding: { to: 0.1%, mode: halfUp }',
    ),
    [ratio(d('10:00'), d('10:01'), '551', '100000')],
    { verdict: 'breached', measure: { value: '99.449', rounded: '99.4' } },
  ],
  [
    'no float decides: one part in many',
    measure('{ successRatio: { of: r } }, target: ">= 99.99999999999999999%", period: day'),
    [ratio(d('10:00'), d('10:01'), '2', '10000000000000000000')],
    { verdict: 'breached' },
  ],
  [
    'the fee of the period before is taken from that period',
    credited('fees.f of previous period', 'month'),
    [
      bad(d('00:00'), d('00:00', 12)),
      { fee: 'f', from: '2026-02-01', to: '2026-03-01', amount: '100.00' },
      { fee: 'f', from: '2026-03-01', to: '2026-04-01', amount: '200.00' },
    ],
    { credit: { amount: '10.00' } },
  ],
  [
    'a day costs the whole month in which it lies',
    credited('fees.f', 'day'),
    [bad(d('00:00'), d('00:00', 11))],
    { credit: { amount: '310.00' } },
  ],
  [
    'a month clipped by the term costs its days',
    agreementText(
      `${fee}
sources: { s: { declared: {} } }
commitments:
  c: { measure: { uptime: { of: s } }, target: ">= 99%", period: month, credit: { give: 10%, of: fees.f } }`,
      'UTC',
      '{ from: 2026-01-01, until: 2026-03-11 }',
    ),
    [bad(d('00:00', 5), d('00:00', 7))],
    { credit: { amount: '100.00' } },
  ],
  ...['constructor', 'toString', '__proto__'].map((severity): (typeof cases)[number] => [
    `a severity ${severity} is in no table, and its clock keeps no period open`,
    answered('within: { by: severity, P1: 2h }'),
    [
      ...ticket(d('10:00'), d('11:00')).map((each) => ({ ...each, data: { severity: 'P1' } })),
      event('ticket.opened', d('10:00'), 'y', { severity }),
    ],
    { counts: { bad: '0', total: '1' }, verdict: 'met' },
  ]),
  ...['-5', '99999999999999999999999999'].map((megabytes): (typeof cases)[number] => [
    `a question of ${megabytes} megabytes has no limit`,
    answered('within: { each: 3s, per: megabytes }'),
    [
      ...ticket(d('10:00'), d('11:00')).map((each) => ({ ...each, data: { megabytes: '9000' } })),
      event('ticket.opened', d('10:00'), 'y', { megabytes }),
    ],
    { counts: { bad: '0', total: '1' }, verdict: 'met' },
  ]),
]

test.each(cases)('%s', (_title, text, lines, period, asOf) => {
  expect(backtested(text, lines, asOf).periods[0]).toMatchObject(period)
})

const creditLines = [bad(d('00:00', 30), d('00:00', 31)), good(d('00:00', 31), d('00:01', 31))]
test('a credit of a quarter lies in the month of its last moment', () => {
  const { credits } = backtested(credited('fees.f', 'quarter'), creditLines)
  expect(credits).toMatchObject([{ from: '2026-03-01T00:00:00+00:00', amount: '930.00' }])
})

test('a cap per period binds each credit before they are added', () => {
  const { credits } = backtested(
    credited('fees.f', 'day', `${fee}\ncredits: { cap: 5% of fees.f per period }`),
    [bad(d('00:00', 10), d('00:00', 11)), bad(d('00:00', 12), d('00:00', 13))],
  )
  expect(credits).toMatchObject([{ amount: '310.00', capped: true }])
})
