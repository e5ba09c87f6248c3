import { canonicalJson, sha256 } from '../agreement/canonical.ts'
import type { PeriodFacts } from '../evaluation/verdict.ts'
import type { JsonObject } from './entry.ts'

/** So many numbers stand in an entry itself, some 20 kB; a month that fails every other look has 86,000. */
const mostNumbers = 2_000

type Counted = NonNullable<PeriodFacts['counted']>

/**
 * The facts as an entry keeps them: where outages are very many, the list of their counted time stands beside the chain
 * under its digest, as texts do. Redone from the list, the digest is the same: whoever has the list can prove it.
 */
export function withListApart<F extends JsonObject | PeriodFacts>(facts: F): { facts: F; texts: string[] } {
  const { counted, ...rest } = facts as { counted?: Counted }
  if (counted === undefined || counted.reduce((sum, each) => sum + each.length, 0) <= mostNumbers)
    return { facts, texts: [] }
  const text = canonicalJson(counted)
  const countedList = { outages: counted.length, digest: sha256(text) }
  return { facts: { ...rest, countedList } as unknown as F, texts: [text] }
}

/** The digest that facts of any kind name, or null. */
export function listNamed(facts: JsonObject | PeriodFacts): string | null {
  const { countedList } = facts as Pick<PeriodFacts, 'countedList'>
  return countedList?.digest ?? null
}

/** A list as it stands beside the chain; null where it is not there, or is not the one that was named. */
export function readList(text: string | null, digest: string): Counted | null {
  return text !== null && sha256(text) === digest ? (JSON.parse(text) as Counted) : null
}
