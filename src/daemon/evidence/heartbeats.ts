import { heartbeats } from '../../sources/heartbeat.ts'
import type { Observation, Reason } from '../../sources/observation.ts'
import type { Store } from '../../store.ts'
import { heartbeatEvent } from '../life/life.ts'
import type { Counters } from '../telemetry.ts'
import { sourcesNow, type Watched } from '../watched.ts'
import type { EvidenceMemory } from './evidenceMemory.ts'

/** A silence of the daemon shorter than this loses no report: whoever sends one tries again. */
const shortMs = 10_000
const mostSlots = 10_000
const mostBlind = 200

interface Blind {
  readonly from: number
  readonly to: number
  readonly reason: Reason
}

export interface HeartbeatParts {
  readonly store: Store
  readonly memory: EvidenceMemory
  readonly watched: ReadonlyMap<string, Watched>
  readonly counters: Counters
  /** Whether rounds follow each other by themselves: a long pause between two is then a silence of ours. */
  readonly isOnTime: () => boolean
  readonly absorb: (observations: readonly Observation[]) => void
}

/**
 * Slots of jobs that report in, decided when their grace is over. Time in which nobody could have taken a report is
 * kept in the store, since the slot that it touches may be decided long after.
 */
export class Heartbeats {
  readonly #parts: HeartbeatParts
  #blind: Blind[] | null = null
  #roundAt = 0

  constructor(parts: HeartbeatParts) {
    this.#parts = parts
  }

  async take(now: number): Promise<void> {
    const { store, memory, watched, counters } = this.#parts
    const blind = await this.#blindUntil(now)
    for (const each of watched.values()) {
      for (const source of sourcesNow(each, now).values()) {
        if (source.look.kind !== 'heartbeat') continue
        const { terms } = source.look
        const since = await store.state(`since ${source.identity}`)
        if (since === null) await store.saveState({ [`since ${source.identity}`]: String(now) })
        const after = Math.max(memory.frontier(source.identity), Number(since ?? now))
        if (after + terms.everyMs + terms.graceMs > now) continue
        const reports = await store.events(each.id, { from: after - terms.everyMs, to: now + 1 })
        const pushes = reports
          .filter((event) => event.type === heartbeatEvent && event.subject === source.identity)
          .map((event) => event.at)
        const known = { source: source.identity, pushes, blind }
        const slots = heartbeats(terms, known, { after, now }).take(mostSlots).toArray()
        if (slots.length === 0) continue
        await store.record(slots)
        for (const { outcome, reason } of slots) counters.count('heartbeat', outcome, reason)
        this.#parts.absorb(slots)
      }
    }
  }

  /** Spans in which the daemon was not running, or stood still. */
  async #blindUntil(now: number): Promise<readonly Blind[]> {
    const { store } = this.#parts
    const isFirst = this.#blind === null
    const known = this.#blind ?? (JSON.parse((await store.state('blind')) ?? '[]') as Blind[])
    const from = isFirst ? Number((await store.state('alive')) ?? now) : this.#roundAt
    const reason = isFirst ? 'stopped' : 'suspended'
    const isSilence = now - from > shortMs && (isFirst || this.#parts.isOnTime())
    this.#blind = isSilence ? [...known, { from, to: now, reason } as const].slice(-mostBlind) : known
    this.#roundAt = now
    if (isSilence) await store.saveState({ blind: JSON.stringify(this.#blind) })
    return this.#blind
  }
}
