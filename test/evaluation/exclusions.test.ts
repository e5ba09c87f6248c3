import { expect, test } from 'vitest'
import { backtested, bad, commitment, d, unknown } from './backtested.ts'

const c = (rule: string, more = '', kinds = '[m]', measure = 'downtime: { of: s }', target = '<= 5m') =>
  commitment(
    `measure: { ${measure} }, target: "${target}", period: day, exclude: ${kinds}${more}`,
    `exclusions: { ${rule} }`,
  )
const x = (from: string, to: string, rest: object = {}) => ({
  exclusion: 'm',
  id: `${from} ${to} ${JSON.stringify(rest)}`,
  from,
  to,
  announcedAt: '2026-03-01T00:00:00Z',
  by: 'provider',
  ...rest,
})
const hour = bad(d('10:00'), d('11:00'))

const cases: [title: string, text: string, lines: object[], seconds: object, verdict: string][] = [
  [
    'excuse forgives and keeps the time',
    c('m: { effect: excuse }'),
    [hour, x(d('10:00'), d('10:30'))],
    { bad: '1800', excused: '1800', excluded: '0', total: '86400' },
    'breached',
  ],
  [
    'remove takes it out of both',
    c('m: { effect: remove }'),
    [hour, x(d('10:00'), d('10:30'))],
    { bad: '1800', excused: '0', excluded: '1800', total: '84600' },
    'breached',
  ],
  [
    'assumeGood forgives like excuse',
    c('m: { effect: assumeGood }'),
    [hour, x(d('10:00'), d('11:00'))],
    { bad: '0', excused: '3600', total: '86400' },
    'met',
  ],
  [
    'excuse makes unknown time good too',
    c('m: { effect: excuse }'),
    [unknown(d('10:00'), d('11:00')), x(d('10:00'), d('11:00'))],
    { bad: '0', unknown: '0' },
    'met',
  ],
  [
    'a day that is removed whole is not judged',
    c('m: { effect: remove }'),
    [hour, x(d('00:00'), d('00:00', 11))],
    { total: '0', excluded: '86400' },
    'notApplicable',
  ],
  [
    'what runs past the announced span is ordinary time',
    c('m: { effect: excuse }'),
    [hour, x(d('09:00'), d('10:59'))],
    { bad: '60', excused: '3540' },
    'met',
  ],
  [
    'a notice of exactly 72 hours is enough',
    c('m: { effect: excuse, notice: 72h }'),
    [hour, x(d('10:00'), d('11:00'), { announcedAt: d('10:00', 7) })],
    { bad: '0' },
    'met',
  ],
  [
    'a second less is not',
    c('m: { effect: excuse, notice: 72h }'),
    [hour, x(d('10:00'), d('11:00'), { announcedAt: '2026-03-07T10:00:01Z' })],
    { bad: '3600' },
    'breached',
  ],
  [
    'without a notice in the rule one may announce afterwards',
    c('m: { effect: excuse }'),
    [hour, x(d('10:00'), d('11:00'), { announcedAt: d('23:00') })],
    { bad: '0' },
    'met',
  ],
  [
    'announced after the closing it does not stand',
    c('m: { effect: excuse }'),
    [hour, x(d('10:00'), d('11:00'), { announcedAt: d('10:00', 20) })],
    { bad: '3600' },
    'breached',
  ],
  [
    'only the part inside the window counts',
    c('m: { effect: excuse, inside: { days: tue, hours: "10:30-10:45" } }'),
    [hour, x(d('10:00'), d('11:00'))],
    { bad: '2700', excused: '900' },
    'breached',
  ],
  [
    'a window on another day excuses nothing',
    c('m: { effect: excuse, inside: { days: sun } }'),
    [hour, x(d('10:00'), d('11:00'))],
    { bad: '3600' },
    'breached',
  ],
  [
    'a window over midnight',
    c('m: { effect: excuse, inside: { days: mon, hours: "22:00-11:00" } }'),
    [hour, x(d('10:00'), d('11:00'))],
    { bad: '0' },
    'met',
  ],
  [
    'a budget of announced time is used up in order of time',
    c('m: { effect: excuse, budget: 50m per day }'),
    [hour, x(d('08:00'), d('08:30')), x(d('10:00'), d('11:00'))],
    { bad: '2400', excused: '1200' },
    'breached',
  ],
  [
    'a budget of excused downtime is used up by downtime only',
    c('m: { effect: excuse, budget: 50m per day, counts: excused }'),
    [hour, x(d('08:00'), d('08:30')), x(d('10:00'), d('11:00'))],
    { bad: '600', excused: '3000' },
    'breached',
  ],
  [
    'a budget by the week is used up by the day before',
    c('m: { effect: excuse, budget: 1h per week }'),
    [hour, x(d('08:00', 9), d('08:30', 9)), x(d('10:00'), d('11:00'))],
    { bad: '1800' },
    'breached',
  ],
  [
    'and is full again on Monday',
    c('m: { effect: excuse, budget: 1h per week }'),
    [hour, x(d('08:00', 8), d('08:30', 8)), x(d('10:00'), d('11:00'))],
    { bad: '0' },
    'met',
  ],
  [
    'overlapping claims are one announced time',
    c('m: { effect: excuse, budget: 1h per day }'),
    [hour, x(d('10:00'), d('11:00')), x(d('10:00'), d('11:00'), { reason: 'again' })],
    { bad: '0' },
    'met',
  ],
  [
    'consent of both: one party alone does not excuse',
    c('m: { effect: excuse, consent: both }'),
    [hour, x(d('10:00'), d('11:00'))],
    { bad: '3600' },
    'breached',
  ],
  [
    'consent of both: by one, agreed by the other',
    c('m: { effect: excuse, consent: both }'),
    [hour, x(d('10:00'), d('11:00'), { agreedBy: 'customer' })],
    { bad: '0' },
    'met',
  ],
  [
    'consent of both: both said so',
    c('m: { effect: excuse, consent: both }'),
    [hour, x(d('10:00'), d('11:00'), { by: ['provider', 'customer'] })],
    { bad: '0' },
    'met',
  ],
  [
    'a moment belongs to the kind that comes first',
    c('m: { effect: excuse }, n: { effect: remove }', '', '[n, m]'),
    [hour, x(d('10:00'), d('11:00')), x(d('10:00'), d('10:30'), { exclusion: 'n' })],
    { bad: '0', excluded: '1800', excused: '1800', total: '84600' },
    'met',
  ],
  [
    'in the other order it is forgiven instead',
    c('m: { effect: excuse }, n: { effect: remove }', '', '[m, n]'),
    [hour, x(d('10:00'), d('11:00')), x(d('10:00'), d('10:30'), { exclusion: 'n' })],
    { bad: '0', excluded: '0', excused: '3600', total: '86400' },
    'met',
  ],
  [
    'a commitment without exclude knows none',
    commitment(
      'measure: { downtime: { of: s } }, target: "<= 5m", period: day',
      'exclusions: { m: { effect: excuse } }',
    ),
    [hour, x(d('10:00'), d('11:00'))],
    { bad: '3600' },
    'breached',
  ],
  [
    'an outage is shaped whole before exclusions cut it',
    c('m: { effect: excuse }', '', '[m]', 'downtime: { of: s, outage: { longerThan: 50m } }'),
    [hour, x(d('10:00'), d('10:30'))],
    { bad: '1800' },
    'breached',
  ],
  [
    'unless the contract tests what is left',
    c('m: { effect: excuse }', '', '[m]', 'downtime: { of: s, outage: { longerThan: 50m, of: unexcused } }'),
    [hour, x(d('10:00'), d('10:30'))],
    { bad: '0' },
    'met',
  ],
]

test.each(cases)('%s', (_, text, lines, seconds, verdict) => {
  const period = backtested(text, lines).periods.find((each) => each.from.startsWith('2026-03-10'))
  expect(period).toMatchObject({ seconds, verdict })
})
