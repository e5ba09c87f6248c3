import { describe, expect, test } from 'vitest'
import { parseAgreement } from '../../src/agreement/parse.ts'
import { parseContext } from '../../src/settings/context.ts'
import { backtested, bad, event, good } from '../evaluation/backtested.ts'
import { worthText } from './valued.ts'

const value = `  benefits:
    - { name: Orders, worth: { amount: 3000.00, per: month }, scaledBy: availability }
    - { name: Advice, worth: { amount: 500.00, per: month } }
  costs: [{ name: Upkeep, worth: { amount: 300.00, per: month } }]
  alternative: { name: In-house, price: { amount: 930.00, per: month } }
  relative: { priceWeight: 20%, attributes: [{ name: quality, weight: 100% }] }`
const promise = (measure: string, target: string, more = '') =>
  `  worth: { measure: ${measure}, target: "${target}", period: month${more} }`
const text = (measure: string, target: string, more = '') => worthText(value, promise(measure, target, more))

/** March 2026 has 31 days: 15.5 days of outage leave an uptime of 50 %, an attainment of 5/9 of the 90 % promised. */
const halfOfMarch = [
  good('2026-03-01T00:00:00Z', '2026-03-16T12:00:00Z'),
  bad('2026-03-16T12:00:00Z', '2026-04-01T00:00:00Z'),
]
const scored = (ours: string, alternative: string) =>
  event('survey.answered', '2026-03-20T09:00:00Z', 'S-1', { attribute: 'quality', ours, alternative })

function worthOf(written: string, lines: readonly object[], asOf?: string) {
  const found = backtested(written, lines, asOf).periods.filter(({ commitment }) => commitment === 'worth')
  expect(found).toHaveLength(1)
  return found[0]!
}

describe('A promise of value retained', () => {
  test('is measured by what the other commitments attained: benefits less costs and price ÷ the same as promised', () => {
    // Promised: 3000 + 500 − 300 − 1000 = 2200. Received: 3000 × 5/9 = 1666.67, + 500 − 300 − 1000 = 866.67.
    const found = worthOf(text('{ valueRetained: {} }', '>= 80%'), halfOfMarch)
    expect(found.measure).toMatchObject({ value: '39.394091', exact: '86667/220000', unit: '%' })
    expect(found.verdict).toBe('breached')
    expect(found.certainSince).toBe('2026-04-01T00:00:00+00:00')
  })

  test('counts no credits, neither those of others nor its own, which the value of the month does count', () => {
    const own = ', credit: { give: 10%, of: fees.service }'
    const credits = worthText(
      value,
      `    credit: { give: 20%, of: fees.service }\n${promise('{ valueRetained: {} }', '>= 80%', own)}`,
    )
    const found = backtested(credits, halfOfMarch)
    expect(found.periods.map(({ commitment, credit }) => [commitment, credit?.amount])).toEqual([
      ['availability', '200.00'],
      ['worth', '100.00'],
    ])
    expect(found.credits.map(({ amount }) => amount)).toEqual(['300.00'])
    expect(found.periods.at(-1)?.measure.exact).toBe('86667/220000')
  })

  test('takes the price that is told by the closing of the period, and no invoice of later', () => {
    const invoice = (at: string) =>
      event('invoice.issued', at, 'I-1', { fee: 'service', amount: '1700.00', period: '2026-03' })
    // 3000 + 500 − 300 − 1700 = 1500 promised, 1666.67 + 500 − 300 − 1700 = 166.67 received.
    const early = worthOf(text('{ valueRetained: {} }', '>= 80%'), [
      ...halfOfMarch,
      invoice('2026-03-31T00:00:00Z'),
    ])
    expect(early.measure.exact).toBe('16667/150000')
    const late = worthOf(
      text('{ valueRetained: {} }', '>= 80%'),
      [...halfOfMarch, invoice('2026-04-20T00:00:00Z')],
      '2026-05-01T00:00:00Z',
    )
    expect(late.measure.exact).toBe('86667/220000')
  })

  test('is undetermined where what nobody knows of another commitment decides it, and judged where it does not', () => {
    // 8 days of 31 are unknown: the uptime is 23/31 at worst, its attainment (23/31)/(9/10) = 230/279 (2473.12 of 3000).
    const unknown = {
      source: 's',
      from: '2026-03-24T00:00:00Z',
      to: '2026-04-01T00:00:00Z',
      outcome: 'unknown',
    }
    const lines = [good('2026-03-01T00:00:00Z', '2026-03-24T00:00:00Z'), unknown]
    // At worst (2473.12 − 800) ÷ 2200 = 76.05 %.
    expect(worthOf(text('{ valueRetained: {} }', '>= 80%'), lines).verdict).toBe('undetermined')
    const lenient = worthOf(text('{ valueRetained: {} }', '>= 70%'), lines)
    expect(lenient.measure).toMatchObject({ best: '100', worst: '76.050909' })
    expect(lenient.verdict).toBe('met')
  })

  test('of a quarter is measured over its three months together, also where another promise is judged by the year', () => {
    const yearly = worthText(
      value.replace('scaledBy: availability', 'scaledBy: yearly'),
      `  yearly:
    measure: { uptime: { of: s } }
    target: ">= 90%"
    period: year
  worth: { measure: { valueRetained: {} }, target: ">= 80%", period: quarter }`,
    )
    const found = backtested(yearly, [bad('2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z')])
    const worth = found.periods.filter(({ commitment }) => commitment === 'worth')
    // The year's uptime is 334/365 > 90 %: attained in full, and so is each quarter that the evidence touches.
    expect(worth.map(({ from, measure }) => [from.slice(0, 10), measure.exact])).toEqual([
      ['2026-01-01', '1/1'],
    ])
  })

  test('is not judged where nothing was promised', () => {
    const dear = text('{ valueRetained: {} }', '>= 80%').replace('amount: 1000.00', 'amount: 9000.00')
    expect(worthOf(dear, halfOfMarch).verdict).toBe('notApplicable')
  })
})

