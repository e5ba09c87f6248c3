import { untilOf, versionAt, zoneOf } from '../../agreement/agreement.ts'
import { type RenewalPack, renewalPack } from '../../statements/renewal.ts'
import type { Statement } from '../../statements/statement.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { renewalAt } from '../life/term.ts'
import { currentOf, type Watched } from '../watched.ts'
import { readStatement } from './statements.ts'
import type { Values } from './values.ts'

/** The term so far, from the latest version of each statement that was issued. */
export async function renewalOf(
  { store, book, values }: { readonly store: Store; readonly book: Book; readonly values: Values },
  watched: Watched,
  now: number,
): Promise<RenewalPack> {
  const agreement = currentOf(watched)
  const { title, term } = versionAt(agreement, now).terms
  const zone = zoneOf(agreement)
  const dateOf = (at: number): string =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString()
  const issued = [...book.latest(watched.id, 'statementIssued')].sort((a, b) =>
    (a.period?.from ?? '') < (b.period?.from ?? '') ? -1 : 1,
  )
  const statements: Statement[] = []
  for (const entry of issued) {
    const statement = await readStatement(store, entry)
    if (statement !== null) statements.push(statement)
  }
  const lastAt = renewalAt(watched, book, now)?.lastAt ?? null
  return renewalPack({
    agreement: watched.id,
    title,
    date: dateOf(now),
    term: { from: term.from, until: untilOf(agreement) },
    noticeUntil: lastAt === null ? null : dateOf(lastAt - 1),
    statements,
    value: values.figures(watched, now)?.toDate ?? null,
  })
}
