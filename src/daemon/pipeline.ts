import type { Standing } from '../evaluation/verdict.ts'
import type { Finding } from '../ledger/drafts.ts'
import { type Store, StoreError } from '../store.ts'
import type { Book } from './book.ts'
import type { Credits } from './credits/credits.ts'
import { remindersDue } from './credits/reminders.ts'
import type { Arrivals } from './evidence/arrivals.ts'
import type { EvidenceMemory } from './evidence/evidenceMemory.ts'
import { Heartbeats } from './evidence/heartbeats.ts'
import type { Retention } from './evidence/retention.ts'
import type { Closings } from './judging/closings.ts'
import type { Judge } from './judging/judge.ts'
import type { Terminations } from './life/terminations.ts'
import type { Procedure } from './parties/procedureService.ts'
import type { Statements } from './statements/statements.ts'
import type { Values } from './statements/values.ts'
import type { Counters } from './telemetry.ts'
import type { Touched } from './touched.ts'
import { Upkeep } from './upkeep.ts'
import type { Watched } from './watched.ts'

const beatMs = 1_000
/** An agreement in which nothing happens is looked at this often. */
const calmMs = 60_000
const longLoopMs = 30_000

export interface PipelineParts {
  readonly store: Store
  readonly book: Book
  readonly memory: EvidenceMemory
  readonly arrivals: Arrivals
  readonly touched: Touched
  readonly closings: Closings
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
}

/** Evidence in, verdicts out: agreements are judged round by round, by what has arrived. */
export class Pipeline {
  readonly #parts: PipelineParts
  readonly #heartbeats: Heartbeats
  readonly #upkeep: Upkeep
  readonly #standings = new Map<string, readonly Standing[]>()
  readonly #lookedAt = new Map<string, number>()
  #timer: NodeJS.Timeout | null = null
  #round: Promise<void> = Promise.resolve()
  #isBusy = false
  #roundAt = 0
  #trouble: string | null = null
  /** What went wrong in this round. */
  #failed = 0

  constructor(parts: PipelineParts) {
    this.#parts = parts
    this.#upkeep = new Upkeep(parts)
    this.#heartbeats = new Heartbeats({
      ...parts,
      isOnTime: () => this.#timer !== null,
      absorb: parts.arrivals.absorb,
    })
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
    await this.#upkeep.alive(this.#parts.now())
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

  /** One round over every agreement that is due; one at a time. */
  round(): Promise<void> {
    this.#round = this.#round.then(() => this.#once())
    return this.#round
  }

  async #once(): Promise<void> {
    const { now, memory, watched, arrivals } = this.#parts
    this.#isBusy = true
    this.#failed = 0
    try {
      const at = now()
      await this.#parts.takeEffect(at)
      await this.#heartbeats.take(at)
      for (const identity of memory.stale()) await memory.refresh(identity)
      await arrivals.tellGaps(at)
      for (const each of [...watched.values()]) if (this.#isDue(each, at)) await this.#look(each, at)
      await this.#upkeep.round(at)
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

  #isDue({ id }: Watched, now: number): boolean {
    return (
      this.#parts.arrivals.stirred.has(id) ||
      this.#timer === null ||
      now - (this.#lookedAt.get(id) ?? 0) >= calmMs
    )
  }

  /** One agreement's trouble never keeps the others from being judged. */
  async #look(known: Watched, now: number): Promise<void> {
    const { arrivals, touched } = this.#parts
    const { id } = known
    arrivals.stirred.delete(id)
    this.#lookedAt.set(id, now)
    await this.#settle(known, now)
    // What was answered may have brought another text.
    const watched = this.#parts.watched.get(id) ?? known
    const spans = touched.take(id)
    let isDone = false
    try {
      for (const { from, to } of spans)
        await this.#parts.judge.rejudge(watched, { from, to: Math.min(to, now) }, now)
      if (await this.#judge(watched, now)) arrivals.stirred.add(id)
      isDone = true
    } catch (error) {
      arrivals.stirred.add(id)
      this.#fail(error)
    }
    // What was touched is touched still where it failed: the next round judges it.
    await touched.settle(id, isDone).catch((error: unknown) => this.#fail(error))
    await new Promise((resolve) => setImmediate(resolve))
  }

  async #settle(watched: Watched, now: number): Promise<void> {
    try {
      await this.#parts.procedure.settle(watched, now)
      await this.#parts.book.write(watched.id, this.#parts.dueSurveys(watched, now))
    } catch (error) {
      this.#parts.arrivals.stirred.add(watched.id)
      this.#fail(error)
    }
  }

  /** Verdicts, and what follows from them; true where the next round has something to do. */
  async #judge(watched: Watched, now: number): Promise<boolean> {
    const { judge, closings, credits, terminations, values, statements, book } = this.#parts
    const { standings, hasMore } = await judge.round(watched, now)
    this.#standings.set(watched.id, standings)
    const isBehind = await credits.round(watched, now)
    await book.write(watched.id, await terminations.findings(watched, closings.exclusions(watched), now))
    await book.write(watched.id, values.findings(watched, now))
    await book.write(watched.id, remindersDue(book, watched, now))
    await book.write(watched.id, await statements.findings(watched, now))
    return hasMore || isBehind || this.#parts.arrivals.isAnyDown(watched, now)
  }
}