test('a promise of customer value is an amount without credits, in the currency of the agreement', () => {
  const found = worthOf(text('{ customerValue: {} }', '>= 1000'), halfOfMarch)
  expect(found.measure).toMatchObject({ value: '866.67', unit: '' })
  expect(found.verdict).toBe('breached')
})

describe('A promise of the customer value ratio', () => {
  test('is Gale’s ratio of the period: 0.98 × 0.8 + 0.93 × 0.2 = 0.97', () => {
    // B. T. Gale, "Managing Customer Value" (1994): quality 0.98, price 0.93, weights 80 and 20.
    const found = worthOf(text('{ valueRatio: {} }', '>= 1'), [...halfOfMarch, scored('4.9', '5')])
    expect(found.measure).toMatchObject({ value: '0.97', exact: '97/100', unit: '' })
    expect(found.verdict).toBe('breached')
  })

  test('is not judged without the answers that it needs', () => {
    expect(worthOf(text('{ valueRatio: {} }', '>= 1'), halfOfMarch).verdict).toBe('notApplicable')
    const few = text('{ valueRatio: { atLeastEvents: 2 } }', '>= 1')
    expect(worthOf(few, [...halfOfMarch, scored('4.9', '5')]).verdict).toBe('notApplicable')
  })
})

describe('Value follows from the other commitments, and none of them from it:', () => {
  const problemsOf = (written: string): string[] => {
    const read = parseAgreement('a.yaml', written, parseContext({}, new Map()))
    return read.ok ? [] : read.problems.map(({ message }) => message)
  }
  const retained = promise('{ valueRetained: {} }', '>= 80%')
  const circle = '"worth" measures value itself, which follows from the other commitments:'

  test.each([
    [
      'a benefit that is scaled by it is refused',
      worthText(value.replace('scaledBy: availability', 'scaledBy: worth'), retained),
      `value.benefits.0.scaledBy: ${circle} a benefit cannot be scaled by it`,
    ],
    [
      'a promise that is deemed missed by it is refused',
      worthText(value, `    deemedMissed: { when: worth }\n${retained}`),
      `commitments.availability.deemedMissed.when: ${circle} no other one can be deemed missed by it`,
    ],
    [
      'credits that depend on it are refused',
      `${worthText(value, retained.replace('worth: {', 'worth: { by: customer,'))}\ncredits: { requires: [worth] }`,
      `credits.requires: ${circle} no credits can depend on it`,
    ],
    [
      'a week is refused, since value is stated by months',
      worthText(value, retained.replace('period: month', 'period: week')),
      'commitments.worth.period: value is stated by calendar months: give month, quarter or year, or { fiscal: quarter, startsIn: february }',
    ],
    [
      'a ratio without an alternative is refused',
      worthText(value.replace(/\n {2}alternative.*/, ''), promise('{ valueRatio: {} }', '>= 1')),
      "commitments.worth.measure.valueRatio: valueRatio needs the alternative's `price` under `value`",
    ],
  ])('%s', (_, written, message) => {
    expect(problemsOf(written)).toEqual([message])
  })
})
