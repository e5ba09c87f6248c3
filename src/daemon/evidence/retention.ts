import { versionAt } from '../../agreement/agreement.ts'
import type { CreditFacts } from '../../ledger/credits.ts'
import { isFinal } from '../../ledger/credits.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { earningsUntil } from '../credits/earnings.ts'
import type { Closings } from '../judging/closings.ts'
import { memberNames, periodsIn } from '../judging/periods.ts'
import { rightsOf } from '../parties/duties.ts'
import type { Procedures } from '../parties/procedures.ts'
import { instant } from '../questions.ts'
import { currentOf, type Watched } from '../watched.ts'
import { lookBackOf } from './gather.ts'
import { neededFrom } from './inUse.ts'

const dayMs = 86_400_000
const betweenMs = 6 * 3_600_000

/**
 * The instant before which a source's raw evidence may go: older than the retention, and before everything that an
 * agreement may still have to judge. A whole UTC day, since days are what is dropped; null where all of it stays.
 */
export function pruneBefore(asked: {
  readonly now: number
  readonly retentionMs: number
  /** Begins of what is open, of every agreement that uses the source. */
  readonly needed: readonly number[]
}): number | null {
  const before = Math.min(asked.now - asked.retentionMs, ...asked.needed)
  return Number.isFinite(before) && before > 0 ? Math.floor(before / dayMs) * dayMs : null
}

export interface RetentionParts {
  readonly store: Store
  readonly book: Book
  readonly closings: Closings
  readonly proposals: Pick<Procedures, 'proposals'>
  readonly watched: ReadonlyMap<string, Watched>
  readonly now: () => number
  /** How long raw evidence is kept; undefined: for good. Asked each time, since settings can change. */
  readonly retentionMs: () => number | undefined
}

/** Deletes raw evidence that is old and of nothing that is open. */
export class Retention {
  readonly #parts: RetentionParts
  #at = Number.NEGATIVE_INFINITY

  constructor(parts: RetentionParts) {
    this.#parts = parts
  }

  async round(now: number): Promise<void> {
    const retentionMs = this.#parts.retentionMs()
    if (retentionMs === undefined || (now - this.#at < betweenMs && now >= this.#at)) return
    this.#at = now
    for (const [identity, needed] of this.#neededBySource(now)) {
      const before = pruneBefore({
        now,
        retentionMs,
        needed: [...needed, await this.#speaksSince(identity, now - retentionMs)],
      })
      if (before !== null) await this.#parts.store.prune(identity, before)
    }
  }

  /** What was told last before an instant may speak beyond it, such as a declared state: it stays. */
  async #speaksSince(identity: string, at: number): Promise<number> {
    const last = await this.#parts.store.lastBefore(identity, at)
    return last.at[0] ?? at
  }

  #neededBySource(now: number): Map<string, number[]> {
    const found = new Map<string, number[]>()
    for (const watched of this.#parts.watched.values()) {
      const begin = this.#openSince(watched, now)
      const identities = [...watched.life.uses.values()].flat().map(({ identity }) => identity)
      for (const identity of new Set(identities)) found.set(identity, [...(found.get(identity) ?? []), begin])
    }
    return found
  }

  /** Whether a period that is open, or to come, may still make up for a miss. */
  #canBeEarnedBack(watched: Watched, entry: Entry): boolean {
    const { book, closings } = this.#parts
    if (earningsUntil(book, watched, entry) !== null) return false
    const name = { name: entry.clause ?? '', of: entry.subject ?? undefined }
    return closings.oldestOpen(watched, name) !== null
  }

  /** The first instant of which an agreement may still have to judge something from raw evidence. */
  #openSince(watched: Watched, now: number): number {
    const { book, closings, proposals } = this.#parts
    const open = memberNames(watched).flatMap((name) => closings.neededFrom(watched, name) ?? [])
    const settling = book.latest(watched.id, 'periodClosed').flatMap(({ period }) => {
      const { settle } = versionAt(currentOf(watched), instant(period?.from)).terms
      return now < instant(period?.to) + settle ? [instant(period?.from)] : []
    })
    const credits = book.latest(watched.id, 'creditStated').flatMap((entry) => {
      const { state } = entry.facts as unknown as CreditFacts
      const isOpen = !isFinal(state) || this.#canBeEarnedBack(watched, entry)
      return isOpen ? [instant(entry.period?.from)] : []
    })
    const disputes = proposals
      .proposals(watched)
      .flatMap(({ state, facts }) => (state === 'open' && facts.from !== null ? [instant(facts.from)] : []))
    const rights = rightsOf(book, watched, now).flatMap(({ state, since }) =>
      state === 'open' || state === 'exercised' ? [since] : [],
    )
    const first = Math.min(
      neededFrom(watched, now),
      ...[...open, ...settling, ...credits, ...disputes, ...rights],
    )
    // What is open lies inside of periods; of each of them the whole is judged, and what it looks back at.
    return periodsBegin(watched, first) - lookBackOf(watched)
  }
}

/** The earliest begin of a closed or running period that contains an instant. */
function periodsBegin(watched: Watched, at: number): number {
  const begins = memberNames(watched).flatMap((name) =>
    periodsIn(watched, name, { from: at, to: at + 1 }).map(({ period }) => period.from),
  )
  return Math.min(at, ...begins)
}
