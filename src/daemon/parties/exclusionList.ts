import { plannedIn } from '../../evaluation/planned.ts'
import type { Exclusion } from '../../evidence/event.ts'
import type { Facts } from '../../ledger/facts.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { exclusionsOf, inForceAt, type Watched } from '../watched.ts'

interface Parts {
  readonly book: Book
  readonly store: Store
  now(): number
}

const dayMs = 86_400_000

/** What was announced, with its reasons, and what the text in force plans by itself. */
export const listedExclusions = async (parts: Parts, watched: Watched) => [
  ...(await withReasons(parts, watched.id)),
  ...plannedNow(watched, parts.now()),
]

/** With the reasons that stand beside the ledger. */
async function withReasons({ book, store }: Parts, id: string) {
  const announced = book.latest(id, 'exclusionAnnounced')
  const digests = new Map(
    announced.map((entry) => {
      const facts = entry.facts as unknown as Facts['exclusionAnnounced']
      return [facts.id, facts.reason] as const
    }),
  )
  const withReason = async <T extends Exclusion>(exclusion: T): Promise<T> => {
    const digest = digests.get(exclusion.id) ?? null
    const reason = digest === null ? null : await store.text(digest)
    return reason === null ? exclusion : { ...exclusion, reason }
  }
  return Promise.all(exclusionsOf(announced, book.latest(id, 'exclusionWithdrawn')).map(withReason))
}

/** Of the last month and the next three: a rule may go on for ever. */
function plannedNow(watched: Watched, now: number) {
  const { terms } = inForceAt(watched, now).version
  const span = { from: now - 31 * dayMs, to: now + 92 * dayMs }
  return plannedIn(terms, span).map((each) => ({ ...each, withdrawnAt: null, isPlanned: true }))
}
