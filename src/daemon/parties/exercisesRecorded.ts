import { type Finding, finding } from '../../ledger/drafts.ts'
import type { Facts } from '../../ledger/facts.ts'
import { textOf } from '../../ledger/procedureDrafts.ts'
import type { TerminationOutcome } from '../../ledger/procedureFacts.ts'
import type { Book } from '../book.ts'
import type { Watched } from '../watched.ts'

export type Exercised = Facts['terminationExercised']
export type Met = Facts['terminationMet']
type Right = Pick<Met, 'clause' | 'triggeredAt'>

const isOf = (right: Right) => (each: Right) =>
  each.clause === right.clause && each.triggeredAt === right.triggeredAt

export const metOf = (book: Book, { id }: Watched, right: Right): Met | undefined =>
  book
    .latest(id, 'terminationMet')
    .map((entry) => entry.facts as unknown as Met)
    .find(isOf(right))

export const allExercised = (book: Book, { id }: Watched): Exercised[] =>
  book.latest(id, 'terminationExercised').map((entry) => entry.facts as unknown as Exercised)

/** The latest use of a right. */
export const exercisedOf = (book: Book, watched: Watched, right: Right): Exercised | null =>
  allExercised(book, watched).findLast(isOf(right)) ?? null

/** How a use of a right has ended, if it has. */
export const endedOf = (
  book: Book,
  { id }: Watched,
  { termination }: Exercised,
): Facts['terminationEnded'] | undefined =>
  book
    .latest(id, 'terminationEnded')
    .map((entry) => entry.facts as unknown as Facts['terminationEnded'])
    .find((each) => each.termination === termination)

/** Taken back, or without its ground: the right can be used anew where it stands. */
export const isUsableAgain = (ended: Facts['terminationEnded'] | undefined): boolean =>
  ended?.outcome === 'withdrawn' || ended?.outcome === 'groundless'

export function ended(
  watched: Watched,
  facts: Omit<Exercised, 'exerciseBy' | 'cureUntil' | 'text'>,
  by: { readonly outcome: TerminationOutcome; readonly at: number; readonly reason?: string | undefined },
): Finding {
  const { termination, clause, right, triggeredAt, contractClause, timeZone } = facts
  const { digest, texts } = textOf(by.reason)
  return finding(
    'terminationEnded',
    { agreement: watched.id, clause, subject: `${triggeredAt} ${termination}`, at: by.at },
    {
      ...{ termination, clause, right, triggeredAt, contractClause, timeZone },
      outcome: by.outcome,
      endedBy: by.outcome === 'withdrawn' ? right : null,
      reason: digest,
    },
    texts,
  )
}
