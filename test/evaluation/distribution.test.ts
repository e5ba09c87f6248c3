import { expect, test } from 'vitest'
import { Distribution, edgesUs } from '../../src/evaluation/distribution.ts'
import { backtested, commitment } from './backtested.ts'

const look = (minute: string, more: object) => ({ source: 'p', at: `2026-03-10T10:${minute}:00Z`, ...more })
const took = (minute: string, latencyUs: number) => look(minute, { outcome: 'good', latencyUs })

function distributionOf(terms: string, lines: readonly object[], more = '') {
  const text = commitment(`measure: { latency: { of: p, ${terms} } }, period: day${more}`)
  const distribution = new Distribution()
  for (const { context } of backtested(text, lines).judgements) {
    const { measure } = context.commitment
    if (measure.kind === 'latency') distribution.add(measure.terms, context)
  }
  return distribution.figures()
}

const lines = [
  took('00', 300_000),
  took('10', 315_000),
  took('20', 315_001),
  took('30', 200_000_000),
  look('40', { outcome: 'bad' }),
  look('50', { outcome: 'unknown' }),
]

test('every look that counts is in one bucket, an edge in the one that ends there', () => {
  // 0.300 s and 0.315 s are over 0.25 s and at most 0.315 s; 200 s is over the last edge; what nobody knows is nowhere.
  expect(distributionOf('statistic: p95', lines, ', target: "<= 300ms"')).toEqual({
    limitUs: 300_000,
    buckets: [
      { atMostUs: 315_000, count: 2 },
      { atMostUs: 400_000, count: 1 },
    ],
    beyond: 1,
    failures: 1,
  })
})

test('what the contract skips is not shown, and a share’s own length is the limit', () => {
  const figures = distributionOf(
    'statistic: share, within: 250ms, failures: skip',
    lines,
    ', target: ">= 50%"',
  )
  expect(figures).toMatchObject({ limitUs: 250_000, failures: 0 })
})

test('without a look there is no distribution', () => {
  expect(
    distributionOf('statistic: p95', [look('50', { outcome: 'unknown' })], ', target: "<= 300ms"'),
  ).toBeNull()
})

test('the buckets are ten steps a decade from 1 ms to 100 s', () => {
  expect([edgesUs.length, edgesUs[0], edgesUs.at(-1)]).toEqual([51, 1000, 100_000_000])
  expect(edgesUs.every((edge, i) => i === 0 || edge > (edgesUs[i - 1] as number))).toBe(true)
})
