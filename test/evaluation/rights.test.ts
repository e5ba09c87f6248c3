import { expect, test } from 'vitest'
import { backtested, bad, commitment, d, event } from './backtested.ts'

const uptime = (period: string, source = 's') =>
  `measure: { uptime: { of: ${source} } }, target: ">= 99%", period: ${period}`
const right = (members: string, when: string, more = '', rest = '') =>
  commitment(members, `termination: { t: { right: customer, when: ${when}${more} } }\n${rest}`)
const day = (date: string, source = 's') => bad(`${date}T10:00:00Z`, `${date}T20:00:00Z`, source)
const hours = (...days: number[]) => days.map((each) => bad(d('10:00', each), d('12:00', each)))
const triggered = (...instants: string[]) => instants.map((triggeredAt) => ({ triggeredAt }))
const paid = (instant: string) => event('invoice.paid', instant, 'i')
const invoice = event('invoice.issued', d('00:00', 1), 'i')
const unpaid = (more: string) =>
  right(
    `${uptime('month')} }\n  payment: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 10d } }, target: all, period: month`,
    '{ overdue: payment, by: 5d }',
    more,
  )
const excluded = (when: string) =>
  right(`${uptime('month')}, exclude: [maintenance]`, when, '', 'exclusions: { maintenance: {} }')
const twoHours = [
  ...hours(10),
  {
    exclusion: 'maintenance',
    id: 'x',
    from: d('10:20'),
    to: d('11:20'),
    announcedAt: d('00:00', 1),
    by: 'provider',
  },
]
const fee = 'fees: { f: { amount: 1000, per: month } }\ncredits: { cap: 10% of fees.f per month }'
const ratio = (month: string, bad: number) => ({
  source: 'r',
  from: `2026-${month}-01T00:00:00Z`,
  to: `2026-${month}-02T00:00:00Z`,
  bad,
  total: 100,
})

