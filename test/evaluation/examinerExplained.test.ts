import { expect, test } from 'vitest'
import { explainJudgement } from '../../src/evaluation/explain.ts'
import { agreementText, backtested, bad, event } from './backtested.ts'

/* What one needs to redo a figure by hand stands in the text. */
test('an average that gives a right says its mean, and until when the right can be used', () => {
  const { judgements, clauses } = backtested(
    agreementText(`sources: { s: { declared: {} } }
commitments:
  up: { measure: { uptime: { of: s } }, target: ">= 99%", period: month }
termination:
  low: { right: customer, when: { average: up, over: 2, below: 97% }, exercise: { within: 30d, after: periodEnd } }
`),
    [
      bad('2026-02-10T00:00:00Z', '2026-02-11T00:00:00Z'),
      bad('2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z'),
    ],
  )
  const said = explainJudgement(judgements.at(-1)!, { judged: null, clauses })
  expect(said).toContain('it can be used until 2026-04-30, inclusive (30d after the period’s end), counting')
  expect(said).toContain('mean: (96.428571 + 96.774194) ÷ 2 ≈ 96.601383%')
})

test('too few requests are told with the number that is asked for', () => {
  const { judgements } = backtested(
    agreementText(`sources: { r: { push: ratio, every: 1h } }
commitments:
  ok: { measure: { successRatio: { of: r, atLeastEvents: 1000 } }, target: ">= 99.9%", period: month }
`),
    [{ source: 'r', from: '2026-02-10T00:00:00Z', to: '2026-02-10T01:00:00Z', bad: 500, total: 999 }],
  )
  expect(explainJudgement(judgements[0]!)).toContain(
    '999 in all, fewer than the 1000 that are asked for: not judged',
  )
})

test('what is over with a day is not a millisecond longer: two whole days are two', () => {
  const { periods } = backtested(
    agreementText(`eventTypes: { fault.reported: {}, fault.repaired: {} }
commitments:
  repair:
    measure: { elapsed: { from: fault.reported, to: fault.repaired, within: 2 business days, calendar: { days: daily } } }
    target: all
    period: incident
    credit: { forEach: { started: 24h, of: excess, per: outage }, give: 5.00 EUR }
`),
    [event('fault.reported', '2026-03-10T09:00:00Z'), event('fault.repaired', '2026-03-15T00:00:00Z')],
  )
  expect(periods[0]).toMatchObject({ certainSince: '2026-03-13T00:00:00+00:00', credit: { amount: '10.00' } })
})
