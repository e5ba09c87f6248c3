import fc from 'fast-check'
import { dayEdges } from '../values/calendar.ts'
import {
  dayCount,
  first,
  type Invoice,
  type Part,
  type RightScene,
  type Ticket,
  type When,
} from './contract.ts'

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'] as const
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({
    kind: fc.constant('missedEvents' as const),
    times: fc.constantFrom(1, 2, 2, 3),
    within: fc.oneof(
      fc.record({ days: fc.constantFrom(1, 7, 30) }),
      fc.record({ months: fc.constantFrom(2, 3) }),
      fc.constantFrom('month' as const, 'quarter' as const),
    ),
  }),
  fc.record({ kind: fc.constant('overdue' as const), days: fc.constantFrom(0, 1, 10, 45) }),
)
const parts = fc.uniqueArray(part, { minLength: 2, maxLength: 3, selector: (each) => JSON.stringify(each) })
const when: fc.Arbitrary<When> = fc.oneof(
  { weight: 3, arbitrary: part.map((only): When => only) },
  parts.map((any) => ({ any })),
  parts.map((all) => ({ all })),
)

/** Questions so far apart that a span just holds two of them, or just does not. */
function slots(zone: string): fc.Arbitrary<number> {
  const edges = dayEdges({ zone, first, days: dayCount })
  const last = (edges.at(-1) ?? 1) - 1
  const near = [0, 31, 59, 60, 87, 88, 89, 90, 94, 120, 151]
  return fc.oneof(
    fc.nat(last),
    fc
      .tuple(fc.constantFrom(...near), fc.integer({ min: -3, max: 3 }))
      .map(([day, by]) => Math.max(0, (edges[day] ?? 0) + by)),
    fc
      .tuple(fc.constantFrom(0, 144, 1008, 4320), fc.constantFrom(-1, 0, 1))
      .map(([step, by]) => 8784 + step + by),
  )
}

export const rightScene: fc.Arbitrary<RightScene> = fc.constantFrom(...zones).chain((zone) => {
  const at = slots(zone)
  const ticket = fc
    .tuple(
      at,
      fc.constantFrom(null, null, 0, 6, 7, 24, 25, 5000),
      fc.constantFrom('P1' as const, 'P2' as const),
    )
    .map(
      ([opened, long, severity]): Ticket => ({
        severity,
        opened,
        answered: long === null ? null : opened + long,
      }),
    )
  const invoice = fc
    .tuple(
      at,
      fc.option(fc.constantFrom(0, 1, 7, 10, 11, 20, 40, 45, 55, 75, 85)),
      fc.constantFrom(-1, 0, 1),
      fc.option(fc.constantFrom(0, 5, 30), { freq: 2 }),
    )
    .map(([issued, days, by, due]): Invoice => {
      const day = Math.floor(issued / 144)
      // Midnights after a stated day are edges of debt and of the time to mend; else so many days after the issue.
      const edges = dayEdges({ zone, first, days: dayCount + 150 })
      const edge = due === null ? issued + (days ?? 0) * 144 : (edges[day + due + 1 + (days ?? 0)] ?? 0)
      return {
        issued,
        paid: days === null ? null : Math.max(issued, edge + by),
        dueDay: due === null ? null : day + due,
      }
    })
  return fc.record({
    zone: fc.constant(zone),
    answerWithin: fc.record({ P1: fc.constantFrom(6, 24), P2: fc.constantFrom(6, 1008, 4320) }),
    payWithin: fc.constantFrom(7, 30),
    when,
    cure: fc.constantFrom(null, null, 10, 1),
    exercise: fc.constantFrom(null, 30, 60),
    tickets: fc.array(ticket, { minLength: 1, maxLength: 7 }),
    invoices: fc.array(invoice, { minLength: 1, maxLength: 4 }),
    notices: fc.array(at, { maxLength: 1 }),
  })
})
