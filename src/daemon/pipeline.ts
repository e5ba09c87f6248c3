import type { SourceTerms } from '../agreement/sourceTerms.ts'
import type { Span } from '../agreement/spans.ts'
import type { Standing } from '../evaluation/verdict.ts'
import type { Finding } from '../ledger/drafts.ts'
import type { Observation } from '../sources/observation.ts'
import { type Store, StoreError } from '../store.ts'
import type { Book } from './book.ts'
import type { Credits } from './credits/credits.ts'
import { remindersDue } from './credits/reminders.ts'
import type { DaemonEvent } from './event.ts'
import type { EvidenceMemory } from './evidence/evidenceMemory.ts'
import { Gaps, gapFinding } from './evidence/gaps.ts'
import { Heartbeats } from './evidence/heartbeats.ts'
import { neededFrom, sourcesInUse } from './evidence/measuring.ts'
import type { Retention } from './evidence/retention.ts'
import type { Closings } from './judging/closings.ts'
import type { Frontiers } from './judging/frontiers.ts'
import type { Judge } from './judging/judge.ts'
import { periodOf } from './judging/periods.ts'
import type { Running } from './judging/running.ts'
import type { Terminations } from './life/terminations.ts'
import type { Procedure } from './parties/procedureService.ts'
import type { Statements } from './statements/statements.ts'
import type { Values } from './statements/values.ts'
import type { Counters } from './telemetry.ts'
import { type Touch, Touched } from './touched.ts'
import { sourcesNow, type Watched } from './watched.ts'

const beatMs = 1_000
/** An agreement in which nothing happens is looked at this often. */
const calmMs = 60_000
const aliveMs = 5_000
const packMs = 600_000
const hourMs = 3_600_000
const longLoopMs = 30_000
/** How far back the begin of a gap is looked for that was open when the daemon stopped. */
const gapReachMs = 7 * 86_400_000

export interface PipelineParts {
  readonly store: Store
  readonly book: Book
  readonly memory: EvidenceMemory
  readonly running: Running
  readonly closings: Closings
  readonly frontiers: Pick<Frontiers, 'latest'>
  readonly judge: Judge
  readonly credits: Credits
  readonly terminations: Terminations
  readonly procedure: Procedure
  /** Forms to be mailed, and reminders. */
  readonly dueSurveys: (watched: Watched, now: number) => readonly Finding[]
  readonly values: Values
  readonly statements: Statements
  readonly retention: Retention
  readonly watched: ReadonlyMap<string, Watched>
  readonly counters: Counters
  readonly now: () => number
  /** Records what has come into force by itself, and lets sources and evidence follow. */
  readonly takeEffect: (now: number) => Promise<void>
  readonly onTrouble: (error: unknown) => void
  readonly onEvent?: (event: DaemonEvent) => void
}

/** Evidence in, verdicts out: what arrives is taken into memory, and agreements are judged round by round. */
export class Pipeline {
  readonly #parts: PipelineParts
  readonly #gaps = new Gaps()
  readonly #heartbeats: Heartbeats
  readonly #standings = new Map<string, readonly Standing[]>()
  readonly #touched: Touched
  readonly #lookedAt = new Map<string, number>()
  /** Agreements that something happened to since they were last looked at. */
  readonly #stirred = new Set<string>()
  readonly #outcomes = new Map<string, Observation['outcome']>()
  /** The agreements that use a source, by its identity; made anew when they change. */
  #users = new Map<string, { watched: Watched; source: SourceTerms }[]>()
  #timer: NodeJS.Timeout | null = null
  #round: Promise<void> = Promise.resolve()
  #isBusy = false
  #aliveAt = 0
  #packedAt = 0
  #roundAt = 0
  #trouble: string | null = null
  /** What went wrong in this round. */
  #failed = 0

