import { type Span, union } from '../agreement/spans.ts'
import type { Store } from '../store.ts'

/** Time of an agreement that something arrives for. */
export interface Touch {
  readonly agreement: string
  readonly span: Span
}

const stateKey = (agreement: string): string => `touched ${agreement}`

/**
 * Time whose closed periods must be judged again, by agreement. It is kept beside the ledger until that is done: what
 * arrives late just before a stop is judged by the next start.
 */
export class Touched {
  readonly #store: Pick<Store, 'state' | 'saveState'>
  readonly #onTrouble: (error: unknown) => void
  readonly #spans = new Map<string, readonly Span[]>()
  /** Taken and not done yet: kept until then. */
  readonly #taken = new Map<string, readonly Span[]>()
  readonly #resumed = new Set<string>()
  readonly #unkept = new Set<string>()
  /** What is about to be touched, by who holds it: on disk before the evidence that touches it. */
  readonly #held = new Map<symbol, readonly Touch[]>()

  constructor(store: Pick<Store, 'state' | 'saveState'>, onTrouble: (error: unknown) => void) {
    this.#store = store
    this.#onTrouble = onTrouble
  }

  /** Takes up what a stop has left undone; a second time changes nothing. */
  async resume(agreement: string): Promise<void> {
    if (this.#resumed.has(agreement)) return
    this.#resumed.add(agreement)
    const spans = JSON.parse((await this.#store.state(stateKey(agreement))) ?? '[]') as Span[]
    this.#spans.set(agreement, union([...spans, ...(this.#spans.get(agreement) ?? [])]))
  }

  add(agreement: string, span: Span): void {
    const [from, to] = [Math.max(span.from, 0), Math.min(span.to, Number.MAX_SAFE_INTEGER)]
    this.#spans.set(agreement, union([...(this.#spans.get(agreement) ?? []), { from, to }]))
    // One write for everything that arrives together.
    if (this.#unkept.size === 0) queueMicrotask(() => void this.#keep().catch(this.#onTrouble))
    this.#unkept.add(agreement)
  }

  /**
   * Keeps spans on disk from before the evidence that touches them is there until it is taken in: a stop in between
   * loses neither. What touches nothing in the end is judged once for nothing.
   */
  async holding<T>(touches: readonly Touch[], takeIn: () => Promise<T>): Promise<T> {
    if (touches.length === 0) return takeIn()
    const holder = Symbol('held')
    this.#held.set(holder, touches)
    for (const { agreement } of touches) this.#unkept.add(agreement)
    try {
      await this.#keep()
      return await takeIn()
    } finally {
      this.#held.delete(holder)
    }
  }

  #heldOf(agreement: string): Span[] {
    const all = [...this.#held.values()].flat().filter((each) => each.agreement === agreement)
    return all.map(({ span: { from, to } }) => ({
      from: Math.max(from, 0),
      to: Math.min(to, Number.MAX_SAFE_INTEGER),
    }))
  }

  take(agreement: string): readonly Span[] {
    const spans = this.#spans.get(agreement) ?? []
    this.#spans.delete(agreement)
    this.#taken.set(agreement, spans)
    return spans
  }

  /** What was taken is judged, or is touched still. */
  async settle(agreement: string, isDone: boolean): Promise<void> {
    const taken = this.#taken.get(agreement) ?? []
    this.#taken.delete(agreement)
    if (taken.length === 0) return
    if (!isDone) this.#spans.set(agreement, union([...taken, ...(this.#spans.get(agreement) ?? [])]))
    this.#unkept.add(agreement)
    await this.#keep()
  }

  async #keep(): Promise<void> {
    const all = [...this.#unkept]
    this.#unkept.clear()
    const spans = (agreement: string): readonly Span[] =>
      union([
        ...(this.#taken.get(agreement) ?? []),
        ...(this.#spans.get(agreement) ?? []),
        ...this.#heldOf(agreement),
      ])
    if (all.length > 0)
      await this.#store.saveState(
        Object.fromEntries(all.map((each) => [stateKey(each), JSON.stringify(spans(each))])),
      )
  }
}
