import { expect, test } from 'vitest'
import { backtested, bad, commitment, d, event } from './backtested.ts'

const uptime = 'measure: { uptime: { of: s } }, target: ">= 99%"'
const more = (rest = '') => `fees: { f: { amount: 3100, per: month } }
calendars: { england: { days: mon-fri, holidays: [GB-ENG] } }
${rest}`
const claim = (terms: string, members = `${uptime}, period: month`) =>
  commitment(`${members}, credit: { give: 10%, of: fees.f, claim: ${terms} }`, more())
const answer = (terms: string) =>
  claim(
    terms,
    'measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 1h } }, target: all, period: incident',
  )
const day = (from = '2026-03-10', to = '2026-03-11') => bad(`${from}T00:00:00Z`, `${to}T00:00:00Z`)
const filed = (instant: string, data?: object) => event('claim.filed', instant, 'x', data)
const twoStep =
  '[{ within: 30d, after: ticket.resolved }, { event: ticket.opened, within: 72h, after: incident }]'
const notified =
  '[{ event: notice.given, within: 5 business days, after: incident }, { until: end of 1st month after incident }]'

/* The deadlines of public contracts, each counted by hand on a calendar of 2026 (10 March is a Tuesday). */
const cases: [title: string, text: string, lines: object[], credit: object, asOf?: string][] = [
  [
    'a missed first step is the end of it, though the second has no deadline yet',
    claim(twoStep),
    [day()],
    { state: 'expired', claimUntil: '2026-03-13T00:00:00+00:00' },
  ],
  [
    'thirty days from the closure of the ticket',
    claim(twoStep),
    [day(), event('ticket.opened', d('05:00'), 't'), event('ticket.resolved', d('09:00', 11), 't')],
    { state: 'claimable', claimUntil: '2026-04-10' },
  ],
  [
    'a ticket that is still open leaves the claim without a day',
    claim(twoStep),
    [day(), event('ticket.opened', d('05:00'), 't')],
    { state: 'claimable', claimUntil: null },
  ],
  [
    'notified on the fifth business day, to be claimed by the end of the following month',
    claim(notified),
    [day(), event('notice.given', d('23:00', 17))],
    { state: 'claimable', claimUntil: '2026-04-30' },
  ],
  [
    'notified on the sixth',
    claim(notified),
    [day(), event('notice.given', d('00:00', 18))],
    { state: 'expired', claimUntil: '2026-03-17' },
  ],
  [
    'ten days from the event pass before the month is over',
    claim('{ within: 10d, after: incident }'),
    [day()],
    { state: 'expired', claimUntil: '2026-03-20', amount: '310.00' },
  ],
  [
    'the end of the second billing cycle after',
    claim('{ until: end of 2nd period }', `${uptime}, period: { billing: month, anchor: 2026-01-15 }`),
    [day()],
    { state: 'claimable', claimUntil: '2026-05-14' },
  ],
  [
    'the end of the month that follows the incident',
    claim('{ until: end of 1st month after incident }'),
    [day('2026-02-15', '2026-02-16')],
    { claimUntil: '2026-03-31' },
  ],
  [
    'thirty days from becoming eligible',
    claim('{ within: 30d, after: certain }'),
    [day()],
    { claimUntil: '2026-04-09' },
  ],
  [
    'three months from the thirtieth of November end with February',
    claim('{ within: 3 months, after: incident }'),
    [day('2026-11-30', '2026-12-01')],
    { claimUntil: '2027-02-28' },
  ],
  [
    "a month from February's last day is the 28th of March",
    claim('{ within: 1 month, after: periodEnd }'),
    [day('2026-02-10', '2026-02-11')],
    { claimUntil: '2026-03-28' },
  ],
  [
    'within 24 hours of the end',
    claim('{ within: 24h, after: end of incident }'),
    [day(), filed('2026-03-12T00:00:00Z')],
    { state: 'claimed', claimUntil: null },
  ],
  [
    'a millisecond later is too late',
    claim('{ within: 24h, after: end of incident }'),
    [day(), filed('2026-03-12T00:00:00.001Z')],
    { state: 'expired', claimUntil: '2026-03-12T00:00:00+00:00' },
  ],
  [
    'sixty calendar days of the incident',
    claim('{ within: 60d, after: incident }'),
    [day()],
    { claimUntil: '2026-05-09' },
  ],
  [
    'sixty days after the impacted month',
    claim('{ within: 60d, after: periodEnd }'),
    [day()],
    { claimUntil: '2026-05-30' },
  ],
  [
    "fifteen days of the review meeting about the month, not of another month's",
    claim('{ within: 15d, after: meeting.held }'),
    [
      day(),
      event('meeting.held', d('09:00', 20), 'm2', { period: '2026-02' }),
      event('meeting.held', '2026-04-08T09:00:00Z', 'm3', { period: '2026-03' }),
    ],
    { claimUntil: '2026-04-23' },
    '2026-04-10T00:00:00Z',
  ],
  [
    '21 business days over Easter',
    claim('{ within: 21 business days, after: incident, calendar: england }'),
    [day()],
    { claimUntil: '2026-04-10' },
  ],
  [
    'thirty days from the invoice for the month',
    claim('{ within: 30d, after: invoice.issued }'),
    [
      day(),
      event('invoice.issued', d('08:00', 12), 'i2', { fee: 'f', amount: '3100.00', period: '2026-02' }),
      event('invoice.issued', '2026-04-01T08:00:00Z', 'i3', {
        fee: 'f',
        amount: '3100.00',
        period: '2026-03',
      }),
    ],
    { claimUntil: '2026-05-01' },
    '2026-04-02T00:00:00Z',
  ],
  [
    'the last incident',
    claim('{ within: 14d, after: last incident }'),
    [day(), day('2026-03-20', '2026-03-21')],
    { claimUntil: '2026-04-03' },
  ],
  [
    'for an incident the second period is the second month',
    claim(
      '{ until: end of 2nd period }',
      'measure: { longestOutage: { of: s } }, target: "<= 1h", period: incident',
    ),
    [day()],
    { claimUntil: '2026-05-31' },
  ],
  [
    'a late answer is the incident, and ends with it',
    answer('{ within: 15d, after: end of incident }'),
    [event('ticket.opened', d('10:00'), 'a'), event('ticket.responded', d('14:00'), 'a')],
    { claimUntil: '2026-03-25' },
    '2026-03-20T00:00:00Z',
  ],
  [
    "the closure of another ticket is not this one's",
    answer('{ within: 15d, after: ticket.resolved }'),
    [
      event('ticket.opened', d('10:00'), 'a'),
      event('ticket.responded', d('14:00'), 'a'),
      event('ticket.resolved', d('15:00'), 'b'),
      event('ticket.resolved', d('15:00', 12), 'a'),
    ],
    { claimUntil: '2026-03-27' },
    '2026-03-20T00:00:00Z',
  ],
  [
    'a claim about another commitment is none',
    claim('{ within: 30d, after: periodEnd }').replace(
      'commitments:',
      `commitments:\n  other: { ${uptime}, period: month }`,
    ),
    [day(), filed(d('00:00', 20), { period: '2026-03', about: 'other' })],
    { state: 'claimable' },
  ],
  [
    'a claim may name the instant at which the period begins',
    claim('{ within: 30d, after: periodEnd }'),
    [day(), filed(d('00:00', 20), { period: '2026-03-01T01:00:00+01:00' })],
    { state: 'claimed' },
  ],
  [
    'a year alone names a year, also a short first one',
    claim('{ within: 30d, after: periodEnd }', `${uptime}, period: year`).replace(
      /^term:.*$/m,
      'term: { from: 2026-03-01 }',
    ),
    [day('2026-03-10', '2026-03-25'), filed('2026-12-20T00:00:00Z', { period: '2026' })],
    { state: 'claimed' },
  ],
  [
    'but no month of it',
    claim('{ within: 30d, after: periodEnd }'),
    [day(), filed(d('00:00', 20), { period: '2026' })],
    { state: 'claimable' },
  ],
  [
    'an end may have an event of its own',
    claim('{ event: notice.given, until: end of 1st month after incident }'),
    [day(), event('notice.given', d('00:00', 20))],
    { state: 'claimed' },
  ],
]

test.each(cases)('%s', (_, text, lines, credit, asOf) => {
  const found = backtested(text, lines, asOf).periods.filter((each) => each.commitment === 'c')
  expect(found[0]?.credit).toMatchObject(credit)
})
