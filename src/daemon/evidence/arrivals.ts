import type { SourceTerms } from '../../agreement/sourceTerms.ts'
import type { Span } from '../../agreement/spans.ts'
import type { Observation } from '../../sources/observation.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import type { DaemonEvent } from '../event.ts'
import type { Frontiers } from '../judging/frontiers.ts'
import { periodOf } from '../judging/periods.ts'
import type { Running } from '../judging/running.ts'
import type { Touch, Touched } from '../touched.ts'
import { sourcesNow, type Watched } from '../watched.ts'
import type { EvidenceMemory } from './evidenceMemory.ts'
import { Gaps, gapFinding } from './gaps.ts'
import { neededFrom, sourcesInUse } from './inUse.ts'

/** How far back the begin of a gap is looked for that was open when the daemon stopped. */
const gapReachMs = 7 * 86_400_000
/** Outcomes as a series numbers them. */
const outcomes = ['good', 'bad', 'unknown'] as const

export interface ArrivalParts {
  readonly store: Store
  readonly book: Book
  readonly memory: EvidenceMemory
  readonly running: Running
  readonly frontiers: Pick<Frontiers, 'latest'>
  readonly touched: Touched
  readonly watched: ReadonlyMap<string, Watched>
  readonly now: () => number
  readonly onEvent?: (event: DaemonEvent) => void
}

/** Evidence that arrives is taken into memory; what it is news for is stirred, and what it comes too late for touched. */
export class Arrivals {
  readonly #parts: ArrivalParts
  readonly #gaps = new Gaps()
  readonly #outcomes = new Map<string, Observation['outcome']>()
  /** Until when an agreement's periods are closed, as far as its ledger has been read. */
  readonly #closed = new Map<string, { entries: number; until: number }>()
  /** The agreements that use a source, by its identity; made anew when they change. */
  #users = new Map<string, { watched: Watched; source: SourceTerms }[]>()
  /** Agreements that something happened to since they were last looked at; whoever looks takes them out. */
  readonly stirred = new Set<string>()

  constructor(parts: ArrivalParts) {
    this.#parts = parts
  }

  /** Reads the evidence of every source in use; called again when agreements or sources have changed. */
  async openAll(): Promise<void> {
    const { watched, touched, now } = this.#parts
    this.#users = new Map()
    for (const each of watched.values()) {
      await touched.resume(each.id)
      for (const source of sourcesNow(each, now()).values()) await this.#open(each, source)
      this.stirred.add(each.id)
    }
  }

  async #open(watched: Watched, source: SourceTerms): Promise<void> {
    const { memory, now, store } = this.#parts
    const { identity } = source
    this.#users.set(identity, [...(this.#users.get(identity) ?? []), { watched, source }])
    await memory.open(source, neededFrom(watched, now()))
    const last = await store.lastBefore(identity, Number.MAX_SAFE_INTEGER)
    if (last.length === 0 || this.#outcomes.has(identity)) return
    const outcome = outcomes[last.outcome[0] ?? 2] ?? 'unknown'
    if (outcome === 'unknown') {
      const until = (last.at[0] ?? 0) + 1
      this.#gaps.resume(identity, await store.series(identity, until - gapReachMs, until))
    }
    this.#outcomes.set(identity, outcome)
  }

  /** Marks time whose closed periods must be judged again. */
  readonly touch = (watched: Watched, span: Span): void => {
    this.#parts.touched.add(watched.id, span)
    this.stirred.add(watched.id)
  }

  /** Marks time on disk before the evidence that touches it is kept, and until it is taken in. */
  readonly holding: Touched['holding'] = (touches, takeIn) => this.#parts.touched.holding(touches, takeIn)

  /** The same for observations, of those that come late. */
  readonly expecting = <T>(observations: readonly Observation[], takeIn: () => Promise<T>): Promise<T> =>
    this.holding(
      observations.flatMap((each) =>
        (this.#users.get(each.source) ?? []).flatMap(
          ({ watched, source }) => this.#lateIn(watched, source, each) ?? [],
        ),
      ),
      takeIn,
    )

  /** What is older than the agreement's first day here is history that somebody tells: nothing else looks there. */
  #lateIn(watched: Watched, { holdsForMs }: SourceTerms, { at, to }: Observation): Touch | null {
    const before = Math.max(
      watched.knownSince,
      this.#closedUntil(watched.id),
      this.#parts.frontiers.latest(watched.id),
    )
    const span = { from: at, to: Math.max(to ?? at + holdsForMs, at + 1) }
    return at < before ? { agreement: watched.id, span } : null
  }

  #closedUntil(id: string): number {
    const entries = this.#parts.book.entries(id)
    const known = this.#closed.get(id)
    if (known?.entries === entries.length) return known.until
    const ends = entries
      .slice(known?.entries ?? 0)
      .flatMap((entry) => (entry.kind === 'periodClosed' ? [periodOf(entry).to] : []))
    const until = Math.max(known?.until ?? Number.NEGATIVE_INFINITY, ...ends)
    this.#closed.set(id, { entries: entries.length, until })
    return until
  }

  /** Takes in observations that are on disk already. */
  readonly absorb = (observations: readonly Observation[]): void => {
    this.#parts.memory.absorb(observations)
    this.#parts.running.absorb(observations)
    this.#gaps.absorb(observations)
    for (const observation of observations) this.#stir(observation)
  }

  #stir(observation: Observation): void {
    const { source: identity, at, outcome, reason } = observation
    const isNews = this.#outcomes.get(identity) !== outcome
    this.#outcomes.set(identity, outcome)
    for (const { watched, source } of this.#users.get(identity) ?? []) {
      if (isNews || outcome !== 'good') this.stirred.add(watched.id)
      const told = { agreement: watched.id, source: source.name, at, outcome, reason }
      if (isNews) this.#parts.onEvent?.({ kind: 'outcome', ...told })
      const late = this.#lateIn(watched, source, observation)
      if (late) this.touch(watched, late.span)
    }
  }

  /** While a source is down its time grows by itself, without an observation that stirs. */
  isAnyDown(watched: Watched, now: number): boolean {
    return [...sourcesNow(watched, now).values()].some(
      ({ identity }) => this.#outcomes.get(identity) === 'bad',
    )
  }

  /** Records the gaps that have ended or last long, for every agreement that uses the source. */
  async tellGaps(now: number): Promise<void> {
    const { watched, book, store } = this.#parts
    for (const gap of this.#gaps.take(sourcesInUse(watched, now))) {
      for (const { watched: each } of this.#users.get(gap.identity) ?? []) {
        const found = await gapFinding(store, each, gap, now)
        if (found) await book.write(each.id, [found])
      }
    }
  }
}
