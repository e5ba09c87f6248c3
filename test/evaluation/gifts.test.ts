import { describe, expect, test } from 'vitest'
import { problemsOf } from '../agreement/anAgreement.ts'
import { backtested, bad, commitment, d, event } from './backtested.ts'

// The month's fee is 3100.00 EUR, a day of it in March 100.00 EUR.
const fees = 'fees: { f: { amount: 3100, per: month }, g: { amount: 200, per: month } }'
const c = (
  credit: string,
  more = fees,
  members = 'measure: { uptime: { of: s } }, target: ">= 99%", period: month',
) => commitment(`${members}, credit: ${credit}`, more)
const day = [bad(d('00:00'), d('00:00', 11))]
const hours = (count: number) => [bad(d('00:00'), d(`${String(count).padStart(2, '0')}:00`))]
const hourly = (more: string) => `{ forEach: { started: 1h, of: downtime }, give: 1%, of: fees.f, ${more} }`
const next = 'fees.f of next period'
const soon = '2026-03-20T00:00:00Z'
const incident = (credit: string) =>
  c(credit, fees, 'measure: { longestOutage: { of: s } }, target: "<= 4h", period: incident')

const cases: [title: string, text: string, lines: object[], credit: object, asOf?: string][] = [
  // 5 % of 3100 = 155.
  [
    'the share where it is greater',
    c('{ give: "max(5%, 50.00 EUR)", of: fees.f }'),
    day,
    { percent: '5', amount: '155.00' },
  ],
  [
    'the amount where it is greater',
    c('{ give: "max(1%, 50.00 EUR)", of: fees.f }'),
    day,
    { percent: null, units: null, amount: '50.00' },
  ],
  [
    'the lesser of both',
    c('{ give: "min(5%, 50.00 EUR)", of: fees.f }'),
    day,
    { percent: null, amount: '50.00' },
  ],
  // 2 % of 3100 = 62 and 62: the one that stands first.
  [
    'of two that are the same the first',
    c('{ give: "max(2%, 62.00 EUR)", of: fees.f }'),
    day,
    { percent: '2', amount: '62.00' },
  ],
  [
    'of two that are the same the first, the other way round',
    c('{ give: "max(62.00 EUR, 2%)", of: fees.f }'),
    day,
    { percent: null, amount: '62.00' },
  ],
  [
    'a cent more makes the difference',
    c('{ give: "max(2%, 62.01 EUR)", of: fees.f }'),
    day,
    { percent: null, amount: '62.01' },
  ],
  [
    'no more than',
    c('{ give: "min(max(5%, 50.00 EUR), 120.00 EUR)", of: fees.f }'),
    day,
    { amount: '120.00' },
  ],
  [
    'days and shares',
    c('{ give: "max(2 days, 5%)", of: fees.f }'),
    day,
    { units: '2', unit: 'day', amount: '200.00' },
  ],
  // 5 % of 200 = 10 is less than 1 % of 3100 = 31.
  [
    'shares of their own fees',
    c('{ give: "max(5% of fees.g, 1% of fees.f)" }'),
    day,
    { percent: '1', amount: '31.00' },
  ],
  ['a share of its own fee alone', c('{ give: 5% of fees.g }'), day, { percent: '5', amount: '10.00' }],
  [
    'a share of the greatest fee',
    c('{ give: "min(50% of max(fees.f, fees.g), 7 days of fees.f)" }'),
    day,
    { units: '7', amount: '700.00' },
  ],
  [
    'in a band',
    c(
      '{ bands: [{ when: "< 99%, >= 98%", give: 1% }, { when: "< 98%", give: "max(1%, 40.00 EUR)" }], of: fees.f }',
    ),
    day,
    { percent: null, amount: '40.00' },
  ],
  [
    'the least of something and nothing is nothing',
    c('{ give: "min(0%, 40.00 EUR)", of: fees.f }'),
    day,
    { state: 'none', amount: '0.00' },
  ],
  [
    'the greatest of something and nothing is something',
    c('{ give: "max(0%, 40.00 EUR)", of: fees.f }'),
    day,
    { state: 'automatic', amount: '40.00' },
  ],
  // 2 x the greater of 1 % and 40 = 80.
  [
    'each step gives the greater',
    c('{ forEach: { complete: 12h, of: downtime }, give: "max(1%, 40.00 EUR)", of: fees.f }'),
    day,
    { amount: '80.00' },
  ],
  // 8 hours, 8 % of 3100 = 248.
  [
    'steps between their limits',
    c(hourly('atLeast: 100.00 EUR, atMost: 500.00 EUR')),
    hours(8),
    { percent: '8', amount: '248.00' },
  ],
  ['steps below the least', c(hourly('atLeast: 300.00 EUR')), hours(8), { percent: null, amount: '300.00' }],
  ['steps beyond the most', c(hourly('atMost: 5%')), hours(8), { percent: '5', amount: '155.00' }],
  [
    'at the very limit the steps stand',
    c(hourly('atMost: 248.00 EUR')),
    hours(8),
    { percent: '8', amount: '248.00' },
  ],
  [
    'the most goes last',
    c(hourly('atLeast: 300.00 EUR, atMost: 200.00 EUR')),
    hours(8),
    { amount: '200.00' },
  ],
  [
    'a limit that is itself the lesser of two',
    c(hourly('atMost: "min(50%, 200.00 EUR)"')),
    hours(8),
    { amount: '200.00' },
  ],
  [
    'a target that is met owes no least',
    c(hourly('atLeast: 300.00 EUR')),
    hours(7),
    { state: 'none', amount: '0.00' },
  ],
  [
    'a limit is not of the steps and not repeated',
    c(
      '{ forEach: { complete: 1h, of: downtime }, give: 1%, of: fees.f, repeat: { multiplier: 3 }, atMost: 10% }',
    ),
    [bad('2026-02-10T00:00:00Z', '2026-02-11T00:00:00Z'), ...day],
    { percent: '10', amount: '310.00' },
  ],
  [
    'what is not known yet cannot be compared',
    incident(`{ give: "max(5%, 50.00 EUR)", of: ${next} }`),
    day,
    { percent: null, amount: null, state: 'pending' },
    soon,
  ],
  [
    'nothing beside it is known to be less',
    incident(`{ give: "max(5%, 0.00 EUR)", of: ${next} }`),
    day,
    { percent: '5', amount: null, state: 'pending' },
    soon,
  ],
  [
    'the least of it and nothing is known to be nothing',
    incident(`{ give: "min(5%, 0.00 EUR)", of: ${next} }`),
    day,
    { state: 'none' },
    soon,
  ],
  [
    'compared once the fee is known',
    incident(`{ give: "max(5%, 50.00 EUR)", of: ${next} }`),
    day,
    { percent: '5', amount: '155.00' },
    '2026-04-02T00:00:00Z',
  ],
]

