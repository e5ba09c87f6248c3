import fc from 'fast-check'
import { dayEdges, type Hours, type PeriodName, type Place, periodsOf } from './calendar.ts'
import type { GrainRule, ValueContract, ValueMeasure, ValueScene, ValueWorld } from './contract.ts'
import { isShare } from './oracle.ts'

/** Terms that begin shortly before clocks change, months of several lengths and years end. */
const short: readonly Place[] = [
  { zone: 'UTC', first: '2026-02-27', days: 4 },
  { zone: 'Europe/Berlin', first: '2026-03-28', days: 4 },
  { zone: 'Europe/Berlin', first: '2026-10-24', days: 4 },
  { zone: 'Australia/Lord_Howe', first: '2026-04-04', days: 4 },
  { zone: 'America/New_York', first: '2026-10-31', days: 4 },
]
const long: readonly Place[] = [
  { zone: 'UTC', first: '2027-12-10', days: 130 },
  { zone: 'Europe/Berlin', first: '2026-01-31', days: 125 },
  { zone: 'Asia/Kolkata', first: '2026-07-30', days: 130 },
  { zone: 'America/New_York', first: '2026-09-05', days: 130 },
]
const longPeriods: readonly PeriodName[] = [
  'week',
  'month',
  'month',
  'quarter',
  { billing: 'month', anchor: '2026-01-31' },
  { billing: 'month', anchor: '2025-11-15' },
  { billing: 'week', anchor: '2026-01-01' },
  { billing: 'quarter', anchor: '2025-08-31' },
  { fiscal: 'quarter', startsIn: 2 },
  'year',
  { fiscal: 'year', startsIn: 2 },
]
const hours: readonly Hours[] = [
  { days: [1, 2, 3, 4, 5], from: 8 * 60, to: 17 * 60 },
  { days: [6, 7, 1], from: 22 * 60, to: 6 * 60 },
]

const answer = fc.constantFrom('good' as const, 'bad' as const, 'skip' as const)
const empty = fc.constantFrom('good' as const, 'bad' as const, 'skip' as const, 'unknown' as const)
const grain = fc.constantFrom(1, 3)
const share = fc.record({
  operator: fc.constantFrom('>' as const, '>=' as const),
  percent: fc.constantFrom(0, 5, 10, 25, 50),
})
const rule: fc.Arbitrary<GrainRule> = fc.record(
  {
    grain,
    when: fc.oneof(share, fc.constantFrom('allFail' as const, 'anyFail' as const)),
    minSamples: fc.constantFrom(2, 4, 10),
    thin: answer,
    empty,
  },
  { requiredKeys: ['grain', 'when', 'thin', 'empty'] },
)
const measure: fc.Arbitrary<ValueMeasure> = fc.oneof(
  fc.record({
    kind: fc.constant('successRatio' as const),
    of: fc.constantFrom('state' as const, 'ratio' as const),
  }),
  fc.record({ kind: fc.constant('meanSuccessRatio' as const), grain, empty }),
  fc.record({
    kind: fc.constant('score' as const),
    withinMs: fc.constantFrom(200, 300),
    give: fc.constantFrom([0, 10, 5] as const, [0, 10, 0] as const, [2, 7, 3] as const),
  }),
  fc.record({
    kind: fc.constant('latency' as const),
    statistic: fc.constantFrom(...(['p50', 'p90', 'p95', 'p99', 'mean', 'max', 'min', 'share'] as const)),
    withinMs: fc.constantFrom(200, 300),
    failures: fc.constantFrom('count' as const, 'skip' as const),
  }),
  fc.record({
    kind: fc.constant('gauge' as const),
    statistic: fc.constantFrom(...(['mean', 'min', 'max', 'last', 'sum', 'p50', 'p90'] as const)),
  }),
  fc.record({
    kind: fc.constant('gaugeGrains' as const),
    grain,
    statistic: fc.constantFrom('mean' as const, 'max' as const, 'p90' as const),
    limit: fc.constantFrom(5, 10, 20),
    empty,
  }),
  fc.record({
    kind: fc.constant('uptime' as const),
    of: fc.constantFrom('state' as const, 'ratio' as const),
    rule,
    consecutive: fc.constantFrom(1, 1, 2, 3),
    atLeast: fc.constantFrom(0, 0, 2, 6),
  }),
  fc.record({ kind: fc.constant('occurrences' as const), severity: fc.constantFrom('P1' as const, null) }),
)

const shareTenths = [1000, 999, 990, 950, 900, 800, 750, 667, 500, 333, 0]
const numberTenths = [0, 5, 10, 15, 20, 30]
function targetOf(asked: ValueMeasure): fc.Arbitrary<ValueContract['target']> {
  const operator = fc.constantFrom('>=' as const, '<=' as const, '>' as const, '<' as const, '=' as const)
  if (isShare(asked)) return fc.record({ operator, tenths: fc.constantFrom(...shareTenths) })
  const tenths = asked.kind === 'latency' ? [1000, 2000, 2500, 3000, 3010] : numberTenths
  return fc.record({ operator, tenths: fc.constantFrom(...tenths) })
}
const mode = fc.constantFrom('halfUp' as const, 'halfEven' as const, 'floor' as const, 'ceil' as const)
const rounding = fc.record({ tenths: fc.constantFrom(1, 2, 10, 50), mode })