  constructor(parts: PipelineParts) {
    this.#parts = parts
    this.#touched = new Touched(parts.store, parts.onTrouble)
    this.#heartbeats = new Heartbeats({
      ...parts,
      isOnTime: () => this.#timer !== null,
      absorb: (observations) => this.absorb(observations),
    })
  }

  /** Reads the evidence of every source in use; called again when agreements or sources have changed. */
  async openAll(): Promise<void> {
    const { watched, memory, now, store } = this.#parts
    this.#users = new Map()
    for (const each of watched.values()) {
      await this.#touched.resume(each.id)
      const from = neededFrom(each, now())
      for (const source of sourcesNow(each, now()).values()) {
        this.#users.set(source.identity, [
          ...(this.#users.get(source.identity) ?? []),
          { watched: each, source },
        ])
        await memory.open(source, from)
        const last = await store.lastBefore(source.identity, Number.MAX_SAFE_INTEGER)
        if (last.outcome[0] === 2 && !this.#outcomes.has(source.identity)) {
          const until = (last.at[0] ?? 0) + 1
          this.#gaps.resume(source.identity, await store.series(source.identity, until - gapReachMs, until))
        }
        if (last.length > 0 && !this.#outcomes.has(source.identity))
          this.#outcomes.set(
            source.identity,
            last.outcome[0] === 0 ? 'good' : last.outcome[0] === 1 ? 'bad' : 'unknown',
          )
      }
      this.#stirred.add(each.id)
    }
  }

  start(): void {
    let before = performance.now()
    this.#timer = setInterval(() => {
      const at = performance.now()
      this.#parts.counters.lagMs = Math.max(0, at - before - beatMs)
      before = at
      if (!this.#isBusy) void this.round()
    }, beatMs)
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    await this.#round
    // What was told last is judged by the next start; the instant of this one says where its silence begins.
    await this.#parts.store.saveState({ alive: String(this.#parts.now()) })
  }

  standings(id: string): readonly Standing[] {
    return this.#standings.get(id) ?? []
  }

  notReady(): string | null {
    if (this.#trouble !== null) return this.#trouble
    if (this.#roundAt === 0) return 'starting: agreements have not been judged yet'
    return this.#timer !== null && this.#parts.now() - this.#roundAt > longLoopMs && this.#isBusy === false
      ? 'late: no round for half a minute'
      : null
  }

  /** Marks time whose closed periods must be judged again. */
  readonly touched = (watched: Watched, span: Span): void => {
    this.#touched.add(watched.id, span)
    this.#stirred.add(watched.id)
  }

  /** Marks time on disk before the evidence that touches it is kept, and until it is taken in. */
  readonly holding: Touched['holding'] = (touches, takeIn) => this.#touched.holding(touches, takeIn)

  /** The same for observations, of those that come late. */
  expecting<T>(observations: readonly Observation[], takeIn: () => Promise<T>): Promise<T> {
    return this.holding(
      observations.flatMap((each) =>
        (this.#users.get(each.source) ?? []).flatMap(
          ({ watched, source }) => this.#lateIn(watched, source, each) ?? [],
        ),
      ),
      takeIn,
    )
  }

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

  /** Takes in observations that are on disk already. */
  absorb(observations: readonly Observation[]): void {
    this.#parts.memory.absorb(observations)
    this.#parts.running.absorb(observations)
    this.#gaps.absorb(observations)
    for (const observation of observations) this.#stir(observation)
  }

  #stir(observation: Observation): void {
    const { source: identity, at, outcome, reason } = observation
    const users = this.#users.get(identity) ?? []
    const isNews = this.#outcomes.get(identity) !== outcome
    this.#outcomes.set(identity, outcome)
    for (const { watched, source } of users) {
      if (isNews || outcome !== 'good') this.#stirred.add(watched.id)
      if (isNews)
        this.#parts.onEvent?.({
          kind: 'outcome',
          agreement: watched.id,
          source: source.name,
          at,
          outcome,
          reason,
        })
      const late = this.#lateIn(watched, source, observation)
      if (late) this.touched(watched, late.span)
    }
  }

  readonly #closed = new Map<string, { entries: number; until: number }>()
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

  /** One round over every agreement that is due; one at a time. */
  round(): Promise<void> {
    this.#round = this.#round.then(() => this.#once())
    return this.#round
  }

  async #once(): Promise<void> {
    const { now, memory, watched } = this.#parts
    this.#isBusy = true
    this.#failed = 0
    try {
      const at = now()
      await this.#parts.takeEffect(at)
      await this.#heartbeats.take(at)
      for (const identity of memory.stale()) await memory.refresh(identity)
      await this.#tellGaps(at)
      for (const each of [...watched.values()]) await this.#judge(each, at)
      await this.#upkeep(at)
      this.#roundAt = at
      if (this.#failed === 0) this.#trouble = null
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#isBusy = false
    }
  }

  #fail(error: unknown): void {
    this.#failed++
    this.#trouble = error instanceof StoreError ? 'store: the last round failed' : 'the last round failed'
    this.#parts.onTrouble(error)
  }

  /** One agreement's trouble never keeps the others from being judged. */
  async #judge(known: Watched, now: number): Promise<void> {
    const isDue =
      this.#stirred.has(known.id) ||
      this.#timer === null ||
      now - (this.#lookedAt.get(known.id) ?? 0) >= calmMs
    if (!isDue) return
    const { judge, closings, credits, terminations, values, statements, book } = this.#parts
    this.#stirred.delete(known.id)
    this.#lookedAt.set(known.id, now)
    await this.#settle(known, now)
    // What was answered may have brought another text.
    const watched = this.#parts.watched.get(known.id) ?? known
    const touched = this.#touched.take(watched.id)
    let isDone = false
    try {
      for (const span of touched)
        await judge.rejudge(watched, { from: span.from, to: Math.min(span.to, now) }, now)
      const { standings, hasMore } = await judge.round(watched, now)
      this.#standings.set(watched.id, standings)
      const isBehind = await credits.round(watched, now)
      await book.write(watched.id, terminations.findings(watched, closings.exclusions(watched), now))
      await book.write(watched.id, values.findings(watched, now))
      await book.write(watched.id, remindersDue(book, watched, now))
      await book.write(watched.id, await statements.findings(watched, now))
      if (hasMore || isBehind || this.#isHot(watched, now)) this.#stirred.add(watched.id)
      isDone = true
    } catch (error) {
      this.#stirred.add(watched.id)
      this.#fail(error)
    }
    // What was touched is touched still where it failed: the next round judges it.
    await this.#touched.settle(watched.id, isDone).catch((error: unknown) => this.#fail(error))
    await new Promise((resolve) => setImmediate(resolve))
  }

  async #settle(watched: Watched, now: number): Promise<void> {
    try {
      await this.#parts.procedure.settle(watched, now)
      await this.#parts.book.write(watched.id, this.#parts.dueSurveys(watched, now))
    } catch (error) {
      this.#stirred.add(watched.id)
      this.#fail(error)
    }
  }

  /** While a source is down its time grows by itself, without an observation that stirs. */
  #isHot(watched: Watched, now: number): boolean {
    return [...sourcesNow(watched, now).values()].some(
      (source) => this.#outcomes.get(source.identity) === 'bad',
    )
  }

  async #tellGaps(now: number): Promise<void> {
    const { watched, book, store } = this.#parts
    for (const gap of this.#gaps.take(sourcesInUse(watched, now))) {
      for (const { watched: each } of this.#users.get(gap.identity) ?? []) {
        const found = await gapFinding(store, each, gap, now)
        if (found) await book.write(each.id, [found])
      }
    }
  }

  async #upkeep(now: number): Promise<void> {
    const { store } = this.#parts
    if (now - this.#aliveAt >= aliveMs || now < this.#aliveAt) {
      this.#aliveAt = now
      await store.saveState({ alive: String(now) })
    }
    await this.#parts.retention.round(now)
    if (now - this.#packedAt >= packMs || now < this.#packedAt) {
      this.#packedAt = now
      for (let days = 0; days < 1000; days++) {
        if ((await store.pack(now - hourMs)) === 0) break
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
  }
}