describe('the greater or lesser of several', () => {
  test.each(cases)('%s', (_, text, lines, credit, asOf) => {
    const periods = backtested(text, lines, asOf).periods.filter(({ from }) => from.startsWith('2026-03'))
    expect(periods[0]?.credit).toMatchObject(credit)
  })

  test('points are no money that could be compared', () => {
    expect(problemsOf(c('{ give: "max(2 points, 50.00 EUR)" }')).join()).toContain(
      '"max(2 points, 50.00 EUR)" is not a credit such as',
    )
  })

  test('points have no limit in money', () => {
    expect(problemsOf(c('{ give: 2 points, atMost: 50.00 EUR }')).join()).toContain(
      'is an amount of money, which points and extensions are not',
    )
  })

  test('a share without a fee is told in a choice too', () => {
    expect(problemsOf(c('{ give: "max(5%, 50.00 EUR)" }')).join()).toContain('says a share of nothing')
  })

  test('a fee that does not exist is told in a choice too', () => {
    expect(problemsOf(c('{ give: "max(5% of fees.h, 50.00 EUR)" }')).join()).toContain('there is no fee "h"')
  })

  test('another currency is told in a choice too', () => {
    expect(problemsOf(c('{ give: "max(5%, 50.00 USD)", of: fees.f }')).join()).toContain(
      "not in the agreement's currency",
    )
  })
})

describe('a cap that is the greater of two', () => {
  const capped = (cap: string) => c('{ give: 100%, of: fees.f }', `${fees}\ncredits: { cap: "${cap}" }`)
  test.each([
    // Half of 3100 is 1550.
    ['max(50% of fees.f, 1000.00 EUR) per month', '1550.00'],
    ['max(10% of fees.f, 1000.00 EUR) per month', '1000.00'],
    ['min(10% of fees.f, 1000.00 EUR) per month', '310.00'],
    ['max(3 days of fees.f, 200.00 EUR) per period', '300.00'],
  ])('%s', (cap, amount) => {
    expect(backtested(capped(cap), day).credits[0]).toMatchObject({ amount, capped: true })
  })

  test('is not known before the fee of one is', () => {
    const cap = 'max(10% of fees.f of next invoice, 1000.00 EUR) per month'
    const invoice = event('invoice.issued', '2026-04-02T00:00:00Z', 'i', { fee: 'f', amount: '20000.00' })
    expect(backtested(capped(cap), [...day, invoice], '2026-04-03T00:00:00Z').credits[0]).toMatchObject({
      amount: '2000.00',
    })
  })
})
