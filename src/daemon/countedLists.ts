import { sha256 } from '../agreement/canonical.ts'
import type { PeriodFacts } from '../evaluation/verdict.ts'
import { listNamed, readList } from '../ledger/countedList.ts'
import type { Entry } from '../ledger/entry.ts'
import { type Store, StoreError } from '../store.ts'

type Counted = NonNullable<PeriodFacts['counted']>

/** The long lists of counted time that stand beside one chain, as far as its latest entries name them. */
export class CountedLists {
  readonly #lists = new Map<string, Counted>()

  /** Rejects with a StoreError (`BROKEN`) where a list is missing or another one: rights follow from it. */
  async open(store: Pick<Store, 'text'>, latest: Iterable<Entry>): Promise<void> {
    for (const digest of new Set(namedBy(latest))) {
      const list = readList(await store.text(digest), digest)
      if (list === null)
        throw new StoreError(
          `the list of outages ${digest} beside the ledger is missing or changed; bring back a copy of the database`,
          'BROKEN',
        )
      this.#lists.set(digest, list)
    }
  }

  /** Takes in what was written with entries, and lets go of what only superseded ones name. */
  keep(texts: readonly string[], written: readonly Entry[], latest: () => Iterable<Entry>): void {
    const added = new Set(namedBy(written))
    if (added.size === 0) return
    for (const text of texts) {
      const digest = sha256(text)
      const list = added.has(digest) ? readList(text, digest) : null
      if (list) this.#lists.set(digest, list)
    }
    const named = new Set(namedBy(latest()))
    for (const digest of this.#lists.keys()) if (!named.has(digest)) this.#lists.delete(digest)
  }

  /** The counted time of a period's outages; undefined where its listed outages tell it all. */
  of(facts: PeriodFacts): Counted | undefined {
    const digest = listNamed(facts)
    if (digest === null) return facts.counted
    const list = this.#lists.get(digest)
    if (list === undefined) throw new Error(`nobody has read the list of outages ${digest}`)
    return list
  }
}

function* namedBy(entries: Iterable<Entry>): Generator<string> {
  for (const { facts } of entries) {
    const digest = listNamed(facts)
    if (digest !== null) yield digest
  }
}
