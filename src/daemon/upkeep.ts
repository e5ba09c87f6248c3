import type { Store } from '../store.ts'
import type { Retention } from './evidence/retention.ts'

const aliveMs = 5_000
const packMs = 600_000
const hourMs = 3_600_000
/** Days packed in one go; the rest waits for the next. */
const mostDays = 1_000

interface UpkeepParts {
  readonly store: Store
  readonly retention: Retention
}

/** What keeps the store in order between judgements: the sign of life, raw evidence that may go, finished days packed. */
export class Upkeep {
  readonly #parts: UpkeepParts
  #aliveAt = 0
  #packedAt = 0

  constructor(parts: UpkeepParts) {
    this.#parts = parts
  }

  async round(now: number): Promise<void> {
    if (isDue(this.#aliveAt, aliveMs, now)) {
      this.#aliveAt = now
      await this.alive(now)
    }
    await this.#parts.retention.round(now)
    if (isDue(this.#packedAt, packMs, now)) {
      this.#packedAt = now
      await this.#pack(now)
    }
  }

  /** Says where a silence of this daemon begins. */
  async alive(now: number): Promise<void> {
    await this.#parts.store.saveState({ alive: String(now) })
  }

  async #pack(now: number): Promise<void> {
    for (let days = 0; days < mostDays; days++) {
      if ((await this.#parts.store.pack(now - hourMs)) === 0) break
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** Also where the clock has gone back. */
const isDue = (last: number, everyMs: number, now: number): boolean => now - last >= everyMs || now < last
