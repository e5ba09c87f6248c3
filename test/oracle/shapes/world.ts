import fc from 'fast-check'
import { hours, instants, places } from '../subjects/world.ts'
import { dayEdges } from '../values/calendar.ts'
import type { ShapeContract, ShapeScene, State } from './contract.ts'

const targets = {
  uptime: [1000, 993, 979, 950, 900, 750],
  downtime: [0, 1, 3, 7, 20],
  longestOutage: [0, 1, 3, 7],
  outages: [0, 1, 2],
}
const limit = fc.option(
  fc.record({
    is: fc.constantFrom('atLeast' as const, 'longerThan' as const),
    slots: fc.constantFrom(1, 2, 3, 6),
    isExcess: fc.boolean(),
  }),
)
const place = fc.constantFrom(...places)
const contract: fc.Arbitrary<ShapeContract> = fc
  .constantFrom(...(['uptime', 'uptime', 'downtime', 'longestOutage', 'outages'] as const))
  .chain((kind) =>
    fc.record({
      place,
      kind: fc.constant(kind),
      consecutive: fc.constantFrom(1, 1, 2, 3),
      limit,
      startsAt: fc.constantFrom(...(['firstFailure', 'confirmation', 'ticket.opened'] as const)),
      partial: fc.constantFrom(...(['exact', 'exact', 'drop', 'floor', 'touch'] as const)),
      grain: fc.constantFrom(2, 3, 4, 7),
      of: fc.constantFrom(...(['whole', 'whole', 'unexcused', 'inPeriod'] as const)),
      isAffected: fc.constantFrom(false, false, true),
      longerThan: kind === 'outages' ? fc.constantFrom(null, 1, 3) : fc.constant(null),
      silence: fc.constantFrom('good' as const, 'good' as const, 'unknown' as const),
      hours: fc.constantFrom(null, null, ...hours),
      effect: fc.constantFrom('excuse' as const, 'remove' as const, 'assumeGood' as const),
      target: fc.constantFrom(...targets[kind]),
    }),
  )
  // Whole grains are bad or not: what of one was affected nobody says.
  .map((all) => (all.isAffected ? { ...all, partial: 'exact' as const } : all))

const state = fc.constantFrom<State[]>('good', 'good', 'bad', 'bad', 'bad', 'bad', 'unknown')
export const shapeScene: fc.Arbitrary<ShapeScene> = contract.chain((terms) => {
  const at = instants(terms.place)
  const end = dayEdges(terms.place).at(-1) ?? 1
  const burst = fc.tuple(at, fc.array(state, { minLength: 1, maxLength: 16 }))
  return fc
    .record({
      bursts: fc.array(burst, { minLength: 1, maxLength: 6 }),
      affected: fc.array(fc.constantFrom(null, 25, 50, 100), { minLength: 7, maxLength: 7 }),
    })
    .chain(({ bursts, affected }) => {
      const said = new Map(
        bursts.flatMap(([from, states]) => states.map((each, i) => [from + i, each] as const)),
      )
      const looks = [...said]
        .filter(([slot]) => slot < end)
        .map(([slot, each]) => ({ at: slot, state: each, affected: affected[slot % 7] ?? null }))
      const near = fc
        .tuple(fc.constantFrom(...bursts), fc.integer({ min: -3, max: 9 }))
        .map(([[from], by]) => Math.max(0, Math.min(end - 1, from + by)))
      return fc.record({
        contract: fc.constant(terms),
        looks: fc.constant(looks),
        tickets: fc.array(
          fc
            .tuple(near, fc.constantFrom(null, 1, 2, 6, 30))
            .map(([opened, after]) => ({ opened, resolved: after === null ? null : opened + after })),
          { maxLength: 4 },
        ),
        exclusions: fc.array(
          fc
            .tuple(near, fc.constantFrom(1, 2, 4, 12), fc.integer({ min: -12, max: 12 }))
            .map(([from, length, notice]) => ({
              from,
              to: from + length,
              announcedAt: Math.max(0, from - notice),
            })),
          { maxLength: 3 },
        ),
      })
    })
})
