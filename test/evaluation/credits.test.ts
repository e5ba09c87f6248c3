import { expect, test } from 'vitest'
import { backtested, bad, commitment, d, event, good } from './backtested.ts'

const fee = 'fees: { f: { amount: 3100, per: month } }'
const c = (
  credit: string,
  more = fee,
  members = 'measure: { uptime: { of: s } }, target: ">= 99%", period: month',
) => commitment(`${members}, credit: ${credit}`, more)
const ten = '{ give: 10%, of: fees.f }'
const day = [bad(d('00:00'), d('00:00', 11))]
const claim = (terms: string, more = '') => c(ten, `${fee}\ncredits: { claim: ${terms} }\n${more}`)
const two = (credits: string) =>
  commitment(
    `measure: { uptime: { of: s } }, target: ">= 99%", period: month, credit: ${ten} }
  c2: { measure: { uptime: { of: t } }, target: ">= 99%", period: month, credit: { give: 20%, of: fees.f }`,
    `${fee}\ncredits: ${credits}`,
  )
const both = [...day, bad(d('12:00', 15), d('12:00', 16), 't')]
const payment = (lines: object[]) => [...day, ...lines]
const withPayment = commitment(
  `measure: { uptime: { of: s } }, target: ">= 99%", period: month, credit: ${ten} }
  payment: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 10d } }, target: all, period: month`,
  `${fee}\ncredits: { requires: [payment] }`,
)

