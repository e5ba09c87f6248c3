import { canonicalJson, sha256 } from '../agreement/canonical.ts'
import type { PeriodFacts } from '../evaluation/verdict.ts'
import { link } from '../ledger/chain.ts'
import { changesBetween } from '../ledger/changes.ts'
import { withListApart } from '../ledger/countedList.ts'
import type { Finding } from '../ledger/drafts.ts'
import type { Entry, EntryDraft, EntryKind, Head, JsonObject } from '../ledger/entry.ts'
import { type Signer, signHead } from '../ledger/head.ts'
import { keptFault } from '../ledger/kept.ts'
import { type NoticeContext, planNotices, type Recipient } from '../notices/plan.ts'
import { type Store, StoreError } from '../store.ts'
import { CountedLists } from './countedLists.ts'

export interface BookParts {
  readonly store: Store
  readonly signer: Signer
  /** Who is to be told of an agreement's entries, and how. */
  readonly recipients: (agreement: string) => {
    readonly recipients: readonly Recipient[]
    readonly context: NoticeContext
    readonly texts: readonly string[]
  }
  readonly now: () => number
  /** Called after entries are on disk. */
  readonly onEntries: (entries: readonly Entry[]) => void
}

type Keyed = Pick<EntryDraft, 'kind' | 'clause' | 'period' | 'subject'>
const keyOf = ({ kind, clause, period, subject }: Keyed): string =>
  JSON.stringify([kind, clause, period?.from ?? null, period?.to ?? null, subject])

/** What an entry says; the differences that a correction names, and the figures that stand beside a dispute, move by themselves. */
const said = ({ changes: _, disputed: __, ...facts }: JsonObject): string =>
  sha256(canonicalJson(withListApart(facts).facts))
const isSame = (a: JsonObject, b: JsonObject): boolean => said(a) === said(b)

const mostTries = 20
const pageSize = 2000

/**
 * The ledger of each agreement as the daemon writes it: findings become entries with revisions, linked, signed and
 * committed together with their notices. Writing a finding again that says the same changes nothing.
 */
export class Book {
  readonly #parts: BookParts
  readonly #entries = new Map<string, Entry[]>()
  readonly #latest = new Map<string, Map<string, Entry>>()
  /** The same by kind and clause, so that a commitment's history costs its own length. */
  readonly #ofClause = new Map<string, Map<string, Map<string, Entry>>>()
  readonly #counted = new Map<string, CountedLists>()
  readonly #heads = new Map<string, Head>()
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(parts: BookParts) {
    this.#parts = parts
  }

