import { expect, test } from 'vitest'
import { backtested, bad, commitment, d } from './backtested.ts'

const credit =
  'credit: { bands: [{ when: "> 0, <= 10m", give: 5.00 EUR }, { when: "> 10m", give: 10.00 EUR }] }'

test.each(['downtime', 'longestOutage'])(
  'a %s of nothing may be promised as "= 0", without a unit',
  (kind) => {
    const text = commitment(`measure: { ${kind}: { of: s } }, target: "= 0", period: day, ${credit}`)

    const { periods } = backtested(text, [bad(d('10:00'), d('10:20'))])

    expect(periods[0]).toMatchObject({
      measure: { value: '1200', unit: 's' },
      verdict: 'breached',
      certainSince: '2026-03-10T10:00:00.001+00:00',
      credit: { amount: '10.00' },
    })
  },
)
