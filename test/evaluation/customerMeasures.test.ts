import { describe, expect, test } from 'vitest'
import { backtested, commitment, event } from './backtested.ts'

const answers = (question: string, given: readonly number[], region = 'north') =>
  given.map((each, i) =>
    event('survey.answered', `2026-03-02T00:00:${String(i).padStart(2, '0')}Z`, `${region} ${i}`, {
      [question]: String(each),
      region,
    }),
  )
const period = (members: string, lines: readonly object[]) =>
  backtested(commitment(members), lines, '2026-04-02T00:00:00Z').periods[0]

describe('A promise of satisfaction', () => {
  const promise = 'measure: { satisfaction: { of: csat } }, target: ">= 80%", period: month'

  test('is kept by four satisfied answers of five, and broken by three', () => {
    expect(period(promise, answers('csat', [5, 4, 4, 5, 1]))).toMatchObject({
      verdict: 'met',
      measure: { value: '80', exact: '4/5', unit: '%' },
      counts: { bad: '1', total: '5' },
    })
    expect(period(promise, answers('csat', [5, 4, 4, 3, 1]))).toMatchObject({ verdict: 'breached' })
  })

  test('may count some of the answers only, and asks for as many as it says', () => {
    const north = promise.replace('of: csat', 'of: csat, where: { region: north }, atLeastEvents: 2')
    const south = answers('csat', [1, 1, 1], 'south')
    expect(period(north, [...answers('csat', [5, 5]), ...south])).toMatchObject({ verdict: 'met' })
    expect(period(north, [...answers('csat', [5]), ...south])).toMatchObject({ verdict: 'notApplicable' })
  })

  test('as a net promoter score may lie below zero', () => {
    const score = 'measure: { satisfaction: { of: nps } }, target: ">= -10%", period: month'
    expect(period(score, answers('nps', [10, 5, 5, 8]))).toMatchObject({
      verdict: 'breached',
      measure: { value: '-25' },
    })
  })
})

describe('A promise of use within what was agreed', () => {
  const promise =
    'by: customer, measure: { usageRate: { of: calls, agreed: 3100, per: month } }, target: "<= 100%", period: month'
  const used = (day: string, quantity: string, of = 'calls') =>
    event('usage.reported', `2026-03-${day}T00:00:00Z`, day, { of, quantity })

  test('is kept up to the limit', () => {
    expect(
      period(promise, [used('05', '3000.5'), used('20', '99.5'), used('21', '9999', 'seats')]),
    ).toMatchObject({
      verdict: 'met',
      measure: { exact: '1/1' },
    })
  })

  test('is broken for certain with the report that passes it', () => {
    expect(period(promise, [used('05', '3000'), used('20', '101'), used('25', '1')])).toMatchObject({
      verdict: 'breached',
      certainSince: '2026-03-20T00:00:00+00:00',
    })
  })

  test('counts what is agreed by the day over the days of the period', () => {
    const daily = promise.replace('3100, per: month', '100, per: day')
    expect(period(daily, [used('05', '1550')])).toMatchObject({ measure: { exact: '1/2' } })
  })
})

describe('A promise to keep customers', () => {
  const promise = 'measure: { retentionRate: {} }, target: ">= 95%", period: month'
  const count = (day: string, data: object, subject = 'all') =>
    event('customer.count', `2026-03-${day}T00:00:00Z`, subject, data)

  test('takes the first start, the last end and all new ones', () => {
    const counts = [
      count('15', { start: '100', end: '103', new: '5' }),
      count('31', { start: '103', end: '101', new: '1' }),
    ]
    expect(period(promise, counts)).toMatchObject({ verdict: 'met', measure: { exact: '19/20' } })
  })

  test('adds up counts of several subjects', () => {
    const counts = [
      count('31', { start: '60', end: '60', new: '4' }, 'a'),
      count('31', { start: '40', end: '39' }, 'b'),
    ]
    expect(period(promise, counts)).toMatchObject({ verdict: 'met', measure: { exact: '19/20' } })
  })

  test('has nothing to judge without a count, or without a customer at the start', () => {
    expect(period(promise, [count('31', { start: '0', end: '9', new: '9' })])).toMatchObject({
      verdict: 'notApplicable',
    })
  })
})
