import type { SourceTerms } from '../../src/agreement/sourceTerms.ts'
import type { HistorySlot } from '../../src/sources/history.ts'
import { type LookContext, lookContext, lookOnce, observationOf, readSlots } from '../../src/sources/look.ts'
import type { Look } from '../../src/sources/observation.ts'
import type { Prober, ProberParts } from '../../src/sources/prober.ts'
import { type Planned, Rounds } from '../../src/sources/rounds.ts'

/** What a look at a slot finds; null where a real look is wanted. */
export type HandLook = (source: SourceTerms, at: number) => Look | null

const mostAtOnce = 5_000

/** The rounds of the measuring thread, turned by hand in this one: real looks, each at its own slot. */
export class HandProber implements Prober {
  readonly #parts: ProberParts
  readonly #rounds: Rounds
  readonly #context: LookContext
  readonly #pending = new Set<Promise<unknown>>()
  #wokenAt = 0
  planned: readonly Planned[]

  constructor(parts: ProberParts, look: () => HandLook | undefined) {
    this.#parts = parts
    this.#context = lookContext(parts)
    this.#rounds = new Rounds({
      read: () => ({ now: parts.now(), step: null }),
      look: (source, at) => this.#wait(this.#look(source, at, look()?.(source, at) ?? null)),
      readSlots: (source: SourceTerms, run: readonly HistorySlot[]) =>
        this.#wait(readSlots(source, run, this.#context)),
      lateness: () => 'lag',
      mostInFlight: 1_000,
    })
    this.planned = parts.planned
    this.#rounds.replace(parts.planned)
  }

  async #look(source: SourceTerms, at: number, look: Look | null) {
    return look === null
      ? lookOnce(source, at, this.#context)
      : { observation: observationOf(source, at, look), look }
  }

  #wait<T>(promise: Promise<T>): Promise<T> {
    const waited = promise.catch(() => undefined).finally(() => this.#pending.delete(waited))
    this.#pending.add(waited)
    return promise
  }

  /** UTC milliseconds of the next look. */
  nextDue(): number {
    return this.#wokenAt + this.#rounds.dueInMs()
  }

  /** Looks at what is due now. */
  async look(): Promise<void> {
    this.#wokenAt = this.#parts.now()
    this.#rounds.wake()
    while (this.#pending.size > 0) {
      await Promise.all(this.#pending)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  /** Hands over what was found, as the measuring thread does in batches. */
  async handOver(): Promise<void> {
    for (let found = this.#rounds.take(mostAtOnce); found.length > 0; found = this.#rounds.take(mostAtOnce))
      await this.#parts.onObservations(found)
  }

  /** Cron's ticks come in real time: the test's clock is turned by hand. */
  tick(): void {}

  replace(planned: readonly Planned[]): void {
    this.planned = planned
    this.#rounds.replace(planned)
  }

  async stop(): Promise<void> {
    this.#rounds.stop()
    await this.handOver()
  }
}
