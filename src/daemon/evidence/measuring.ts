import { startTicks, type Ticks } from '../../schedule.ts'
import type { Settings } from '../../settings.ts'
import { isProbed } from '../../sources/missed.ts'
import type { Reason } from '../../sources/observation.ts'
import type { Found } from '../../sources/outbox.ts'
import type { Prober, startProber } from '../../sources/prober.ts'
import type { Planned } from '../../sources/rounds.ts'
import type { Store } from '../../store.ts'
import type { Counters } from '../telemetry.ts'
import { sourcesNow, type Watched } from '../watched.ts'
import type { Arrivals } from './arrivals.ts'
import type { EvidenceMemory } from './evidenceMemory.ts'
import { sourcesInUse } from './inUse.ts'
import { Sight } from './sight.ts'

const stopWithinMs = 4_000

export interface MeasuringParts {
  readonly store: Store
  readonly memory: EvidenceMemory
  readonly watched: ReadonlyMap<string, Watched>
  readonly now: () => number
  readonly arrivals: Pick<Arrivals, 'expecting' | 'absorb'>
  readonly counters: Counters
  readonly onTrouble: (error: unknown) => void
  /** A source cannot be looked at for a reason of our own, or can again (null); `sources` are its names with their agreements. */
  readonly onSight: (told: { sources: readonly string[]; reason: Reason | null }) => void
  readonly startProber: typeof startProber
}

/** The measuring thread, fed with the sources in use; what it finds goes to the store before anything else. */
export class Measuring {
  readonly #parts: MeasuringParts
  #prober: Prober | null = null
  #ticks: Ticks | null = null
  readonly #sight = new Sight()
  #network = ''
  /** Kinds by identity, also of sources that are no longer in use but still tell their last. */
  readonly #kinds = new Map<string, string>()

  constructor(parts: MeasuringParts) {
    this.#parts = parts
  }

  async start(settings: Settings): Promise<void> {
    const planned = await this.#plan()
    this.#network = networkOf(settings)
    this.#prober = this.#parts.startProber({
      planned,
      allowedNetworks: settings.allowedNetworks,
      referenceTargets: settings.referenceTargets,
      now: this.#parts.now,
      onObservations: (batch) => this.#keep(batch),
      onTrouble: this.#parts.onTrouble,
      onLag: (lagMs) => {
        this.#parts.counters.latenessMs = lagMs
      },
    })
    this.#tick(planned)
  }

  /** Other sources or networks from now on. */
  async replan(settings: Settings): Promise<void> {
    if (this.#network !== networkOf(settings)) {
      await this.stop()
      return this.start(settings)
    }
    const planned = await this.#plan()
    this.#prober?.replace(planned)
    this.#tick(planned)
  }

  async stop(): Promise<void> {
    this.#ticks?.stop()
    await this.#prober?.stop(stopWithinMs)
    this.#prober = null
  }

  #tick(planned: readonly Planned[]): void {
    this.#ticks?.stop()
    const { counters, now } = this.#parts
    this.#ticks = startTicks({
      schedules: planned.flatMap(({ source }) => source.schedule ?? []),
      onTick: () => {
        counters.lastTick = now()
        this.#prober?.tick()
      },
    })
  }

  /** From where on each source owes an observation for every slot: its last one, or when it was first known. */
  async #plan(): Promise<Planned[]> {
    const { store, watched, now } = this.#parts
    const sources = [...sourcesInUse(watched, now()).values()].filter((source) => isProbed(source))
    for (const source of sources) this.#kinds.set(source.identity, source.look.kind)
    const planned: Planned[] = []
    const fresh: Record<string, string> = {}
    for (const source of sources) {
      const extent = await store.extent(source.identity)
      const known = await store.state(`since ${source.identity}`)
      if (known === null) fresh[`since ${source.identity}`] = String(now())
      planned.push({ source, since: Math.max(extent?.last ?? 0, Number(known ?? now())) })
    }
    if (Object.keys(fresh).length > 0) await store.saveState(fresh)
    return planned
  }

  #keep(batch: readonly Found[]): Promise<void> {
    const observations = batch.map((found) => found.observation)
    return this.#parts.arrivals.expecting(observations, () => this.#takeIn(batch))
  }

  async #takeIn(batch: readonly Found[]): Promise<void> {
    const { store, arrivals, counters } = this.#parts
    const { conflicts } = await store.record(batch.map((found) => found.observation))
    // Of two observations of one slot the first stands, also in memory.
    const refused = new Set(conflicts)
    const kinds = this.#kinds
    for (const [kind, found] of Map.groupBy(batch, (each) => kinds.get(each.observation.source) ?? 'gone'))
      counters.seen(kind, found)
    for (const { identity, reason } of this.#sight.changes(batch.map((found) => found.observation)))
      this.#parts.onSight({ sources: this.#namesOf(identity), reason })
    arrivals.absorb(batch.map((found) => found.observation).filter((each) => !refused.has(each)))
  }

  #namesOf(identity: string): string[] {
    const { watched, now } = this.#parts
    return [...watched.values()].flatMap((each) =>
      [...sourcesNow(each, now())].flatMap(([name, source]) =>
        source.identity === identity ? [`${each.id}: ${name}`] : [],
      ),
    )
  }
}

const networkOf = (settings: Settings): string =>
  JSON.stringify([settings.allowedNetworks, settings.referenceTargets])
