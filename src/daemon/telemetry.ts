import type { Telemetry } from '../http/service.ts'
import type { Found } from '../sources/outbox.ts'

type Looks = ReturnType<Telemetry['drainLooks']>
type Observed = { kind: string; outcome: 'good' | 'bad' | 'unknown'; reason: string; count: number }

const mostLooks = 50_000

/** Counters that the daemon keeps for `/metrics`. */
export class Counters {
  readonly observations = new Map<string, Observed>()
  #looks: Looks[number][] = []
  lagMs = 0
  latenessMs = 0
  inFlight = 0
  lastTick = 0
  reload = { successful: true, at: 0 }
  readonly certificateDays = new Map<string, number>()

  seen(kind: string, batch: readonly Found[]): void {
    for (const { observation, look } of batch) {
      this.count(kind, observation.outcome, observation.reason)
      if (look === null) continue
      if (look.certificateDays !== undefined)
        this.certificateDays.set(observation.source, look.certificateDays)
      if (look.latencyUs === undefined || this.#looks.length >= mostLooks) continue
      this.#looks.push({ kind, durationUs: look.latencyUs, phasesUs: look.phasesUs ?? {} })
    }
  }

  count(kind: string, outcome: Observed['outcome'], reason: string | undefined): void {
    const key = `${kind} ${outcome} ${reason ?? ''}`
    const known = this.observations.get(key)
    if (known) known.count++
    else this.observations.set(key, { kind, outcome, reason: reason ?? 'none', count: 1 })
  }

  drainLooks(): Looks {
    const looks = this.#looks
    this.#looks = []
    return looks
  }
}
