import { expect, test } from 'vitest'
import { backtested, bad, commitment, d, event } from './backtested.ts'

/* Chronic failure as public contracts put it, each with a history that just completes its trigger. */
const month = (source = 's') => `measure: { uptime: { of: ${source} } }, target: ">= 99.9%", period: month`
const response =
  'measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 1h } }, target: all, period: month'
const clause = (when: string, more = '', right = 'customer') =>
  `termination: { t: { right: ${right}, when: ${when}${more} } }`
const down = (from: string, hours: number) => {
  const start = Temporal.Instant.from(`${from}:00Z`)
  return bad(start.toString(), start.add({ minutes: hours * 60 }).toString())
}
const on = (date: string, hours: number) => down(`${date}T00:00`, hours)

const degraded = commitment(
  `${month()} }\n  r: { ${response}`,
  clause(
    `{ any: [
      { total: c, exceeds: 7.2h, within: month },
      { outages: c, longerThan: 43.8m, times: 1, within: 1d },
      { missedEvents: r, times: 3, within: 3 months }] }`.replace(/\s+/g, ' '),
    ', exercise: 30d',
  ),
)
const contiguous = commitment(
  'measure: { longestOutage: { of: s } }, target: "<= 43.8m", period: month',
  clause('{ missed: c, times: 3, consecutive: true }', ', exercise: 30d'),
)
const diverse = commitment(
  month(),
  clause(
    '{ any: [{ outages: c, longerThan: 30m, times: 3, within: 30d }, { total: c, exceeds: 24h, within: month }] }',
    ', exercise: 30d',
  ),
)
const fourFailures = commitment(
  month(),
  clause(
    '{ any: [{ outages: c, times: 4, within: 30d }, { total: c, exceeds: 24h, within: 30d }] }',
    ', exercise: 30d',
  ),
)
const rolling = commitment(month(), clause('{ average: c, over: 3, below: 97% }', ', exercise: 60d'))
const fifthInAYear = commitment(
  month(),
  clause('{ missed: c, times: 5, within: year }', ', exercise: { within: 5d, after: periodEnd }'),
)
const exhausted = (cap: string, when: string, more = '') =>
  commitment(
    `${month()}, credit: { give: 10%, of: fees.f }`,
    `fees: { f: { amount: 1000, per: month } }\ncredits: { cap: ${cap} }\n${clause(when, more)}`,
  )
const maximum = exhausted('10% of fees.f per month', '{ capReached: credits, times: 3, within: 6 months }')
const penalties = exhausted(
  '2.5% of fees.f per year',
  '{ capReached: credits, times: 1, within: year }',
  ', cure: 5 weeks, exercise: 30d',
)
const critical = exhausted(
  '30% of fees.f of one month per 12 months',
  '{ any: [{ average: c, over: 1, below: 90% }, { capReached: credits, times: 1, within: 12 months }] }',
)

