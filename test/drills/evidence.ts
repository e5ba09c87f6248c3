import { openReader } from '../../src/database/open.ts'
import { observationAt } from '../../src/evidence/series.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import type { AgreementFacts } from '../../src/ledger/facts.ts'
import type { Observation } from '../../src/sources/observation.ts'
import type { Store } from '../../src/store.ts'
import type { Place } from './aDaemon.ts'

const endOfTime = 8.64e15

/** Reads the database beside the daemon. */
export async function reading<T>(place: Place, read: (store: Store) => Promise<T>): Promise<T> {
  const store = await openReader(place.database)
  try {
    return await read(store)
  } finally {
    await store.close()
  }
}

/** Under which identity an agreement's source keeps its evidence, by the ledger. */
export async function identityOf(store: Store, agreement: string, source: string): Promise<string> {
  const [loaded] = await store.entries({ agreement, kinds: ['agreementLoaded'] })
  const uses = (loaded?.facts as unknown as AgreementFacts | undefined)?.sources ?? []
  const found = uses.find(({ name }) => name === source)
  if (!found) throw new Error(`${agreement} has no source ${source} in the ledger`)
  return found.identity
}

export function observationsOf(place: Place, agreement: string, source: string): Promise<Observation[]> {
  return reading(place, async (store) => {
    const series = await store.series(await identityOf(store, agreement, source), 0, endOfTime)
    return Array.from({ length: series.length }, (_, i) => observationAt(series, i))
  })
}

export const entriesOf = (place: Place, agreement: string): Promise<readonly Entry[]> =>
  reading(place, (store) => store.entries({ agreement }))

/** The instants at which the grid of an interval is not kept: two in one slot, or a slot left out. */
export function holesIn(observations: readonly Observation[], intervalMs: number): string[] {
  return observations.slice(1).flatMap(({ at }, i) => {
    const before = observations[i]?.at ?? Number.NaN
    if (at - before === intervalMs) return []
    return [`${new Date(before).toISOString()} → ${new Date(at).toISOString()}`]
  })
}

/** How many observations there are of each outcome and reason. */
export function tally(observations: readonly Observation[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { outcome, reason } of observations) {
    const name = reason === undefined ? outcome : `${outcome} ${reason}`
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