const cases: [title: string, text: string, lines: object[], termination: object[], asOf?: string][] = [
  [
    'paid within the time to mend there is no right',
    unpaid(', cure: 10d'),
    [invoice, paid('2026-03-26T00:00:00.001Z')],
    [],
    '2026-04-01T00:15:00Z',
  ],
  [
    'paid a millisecond after it there is',
    unpaid(', cure: 10d'),
    [invoice, paid('2026-03-26T00:00:00.002Z')],
    triggered('2026-03-16T00:00:00.001+00:00'),
    '2026-04-01T00:15:00Z',
  ],
  [
    'the time to mend runs from the recorded notice',
    unpaid(', cure: 10d'),
    [invoice, event('notice.given', d('00:00', 18), 'n', { about: 't' }), paid(d('00:00', 27))],
    [],
    '2026-04-01T00:15:00Z',
  ],
  [
    'the right can be used once the time to mend is over',
    unpaid(', cure: 10d, exercise: 30d'),
    [invoice],
    [{ triggeredAt: '2026-03-16T00:00:00.001+00:00', exerciseBy: '2026-04-25' }],
    '2026-04-01T00:15:00Z',
  ],
  [
    'five business days end with the fifth',
    right(uptime('day'), '{ missed: c, times: 1 }', ', exercise: 5 business days'),
    hours(10),
    [{ exerciseBy: '2026-03-17' }],
  ],
  [
    'an outage with excluded time inside is one, and passes a length by its counted time',
    excluded('{ outages: c, longerThan: 45m, times: 1, within: 30d }'),
    twoHours,
    triggered('2026-03-10T11:45:00.001+00:00'),
  ],
  [
    'it does not pass an hour',
    excluded('{ outages: c, longerThan: 1h, times: 1, within: 30d }'),
    twoHours,
    [],
  ],
  [
    'a total leaves the excluded time out too',
    excluded('{ total: c, exceeds: 50m, within: month }'),
    twoHours,
    triggered('2026-03-10T11:50:00.001+00:00'),
  ],
  [
    'both of two, a second time',
    right(uptime('day'), '{ all: [{ missed: c, times: 1 }, { outages: c, times: 1, within: 1d }] }'),
    hours(10, 12),
    triggered('2026-03-10T10:14:24.001+00:00', '2026-03-12T10:14:24.001+00:00'),
  ],
  [
    'either of two at the same instant is one occurrence',
    right(uptime('day'), '{ any: [{ missed: c, times: 1 }, { missed: c, times: 1, outOf: 3 }] }'),
    hours(10),
    triggered('2026-03-10T10:14:24.001+00:00'),
  ],
  [
    'any inside all',
    right(
      uptime('day'),
      '{ all: [{ any: [{ missed: c, times: 9 }, { total: c, exceeds: 3h, within: 30d }] }, { missed: c, times: 1 }] }',
    ),
    hours(10, 11),
    triggered('2026-03-11T11:00:00.001+00:00'),
  ],
  [
    'a month in which a declared source is silent was good, and ends the run',
    right(uptime('month'), '{ missed: c, times: 2, consecutive: true }'),
    [day('2026-01-10'), day('2026-03-10')],
    [],
  ],
  [
    'it has its place among the last two',
    right(uptime('month'), '{ missed: c, times: 2, outOf: 2 }'),
    [day('2026-01-10'), day('2026-03-10')],
    [],
  ],
  [
    'and among the last three: 1 % of March is 7 h 26 min 24 s',
    right(uptime('month'), '{ missed: c, times: 2, outOf: 3 }'),
    [day('2026-01-10'), day('2026-03-10')],
    triggered('2026-03-10T17:26:24.001+00:00'),
  ],
  [
    'a month without a look neither ends nor continues a run',
    right(uptime('month', 'p'), '{ missed: c, times: 2, consecutive: true }'),
    [day('2026-01-10', 'p'), day('2026-03-10', 'p')],
    triggered('2026-03-10T17:26:24.001+00:00'),
  ],
  [
    'outages give the right until some days after the month that holds the last one',
    right(
      uptime('month'),
      '{ outages: c, longerThan: 1h, times: 2, within: 30d }',
      ', exercise: { within: 5d, after: periodEnd }',
    ),
    hours(10, 12),
    [{ triggeredAt: '2026-03-12T11:00:00.001+00:00', exerciseBy: '2026-04-05' }],
  ],
  [
    'misses within a calendar month',
    right(
      uptime('day'),
      '{ missed: c, times: 2, within: month }',
      ', exercise: { within: 5d, after: periodEnd }',
    ),
    hours(30, 31),
    [{ triggeredAt: '2026-03-31T10:14:24.001+00:00', exerciseBy: '2026-04-05' }],
  ],
  [
    'misses in two calendar months are apart',
    right(uptime('day'), '{ missed: c, times: 2, within: month }'),
    [...hours(31), bad('2026-04-01T10:00:00Z', '2026-04-01T12:00:00Z')],
    [],
  ],
  [
    'the cap reached in three of six months: 1 % of June is 7 h 12 min',
    right(
      `${uptime('month')}, credit: { give: 10%, of: fees.f }`,
      '{ capReached: credits, times: 3, within: 6 months }',
      '',
      fee,
    ),
    [day('2026-01-10'), day('2026-03-10'), day('2026-06-10')],
    triggered('2026-06-10T17:12:00.001+00:00'),
  ],
  [
    'in three of seven it was not',
    right(
      `${uptime('month')}, credit: { give: 10%, of: fees.f }`,
      '{ capReached: credits, times: 3, within: 6 months }',
      '',
      fee,
    ),
    [day('2026-01-10'), day('2026-03-10'), day('2026-07-10')],
    [],
  ],
  [
    "a month's cap is reached in that month, though it is certain at its end only",
    right(
      'measure: { successRatio: { of: r } }, target: ">= 99%", period: month, credit: { give: 10%, of: fees.f }',
      '{ capReached: credits, times: 2, within: quarter }',
      '',
      fee,
    ),
    [ratio('02', 50), ratio('03', 50)],
    triggered('2026-04-01T00:00:00+00:00'),
  ],
  [
    'a question without an answer is no miss where only answers count',
    right(
      'measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 1h, count: answered } }, target: ">= 1%", period: day',
      '{ missedEvents: c, times: 1, within: 3 months }',
    ),
    [event('ticket.opened', d('10:00'), 'a')],
    [],
  ],
]

test.each(cases)('%s', (_, text, lines, termination, asOf) => {
  const found = backtested(text, lines, asOf).termination
  expect(found).toMatchObject(termination)
  expect(found).toHaveLength(termination.length)
})

test('a month between two that nobody looked at is judged, not listed', () => {
  const found = backtested(right(uptime('month'), '{ missed: c, times: 2, consecutive: true }'), [
    day('2026-01-10'),
    day('2026-03-10'),
  ])
  expect(found.periods.map(({ from }) => from.slice(0, 7))).toEqual(['2026-01', '2026-03'])
})
