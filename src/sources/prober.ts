import { Worker } from 'node:worker_threads'
import type { LookSettings } from './look.ts'
import { isProbed, missedSlots } from './missed.ts'
import { type Found, Outbox } from './outbox.ts'
import type { FromWorker, ProbeWork, ToWorker } from './probeMessages.ts'
import type { Planned } from './rounds.ts'

export interface ProberParts extends LookSettings {
  readonly planned: readonly Planned[]
  /**
   * Keeps a batch, of each source in the order of its slots. The next one comes when this has resolved; a rejected one
   * comes again after a second, so that nothing that was seen is lost while the store is away.
   */
  readonly onObservations: (batch: readonly Found[]) => void | Promise<void>
  /** UTC milliseconds. */
  readonly now: () => number
  /** Told what went wrong on our side: a thread that ended, a batch that could not be kept. */
  readonly onTrouble?: (error: Error) => void
  /** The longest the measuring thread was late in the last second, in ms. */
  readonly onLag?: (lagMs: number) => void
}

/** The measuring thread as the main thread sees it. */
export interface Prober {
  /** Says "look at the clock"; the thread also wakes by itself. */
  tick(): void
  /** Other sources from now on; those that stay go on undisturbed. */
  replace(planned: readonly Planned[]): void
  /** Ends the looks under way as unknown (`shutdown`), hands over what is there and ends the thread in time. */
  stop(deadlineMs: number): Promise<void>
}

const retryMs = 1_000
const restartMs = 1_000
const longestRestartMs = 30_000
const steadyMs = 60_000
const watchEveryMs = 2_000
/** A thread that was silent for so many watches in a row hangs. Our own sleep counts as one. */
const mostSilent = 8
const mostInBatch = 5_000
/** What dies in a look dies young: a small nursery keeps the thread small. */
const resourceLimits = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 }

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms)
  })

/**
 * The measuring thread, started again when it ends or hangs. `plans` carries how far each source has been told, so
 * that what the thread left out in between is unknown (`worker`).
 */
class WatchedThread {
  readonly #parts: ProberParts
  readonly #plans = new Map<string, Planned>()
  #worker: Worker | null = null
  #delivered: Promise<void> = Promise.resolve()
  #silent = 0
  #restarts = 0
  #isStopping = false
  #whenStopped: () => void = () => undefined
  readonly #watch: NodeJS.Timeout

  constructor(parts: ProberParts) {
    this.#parts = parts
    this.#plan(parts.planned)
    this.#begin()
    this.#watch = setInterval(() => this.#look(), watchEveryMs)
  }

  post(message: ToWorker): void {
    this.#worker?.postMessage(message)
  }

  replace(planned: readonly Planned[]): void {
    this.#plan(planned)
    this.post({ kind: 'replace', planned: [...this.#plans.values()] })
  }

  async stop(deadlineMs: number): Promise<void> {
    this.#isStopping = true
    clearInterval(this.#watch)
    if (!this.#worker) return
    const stopped = new Promise<void>((resolve) => {
      this.#whenStopped = resolve
    })
    this.post({ kind: 'stop' })
    const timer = setTimeout(this.#whenStopped, deadlineMs)
    await stopped
    clearTimeout(timer)
    await this.#worker?.terminate()
  }

  #trouble(error: unknown): void {
    this.#parts.onTrouble?.(error instanceof Error ? error : new Error(String(error)))
  }

  #plan(planned: readonly Planned[]): void {
    const known = new Map(this.#plans)
    this.#plans.clear()
    for (const { source, since } of planned.filter((each) => isProbed(each.source)))
      this.#plans.set(source.identity, { source, since: known.get(source.identity)?.since ?? since })
  }

  #remember({ observation: { source, at } }: Found): void {
    const plan = this.#plans.get(source)
    if (plan && at > plan.since) this.#plans.set(source, { ...plan, since: at })
  }

  async #handOver(batch: readonly Found[]): Promise<void> {
    while (!this.#isStopping || this.#worker) {
      try {
        await this.#parts.onObservations(batch)
        for (const found of batch) this.#remember(found)
        return
      } catch (error) {
        this.#trouble(error)
        await pause(retryMs)
      }
    }
  }

  /** Hands a batch over until it is taken; each after the one before. */
  #deliver(batch: readonly Found[]): Promise<void> {
    this.#delivered = this.#delivered.then(() => this.#handOver(batch))
    return this.#delivered
  }

  #hear(from: Worker, message: FromWorker): void {
    this.#silent = 0
    switch (message.kind) {
      case 'batch':
        void this.#deliver(message.found).then(() => this.#worker === from && this.post({ kind: 'taken' }))
        return
      case 'alive':
        this.#parts.onLag?.(message.lagMs)
        return
      case 'stopped':
        this.#whenStopped()
    }
  }

  #begin(): void {
    const begunAt = performance.now()
    const { allowedNetworks, referenceTargets } = this.#parts
    const workerData: ProbeWork = {
      planned: [...this.#plans.values()],
      settings: { allowedNetworks, referenceTargets },
    }
    const begun = new Worker(new URL('./worker.mjs', import.meta.url), {
      workerData,
      resourceLimits,
      name: 'probes',
    })
    this.#worker = begun
    begun.on('message', (message: FromWorker) => this.#hear(begun, message))
    begun.on('error', (error) => this.#trouble(error))
    begun.on('exit', (code) => {
      this.#worker = null
      if (this.#isStopping) return this.#whenStopped()
      this.#trouble(new Error(`the measuring thread ended (${code})`))
      this.#restarts = performance.now() - begunAt > steadyMs ? 0 : this.#restarts + 1
      void this.#restart()
    })
  }

  #look(): void {
    if (++this.#silent < mostSilent || !this.#worker) return
    this.#silent = 0
    this.#trouble(new Error('the measuring thread hangs'))
    void this.#worker.terminate()
  }

  async #restart(): Promise<void> {
    await pause(Math.min(longestRestartMs, restartMs * 2 ** Math.min(this.#restarts - 1, 10)))
    await this.#delivered
    if (this.#isStopping) return
    await this.#fillGaps(this.#parts.now())
    if (!this.#isStopping) this.#begin()
  }

  /** What the thread left out, in bounded portions; histories are read again from where they were. */
  async #fillGaps(until: number): Promise<void> {
    const gaps = new Outbox()
    for (const plan of [...this.#plans.values()]) {
      if (plan.source.look.kind === 'prometheus') continue
      gaps.add(missedSlots(plan.source, plan.since, until, 'worker'))
    }
    for (let portion = gaps.take(mostInBatch); portion.length > 0; portion = gaps.take(mostInBatch))
      await this.#deliver(portion)
  }
}

/** Starts the measuring thread and watches over it. */
export function startProber(parts: ProberParts): Prober {
  const thread = new WatchedThread(parts)
  return {
    tick: () => thread.post({ kind: 'tick' }),
    replace: (planned) => thread.replace(planned),
    stop: (deadlineMs) => thread.stop(deadlineMs),
  }
}
