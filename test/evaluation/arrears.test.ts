import { expect, test } from 'vitest'
import { backtested, bad, commitment, event } from './backtested.ts'

/** Claims until two days after the month; the customer pays within `within` of an invoice of 20 March. */
const state = (within: string): string | undefined =>
  backtested(
    commitment(
      `measure: { uptime: { of: s } }, target: ">= 99%", period: month, credit: { give: 100 EUR, claim: { within: 2d, after: periodEnd } } }
  payment: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: ${within} } }, target: all, period: month`,
      'credits: { requires: [payment] }',
    ),
    [
      bad('2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z'),
      event('invoice.issued', '2026-03-20T00:00:00Z', 'i'),
    ],
    '2026-05-01T00:00:00Z',
  ).periods.find((each) => each.commitment === 'c')?.credit?.state

test('a claim whose deadline passes while the customer is in arrears is not lost', () => {
  expect(state('10d')).toBe('suspended')
})

test('a claim that had lapsed before the customer was in arrears stays so', () => {
  expect(state('20d')).toBe('expired')
})
