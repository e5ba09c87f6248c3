import { expect, test } from 'vitest'
import { backtested, bad, commitment, d, event } from './backtested.ts'

const uptime = (period = 'month') => `measure: { uptime: { of: s } }, target: ">= 99%", period: ${period}`
const incident = 'measure: { longestOutage: { of: s } }, target: "<= 1h", period: incident'
const monthly = 'fees: { f: { amount: 3100, per: month } }'
const c = (credit: string, members = uptime(), more = monthly) =>
  commitment(`${members}, credit: ${credit}`, more)
const ten = (window = '', members = uptime(), more = monthly) =>
  c(`{ give: 10%, of: "fees.f${window}" }`, members, more)
const days = (from: string, until: string) => [bad(`${from}T00:00:00Z`, `${until}T00:00:00Z`)]
const march = days('2026-03-10', '2026-03-11')
const line = (from: string, to: string, amount: string) => ({ fee: 'f', from, to, amount })
const each = (from: string, count: number, amount: string) =>
  Array.from({ length: count }, (_, i) => {
    const date = Temporal.PlainDate.from(from).add({ days: i })
    return line(date.toString(), date.add({ days: 1 }).toString(), amount)
  })
const invoice = (instant: string, data: object) => event('invoice.issued', instant, 'i', data)
const ended = (text: string) =>
  text.replace('{ from: 2026-01-01 }', '{ from: 2026-01-01, until: 2026-03-16 }')
const raised = `${monthly}\namendments: [{ effective: 2026-03-01, changes: { fees: { f: { amount: 6200 } } } }]`

