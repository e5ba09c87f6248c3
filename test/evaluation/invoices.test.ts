import { describe, expect, test } from 'vitest'
import { agreementText, backtested } from './backtested.ts'

const text = (by: string, zone = 'UTC', within = '10d') =>
  agreementText(
    `sources: { s: { declared: {} }, e: { push: event } }
fees: { f: { amount: 3100.00, per: month } }
calendars: { office: { days: mon-fri, hours: 09:00-17:00, holidays: [2026-02-03] } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99%", period: month, credit: { give: 10%, of: fees.f } }
  payment: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: ${within} } }, target: all, period: month }
credits: { requires: [payment] }
termination:
  unpaid: { right: provider, when: { overdue: payment, by: ${by} }, calendar: office }
`,
    zone,
  )
const event = (type: string, at: string, data: object = {}) => ({
  event: type,
  id: `${type} ${at}`,
  subject: 'R-1',
  at,
  data,
})
const issued = (data: object) => event('invoice.issued', '2026-01-05T09:00:00Z', data)
const paid = (at: string, data: object = {}) => event('invoice.paid', at, data)
const down = { source: 's', from: '2026-01-10T00:00:00Z', to: '2026-01-12T00:00:00Z', outcome: 'bad' }

const rightsOf = (by: string, lines: readonly object[], zone = 'UTC') =>
  backtested(text(by, zone), [down, ...lines], '2026-06-01T00:00:00Z').termination.map(
    ({ triggeredAt }) => triggeredAt,
  )
const verdictOf = (lines: readonly object[], within = '10d') =>
  backtested(text('45d', 'UTC', within), [down, ...lines], '2026-06-01T00:00:00Z').periods.find(
    ({ commitment }) => commitment === 'payment',
  )?.verdict
const creditOf = (lines: readonly object[], asOf = '2026-03-01T00:00:00Z') =>
  backtested(text('45d'), [down, ...lines], asOf).periods.find(({ commitment }) => commitment === 'up')
    ?.credit?.state

describe('the due date that an invoice states', () => {
  test.each([
    ['the contract alone: ten days from its issue, then 45', {}, '2026-03-01T09:00:00.001+00:00'],
    ['its day counts whole', { due: '2026-02-10' }, '2026-03-28T00:00:00+00:00'],
    ['an instant', { due: '2026-02-10T12:00:00+01:00' }, '2026-03-27T11:00:00.001+00:00'],
    ['what cannot be read is as if it were not there', { due: 'soon' }, '2026-03-01T09:00:00.001+00:00'],
    ['nor a day that never is', { due: '2026-02-30' }, '2026-03-01T09:00:00.001+00:00'],
  ])('is what is overdue from: %s', (_title, data, at) => {
    expect(rightsOf('45d', [issued(data)])).toEqual([at])
  })

  test('ends with its day on the clock of the zone, over a change of the clock', () => {
    const found = rightsOf('2d', [issued({ due: '2026-03-28' })], 'Europe/Berlin')
    expect(found).toEqual(['2026-03-31T00:00:00+02:00'])
  })

  test('is followed by business days, without holidays, to the close of the last', () => {
    // Friday 30 January is due: Monday, Wednesday (Tuesday is a holiday) and Thursday are the three days.
    expect(rightsOf('3 business days', [issued({ due: '2026-01-30' })])).toEqual([
      '2026-02-05T17:00:00+00:00',
    ])
  })

  test.each([
    ['in time on the last moment', '2026-02-10T23:59:59.999Z', 'met'],
    ['late at midnight', '2026-02-11T00:00:00Z', 'breached'],
  ])('stands in the place of the time that the contract gives: %s', (_title, at, verdict) => {
    expect(verdictOf([issued({ due: '2026-02-10' }), paid(at)])).toBe(verdict)
    expect(verdictOf([issued({ due: '2026-02-10' }), paid(at)], '2 business days')).toBe(verdict)
  })

  test('decides whether a credit is suspended', () => {
    expect(creditOf([issued({})])).toBe('suspended')
    expect(creditOf([issued({ due: '2026-03-10' })])).toBe('automatic')
    expect(creditOf([issued({ due: '2026-02-10' })])).toBe('suspended')
  })
})

describe('payments in parts', () => {
  const half = (at: string) => paid(at, { amount: '50.00' })
  test('pay an invoice once they add up to its amount', () => {
    const lines = [issued({ amount: '100.00' }), half('2026-01-08T00:00:00Z')]
    expect(verdictOf(lines)).toBe('breached')
    expect(verdictOf([...lines, half('2026-01-09T00:00:00Z')])).toBe('met')
    expect(verdictOf([...lines, half('2026-01-20T00:00:00Z')])).toBe('breached')
    expect(rightsOf('45d', lines)).toHaveLength(1)
    expect(rightsOf('45d', [...lines, half('2026-01-20T00:00:00Z')])).toEqual([])
    expect(creditOf(lines)).toBe('suspended')
    expect(creditOf([...lines, half('2026-01-20T00:00:00Z')])).toBe('automatic')
  })

  test('without an amount pay all of it, as does any payment of an invoice without one', () => {
    expect(verdictOf([issued({ amount: '100.00' }), paid('2026-01-08T00:00:00Z')])).toBe('met')
    expect(verdictOf([issued({}), half('2026-01-08T00:00:00Z')])).toBe('met')
  })
})
