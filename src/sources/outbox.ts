import type { Look, Observation } from './observation.ts'

/** An observation to be kept; `look` is null where nobody looked. */
export interface Found {
  readonly observation: Observation
  readonly look: Look | null
}

/** What waits to be told: one observation, or a stretch of slots that is only walked when its turn comes. */
export type Waiting = Found | Generator<Observation>

/** What was found, in the order in which it is told. */
export class Outbox {
  #waiting: Waiting[] = []
  #first = 0

  add(...waiting: readonly Waiting[]): void {
    for (const each of waiting) this.#waiting.push(each)
  }

  /** At most `most` observations. */
  take(most: number): Found[] {
    const taken: Found[] = []
    while (taken.length < most) {
      const first = this.#waiting[this.#first]
      if (!first) break
      if ('observation' in first) taken.push(first)
      else if (this.#takeOne(first, taken)) continue
      this.#first++
    }
    this.#waiting = this.#waiting.slice(this.#first)
    this.#first = 0
    return taken
  }

  #takeOne(stretch: Generator<Observation>, taken: Found[]): boolean {
    const next = stretch.next()
    if (!next.done) taken.push({ observation: next.value, look: null })
    return !next.done
  }
}
