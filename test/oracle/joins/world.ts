import fc from 'fast-check'
import type { Base, JoinScene, Promised } from './contract.ts'
import { beginOfDay, daysOfMonth } from './days.ts'

const bases: readonly Base[] = [
  'fees.f',
  'fees.f of previous period',
  'fees.f of next period',
  'fees.f of 30d before',
  'fees.f of 30d before',
  'fees.f of one month',
  'fees.f of next invoice',
]
const promised = (name: 'c' | 'd'): fc.Arbitrary<Promised> =>
  fc.record({
    name: fc.constant(name),
    period: fc.constantFrom('day' as const, 'day' as const, 'month' as const),
    tenths: fc.constantFrom(1000, 999, 993, 979),
    give: fc.oneof(
      fc.record({ percent: fc.constantFrom(25, 100, 333), of: fc.constantFrom(...bases) }),
      fc.record({ cents: fc.constantFrom(100, 5000) }),
    ),
  })

const zones = ['UTC', 'Europe/Berlin', 'America/New_York'] as const
const months = fc.integer({ min: -1, max: 4 })
const amounts = fc.constantFrom(0, 12345, 200000, 33333)
const slotsIn = (zone: string, month: number): { from: number; to: number } => {
  const { from, to } = daysOfMonth(month)
  return { from: beginOfDay({ zone }, from), to: beginOfDay({ zone }, to) }
}

/** Outages near midnights, at the ends of months above all, and near each other. */
function badIn(zone: string) {
  const day = fc.oneof(
    fc.integer({ min: 0, max: 119 }),
    fc.constantFrom(0, 1, 30, 31, 58, 59, 87, 88, 89, 90, 119),
    fc.integer({ min: 28, max: 33 }),
  )
  return fc
    .record({
      of: fc.constantFrom('c' as const, 'd' as const),
      day,
      at: fc.constantFrom(0, 1, 60, 62, 130, 138, 141, 143),
      length: fc.constantFrom(1, 2, 3, 4, 12, 150),
    })
    .map(({ of, day: number, at, length }) => {
      const from = beginOfDay({ zone }, number) + at
      return { of, from, to: Math.min(beginOfDay({ zone }, 120), from + length) }
    })
}

export const joinScene: fc.Arbitrary<JoinScene> = fc.constantFrom(...zones).chain((zone) => {
  const end = beginOfDay({ zone }, 120)
  const invoice = fc
    .tuple(months, amounts, fc.constantFrom(0, 1, 100, 1500))
    // Issued at the end of its month or later.
    .map(([month, cents, later]) => ({ month, cents, at: Math.max(0, slotsIn(zone, month).to) + later }))
  const election = fc
    .tuple(fc.nat(3), fc.constantFrom('c' as const, 'd' as const), fc.constantFrom(1, 100, 2000))
    .map(([month, of, later]) => ({ month, of, at: slotsIn(zone, month).to + later }))
  const byMonth = { maxLength: 3, selector: ({ month }: { month: number }) => month }
  return fc
    .record({
      zone: fc.constant(zone),
      isEnding: fc.boolean(),
      fee: fc.record({
        cents: fc.constantFrom(100000, 310000, 99999),
        per: fc.constantFrom('month' as const, 'month' as const, 'day' as const, 'year' as const),
      }),
      promises: fc.oneof(
        fc.tuple(promised('c')).map((all): Promised[] => all),
        fc.tuple(promised('c'), promised('d')).map((all): Promised[] => all),
        fc.tuple(promised('c'), promised('d')).map((all): Promised[] => all),
      ),
      join: fc.constantFrom(...(['sum', 'max', 'onePerDay', 'onePerEvent', 'customerElects'] as const)),
      per: fc.constantFrom('day' as const, 'month' as const, 'month' as const, 'quarter' as const),
      bad: fc.array(badIn(zone), { minLength: 1, maxLength: 8 }),
      lines: fc.uniqueArray(fc.record({ month: months, cents: amounts }), byMonth),
      invoices: fc.uniqueArray(invoice, byMonth),
      elections: fc.uniqueArray(election, byMonth),
      asOf: fc.constantFrom(3, 144, 2500).map((later) => end + later),
    })
    .map((scene): JoinScene => {
      // A month's amount says something where a fee is for months; an election is for a month.
      const isMonthly = scene.fee.per === 'month'
      const isElected = scene.join === 'customerElects'
      return {
        ...scene,
        per: isElected ? 'month' : scene.per,
        lines: isMonthly ? scene.lines : [],
        invoices: isMonthly ? scene.invoices : [],
        elections: isElected ? scene.elections : [],
      }
    })
})