const cases: [title: string, text: string, lines: object[], credit: object, asOf?: string][] = [
  [
    'nothing due is nought',
    c(ten),
    [bad(d('00:00'), d('00:01'))],
    { percent: '0', units: null, unit: null, amount: '0.00', state: 'none', claimUntil: null },
  ],
  [
    "per cent of the month's fee",
    c(ten),
    day,
    { percent: '10', amount: '310.00', state: 'automatic', claimUntil: null },
  ],
  [
    'days of the fee',
    c('{ give: 2 days, of: fees.f }'),
    day,
    { percent: null, units: '2', unit: 'day', amount: '200.00' },
  ],
  ['money', c('{ give: 12.345 EUR }'), day, { percent: null, units: null, unit: null, amount: '12.35' }],
  [
    'an extension',
    c('{ give: 7 days extension }'),
    day,
    { units: '7', unit: 'extension', amount: null, state: 'automatic' },
  ],
  [
    'several schedules add up',
    c('[{ give: 10%, of: fees.f }, { give: 5%, of: fees.f }]'),
    day,
    { percent: '15', amount: '465.00' },
  ],
  [
    'a band',
    c('{ bands: [{ when: "< 99%, >= 98%", give: 10% }, { when: "< 98%", give: 20% }], of: fees.f }'),
    day,
    { percent: '20', amount: '620.00' },
  ],
  [
    'a hole',
    c('{ bands: [{ when: "< 99%, >= 98%", give: 10% }, { when: "< 90%", give: 20% }], of: fees.f }'),
    day,
    { state: 'silent', percent: null, amount: null, claimUntil: null },
  ],
  [
    'an overlap',
    c('{ bands: [{ when: "< 99%", give: 10% }, { when: "< 98%", give: 20% }], of: fees.f }'),
    day,
    { state: 'silent' },
  ],
  [
    'an overlap that gives the same is none',
    c('{ bands: [{ when: "< 99%", give: 10% }, { when: "< 98%", give: 10% }], of: fees.f }'),
    day,
    { amount: '310.00' },
  ],
  [
    'an overlap decided for the first',
    c('{ bands: [{ when: "< 99%", give: 10% }, { when: "< 98%", give: 20% }], of: fees.f, overlap: first }'),
    day,
    { percent: '10' },
  ],
  [
    'for the highest',
    c(
      '{ bands: [{ when: "< 99%", give: 10% }, { when: "< 98%", give: 20% }], of: fees.f, overlap: highest }',
    ),
    day,
    { percent: '20' },
  ],
  [
    'for the lowest',
    c('{ bands: [{ when: "< 99%", give: 10% }, { when: "< 98%", give: 20% }], of: fees.f, overlap: lowest }'),
    day,
    { percent: '10' },
  ],
  [
    'a met period inside a band that pays is silent',
    c('{ bands: [{ when: "<= 99.5%", give: 10% }], of: fees.f }'),
    [bad(d('00:00'), d('06:00'))],
    { state: 'silent' },
  ],
  [
    'a met period inside a band that gives nothing is not',
    c('{ bands: [{ when: "<= 99.5%, >= 99%", give: 0% }, { when: "< 99%", give: 5% }], of: fees.f }'),
    [bad(d('00:00'), d('06:00'))],
    { state: 'none' },
  ],
  [
    'bands on the excess',
    c('{ on: excess, bands: [{ when: "<= 17h", give: 10% }, { when: "> 17h", give: 20% }], of: fees.f }'),
    day,
    { percent: '10' },
  ],
  [
    'complete hours of downtime',
    c('{ give: 1%, forEach: { complete: 1h, of: downtime }, of: fees.f }'),
    [bad(d('00:00'), d('23:59'))],
    { percent: '23' },
  ],
  [
    'started hours of each outage',
    c('{ give: 1%, forEach: { started: 1h, of: outage, per: outage }, of: fees.f }'),
    [bad(d('00:00'), d('07:01')), bad(d('12:00'), d('13:00'))],
    { percent: '9' },
  ],
  [
    "a fee line overrides the agreement's",
    c(ten),
    [...day, { fee: 'f', from: '2026-03-01', to: '2026-04-01', amount: '400.00' }],
    { amount: '40.00' },
  ],
  [
    'an invoice does',
    c(ten),
    [...day, event('invoice.issued', d('00:00', 20), 'i', { fee: 'f', amount: '500.00', period: '2026-03' })],
    { amount: '50.00' },
  ],
  [
    'the fee of a month before',
    c('{ give: 10%, of: fees.f of previous period }'),
    [...day, { fee: 'f', from: '2026-02-01', to: '2026-03-01', amount: '100.00' }],
    { amount: '10.00' },
  ],
  [
    "the next month's fee is not known yet",
    c('{ give: 10%, of: fees.f of next period }'),
    day,
    { percent: '10', amount: null, state: 'pending' },
    '2026-03-31T23:59:59Z',
  ],
  [
    "the next month's fee once that month has begun",
    c('{ give: 10%, of: fees.f of next period }'),
    day,
    { amount: '310.00' },
  ],
  [
    'a claim within thirty days of the end',
    claim('{ within: 30d, after: periodEnd }'),
    day,
    { state: 'claimable', claimUntil: '2026-04-30' },
  ],
  [
    "a month after the end is clipped to the month's last day",
    claim('{ within: 1 month, after: periodEnd }'),
    day,
    { claimUntil: '2026-04-30' },
  ],
  [
    'a claim after the incident',
    claim('{ within: 30d, after: incident }'),
    day,
    { state: 'claimable', claimUntil: '2026-04-09' },
  ],
  [
    'a claim after the end of the incident',
    claim('{ within: 30d, after: end of incident }'),
    day,
    { claimUntil: '2026-04-10' },
  ],
  [
    'a claim in business days',
    claim('{ within: 5 business days, after: periodEnd }'),
    day,
    { claimUntil: '2026-04-07' },
  ],
  [
    'a claim in hours gives an instant',
    claim('{ within: 800h, after: incident }'),
    day,
    { claimUntil: '2026-04-12T08:00:00+00:00' },
  ],
  [
    'until the end of the second month after the incident',
    claim('{ until: end of 2nd month after incident }'),
    day,
    { claimUntil: '2026-05-31' },
  ],
  [
    'until the end of the second period',
    claim('{ until: end of 2nd period }'),
    day,
    { claimUntil: '2026-05-31' },
  ],
  [
    'after an event that is not there yet',
    claim('{ within: 15d, after: meeting.held }'),
    day,
    { state: 'claimable', claimUntil: null },
  ],
  [
    'after an event that is',
    claim('{ within: 15d, after: meeting.held }'),
    [...day, event('meeting.held', d('09:00', 20))],
    { claimUntil: '2026-04-04' },
  ],
  [
    'a list: the earliest still open',
    claim('[{ event: ticket.opened, within: 48h, after: incident }, { within: 30d, after: periodEnd }]'),
    [...day, event('ticket.opened', d('05:00'))],
    { state: 'claimable', claimUntil: '2026-04-30' },
  ],
  [
    'a list with a step missed',
    claim('[{ event: ticket.opened, within: 48h, after: incident }, { within: 30d, after: periodEnd }]'),
    day,
    { state: 'expired' },
  ],
  [
    'a claim on the last day is in time',
    claim('{ within: 30d, after: periodEnd }'),
    [...day, event('claim.filed', '2026-04-30T23:59:59Z')],
    { state: 'claimed' },
    '2026-06-01T00:00:00Z',
  ],
  [
    'a day later it is not',
    claim('{ within: 30d, after: periodEnd }'),
    [...day, event('claim.filed', '2026-05-01T00:00:00Z')],
    { state: 'expired', claimUntil: '2026-04-30' },
    '2026-06-01T00:00:00Z',
  ],
  [
    "a credit's own claim goes before",
    c(
      '{ give: 10%, of: fees.f, claim: { within: 10d, after: periodEnd } }',
      `${fee}\ncredits: { claim: { within: 30d, after: periodEnd } }`,
    ),
    day,
    { claimUntil: '2026-04-10' },
  ],
  [
    'in arrears a credit is suspended',
    withPayment,
    payment([event('invoice.issued', d('00:00', 2), 'i')]),
    { state: 'suspended', amount: '310.00' },
  ],
  [
    'paid up it is not',
    withPayment,
    payment([event('invoice.issued', d('00:00', 2), 'i'), event('invoice.paid', d('00:00', 9), 'i')]),
    { state: 'automatic' },
  ],
  [
    'paid late it is due again',
    withPayment,
    payment([event('invoice.issued', d('00:00', 2), 'i'), event('invoice.paid', d('00:00', 20), 'i')]),
    { state: 'automatic' },
  ],
]

