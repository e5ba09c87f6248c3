import type { Delivery } from './transport.ts'

const firstPauseMs = 15_000
const longestPauseMs = 300_000
const maxLanes = 10_000

interface Pause {
  readonly until: number
  readonly faults: number
}

/**
 * Which recipients may be sent to now. Each has a lane of its own, in which one mail at a time is under way; a lane
 * with a fault of the connection pauses by itself, so that one party's trouble never delays the other. A fault of the
 * relay's configuration pauses all, and then one lane alone tries whether it was mended.
 */
export class Lanes {
  readonly #busy = new Set<string>()
  readonly #pauses = new Map<string, Pause>()
  readonly #atOnce: number
  #relay: Pause = { until: 0, faults: 0 }

  constructor(atOnce: number) {
    this.#atOnce = atOnce
  }

  /** Takes the lane if it may be used at `now`. */
  take(lane: string, now: number): boolean {
    const free = (this.#relay.faults > 0 ? 1 : this.#atOnce) - this.#busy.size
    if (free <= 0 || this.#busy.has(lane) || !this.isOpen(lane, now)) return false
    this.#busy.add(lane)
    return true
  }

  isOpen(lane: string, now: number): boolean {
    return now >= this.#relay.until && now >= (this.#pauses.get(lane)?.until ?? 0)
  }

  give(lane: string): void {
    this.#busy.delete(lane)
  }

  /** Learns from an attempt. A refusal of one mail says that the way there is sound. */
  learn(lane: string, delivery: Delivery, at: { now: number; configurationMs: number }): void {
    if (delivery.state === 'deferred' && delivery.fault === 'configuration') {
      this.#relay = { until: at.now + at.configurationMs, faults: this.#relay.faults + 1 }
      return
    }
    if (delivery.state === 'deferred' && delivery.fault === 'connection') {
      this.pause(lane, at.now)
      return
    }
    this.#relay = { until: 0, faults: 0 }
    this.#pauses.delete(lane)
  }

  /** Pauses a lane, twice as long with each fault in a row. */
  pause(lane: string, now: number): void {
    const faults = (this.#pauses.get(lane)?.faults ?? 0) + 1
    if (this.#pauses.size >= maxLanes) this.#pauses.clear()
    this.#pauses.set(lane, {
      until: now + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(faults - 1, 10)),
      faults,
    })
  }
}
