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

/** The outages or events of a member by the ledger: the closed ones, and those of which a breach is declared. */
export function knownIncidents(
  book: Pick<Book, 'latestOf'>,
  watched: Watched,
  { name, of }: MemberName,
): KnownIncident[] {
  const ofMember = (kind: 'breach' | 'periodClosed'): Entry[] =>
    book
      .latestOf(watched.id, kind, name)
      .filter((entry) => (entry.subject ?? undefined) === of && isOfIncident(entry) && !isGone(entry))
  const known = new Map<number, KnownIncident>()
  for (const entry of ofMember('breach')) {
    const period = periodOf(entry)
    if (factsOf(entry).verdict === 'breached') known.set(period.from, { entry, period, isClosed: false })
  }
  for (const entry of ofMember('periodClosed')) {
    const period = periodOf(entry)
    known.set(period.from, { entry, period, isClosed: true })
  }
  return [...known.values()]
}
