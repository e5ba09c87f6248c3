import fc from 'fast-check'
import { dayEdges, type Hours, type Place, periodsOf } from '../values/calendar.ts'
import type { ClockScene, Ticket, Within } from './contract.ts'

const places: readonly Place[] = [
  { zone: 'UTC', first: '2026-02-01', days: 61 },
  { zone: 'Europe/Berlin', first: '2026-03-01', days: 62 },
  { zone: 'America/New_York', first: '2026-10-01', days: 62 },
  { zone: 'Asia/Kolkata', first: '2027-12-01', days: 62 },
]
const office: Hours = { days: [1, 2, 3, 4, 5], from: 8 * 60, to: 17 * 60 }
const long: Hours = { days: [1, 2, 3, 4, 5, 6], from: 6 * 60, to: 22 * 60 }

const within: fc.Arbitrary<Within> = fc.oneof(
  fc.record({ slots: fc.constantFrom(1, 3, 6, 24, 54, 55, 144) }),
  fc.record({ days: fc.constantFrom(1, 3) }),
  fc.record({ businessDays: fc.constantFrom(1, 2) }),
)

function tickets(place: Place): fc.Arbitrary<Ticket[]> {
  const edges = dayEdges(place)
  const last = (periodsOf(place, 'month').at(-1)?.to ?? 1) - 1
  const opened = fc.oneof(
    fc.nat(last),
    // Midnights, the hours' edges, and a slot beside them.
    fc
      .tuple(
        fc.constantFrom(...edges.slice(0, -1)),
        fc.constantFrom(0, 36, 48, 78, 102, 132),
        fc.integer({ min: -1, max: 1 }),
      )
      .map(([edge, hour, by]) => Math.max(0, Math.min(last, edge + hour + by))),
  )
  const length = fc.constantFrom(0, 1, 3, 6, 7, 24, 54, 55, 90, 144, 145, 288, 432, 577, 1500)
  return fc.array(
    fc
      .record({
        opened,
        severity: fc.constantFrom('P1' as const, 'P2' as const),
        answer: fc.option(length, { freq: 4 }),
        stops: fc.array(fc.tuple(fc.constantFrom(1, 2, 20, 60), fc.constantFrom(1, 3, 54, 200)), {
          maxLength: 2,
        }),
      })
      .map(({ opened: at, severity, answer, stops }): Ticket => {
        let from = at
        const pauses = stops.map(([after, lasts]) => {
          const pause = { from: from + after, to: from + after + lasts }
          from = pause.to
          return pause
        })
        return { opened: at, severity, answered: answer === null ? null : at + answer, pauses }
      }),
    { minLength: 1, maxLength: 6 },
  )
}

export const clockScene: fc.Arbitrary<ClockScene> = fc.constantFrom(...places).chain((place) =>
  fc
    .record({
      within,
      severity: fc.constantFrom(null, null, 'P1' as const),
      count: fc.constantFrom('all' as const, 'all' as const, 'answered' as const),
      hours: fc.constantFrom(null, office, office, long),
      isPausable: fc.boolean(),
      cutoff: fc.constantFrom(null, null, 13 * 60, 17 * 60),
      atLeastEvents: fc.constantFrom(1, 1, 2),
      target: fc.constantFrom<number | 'all'>('all', 'all', 95, 75, 66, 50),
      tickets: tickets(place),
      later: fc.constantFrom(0, 1, 6, 54, 144, 432, 3000),
    })
    .map(({ tickets: all, later, ...terms }): ClockScene => {
      // How long a pause makes a day is said for time that is counted, not for days.
      const isPausable = terms.isPausable && 'slots' in terms.within
      const last = periodsOf(place, 'month').at(-1)?.to ?? 1
      return { contract: { place, ...terms, isPausable }, tickets: all, asOf: last + later }
    }),
)