/** Instants near the edges of days and periods are the likelier ones. */
function instants(place: Place, period: PeriodName): fc.Arbitrary<number> {
  const last = periodsOf(place, period).at(-1)?.to ?? 1
  const edges = [
    ...dayEdges(place),
    ...periodsOf(place, period).flatMap(({ from, to }) => [from, from, to, to]),
  ]
  const inside = (slot: number) => Math.min(last - 1, Math.max(0, slot))
  return fc.oneof(
    fc.nat(last - 1),
    fc
      .tuple(fc.constantFrom(...edges), fc.integer({ min: -3, max: 3 }))
      .map(([edge, by]) => inside(edge + by)),
    fc
      .tuple(fc.constantFrom(...dayEdges(place)), fc.constantFrom(47, 48, 101, 102, 131, 132, 36, 35))
      .map(([edge, by]) => inside(edge + by)),
  )
}

const outcome = fc.constantFrom(...(['good', 'good', 'good', 'bad', 'bad', 'unknown'] as const))
function worldOf(place: Place, period: PeriodName): fc.Arbitrary<ValueWorld> {
  const instant = instants(place, period)
  const periods = periodsOf(place, period)
  const last = periods.at(-1)?.to ?? 1
  const until = (slot: number) => Math.min(last, slot)
  const look = fc.record({
    outcome,
    latency: fc.constantFrom(100, 200, 201, 300, 301, 500),
    value: fc.constantFrom(0, 5, 10, 11, 20, 33),
  })
  const burst = fc
    .tuple(instant, fc.array(look, { minLength: 1, maxLength: 9 }))
    .map(([from, looks]) => looks.map((each, i) => ({ ...each, at: from + i })))
  const line = fc
    .tuple(
      instant,
      fc.constantFrom(1, 1, 2, 3, 6, 30),
      fc.constantFrom(0, 1, 4, 10, 20, 100),
      fc.nat(100),
      fc.nat(9),
    )
    .map(([from, length, total, percent, luck]) => ({
      from,
      to: until(from + length),
      bad: luck < 3 ? 0 : Math.floor((total * percent) / 100),
      total: luck === 9 ? null : total,
    }))
  const span = fc.tuple(instant, fc.constantFrom(3, 6, 30, 144)).map(([from, length]) => ({
    from: from - (from % 3),
    to: from - (from % 3) + length,
  }))
  return fc
    .record({
      bursts: fc.array(burst, { minLength: 1, maxLength: 5 }),
      lines: fc.array(line, { minLength: 1, maxLength: 8 }),
      events: fc.array(fc.record({ at: instant, severity: fc.constantFrom('P1' as const, 'P2' as const) }), {
        minLength: 1,
        maxLength: 6,
      }),
      exclusions: fc.array(span, { maxLength: 3 }),
    })
    .map(({ bursts, lines, events, exclusions }) => {
      // One look in a slot: which of two at one instant counts is the minute oracle's question.
      const looks = [...new Map(bursts.flat().map((each) => [each.at, each])).values()]
      // A second line for one span is a second delivery of the first.
      const unique = [...new Map(lines.map((each) => [`${each.from} ${each.to}`, each])).values()]
      return { looks: looks.filter((each) => each.at < last), lines: unique, events, exclusions }
    })
}

/** Something in each period, so that each has a previous one. */
function everywhere(world: ValueWorld, place: Place, period: PeriodName): ValueWorld {
  const starts = periodsOf(place, period).map(({ from }) => from)
  const missing = starts.filter((at) => !world.looks.some((look) => look.at === at))
  return {
    ...world,
    looks: [
      ...world.looks,
      ...missing.map((at) => ({ at, outcome: 'good' as const, latency: 200, value: 10 })),
    ],
    lines: [
      ...world.lines.filter((line) => !starts.includes(line.from)),
      ...starts.map((at) => ({ from: at, to: at + 1, bad: 0, total: 10 })),
    ],
    events: [...world.events, ...starts.map((at) => ({ at, severity: 'P2' as const }))],
  }
}

const where = fc.oneof(
  fc.tuple(fc.constantFrom(...short), fc.constantFrom<PeriodName[]>('day', 'day', 'hour')),
  fc
    .tuple(fc.constantFrom(...long), fc.constantFrom(...longPeriods))
    .filter(([place, period]) => periodsOf(place, period).length > 0),
)

export const valueScene: fc.Arbitrary<ValueScene> = fc
  .tuple(where, measure)
  .chain(([[place, period], asked]) =>
    fc
      .record({
        target: targetOf(asked),
        hours: fc.constantFrom(null, null, ...hours),
        effect: fc.constantFrom('excuse' as const, 'remove' as const),
        rounding: fc.option(rounding, { freq: 3 }),
        averaged: fc.constantFrom(false, false, false, true),
        minCoverage: fc.constantFrom(null, null, null, 50, 75, 100),
        whenUnknown: fc.constantFrom(...(['undetermined', 'undetermined', 'good', 'bad'] as const)),
        world: worldOf(place, period),
      })
      .map(({ world, effect, ...terms }): ValueScene => {
        // What a forgiven look's latency is, and how much of a forgiven grain counts, no page says.
        const isSimple = asked.kind === 'latency' || asked.kind === 'score' || asked.kind.startsWith('gauge')
        const usual = isSimple ? 'remove' : effect
        return {
          contract: { place, period, measure: asked, ...terms, effect: usual },
          world: terms.averaged ? everywhere(world, place, period) : world,
        }
      }),
  )