  /**
   * Reads an agreement's chain; must come before anything else about it. Rejects with a StoreError (`BROKEN`) where it
   * does not hold: nothing is judged, signed or told on a ledger that somebody has changed.
   */
  async open(agreement: string): Promise<void> {
    const entries: Entry[] = []
    for (;;) {
      const page = await this.#parts.store.entries({
        agreement,
        after: entries.at(-1)?.seq ?? 0,
        limit: pageSize,
      })
      entries.push(...page)
      if (page.length < pageSize) break
    }
    const head = await this.#parts.store.signedHead(agreement)
    const fault = keptFault({ agreement, entries, head, publicKey: this.#parts.signer.publicKey })
    if (fault !== null)
      throw new StoreError(
        `the ledger of ${agreement} ${fault}; it is left as it is: bring back a copy of the database`,
        'BROKEN',
      )
    if (head) this.#heads.set(agreement, head)
    this.#entries.set(agreement, entries)
    this.#latest.set(agreement, new Map())
    this.#ofClause.set(agreement, new Map())
    for (const entry of entries) this.#index(entry)
    const counted = new CountedLists()
    await counted.open(this.#parts.store, this.latest(agreement, 'breach', 'periodClosed'))
    this.#counted.set(agreement, counted)
  }

  /** All entries of some kinds, in the order of the chain, revisions included. */
  entries(agreement: string, ...kinds: readonly EntryKind[]): readonly Entry[] {
    const all = this.#entries.get(agreement) ?? []
    return kinds.length === 0 ? all : all.filter((entry) => kinds.includes(entry.kind))
  }

  /** The latest revisions of some kinds, in the order in which each was first written. */
  latest(agreement: string, ...kinds: readonly EntryKind[]): readonly Entry[] {
    const all = [...(this.#latest.get(agreement)?.values() ?? [])]
    return kinds.length === 0 ? all : all.filter((entry) => kinds.includes(entry.kind))
  }

  /** The latest revisions of one kind about one clause. */
  latestOf(agreement: string, kind: EntryKind, clause: string): readonly Entry[] {
    return [...(this.#ofClause.get(agreement)?.get(`${kind} ${clause}`)?.values() ?? [])]
  }

  /** The counted time of a judged period's outages; undefined where its listed outages tell it all. */
  countedTime(agreement: string, facts: PeriodFacts): PeriodFacts['counted'] {
    return this.#counted.get(agreement)?.of(facts)
  }

  #index(entry: Entry): void {
    const key = keyOf(entry)
    this.#latest.get(entry.agreement)?.set(key, entry)
    const clauses = this.#ofClause.get(entry.agreement)
    const name = `${entry.kind} ${entry.clause ?? ''}`
    const known = clauses?.get(name) ?? new Map<string, Entry>()
    known.set(key, entry)
    clauses?.set(name, known)
  }

  /** The end of the chain as it was last signed. */
  head(agreement: string): Head | null {
    return this.#heads.get(agreement) ?? null
  }

  find(agreement: string, key: Keyed): Entry | undefined {
    return this.#latest.get(agreement)?.get(keyOf(key))
  }

  /** Writes what is new of the findings, in one transaction; answers the entries written. One at a time an agreement. */
  write(agreement: string, findings: readonly Finding[]): Promise<readonly Entry[]> {
    return findings.length === 0 ? Promise.resolve([]) : this.decide(agreement, () => findings)
  }

  /**
   * The same for what depends on what the ledger holds already: decided in its turn, and decided again where the
   * chain has moved meanwhile, so that of two who act at once the second one sees what the first one did. What it
   * throws comes back to the caller.
   */
  decide(agreement: string, findings: () => readonly Finding[]): Promise<readonly Entry[]> {
    const turn = (this.#turns.get(agreement) ?? Promise.resolve()).then(() =>
      this.#commit(agreement, findings),
    )
    this.#turns.set(
      agreement,
      turn.catch(() => undefined),
    )
    return turn
  }

  async #commit(agreement: string, decided: () => readonly Finding[]): Promise<readonly Entry[]> {
    for (let tries = 0; tries < mostTries; tries++) {
      const findings = decided()
      const drafts = this.#revise(agreement, findings)
      if (drafts.length === 0) return []
      const expected = await this.#parts.store.head(agreement)
      const entries = link(
        expected,
        drafts.map((each) => each.draft),
      )
      const last = entries.at(-1) as Entry
      const { recipients, context, texts } = this.#parts.recipients(agreement)
      const head = signHead(this.#parts.signer, {
        agreement,
        seq: last.seq,
        hash: last.hash,
        at: this.#parts.now(),
      })
      const done = await this.#parts.store.commit({
        agreement,
        expected,
        entries,
        notices: entries.flatMap((entry, i) =>
          planNotices(entry, toldOf(drafts[i]?.finding, recipients), {
            ...context,
            toldAt: drafts[i]?.finding.toldAt,
          }),
        ),
        texts: [...new Set([...texts, ...findings.flatMap((each) => each.texts)])],
        head,
      })
      if (done === 'committed') {
        this.#keep(agreement, entries, findings)
        this.#heads.set(agreement, head)
        this.#parts.onEntries(entries)
        return entries
      }
      await this.open(agreement)
    }
    throw new Error(`the ledger of ${agreement} moves on faster than this daemon can write`)
  }

  /** A revision is written only where its content differs from the latest one. */
  #revise(agreement: string, findings: readonly Finding[]): { draft: EntryDraft; finding: Finding }[] {
    const revised: { draft: EntryDraft; finding: Finding }[] = []
    const mine = new Map<string, EntryDraft>()
    for (const found of findings) {
      const { texts: _, isQuiet: __, only: ___, toldAt: ____, tellsChanges, ...content } = found
      const key = keyOf(found)
      const before = this.find(agreement, found)
      const latest = mine.get(key) ?? before
      if (latest && isSame(latest.facts, content.facts)) continue
      const changes = latest && tellsChanges ? changesBetween(latest.facts, content.facts) : null
      const draft: EntryDraft = {
        ...content,
        facts:
          changes === null
            ? content.facts
            : { ...content.facts, changes: changes.map((each) => ({ ...each })) },
        revision: (latest?.revision ?? 0) + 1,
        supersedes: before?.id ?? null,
      }
      mine.set(key, draft)
      revised.push({ draft, finding: found })
    }
    return revised
  }

  #keep(agreement: string, entries: readonly Entry[], findings: readonly Finding[]): void {
    this.#entries.get(agreement)?.push(...entries)
    for (const entry of entries) this.#index(entry)
    const texts = findings.flatMap((each) => each.texts)
    this.#counted.get(agreement)?.keep(texts, entries, () => this.latest(agreement, 'breach', 'periodClosed'))
  }
}

/** The recipients that are told of a finding. */
function toldOf(found: Finding | undefined, recipients: readonly Recipient[]): readonly Recipient[] {
  if (found?.isQuiet) return []
  const only = found?.only
  return only === undefined
    ? recipients
    : recipients.filter(({ address, party }) => address === only.address && party === only.party)
}
