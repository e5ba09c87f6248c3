import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fraction } from '../../src/agreement/fraction.ts'
import { Latencies } from '../../src/evaluation/latencies.ts'

test('a percentile is the value at its nearest rank, however the latencies came', () => {
  const values = fc.array(fc.nat(50), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 99 }), (all, percent) => {
      const folded = new Latencies(null, true)
      for (const each of all) folded.add(each)
      const rank = Math.max(1, Math.ceil((percent * all.length) / 100))
      const sorted = all.toSorted((a, b) => a - b)
      expect(folded.percentile(fraction(percent, 100))).toEqual(fraction(sorted[rank - 1] ?? 0, 1_000_000))
    }),
  )
})

test('among the failures there is no percentile', () => {
  const folded = new Latencies(null, true)
  folded.add(5)
  folded.addFailure()
  expect(folded.percentile(fraction(1, 2))).toEqual(fraction(5, 1_000_000))
  expect(folded.percentile(fraction(51, 100))).toBeNull()
})
