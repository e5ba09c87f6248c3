import type { EvidenceLine } from '../evidence/lines.ts'
import { observationAt } from '../evidence/series.ts'
import type { Entry, EntryKind } from '../ledger/entry.ts'
import type { Facts, SourceUse } from '../ledger/facts.ts'
import type { Store } from '../store.ts'
import { CommandFailure } from './command.ts'

const dayMs = 86_400_000
const pageSize = 1_000

export interface Span {
  /** UTC milliseconds, [from, to). */
  readonly from: number
  readonly to: number
}

/** The entries of an agreement up to a place in its chain. */
export async function entriesOf(agreement: string, store: Store, last: number): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  while (entries.length < last) {
    const after = entries.at(-1)?.seq ?? 0
    const page = await store.entries({ agreement, after, limit: Math.min(pageSize, last - entries.length) })
    if (page.length === 0) throw new CommandFailure(`the ledger of ${agreement} ends before its head`)
    entries.push(...page)
  }
  return entries
}

/** The agreement's zone by its ledger, or null where the ledger does not know it. */
export async function zoneFor(agreement: string, store: Store): Promise<string | null> {
  const [loaded] = await store.entries({ agreement, kinds: ['agreementLoaded'], limit: 1 })
  return loaded ? (loaded.facts as unknown as Facts['agreementLoaded']).timeZone : null
}

const naming: readonly EntryKind[] = [
  'agreementLoaded',
  'amendmentAccepted',
  'versionInForce',
  'sourcesChanged',
]

/** What each source name has meant since when, in order of time; a name means one identity at a time. */
async function sourceUses(agreement: string, store: Store): Promise<readonly SourceUse[]> {
  const uses = new Map<string, SourceUse>()
  let after = 0
  for (;;) {
    const page = await store.entries({ agreement, kinds: naming, after, limit: pageSize })
    for (const { facts } of page) {
      for (const use of (facts as unknown as { sources: readonly SourceUse[] }).sources)
        uses.set(`${use.name} ${use.identity} ${use.since}`, use)
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) break
    after = last.seq
  }
  return [...uses.values()].sort((a, b) => instant(a.since) - instant(b.since))
}

const instant = (text: string): number => Temporal.Instant.from(text).epochMilliseconds

/**
 * The evidence of an agreement as lines: its sources under the names that the agreement gives them, a day at a time,
 * then events, exclusions and fees unless sources were named.
 */
export async function* evidenceLines(
  agreement: string,
  store: Store,
  { span, sources }: { readonly span: Span; readonly sources: readonly string[] },
): AsyncGenerator<EvidenceLine> {
  const uses = await sourceUses(agreement, store)
  const names = [...new Set(uses.map(({ name }) => name))]
  const unknown = sources.find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new CommandFailure(`${agreement} has no source "${unknown}"; it has ${names.join(', ')}`)
  for (const name of sources.length > 0 ? sources : names) {
    const own = uses.filter((use) => use.name === name)
    for (const [i, use] of own.entries()) {
      const next = own[i + 1]
      const until = next ? Math.min(span.to, instant(next.since)) : span.to
      // History of before the agreement was known is judged by the first of them, and belongs to what can be redone.
      const from = i === 0 ? span.from : Math.max(span.from, instant(use.since))
      yield* observations(store, use, { from, to: until })
    }
  }
  if (sources.length === 0) yield* others(agreement, store, span)
}

async function* observations(
  store: Store,
  { name, identity }: SourceUse,
  span: Span,
): AsyncGenerator<EvidenceLine> {
  const extent = await store.extent(identity)
  if (!extent) return
  const [first, end] = [Math.max(span.from, extent.first), Math.min(span.to, extent.last + 1)]
  for (let from = first; from < end; ) {
    const to = Math.min(end, (Math.floor(from / dayMs) + 1) * dayMs)
    const series = await store.series(identity, from, to)
    for (let row = 0; row < series.length; row++) {
      const observation = observationAt(series, row)
      // A span that began before this day was told with the day in which it began.
      if (observation.at >= from) yield { kind: 'observation', observation: { ...observation, source: name } }
    }
    from = to
  }
}

async function* others(agreement: string, store: Store, span: Span): AsyncGenerator<EvidenceLine> {
  for (const event of await store.events(agreement, span)) yield { kind: 'event', event }
  yield* exclusions(agreement, store, span)
  for (const fee of await store.fees(agreement)) yield { kind: 'fee', fee }
}

async function* exclusions(agreement: string, store: Store, span: Span): AsyncGenerator<EvidenceLine> {
  const kinds: readonly EntryKind[] = ['exclusionAnnounced', 'exclusionWithdrawn']
  const standing = new Map<string, Facts['exclusionAnnounced']>()
  let after = 0
  for (;;) {
    const page = await store.entries({ agreement, kinds, after, limit: pageSize })
    for (const { kind, facts } of page) {
      const { id } = facts as unknown as { id: string }
      if (kind === 'exclusionWithdrawn') standing.delete(id)
      else standing.set(id, facts as unknown as Facts['exclusionAnnounced'])
    }
    const last = page.at(-1)
    if (!last || page.length < pageSize) break
    after = last.seq
  }
  for (const { id, kind, from, to, announcedAt, by, agreedBy } of standing.values()) {
    const times = { from: instant(from), to: instant(to), announcedAt: instant(announcedAt) }
    if (times.to > span.from && times.from < span.to)
      yield { kind: 'exclusion', exclusion: { id, kind, ...times, by, agreedBy } }
  }
}