const cases: [title: string, text: string, lines: object[], termination: object[], asOf?: string][] = [
  [
    'degraded for more than 7.2 hours of a month, in two stretches',
    degraded.replace(', { outages: c, longerThan: 43.8m, times: 1, within: 1d }', ''),
    [on('2026-03-10', 4), on('2026-03-20', 4)],
    [{ triggeredAt: '2026-03-20T03:12:00.001+00:00', exerciseBy: '2026-04-19' }],
  ],
  [
    'three late responses in three months',
    degraded,
    [
      event('ticket.opened', '2026-01-20T10:00:00Z', 'a'),
      event('ticket.opened', '2026-02-20T10:00:00Z', 'b'),
      event('ticket.opened', '2026-03-20T10:00:00Z', 'z'),
    ],
    [{ triggeredAt: '2026-03-20T11:00:00.001+00:00' }],
  ],
  [
    'but not in four',
    degraded,
    [
      event('ticket.opened', '2026-01-20T10:00:00Z', 'a'),
      event('ticket.opened', '2026-02-20T10:00:00Z', 'b'),
      event('ticket.opened', '2026-04-01T10:00:00Z', 'z'),
    ],
    [],
  ],
  [
    'three contiguous months with a period of more than 43.8 minutes each',
    contiguous,
    [on('2026-01-10', 1), on('2026-02-10', 1), on('2026-03-10', 1)],
    [{ triggeredAt: '2026-03-10T00:43:48.001+00:00', exerciseBy: '2026-04-09' }],
  ],
  [
    'the third outage of more than 30 minutes within thirty days',
    diverse,
    [on('2026-03-01', 1), on('2026-03-15', 1), on('2026-03-30', 1)],
    [{ triggeredAt: '2026-03-30T00:30:00.001+00:00', exerciseBy: '2026-04-29' }],
  ],
  [
    'more than 24 hours in one service month',
    diverse,
    [on('2026-03-01', 20), on('2026-03-25', 5)],
    [{ triggeredAt: '2026-03-25T04:00:00.001+00:00' }],
  ],
  [
    'more than three failures over thirty days',
    fourFailures,
    [on('2026-03-01', 1), on('2026-03-10', 1), on('2026-03-20', 1), on('2026-03-30', 1)],
    [{ triggeredAt: '2026-03-30T00:00:00.001+00:00', exerciseBy: '2026-04-29' }],
  ],
  [
    'a mean of three months below 97 %: the third is nine points short, the others almost none',
    rolling,
    // 66 h 58 min of 744 are just above nine per cent.
    [on('2026-01-10', 0.1), on('2026-02-10', 0.1), down('2026-03-10T00:00', 67)],
    [{ triggeredAt: '2026-04-01T00:00:00+00:00', exerciseBy: '2026-05-31' }],
  ],
  [
    'four credits in a year and another month exceeded, until five days after that month',
    fifthInAYear,
    ['01', '03', '05', '07', '09'].map((each) => on(`2026-${each}-10`, 2)),
    [{ triggeredAt: '2026-09-10T00:43:12.001+00:00', exerciseBy: '2026-10-05' }],
  ],
  [
    'the maximum of credits in three months of six',
    maximum,
    ['01', '03', '06'].map((each) => on(`2026-${each}-10`, 2)),
    [{ triggeredAt: '2026-06-10T00:43:12.001+00:00', exerciseBy: null }],
  ],
  [
    'penalties reach their limit: five weeks of grace, then thirty days',
    penalties,
    // 2.5 % of 12,000 are 300: the third credit of 100.
    ['01', '02', '03'].map((each) => on(`2026-${each}-10`, 2)),
    // 10 March and 35 days are 14 April, and 30 days more 14 May.
    [{ triggeredAt: '2026-03-10T00:44:38.401+00:00', exerciseBy: '2026-05-14' }],
  ],
  [
    'credits over the cap of twelve months: the third of a hundred',
    critical,
    ['01', '02', '03'].map((each) => on(`2026-${each}-10`, 2)),
    [{ triggeredAt: '2026-03-10T00:44:38.401+00:00' }],
  ],
]

test.each(cases)('%s', (_, text, lines, termination, asOf) => {
  const found = backtested(text, lines, asOf).termination
  expect(found).toMatchObject(termination)
  expect(found).toHaveLength(termination.length)
})

test('with a grace of its own a payment is overdue by working days of the calendar', () => {
  const text = commitment(
    `${month()} }\n  payment: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 10d } }, target: all, period: month`,
    `calendars: { england: { days: mon-fri, holidays: [GB-ENG] } }
termination: { t: { right: provider, when: { overdue: payment, by: 10 business days }, calendar: england } }`,
  )
  // Due on Thursday 26 March; Good Friday is 3 April, Easter Monday 6 April: the tenth day is 13 April.
  const found = backtested(text, [event('invoice.issued', d('00:00', 16), 'i')], '2026-05-01T00:00:00Z')
  expect(found.termination).toMatchObject([{ triggeredAt: '2026-04-14T00:00:00+00:00' }])
})
