import { type Agreement, startOfDate, zoneOf } from '../agreement/agreement.ts'
import { parseDecimal } from '../agreement/fraction.ts'
import type { CreditStage } from './credits.ts'
import type { Entry, EntryKind } from './entry.ts'
import type { Facts } from './facts.ts'

/** Where the term of a text ends, by what has happened since. */
export interface TermNow {
  /** The text's own exclusive end, or null where it has none. */
  readonly textUntil: string | null
  /** How often it was renewed by itself. */
  readonly renewals: number
  /** Days of extension that credits have given. */
  readonly days: number
  /** Months of it, by the calendar. */
  readonly months: number
  /** The local date at whose begin it ends, or null. */
  readonly until: string | null
  /** The clause by which it was terminated, where that is why it ends then. */
  readonly terminatedBy: string | null
}

/** Reads entries of some kinds, in their order; of each the latest revision. */
export type ReadEntries = (kind: EntryKind) => readonly Entry[]

/** Agreed between the parties, or given by the text alone: what is only claimed moves nothing. */
const given: readonly CreditStage[] = ['automatic', 'accepted', 'settled']

/** The term of a text as the ledger has it. */
export function termNow(agreement: Agreement, read: ReadEntries): TermNow {
  const textUntil = agreement.versions.at(-1)?.terms.term.until ?? null
  const moved = read('termMoved')
    .map((entry) => entry.facts as unknown as Facts['termMoved'])
    .findLast((facts) => facts.textUntil === textUntil)
  const { renewals, days } = moved ?? { renewals: 0, days: 0 }
  const months = moved?.months ?? 0
  const own = moved?.until ?? textUntil
  const terminated = terminationIn(read, zoneOf(agreement))
  return terminated !== null && (own === null || terminated.until < own)
    ? { textUntil, renewals, days, months, until: terminated.until, terminatedBy: terminated.clause }
    : { textUntil, renewals, days, months, until: own, terminatedBy: null }
}

/** The text with the end that its term has in fact. */
export function withTermOf(agreement: Agreement, read: ReadEntries): Agreement {
  const { until } = termNow(agreement, read)
  return { ...agreement, termUntil: until === null ? null : startOfDate(until, zoneOf(agreement)) }
}

/** Whole days are judged and paid for: a termination ends the agreement with the local day on which it takes effect. */
function terminationIn(read: ReadEntries, timeZone: string): { until: string; clause: string } | null {
  const cures = new Map(
    read('terminationExercised').map(({ facts }) => {
      const { termination, cureUntil } = facts as unknown as Facts['terminationExercised']
      return [termination, cureUntil] as const
    }),
  )
  const ends = read('terminationEnded').flatMap((entry) => {
    const { outcome, termination, clause } = entry.facts as unknown as Facts['terminationEnded']
    if (outcome !== 'effective') return []
    const cureUntil = cures.get(termination) ?? null
    const at =
      cureUntil === null
        ? Temporal.Instant.fromEpochMilliseconds(entry.decidedAt)
        : Temporal.Instant.from(cureUntil)
    const day = at.toZonedDateTimeISO(timeZone).toPlainDate()
    return [{ until: day.add({ days: 1 }).toString(), clause }]
  })
  return ends.sort((a, b) => (a.until < b.until ? -1 : 1))[0] ?? null
}

/** Whole days (or months) by which credits extend the term. */
export function extensionOf(asked: 'extension' | 'extensionMonth', read: ReadEntries): number {
  return read('creditStated').reduce((all, entry) => {
    const { state, unit, units } = entry.facts as unknown as Facts['creditStated']
    const count = unit === asked && given.includes(state) ? parseDecimal(units ?? '0') : null
    return count === null ? all : all + Number(count.n / count.d)
  }, 0)
}
