import fc from 'fast-check'
import { hours, instants, places } from '../subjects/world.ts'
import { dayEdges, type Place } from '../values/calendar.ts'
import type { StatisticContract, StatisticScene, When } from './contract.ts'

const operator = fc.constantFrom('>' as const, '>=' as const)
const statistic = fc.constantFrom(...(['p50', 'p90', 'p95', 'mean', 'min', 'max', 'last', 'sum'] as const))
const share: fc.Arbitrary<When> = fc.oneof(
  fc.constantFrom({ kind: 'allFail' as const }, { kind: 'anyFail' as const }),
  fc.record({ kind: fc.constant('share' as const), operator, percent: fc.constantFrom(5, 20, 25, 33, 50) }),
)
const byStatistic = (limits: readonly number[], isNamed: fc.Arbitrary<boolean>): fc.Arbitrary<When> =>
  fc.record({
    kind: fc.constant('statistic' as const),
    statistic,
    operator,
    limit: fc.constantFrom(...limits),
    isNamed,
  })

/** What is measured of what, by which rule. */
type Asked = Pick<StatisticContract, 'kind' | 'of' | 'when' | 'within'>
const ms = [199, 200, 201, 300, 400]
const down = fc.constantFrom(...(['uptime', 'uptime', 'downtime', 'longestOutage', 'outages'] as const))
const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({
    kind: fc.constant('latency' as const),
    of: fc.constant('looks' as const),
    // The measure of a latency has no last one and no sum of its own.
    when: byStatistic(ms, fc.boolean()).map((when) =>
      when.kind === 'statistic' && (when.statistic === 'last' || when.statistic === 'sum')
        ? { ...when, isNamed: true }
        : when,
    ),
    within: fc.constant(null),
  }),
  fc.record({
    kind: fc.constant('latency' as const),
    of: fc.constant('looks' as const),
    when: share,
    within: fc.constantFrom(null, 200),
  }),
  fc.record({
    kind: fc.constant('gauge' as const),
    of: fc.constant('numbers' as const),
    when: byStatistic([5, 10, 20, 30], fc.boolean()),
    within: fc.constant(null),
  }),
  fc.record({ kind: down, of: fc.constant('looks' as const), when: share, within: fc.constant(null) }),
  fc.record({
    kind: down,
    of: fc.constant('looks' as const),
    when: byStatistic(ms, fc.constant(true)),
    within: fc.constant(null),
  }),
  fc.record({
    kind: down,
    of: fc.constant('numbers' as const),
    when: byStatistic([5, 10, 20, 30], fc.constant(true)),
    within: fc.constant(null),
  }),
)
const targets = {
  latency: [1000, 993, 950, 900, 750, 500],
  gauge: [1000, 993, 950, 900, 750, 500],
  uptime: [1000, 993, 979, 950, 900, 750],
  downtime: [0, 3, 7, 20],
  longestOutage: [0, 3, 7],
  outages: [0, 1, 2],
}
const answer = fc.constantFrom('good' as const, 'bad' as const, 'skip' as const)
const outcome = fc.constantFrom(...(['good', 'good', 'good', 'good', 'bad', 'bad', 'unknown'] as const))

function contractOf(place: Place): fc.Arbitrary<StatisticContract> {
  return asked.chain((what) =>
    fc
      .record({
        failures:
          what.kind === 'latency'
            ? fc.constantFrom('count' as const, 'skip' as const)
            : fc.constant('count' as const),
        minSamples: fc.constantFrom(null, null, 2, 3),
        thin: answer,
        empty: fc.oneof(answer, fc.constant('unknown' as const)),
        grain: fc.constantFrom(1, 2, 3, 4, 6, 7),
        consecutive: fc.constantFrom(1, 1, 2),
        holds: fc.constantFrom(1, 3),
        hours: fc.constantFrom(null, null, ...hours),
        effect: fc.constantFrom('excuse' as const, 'remove' as const, 'assumeGood' as const),
        target: fc.constantFrom(...targets[what.kind]),
      })
      .map((terms) => ({ ...terms, ...what, place })),
  )
}

const length = fc.constantFrom(1, 1, 2, 3, 4, 6, 7, 30)
export const statisticScene: fc.Arbitrary<StatisticScene> = fc.constantFrom(...places).chain((place) => {
  const at = instants(place)
  const end = dayEdges(place).at(-1) ?? 1
  const look = fc.record({ outcome, value: fc.constantFrom(0, 5, 10, 20, 100, 199, 200, 201, 300, 400) })
  const burst = fc.tuple(at, fc.array(look, { minLength: 1, maxLength: 40 }))
  const looks = fc.array(burst, { minLength: 1, maxLength: 6 }).map((all) => {
    const each = all.flatMap(([from, told]) => told.map((one, i) => ({ ...one, at: from + i })))
    // One look in a slot: which of two at one instant counts is asked elsewhere.
    return [...new Map(each.map((one) => [one.at, one])).values()].filter((one) => one.at < end)
  })
  const span = fc
    .tuple(at, length, outcome)
    .map(([from, long, said]) => ({ from, to: Math.min(end, from + long), outcome: said }))
  const exclusion = fc
    .tuple(at, length, fc.integer({ min: -12, max: 12 }))
    .map(([from, long, notice]) => ({ from, to: from + long, announcedAt: Math.max(0, from - notice) }))
  return contractOf(place).chain((contract) =>
    fc.record({
      contract: fc.constant(contract),
      looks,
      spans: fc
        .array(span, { maxLength: contract.of === 'looks' ? 5 : 0 })
        .map((all) => [...new Map(all.map((each) => [`${each.from} ${each.to}`, each])).values()]),
      exclusions: fc.array(exclusion, { maxLength: 3 }),
    }),
  )
})