test.each(cases)('%s', (_, text, lines, credit, asOf) => {
  const found = backtested(
    text,
    lines,
    asOf ?? (text.includes('next period') ? '2026-04-02T00:00:00Z' : undefined),
  )
  const period = found.periods.find((each) => each.commitment === 'c')
  if (asOf?.startsWith('2026-03-31')) expect(period).toBeUndefined()
  else expect(period?.credit).toMatchObject(credit)
})

const joined: [title: string, text: string, lines: object[], credits: object[], asOf?: string][] = [
  ['several missed commitments add up', two('{ join: sum }'), both, [{ amount: '930.00', capped: false }]],
  ['or only the greatest counts', two('{ join: max }'), both, [{ amount: '620.00' }]],
  ['of a group only one', two('{ groups: [[c, c2]] }'), both, [{ amount: '620.00' }]],
  ['one a root event: separate outages are two', two('{ join: onePerEvent }'), both, [{ amount: '930.00' }]],
  [
    'one a root event: overlapping outages are one',
    two('{ join: onePerEvent }'),
    [...day, bad(d('12:00', 10), d('12:00', 11), 't')],
    [{ amount: '620.00' }],
  ],
  ['a cap by the month', two('{ cap: 25% of fees.f per month }'), both, [{ amount: '775.00', capped: true }]],
  [
    'a cap that is just reached cuts nothing',
    two('{ cap: 30% of fees.f per month }'),
    both,
    [{ amount: '930.00', capped: false }],
  ],
  ['a cap in days', two('{ cap: 5 days of fees.f per month }'), both, [{ amount: '500.00', capped: true }]],
  [
    'a cap by the year is used up by the months before',
    two('{ cap: 40% of fees.f of one month per year }'),
    [...both, bad('2026-04-10T00:00:00Z', '2026-04-11T00:00:00Z')],
    [{ amount: '930.00' }, { amount: '310.00', capped: false }],
  ],
  [
    'a cap over sliding twelve months',
    two('{ cap: 35% of fees.f of one month per 12 months }'),
    [...both, bad('2026-04-10T00:00:00Z', '2026-04-11T00:00:00Z')],
    [
      { amount: '930.00', capped: false },
      { amount: '155.00', capped: true },
    ],
  ],
  ['nothing at the minimum', two('{ minimum: 930.00 EUR }'), both, [{ amount: '0.00' }]],
  ['all of it above', two('{ minimum: 929.99 EUR }'), both, [{ amount: '930.00' }]],
  [
    'points become money by a table',
    commitment(
      'measure: { uptime: { of: s } }, target: ">= 99%", period: month, credit: { give: 3 points }',
      `${fee}\ncredits: { pointsTable: { of: fees.f, bands: [{ when: "< 3", give: 1% }, { when: ">= 3", give: 5% }] } }`,
    ),
    day,
    [{ amount: '155.00' }],
  ],
  [
    'an expired credit is listed and adds nothing',
    claim('{ within: 10d, after: periodEnd }'),
    day,
    [{ amount: '0.00' }],
    '2026-06-01T00:00:00Z',
  ],
  ['nothing due is no entry', two('{ join: sum }'), [good(d('00:00'), d('00:01'))], []],
]

test.each(joined)('%s', (_, text, lines, credits, asOf) => {
  const found = backtested(text, lines, asOf)
  expect(found.credits).toMatchObject(credits)
  expect(found.credits).toHaveLength(credits.length)
})
