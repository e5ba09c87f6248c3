import fc from 'fast-check'
import { dayEdges, type Hours, type Place } from '../values/calendar.ts'
import type { Cap, Give, IncidentScene, Schedule, Trigger } from './contract.ts'

/** Days about the ends of months and of quarters, on which clocks change too. */
const places: readonly Place[] = [
  { zone: 'UTC', first: '2026-02-22', days: 12 },
  { zone: 'Europe/Berlin', first: '2026-03-25', days: 12 },
  { zone: 'Europe/Berlin', first: '2026-10-22', days: 12 },
  { zone: 'Australia/Lord_Howe', first: '2026-03-28', days: 12 },
  { zone: 'America/New_York', first: '2026-10-28', days: 12 },
]
const hours: readonly Hours[] = [
  { days: [1, 2, 3, 4, 5, 6, 7], from: 8 * 60, to: 17 * 60 },
  { days: [5, 6, 7, 1], from: 22 * 60, to: 6 * 60 },
]
const tenths = fc.constantFrom(10, 25, 100, 333)
const give: fc.Arbitrary<Give> = fc.oneof(
  fc.record({ unit: fc.constant('percent' as const), tenths }),
  fc.record({ unit: fc.constantFrom('days' as const, 'points' as const), count: fc.constantFrom(2, 7) }),
  fc.record({ unit: fc.constant('multiple' as const), count: fc.constantFrom(1, 10) }),
  fc.record({ unit: fc.constant('money' as const), cents: fc.constantFrom(1, 12345) }),
)
const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('once' as const),
      give,
      multiplier: fc.constantFrom(null, 2, 3),
    }),
  },
  fc.record({
    kind: fc.constant('pool' as const),
    atRisk: fc.constantFrom(100, 150),
    item: fc.constantFrom(333, 400),
  }),
  fc.record({
    kind: fc.constant('steps' as const),
    step: fc.constantFrom('complete' as const, 'started' as const, 'exact' as const),
    slots: fc.constantFrom(1, 3, 4),
    of: fc.constantFrom('downtime' as const, 'excess' as const, 'outage' as const),
    tenths,
  }),
  fc.record({
    kind: fc.constant('bands' as const),
    until: fc.constantFrom([3, 6], [1, 12], [6, 7]),
    tenths: fc.constantFrom([10, 25, 100], [0, 50, 100], [100, 50, 25]),
  }),
)
const cap: fc.Arbitrary<Cap> = fc.oneof(
  fc.record({
    per: fc.constantFrom('incident' as const, 'month' as const),
    tenths: fc.constantFrom(33, 50, 200),
  }),
  fc.record({
    per: fc.constantFrom('incident' as const, 'month' as const, '12 months' as const),
    cents: fc.constantFrom(1, 10_000, 31_000),
  }),
)
const within = fc.oneof(
  fc.constantFrom('month' as const, 'quarter' as const),
  fc.record({ days: fc.constantFrom(1, 2, 7) }),
)
const trigger: fc.Arbitrary<Trigger> = fc.oneof(
  fc.record({ times: fc.integer({ min: 1, max: 3 }), more: fc.option(fc.nat(2)) }).map(({ times, more }) => ({
    kind: 'missed' as const,
    times,
    outOf: more === null ? null : times + more,
  })),
  fc.record({
    kind: fc.constant('outages' as const),
    slots: fc.constantFrom(1, 2, 6),
    times: fc.integer({ min: 1, max: 3 }),
    within,
  }),
  fc.record({ kind: fc.constant('total' as const), slots: fc.constantFrom(2, 6, 12, 20), within }),
)
const limit = fc.constantFrom(null, null, 2, 3, 6)
const shape = fc
  .record({
    limit,
    isLonger: fc.boolean(),
    isExcess: fc.boolean(),
    startsAt: fc.constantFrom('firstFailure' as const, 'firstFailure' as const, 'ticket.opened' as const),
    of: fc.constantFrom('whole' as const, 'unexcused' as const),
  })
  .map(({ limit: slots, isLonger, isExcess, startsAt, of }) => ({
    atLeast: isLonger ? null : slots,
    longerThan: isLonger ? slots : null,
    isExcess: isExcess && slots !== null,
    startsAt,
    of,
  }))

export const incidentScene: fc.Arbitrary<IncidentScene> = fc.constantFrom(...places).chain((place) => {
  const edges = dayEdges(place)
  const last = (edges.at(-1) ?? 1) - 60
  const at = fc.oneof(
    fc.nat(last),
    // Close together, and about midnight.
    fc.integer({ min: 200, max: 230 }),
    fc
      .tuple(fc.constantFrom(...edges.slice(0, -1)), fc.integer({ min: -9, max: 9 }))
      .map(([edge, by]) => Math.max(0, Math.min(last, edge + by))),
  )
  const span = fc
    .tuple(at, fc.constantFrom(1, 2, 3, 4, 6, 7, 8, 13, 30))
    .map(([from, length]) => ({ from, to: from + length }))
  const bad = fc.array(span, { minLength: 1, maxLength: 8 })
  return bad.chain((spans) => {
    // Near what is bad, else it means nothing.
    const near = fc
      .tuple(fc.constantFrom(...spans), fc.integer({ min: -3, max: 5 }))
      .map(([{ from }, by]) => Math.max(0, from + by))
    return fc.record({
      place: fc.constant(place),
      measure: fc.constantFrom('downtime' as const, 'longestOutage' as const),
      shape,
      target: fc.constantFrom(0, 1, 2, 3, 6),
      effect: fc.constantFrom('excuse' as const, 'remove' as const, 'assumeGood' as const),
      hours: fc.constantFrom(null, null, ...hours),
      schedule,
      claim: fc.option(
        fc.record({
          days: fc.constantFrom(1, 3, 30),
          after: fc.constantFrom('incident' as const, 'end of incident' as const),
        }),
      ),
      join: fc.constantFrom('sum' as const, 'max' as const),
      caps: fc.array(cap, { maxLength: 2 }),
      trigger,
      bad: fc.constant(spans),
      tickets: fc.array(
        fc
          .tuple(near, fc.constantFrom(null, 1, 2, 6, 30))
          .map(([opened, after]) => ({ opened, resolved: after === null ? null : opened + after })),
        { maxLength: 4 },
      ),
      exclusions: fc.array(
        fc.tuple(near, fc.constantFrom(1, 2, 4, 12)).map(([from, length]) => ({ from, to: from + length })),
        { maxLength: 3 },
      ),
    })
  })
})
