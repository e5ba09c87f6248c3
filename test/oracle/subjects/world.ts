import fc from 'fast-check'
import { dayEdges, type Hours, type Place } from '../values/calendar.ts'
import type { Member, Rule, Subject, SubjectContract, SubjectScene } from './contract.ts'
import { namesIn } from './told.ts'

/** Days before, on and after those on which clocks change; one that is no whole number of hours longer. */
export const places: readonly Place[] = [
  { zone: 'UTC', first: '2026-02-27', days: 3 },
  { zone: 'Europe/Berlin', first: '2026-03-28', days: 3 },
  { zone: 'Europe/Berlin', first: '2026-10-24', days: 3 },
  { zone: 'Australia/Lord_Howe', first: '2026-04-04', days: 3 },
  { zone: 'Australia/Lord_Howe', first: '2026-10-03', days: 3 },
  { zone: 'America/New_York', first: '2026-10-31', days: 3 },
]
export const hours: readonly Hours[] = [
  { days: [1, 2, 3, 4, 5, 6, 7], from: 8 * 60, to: 17 * 60 },
  { days: [5, 6, 7, 1], from: 22 * 60, to: 6 * 60 },
]

const outcome = fc.constantFrom(...(['good', 'good', 'bad', 'bad', 'bad', 'unknown'] as const))
const length = fc.constantFrom(1, 1, 2, 3, 4, 6, 7, 12, 30)

/** Instants near the edges of days, and one morning where all that is told lies close together. */
export function instants(place: Place): fc.Arbitrary<number> {
  const edges = dayEdges(place)
  const last = (edges.at(-1) ?? 1) - 1
  return fc.oneof(
    fc.nat(last),
    fc.integer({ min: 50, max: 60 }),
    fc
      .tuple(fc.constantFrom(...edges), fc.integer({ min: -9, max: 9 }))
      .map(([edge, by]) => Math.max(0, Math.min(last, edge + by))),
  )
}

function memberOf(name: string, place: Place): fc.Arbitrary<Member> {
  const at = instants(place)
  const end = dayEdges(place).at(-1) ?? 1
  const until = (slot: number) => Math.min(end, slot)
  const burst = fc.tuple(at, fc.array(outcome, { minLength: 1, maxLength: 24 }))
  const looks = fc.array(burst, { minLength: 1, maxLength: 6 }).map((all): Member => {
    const each = all.flatMap(([from, states]) => states.map((state, i) => [from + i, state] as const))
    // One look in a slot: which of two at one instant counts is asked elsewhere.
    const single = [...new Map(each)].filter(([slot]) => slot < end)
    return { kind: 'looks', name, looks: single.map(([slot, state]) => ({ at: slot, outcome: state })) }
  })
  const span = fc
    .tuple(at, length, outcome)
    .map(([from, long, state]) => ({ from, to: until(from + long), outcome: state }))
  const spans = fc
    .array(span, { minLength: 1, maxLength: 6 })
    .map((all): Member => ({ kind: 'spans', name, spans: all }))
  const line = fc
    .tuple(at, length, fc.constantFrom(0, 4, 10, 20, 100), fc.constantFrom(0, 0, 5, 10, 25, 100), fc.nat(9))
    .map(([from, long, total, percent, luck]) => ({
      from,
      to: until(from + long),
      bad: Math.floor((total * percent) / 100),
      total: luck === 9 ? null : total,
    }))
  const lines = fc.array(line, { minLength: 1, maxLength: 10 }).map((all): Member => {
    // A second line for one span is a second delivery of the first.
    const unique = [...new Map(all.map((each) => [`${each.from} ${each.to}`, each])).values()]
    return { kind: 'lines', name, lines: unique }
  })
  return name < 'e' ? fc.oneof(looks, spans, lines) : lines
}

const one = (name: string): Subject => ({ one: name })
/** Each source stands once in a subject, so that what is unknown of one is unknown of it alone. */
const subjects: readonly (readonly Subject[])[] = [
  [one('a')],
  [{ all: [one('a'), one('b')] }],
  [{ any: [one('a'), one('b')] }],
  [{ atLeast: 2, of: [one('a'), one('b'), one('c')] }],
  [{ control: one('b'), of: one('a') }],
  [{ control: { all: [one('b'), one('c')] }, of: one('a') }],
  [{ any: [{ control: one('b'), of: one('a') }, one('c')] }],
  [{ all: [{ any: [one('a'), one('b')] }, { any: [one('c'), one('d')] }] }],
  [{ pool: ['e', 'f'] }],
  [{ all: [{ pool: ['e', 'f'] }, one('a')] }],
  [{ control: { pool: ['e', 'f'] }, of: one('a') }],
  [one('a'), one('b')],
  [{ all: [one('a'), one('b')] }, { pool: ['e', 'f'] }, one('c')],
]

const rule: fc.Arbitrary<Rule> = fc.record({
  when: fc.oneof(
    fc.constantFrom('allFail' as const, 'anyFail' as const),
    fc.record({
      operator: fc.constantFrom('>' as const, '>=' as const),
      percent: fc.constantFrom(5, 10, 25, 50),
    }),
  ),
  minSamples: fc.constantFrom(null, null, 2, 5),
  thin: fc.constantFrom('good' as const, 'bad' as const, 'skip' as const),
  empty: fc.constantFrom('good' as const, 'bad' as const, 'skip' as const, 'unknown' as const),
})
const targets = {
  uptime: [1000, 993, 979, 950, 900, 750],
  downtime: [0, 1, 3, 7, 20],
  longestOutage: [0, 1, 3, 7],
  outages: [0, 1, 2],
}
const kinds = ['uptime', 'uptime', 'downtime', 'longestOutage', 'outages'] as const

const contractOf = (place: Place, asked: readonly Subject[]): fc.Arbitrary<SubjectContract> =>
  fc.constantFrom(...kinds).chain((kind) =>
    fc.record({
      place: fc.constant(place),
      kind: fc.constant(kind),
      subjects: fc.constant(asked),
      grain: fc.constantFrom(1, 1, 2, 3, 4, 7),
      rule,
      consecutive: fc.constantFrom(1, 1, 2, 3),
      limit: fc.option(
        fc.record({
          is: fc.constantFrom('atLeast' as const, 'longerThan' as const),
          slots: fc.constantFrom(2, 3, 6, 7),
          isExcess: fc.boolean(),
        }),
      ),
      hours: fc.constantFrom(null, null, ...hours),
      effect: fc.constantFrom('excuse' as const, 'remove' as const, 'assumeGood' as const),
      target: fc.constantFrom(...targets[kind]),
    }),
  )

export const subjectScene: fc.Arbitrary<SubjectScene> = fc
  .tuple(fc.constantFrom(...places), fc.constantFrom(...subjects))
  .chain(([place, asked]) => {
    const names = [...new Set(asked.flatMap(namesIn))]
    const exclusion = fc
      .tuple(instants(place), length, fc.integer({ min: -12, max: 12 }))
      .map(([from, long, notice]) => ({ from, to: from + long, announcedAt: Math.max(0, from - notice) }))
    return fc.record({
      contract: contractOf(place, asked),
      members: fc.tuple(...names.map((name) => memberOf(name, place))),
      exclusions: fc.array(exclusion, { maxLength: 3 }),
    })
  })
