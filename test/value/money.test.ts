import { describe, expect, test } from 'vitest'
import { bad, event, good } from '../evaluation/backtested.ts'
import { month, valued, worthText } from './valued.ts'

const orders =
  '  benefits: [{ name: Orders, worth: { amount: 3000.00, per: month }, scaledBy: availability }]'
/** March 2026 has 31 days: 15.5 days of outage leave an uptime of 50 %, an attainment of 5/9. */
const halfOfMarch = [
  good('2026-03-01T00:00:00Z', '2026-03-16T12:00:00Z'),
  bad('2026-03-16T12:00:00Z', '2026-04-01T00:00:00Z'),
]

describe('The value of a month', () => {
  test('is benefits less costs less price, as economic value is in the next best alternative’s terms', () => {
    // Anderson & Narus, "Business Marketing: Understand What Customers Value", HBR 11/1998:
    // (value of f) − (price of f) > (value of a) − (price of a), f the supplier's offering, a the next best alternative.
    const found = month(
      worthText(`${orders}
  costs: [{ name: Upkeep, worth: { amount: 200.00, per: month } }]
  alternative: { name: In-house, price: { amount: 900.00, per: month }, benefits: [{ name: Orders, worth: { amount: 2500.00, per: month } }] }`),
      [good('2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z')],
    )
    expect(found.customerValue).toBe('1800.00') // 3000 − 200 − 1000
    expect(found.alternative?.value).toBe('1600.00') // 2500 − 900
    expect(found.surplus).toBe('200.00')
    expect(found.retained).toEqual({ value: '1', exact: '1/1' })
  })

  test('counts a benefit by the attainment of its commitment, and says whose breach took how much', () => {
    const found = month(worthText(orders), halfOfMarch)
    expect(found.benefits[0]).toMatchObject({
      worth: '3000.00',
      attainment: { value: '0.555556', exact: '5/9' },
      counted: '1666.67',
    })
    expect(found).toMatchObject({
      promisedValue: '2000.00',
      costOfBreaches: '1333.33',
      customerValue: '666.67',
      lost: [{ commitment: 'availability', amount: '1333.33' }],
    })
    expect(found.retained?.value).toBe('0.333335') // 666.67 ÷ 2000.00
  })

  test('adds credits that are given by themselves, and lists those that are still to be claimed', () => {
    const credit = (claim: string) => `    credit: { give: 10%, of: fees.service${claim} }`
    const given = month(worthText(orders, credit('')), halfOfMarch)
    expect(given.credits).toEqual({ settled: '100.00', outstanding: '0.00' })
    expect(given.customerValue).toBe('766.67')
    const claimable = month(
      worthText(orders, credit(', claim: { within: 30d, after: periodEnd }')),
      halfOfMarch,
    )
    expect(claimable.credits).toEqual({ settled: '0.00', outstanding: '100.00' })
    expect(claimable.customerValue).toBe('666.67')
  })

  test('takes an invoice before the agreed fee', () => {
    const invoice = event('invoice.issued', '2026-03-05T00:00:00Z', 'I-1', {
      fee: 'service',
      amount: '1250.00',
      period: '2026-03',
    })
    expect(month(worthText(orders), [...halfOfMarch, invoice]).price).toEqual([
      { fee: 'service', amount: '1250.00', from: 'invoice' },
    ])
  })

  test('pro-rates by days what is not said by the month, and a month that the term cuts', () => {
    const yearly = '  benefits: [{ name: Orders, worth: { amount: 36500.00, per: year } }]'
    const found = month(worthText(yearly, '', '{ from: 2026-03-17 }'), [
      good('2026-03-17T00:00:00Z', '2026-04-01T00:00:00Z'),
    ])
    expect(found.from).toBe('2026-03-17T00:00:00+00:00')
    expect(found.benefits[0]?.worth).toBe('1500.00') // 36500 × 15 ÷ 365
    expect(found.price[0]?.amount).toBe('483.87') // 1000 × 15 ÷ 31
  })

  test('is not known where nobody looked, and says so', () => {
    const quarterly = worthText(
      orders.replace('scaledBy: availability', 'scaledBy: slow'),
      `  slow: { measure: { uptime: { of: s } }, target: ">= 90%", period: quarter }`,
    )
    const found = valued(quarterly, halfOfMarch, '2026-03-31T23:59:59Z')
    expect(found.periods).toEqual([])
    const march = valued(
      quarterly,
      [good('2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z')],
      '2026-03-02T00:00:00Z',
    )
    expect(march.periods[0]).toMatchObject({
      customerValue: null,
      retained: null,
      benefits: [{ attainment: null, counted: null, reason: 'notJudged' }],
    })
    expect(march.toDate).toMatchObject({ months: 1, unknownMonths: 1, retained: null })
  })

  test('is told only by an agreement that says something of value', () => {
    const text = worthText(orders)
    expect(() => valued(text.slice(0, text.indexOf('value:')), halfOfMarch)).toThrow('says nothing of value')
  })
})

describe('Value to date', () => {
  test('is the sum of its months, line by line', () => {
    const february = good('2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z')
    const { periods, toDate } = valued(worthText(orders), [february, ...halfOfMarch])
    expect(periods.map((each) => each.customerValue)).toEqual(['2000.00', '666.67'])
    expect(toDate).toMatchObject({
      months: 2,
      customerValue: '2666.67',
      promisedValue: '4000.00',
      costOfBreaches: '1333.33',
      price: '2000.00',
    })
  })
})

describe('The change between two months', () => {
  test('is told driver by driver, and the parts add up to it', () => {
    const february = good('2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z')
    const invoice = event('invoice.issued', '2026-03-05T00:00:00Z', 'I-1', {
      fee: 'service',
      amount: '1100.00',
      period: '2026-03',
    })
    const text = worthText(
      `${orders.replace('3000.00, per: month', '36000.00, per: year')}
  costs: [{ name: Upkeep, worth: { amount: 10.00, per: day } }]`,
      '    credit: { give: 10%, of: fees.service of one month }',
    )
    const found = month(text, [february, ...halfOfMarch, invoice], 1)
    expect(found.change).toEqual({
      // February 36000 × 28 ÷ 365 − 280 − 1000 = 1481.64; March 1698.63 − 310 − 1100 + 110 = 398.63
      total: '-1083.01',
      parts: [
        { driver: 'worth', name: 'Orders', amount: '295.89' },
        { driver: 'attainment', name: 'availability', amount: '-1358.90' },
        { driver: 'cost', name: 'Upkeep', amount: '-30.00' },
        { driver: 'price', name: 'service', amount: '-100.00' },
        { driver: 'credits', name: 'credits', amount: '110.00' },
      ],
    })
  })
})
