import type { Period } from '../../agreement/period.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Book } from '../book.ts'
import { factsOf, type Watched } from '../watched.ts'
import { isGone, isOfIncident, type MemberName, periodOf } from './periods.ts'

/** An outage or event that the ledger says there is. */
export interface KnownIncident {
  /** Its closing, or else the breach that was declared while it went on. */
  readonly entry: Entry
  readonly period: Period
  readonly isClosed: boolean
}

/**
 * The outages or events of a member by the ledger that end at an instant or after it: the closed ones, and those of
 * which a breach is declared.
 */
export function knownIncidents(
  book: Pick<Book, 'latestOf'>,
  watched: Watched,
  { name, of }: MemberName,
  since: number,
): KnownIncident[] {
  const ofMember = (kind: 'breach' | 'periodClosed'): Entry[] =>
    book
      .latestOf(watched.id, kind, name)
      // What was decided before an instant did not end after it.
      .filter(({ decidedAt, subject }) => decidedAt >= since && (subject ?? undefined) === of)
      .filter((entry) => isOfIncident(entry) && !isGone(entry))
  const known = new Map<number, KnownIncident>()
  for (const entry of ofMember('breach')) {
    const period = periodOf(entry)
    if (factsOf(entry).verdict === 'breached') known.set(period.from, { entry, period, isClosed: false })
  }
  for (const entry of ofMember('periodClosed')) {
    const period = periodOf(entry)
    known.set(period.from, { entry, period, isClosed: true })
  }
  return [...known.values()].filter(({ period }) => period.to >= since)
}
