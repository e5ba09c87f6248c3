import fc from 'fast-check'
import { dayEdges, type Place } from '../values/calendar.ts'
import type { Back, TrailingMeasure, TrailingScene } from './contract.ts'

const places: readonly Place[] = [
  { zone: 'UTC', first: '2026-02-20', days: 12 },
  { zone: 'Europe/Berlin', first: '2026-03-24', days: 12 },
  { zone: 'Europe/Berlin', first: '2026-10-20', days: 12 },
  { zone: 'Australia/Lord_Howe', first: '2026-03-30', days: 10 },
  { zone: 'America/New_York', first: '2026-10-25', days: 12 },
]
const back: fc.Arbitrary<Back> = fc.oneof(
  fc.record({ days: fc.constantFrom(1, 1, 1, 2, 3, 7) }),
  fc.record({ months: fc.constant(1) }),
  // Hours are hours, whatever the clocks do.
  fc.record({ slots: fc.constantFrom(72, 144, 288, 150) }),
)
const thousandths = fc.constantFrom(1000, 993, 990, 979, 950, 900, 667)
const measure: fc.Arbitrary<TrailingMeasure> = fc.oneof(
  fc.record({ kind: fc.constant('uptime' as const), thousandths }),
  fc.record({
    kind: fc.constantFrom('downtime' as const, 'longestOutage' as const),
    slots: fc.constantFrom(0, 1, 3, 6),
  }),
  fc.record({ kind: fc.constant('outages' as const), count: fc.constantFrom(0, 1, 2) }),
  fc.record({ kind: fc.constant('successRatio' as const), thousandths }),
  fc.record({
    kind: fc.constant('occurrences' as const),
    operator: fc.constantFrom('<=' as const, '>=' as const),
    count: fc.constantFrom(1, 2),
  }),
  fc.record({ kind: fc.constant('elapsed' as const), slots: fc.constantFrom(1, 6, 24), thousandths }),
)

/** Instants near the begins of days, which are the ends of spans too, are the likelier ones. */
function instants(place: Place): fc.Arbitrary<number> {
  const edges = dayEdges(place)
  const last = (edges.at(-1) ?? 1) - 1
  return fc.oneof(
    fc.nat(last),
    fc
      .tuple(fc.constantFrom(...edges), fc.integer({ min: -4, max: 4 }))
      .map(([edge, by]) => Math.max(0, Math.min(last, edge + by))),
  )
}

const length = fc.constantFrom(1, 2, 3, 4, 6, 7, 12, 30)
export const trailingScene: fc.Arbitrary<TrailingScene> = fc
  .tuple(fc.constantFrom(...places), measure, back)
  .chain(([place, asked, reach]) => {
    const at = instants(place)
    const end = dayEdges(place).at(-1) ?? 1
    const until = (slot: number) => Math.min(end, slot)
    // What is unknown of an outage in a count is asked elsewhere.
    const outcome =
      asked.kind === 'outages'
        ? fc.constantFrom('good' as const, 'bad' as const)
        : fc.constantFrom('good' as const, 'bad' as const, 'bad' as const, 'unknown' as const)
    const span = fc
      .tuple(at, length, outcome)
      .map(([from, long, state]) => ({ from, to: until(from + long), outcome: state }))
    const line = fc
      .tuple(at, length, fc.constantFrom(0, 10, 20, 100), fc.constantFrom(0, 0, 5, 10, 50))
      .map(([from, long, total, percent]) => ({
        from,
        to: until(from + long),
        bad: Math.floor((total * percent) / 100),
        total,
      }))
    const event = fc
      .tuple(at, fc.option(fc.constantFrom(0, 1, 2, 6, 7, 24, 25), { freq: 3 }))
      .map(([from, answer]) => ({ at: from, answered: answer === null ? null : from + answer }))
    const excluded = fc.tuple(at, length).map(([from, long]) => ({ from, to: from + long }))
    const isOf = (kinds: readonly string[]) => (kinds.includes(asked.kind) ? 8 : 0)
    const isDown = ['uptime', 'downtime', 'longestOutage', 'outages']
    return fc.record({
      contract: fc.record({
        place: fc.constant(place),
        back: fc.constant(reach),
        measure: fc.constant(asked),
        effect:
          isOf([...isDown, 'successRatio']) > 0
            ? fc.constantFrom(null, 'excuse' as const, 'remove' as const)
            : fc.constant(null),
        times: fc.constantFrom(null, null, 1, 2, 3),
      }),
      spans: fc.array(span, { minLength: Math.min(1, isOf(isDown)), maxLength: isOf(isDown) }),
      lines: fc
        .array(line, { minLength: Math.min(1, isOf(['successRatio'])), maxLength: isOf(['successRatio']) })
        .map((all) => [...new Map(all.map((each) => [`${each.from} ${each.to}`, each])).values()]),
      events: fc.array(event, {
        minLength: Math.min(1, isOf(['occurrences', 'elapsed'])),
        maxLength: isOf(['occurrences', 'elapsed']),
      }),
      exclusions: fc.array(excluded, { maxLength: 2 }),
      claims: fc.array(at, { maxLength: 3 }),
      later: fc.constantFrom(1, 9),
    })
  })
