import fc from 'fast-check'
import {
  type Minute,
  minuteMs,
  type OracleContract,
  type OracleSource,
  type OracleWorld,
  type Shape,
} from './oracle.ts'

/** A generated contract over three local days, with its evidence. */
export interface Scene {
  readonly zone: string
  readonly firstDay: string
  readonly contract: OracleContract
  readonly world: OracleWorld
}

/** Days on which clocks change, months and years end. */
const places: readonly (readonly [zone: string, firstDay: string])[] = [
  ['UTC', '2026-02-27'],
  ['Europe/Berlin', '2026-03-28'],
  ['Europe/Berlin', '2026-10-24'],
  ['America/New_York', '2026-03-07'],
  ['Australia/Lord_Howe', '2026-04-04'],
  ['Asia/Kolkata', '2026-12-30'],
  ['+01:00', '2026-06-29'],
]

export const startOf = (zone: string, firstDay: string, days = 0): number =>
  Temporal.PlainDate.from(firstDay).add({ days }).toZonedDateTime(zone).epochMilliseconds

const state = fc.constantFrom<Minute>('b', 'b', 'b', 'g', 'g', 'g', 'u')
const length = fc.constantFrom(1, 2, 3, 4, 6, 12, 30)
const shape: fc.Arbitrary<Shape> = fc
  .record({
    consecutive: fc.constantFrom(undefined, undefined, 2, 3),
    limit: fc.constantFrom(undefined, 'atLeast' as const, 'longerThan' as const),
    length,
    count: fc.constantFrom('whole' as const, 'whole' as const, 'excess' as const),
    of: fc.constantFrom('whole' as const, 'whole' as const, 'unexcused' as const, 'inPeriod' as const),
  })
  .map((terms) => ({
    ...(terms.consecutive === undefined ? {} : { consecutive: terms.consecutive }),
    ...(terms.limit === undefined ? {} : { [terms.limit]: terms.length, count: terms.count }),
    of: terms.of,
  }))

/** Instants near the edges of days are the likelier ones. */
const instant = (days: readonly number[]) =>
  fc.oneof(
    fc.nat((days.at(-1) ?? 1) - 1),
    fc
      .tuple(fc.constantFrom(...days.slice(0, -1)), fc.integer({ min: -4, max: 4 }))
      .map(([edge, by]) => Math.max(0, edge + by)),
  )

function source(name: string, days: readonly number[]): fc.Arbitrary<OracleSource> {
  const span = fc
    .tuple(instant(days), length, state)
    .map(([from, by, said]) => ({ from, to: from + by, state: said }))
  const burst = fc
    .tuple(instant(days), fc.array(state, { minLength: 1, maxLength: 12 }))
    .map(([from, states]) => states.map((said, i) => ({ from, i, said })))
  return fc
    .record({
      every: fc.constantFrom(1, 2, 3),
      holds: fc.constantFrom(1, 2, 5),
      silence: fc.constantFrom<Minute>('g', 'g', 'u'),
      spans: fc.array(span, { maxLength: 6 }),
      bursts: fc.array(burst, { maxLength: 5 }),
    })
    .map(({ every, holds, silence, spans, bursts }) => ({
      name,
      every,
      holdsFor: every * holds,
      silence,
      spans,
      looks: [
        { at: 0, state: 'g' as const },
        ...bursts.flat().map(({ from, i, said }) => ({ at: from + i * every, state: said })),
      ],
    }))
}

export const scene: fc.Arbitrary<Scene> = fc.constantFrom(...places).chain(([zone, firstDay]) => {
  const begin = startOf(zone, firstDay)
  const days = [0, 1, 2, 3].map((n) => (startOf(zone, firstDay, n) - begin) / minuteMs)
  const end = days.at(-1) ?? 0
  const exclusion = fc
    .tuple(fc.constantFrom('m', 'n'), instant(days), length, fc.integer({ min: -8, max: 8 }))
    .map(([kind, from, by, notice]) => ({
      kind,
      from,
      to: from + by,
      announcedAt: Math.max(0, from - notice),
    }))
  const kind = (name: string) =>
    fc.record(
      {
        name: fc.constant(name),
        effect: fc.constantFrom('excuse' as const, 'remove' as const),
        notice: fc.constantFrom(1, 4),
        budget: fc.record({
          minutes: fc.constantFrom(1, 3, 6),
          counts: fc.constantFrom('announced' as const, 'excused' as const),
        }),
      },
      { requiredKeys: ['name', 'effect'] },
    )
  return fc
    .record({
      kind: fc.constantFrom(...(['uptime', 'uptime', 'downtime', 'longestOutage', 'outages'] as const)),
      combine: fc.constantFrom(...(['one', 'all', 'any', 'atLeast2'] as const)),
      shape,
      target: fc.nat(8),
      exclude: fc.constantFrom('', 'm', 'mn', 'nm'),
      kinds: fc.tuple(kind('m'), kind('n')),
      sources: fc.tuple(source('a', days), source('b', days), source('c', days)),
      exclusions: fc.array(exclusion, { maxLength: 5 }),
    })
    .map((all): Scene => {
      const count = all.combine === 'one' ? 1 : 3
      const kinds = [...all.exclude].map((name) => (name === 'm' ? all.kinds[0] : all.kinds[1]))
      const target =
        all.kind === 'uptime' ? [1000, 993, 990, 986, 979, 958, 950, 917, 900][all.target] : all.target
      return {
        zone,
        firstDay,
        contract: {
          kind: all.kind,
          combine: all.combine,
          shape: all.shape,
          target: target ?? 990,
          exclude: kinds,
        },
        // The evidence is seen until the first minute after the last day.
        world: {
          sources: all.sources.slice(0, count),
          exclusions: all.exclusions,
          horizon: end + 1,
          days,
        },
      }
    })
})
