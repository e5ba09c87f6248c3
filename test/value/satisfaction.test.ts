import { describe, expect, test } from 'vitest'
import { toFixedDecimal } from '../../src/agreement/fraction.ts'
import { promoterInterval, wilson } from '../../src/value/interval.ts'
import { event, good } from '../evaluation/backtested.ts'
import { month, worthText } from './valued.ts'

const text = worthText('  proposition: More time.')
const march = good('2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z')
const answers = (question: 'csat' | 'nps', given: readonly (number | string)[]) =>
  given.map((each, i) =>
    event('survey.answered', `2026-03-02T00:00:0${i % 10}Z`, `${question} ${i}`, {
      [question]: String(each),
    }),
  )

describe('Satisfaction', () => {
  test('is the share of answers of 4 and 5', () => {
    const { csat } = month(text, [march, ...answers('csat', [5, 4, 3, 5, 1])]).customer
    expect(csat).toMatchObject({ value: '0.6', exact: '3/5', n: 5 })
  })

  test('as a net promoter score is promoters (9, 10) less detractors (0 to 6)', () => {
    // F. F. Reichheld, "The One Number You Need to Grow", HBR 12/2003.
    const { nps } = month(text, [march, ...answers('nps', [10, 9, 9, 8, 7, 6, 0, 10])]).customer
    expect(nps).toMatchObject({ value: '0.25', promoters: 4, detractors: 2, n: 8 })
  })

  test('leaves out what lies off the scale', () => {
    const { csat, nps } = month(text, [
      march,
      ...answers('csat', [6, 0, '4.5', 4]),
      ...answers('nps', [11, -1, 9]),
    ]).customer
    expect(csat).toMatchObject({ value: '1', n: 1 })
    expect(nps).toMatchObject({ value: '1', n: 1 })
  })

  test('is not known without an answer', () => {
    expect(month(text, [march]).customer).toEqual({ csat: null, nps: null, customers: null })
  })
})

describe('The retention rate', () => {
  test('is customers at the end less new ones, of those at the start', () => {
    const count = event('customer.count', '2026-03-31T00:00:00Z', 'all', {
      start: '200',
      end: '210',
      new: '25',
    })
    expect(month(text, [march, count]).customer.customers).toEqual({
      start: '200',
      end: '210',
      new: '25',
      retention: { value: '0.925', exact: '37/40' },
    })
  })
})

const four = ({
  low,
  high,
}: {
  low: Parameters<typeof toFixedDecimal>[0]
  high: Parameters<typeof toFixedDecimal>[0]
}) => [toFixedDecimal(low, 4), toFixedDecimal(high, 4)]

describe('The interval of 95 %', () => {
  // R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3 (score without correction).
  test.each([
    [81, 263, ['0.2553', '0.3662']],
    [15, 148, ['0.0624', '0.1605']],
    [0, 20, ['0.0000', '0.1611']],
    [1, 29, ['0.0061', '0.1718']],
  ])('of %i among %i is Wilson’s', (successes, n, interval) => {
    expect(four(wilson(successes, n))).toEqual(interval)
  })

  test('of a net promoter score is the adjusted Wald interval', () => {
    // By hand: n 36 + 3, p 19.75 ÷ 39, d 9.75 ÷ 39, score 0.256410; √((0.756410 − 0.065746) ÷ 39) = 0.133075.
    expect(four(promoterInterval(19, 9, 36))).toEqual(['-0.0044', '0.5172'])
  })

  test('of a net promoter score has a width where all agree', () => {
    const { low, high } = promoterInterval(5, 0, 5)
    expect(four({ low, high })[0]).not.toBe(four({ low, high })[1])
  })
})
