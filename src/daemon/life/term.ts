import { startOfDate, versionAt, zoneOf } from '../../agreement/agreement.ts'
import type { Length } from '../../agreement/length.ts'
import { type Finding, finding } from '../../ledger/drafts.ts'
import type { Facts } from '../../ledger/facts.ts'
import { extensionOf, type ReadEntries, type TermNow, termNow } from '../../ledger/term.ts'
import type { Book } from '../book.ts'
import { before } from '../parties/answerTimes.ts'
import { currentOf, type Watched } from '../watched.ts'

/** More renewals than that are a mistake of the clock. */
const mostRenewals = 1_000

/** The entries of an agreement as the fold of its term reads them. */
export const readerOf =
  (book: Pick<Book, 'latest'>, agreement: string): ReadEntries =>
  (kind) =>
    book.latest(agreement, kind)

/** The term moves by a renewal or by credits, or is over: what is to be written as of an instant. */
export function termDue(watched: Watched, book: Book, now: number): Finding[] {
  const agreement = currentOf(watched)
  const read = readerOf(book, watched.id)
  const term = termNow(agreement, read)
  if (hasEnded(read, term)) return []
  const moved = term.terminatedBy === null ? movedFinding(watched, { term, read }, now) : null
  if (moved) return [moved]
  const timeZone = zoneOf(agreement)
  if (term.until === null || now < startOfDate(term.until, timeZone)) return []
  const { until, textUntil, terminatedBy } = term
  const declared = declaredSinceRenewal(read)
  const cause = terminatedBy !== null ? 'termination' : declared !== null ? 'nonRenewal' : 'term'
  const facts = { cause, until, textUntil, clause: terminatedBy, by: declared, timeZone } as const
  return [finding('agreementEnded', { agreement: watched.id, subject: until, at: now }, facts)]
}

const hasEnded = (read: ReadEntries, { until }: TermNow): boolean =>
  until !== null && read('agreementEnded').some((entry) => entry.subject === until)

/** When a text's term ends and until when notice against its renewal counts; null where it is not renewed by itself. */
export function renewalAt(
  watched: Watched,
  book: Book,
  at: number,
): { readonly until: string; readonly lastAt: number } | null {
  const agreement = currentOf(watched)
  const { renewal } = versionAt(agreement, at).terms
  // What was written later does not change what could be declared then.
  const known: ReadEntries = (kind) => book.latest(watched.id, kind).filter((entry) => entry.decidedAt <= at)
  const { until, terminatedBy } = termNow(agreement, known)
  if (!renewal || until === null || terminatedBy !== null) return null
  return { until, lastAt: lastNotice(until, renewal.notice, zoneOf(agreement)) }
}

const lastNotice = (until: string, notice: Length, timeZone: string): number => {
  const end = startOfDate(until, timeZone)
  return before(end, notice, { at: Number.NEGATIVE_INFINITY, timeZone }) ?? end
}

function movedFinding(
  watched: Watched,
  { term, read }: { readonly term: TermNow; readonly read: ReadEntries },
  now: number,
): Finding | null {
  const agreement = currentOf(watched)
  const { textUntil, until: from } = term
  if (textUntil === null || from === null) return null
  const timeZone = zoneOf(agreement)
  const { renewal } = versionAt(agreement, now).terms
  const days = extensionOf('extension', read)
  const months = extensionOf('extensionMonth', read)
  const isAgainst = declaredSinceRenewal(read) !== null
  let { renewals } = term
  const endOf = (): string => endAfter(textUntil, renewal?.extends ?? null, { renewals, days, months })
  while (
    renewal &&
    !isAgainst &&
    renewals < mostRenewals &&
    now >= lastNotice(endOf(), renewal.notice, timeZone)
  )
    renewals++
  // Where the text has lost its renewal since, what was renewed stands.
  const until =
    renewal || renewals === 0
      ? endOf()
      : shifted(from, { months: months - term.months, days: days - term.days })
  if (until === from) return null
  const cause = renewals > term.renewals ? ('renewal' as const) : ('credit' as const)
  const facts = { cause, textUntil, renewals, days, ...(months > 0 ? { months } : {}), from, until, timeZone }
  return finding('termMoved', { agreement: watched.id, subject: until, at: now }, facts)
}

const shifted = (date: string, by: { readonly months: number; readonly days: number }): string =>
  Temporal.PlainDate.from(date).add(by).toString()

/** Counted from the text's own end each time, so that the 31st does not drift. */
function endAfter(
  textUntil: string,
  extended: Length | null,
  { renewals, days, months }: Pick<TermNow, 'renewals' | 'days' | 'months'>,
): string {
  const count = (extended?.count ?? 0) * renewals
  // Months are counted together from the text's end, so that a 31st does not drift; days after them.
  return shifted(
    textUntil,
    extended?.unit === 'month' ? { months: count + months, days } : { months, days: count + days },
  )
}

/** Who has given notice against renewal since the term was renewed last. */
function declaredSinceRenewal(read: ReadEntries): Facts['declarationMade']['by'] | null {
  const renewed = read('termMoved').findLast(
    (entry) => (entry.facts as unknown as Facts['termMoved']).cause === 'renewal',
  )
  const declared = read('declarationMade').find((entry) => {
    const { about } = entry.facts as unknown as Facts['declarationMade']
    return about === 'nonRenewal' && entry.seq > (renewed?.seq ?? 0)
  })
  return declared ? (declared.facts as unknown as Facts['declarationMade']).by : null
}