const cases: [title: string, text: string, lines: object[], credit: object, asOf?: string][] = [
  [
    'a line for one month of a quarter leaves the fee of the others',
    ten('', uptime('quarter')),
    [...days('2026-03-10', '2026-03-13'), line('2026-01-01', '2026-02-01', '400.00')],
    { amount: '660.00' },
  ],
  [
    'a line for half of a month leaves the rest by days',
    ten(),
    [...march, line('2026-03-01', '2026-03-16', '500.00')],
    { amount: '210.00' },
  ],
  [
    'an invoice goes before the lines of its period',
    ten(),
    [
      ...march,
      line('2026-03-05', '2026-03-06', '99.00'),
      invoice(d('00:00', 20), { fee: 'f', amount: '500.00', period: '2026-03' }),
    ],
    { amount: '50.00' },
  ],
  [
    'an invoice without a name is for the only fee',
    ten(),
    [...march, invoice(d('00:00', 20), { amount: '500.00', period: '2026-03' })],
    { amount: '50.00' },
  ],
  [
    'thirty days before the first of March: two of January and February',
    ten(' of 30d before'),
    march,
    { amount: '330.00' },
  ],
  [
    'thirty days before the 28th of February are three of January, though they look like a month',
    ten(' of 30d before', uptime('day')),
    // 3100 × (3/31 + 27/28) = 3289.2857…
    [bad('2026-02-28T00:00:00Z', '2026-02-28T12:00:00Z')],
    { amount: '328.93' },
  ],
  [
    'thirty days before the tenth day of the term are nine',
    ten(' of 30d before', uptime('day')),
    [bad('2026-01-10T00:00:00Z', '2026-01-10T12:00:00Z')],
    { amount: '90.00' },
  ],
  [
    'and a line for the days before it',
    ten(' of 30d before', uptime('day')),
    // Nine days of 100, and 21 of the December that was 620.
    [bad('2026-01-10T00:00:00Z', '2026-01-10T12:00:00Z'), line('2025-12-01', '2026-01-01', '620.00')],
    { amount: '132.00' },
  ],
  [
    'the day before the term belongs to a month of which a line tells',
    ten(' of previous period', uptime('day')),
    [bad('2026-01-01T00:00:00Z', '2026-01-01T12:00:00Z'), line('2025-12-01', '2026-01-01', '620.00')],
    { amount: '62.00' },
  ],
  [
    'one month of a yearly fee is the twelfth part',
    ten(' of one month', uptime(), 'fees: { f: { amount: 1200, per: year } }'),
    march,
    { amount: '10.00' },
  ],
  [
    'thirty days before the first of April are not all of March',
    ten(' of 30d before'),
    days('2026-04-10', '2026-04-11'),
    { amount: '300.00' },
  ],
  [
    'thirty days before an incident at noon are thirty',
    c('{ give: 100%, of: fees.f of 30d before }', incident),
    [bad(d('12:00'), d('12:00', 11)), ...each('2026-02-01', 48, '10.00')],
    { amount: '300.00' },
    '2026-03-12T00:00:00Z',
  ],
  [
    'before the term there was no fee',
    ten(' of previous period'),
    days('2026-01-10', '2026-01-11'),
    { percent: '10', amount: '0.00' },
  ],
  [
    'unless a line says so',
    ten(' of previous period'),
    [...days('2026-01-10', '2026-01-11'), line('2025-12-01', '2026-01-01', '200.00')],
    { amount: '20.00' },
  ],
  [
    'the fee of another time is the one that was in force then',
    ten(' of previous period', uptime(), raised),
    march,
    { amount: '310.00' },
  ],
  ['the own one is the new', ten('', uptime(), raised), march, { amount: '620.00' }],
  [
    'before an incident there is a month',
    ten(' of previous period', incident),
    [...march, line('2026-02-01', '2026-03-01', '100.00')],
    { amount: '10.00' },
  ],
  [
    "after an incident the next month's fee is not known yet",
    ten(' of next period', incident),
    march,
    { percent: '10', amount: null, state: 'pending' },
    '2026-03-20T00:00:00Z',
  ],
  [
    'unless a line is there',
    ten(' of next period', incident),
    [...march, line('2026-04-01', '2026-05-01', '500.00')],
    { amount: '50.00', state: 'automatic' },
    '2026-03-20T00:00:00Z',
  ],
  [
    'or that month has begun',
    ten(' of next period', incident),
    march,
    { amount: '310.00' },
    '2026-04-01T00:00:00Z',
  ],
  [
    'what was not claimed in time is expired, known or not',
    c('{ give: 10%, of: fees.f of next period, claim: { within: 5d, after: incident } }', incident),
    march,
    { percent: '10', amount: null, state: 'expired', claimUntil: '2026-03-15' },
    '2026-03-20T00:00:00Z',
  ],
  [
    'the next invoice is the first after the period, whatever it is for',
    ten(' of next invoice'),
    [
      ...march,
      invoice(d('00:00', 31), { fee: 'f', amount: '1.00', period: '2026-02' }),
      invoice('2026-04-01T00:05:00Z', { fee: 'f', amount: '700.00', period: '2026-03' }),
    ],
    { amount: '70.00' },
  ],
  ['a period that the term clips has its days of the fee', ended(ten()), march, { amount: '150.00' }],
  [
    'a day of it is a day of the month',
    ended(c('{ give: 2 days, of: fees.f }')),
    march,
    { amount: '200.00' },
  ],
  [
    'the thirtieth part of a month is that of a whole one',
    ended(c('{ give: 3 days, of: fees.f, day: 1/30 of month }')),
    march,
    { amount: '310.00' },
  ],
  [
    'the 365th part of a year of monthly fees',
    c('{ give: 1 day, of: fees.f, day: 1/365 of year }'),
    march,
    { amount: '101.92' },
  ],
  [
    'the fee of that very day',
    c('{ give: 1 day, of: fees.f, day: thatDay }'),
    [...march, ...each('2026-03-08', 2, '50.00'), line('2026-03-10', '2026-03-11', '77.00')],
    { amount: '77.00' },
  ],
  [
    'an incident longer than a day has its share of the daily fee',
    c('{ give: 100%, of: fees.f }', incident, 'fees: { f: { amount: 100, per: day } }'),
    [bad(d('00:00'), d('12:00', 11))],
    { amount: '150.00' },
  ],
  [
    'a shorter one the whole day',
    c('{ give: 100%, of: fees.f }', incident, 'fees: { f: { amount: 100, per: day } }'),
    [bad(d('00:00'), d('02:00'))],
    { amount: '100.00' },
  ],
  [
    'hours are paid by the hour',
    c('{ give: 100%, of: fees.f }', incident, 'fees: { f: { amount: 10, per: hour } }'),
    [bad(d('00:00'), d('03:00'))],
    { amount: '30.00' },
  ],
  [
    'the greater of this month and the one before',
    c('{ give: 10%, of: "max(fees.f, fees.f of previous period)" }'),
    [...march, line('2026-02-01', '2026-03-01', '4000.00')],
    { amount: '400.00' },
  ],
  [
    'a day of 23 hours is a day',
    c('{ give: 1 day, of: fees.f of 30d before }').replace('timeZone: UTC', 'timeZone: Europe/Berlin'),
    days('2026-04-10', '2026-04-11'),
    { amount: '100.00' },
  ],
]

test.each(cases)('%s', (_, text, lines, credit, asOf) => {
  const found = backtested(text, lines, asOf).periods.filter((period) => period.verdict === 'breached')
  expect(found[0]?.credit).toMatchObject(credit)
})
