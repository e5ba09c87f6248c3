import type { Telemetry } from '../http/service.ts'
import type { Book } from './book.ts'
import type { Counters } from './telemetry.ts'
import { factsOf, sourcesNow, type Watched } from './watched.ts'

/** The daemon's counters as `/metrics` reads them. */
export function telemetryOf(parts: {
  counters: Counters
  book: Book
  watched: ReadonlyMap<string, Watched>
}): Telemetry {
  const { counters, book, watched } = parts
  return {
    observations: counters.observations as Telemetry['observations'],
    drainLooks: () => counters.drainLooks(),
    probesInFlight: () => counters.inFlight,
    lagSeconds: () => counters.lagMs / 1000,
    startLatenessSeconds: () => counters.latenessMs / 1000,
    lastReload: () => counters.reload,
    lastTick: () => counters.lastTick,
    breaches: () =>
      [...watched.keys()].flatMap((agreement) => {
        const breached = book
          .latest(agreement, 'breach')
          .filter((entry) => factsOf(entry).verdict === 'breached')
        const counts = Map.groupBy(breached, (entry) => entry.clause ?? '')
        return [...counts].map(([commitment, entries]) => ({ agreement, commitment, count: entries.length }))
      }),
    certificateDays: () =>
      [...watched.values()].flatMap((each) =>
        [...sourcesNow(each, Number.MAX_SAFE_INTEGER / 2).values()].flatMap((source) => {
          const days = counters.certificateDays.get(source.identity)
          return days === undefined ? [] : [{ agreement: each.id, source: source.name, days }]
        }),
      ),
  }
}
