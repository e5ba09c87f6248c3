import { createHash } from 'node:crypto'
import { type Agreement, versionAt } from '../../agreement/agreement.ts'
import { canonicalJson, sha256 } from '../../agreement/canonical.ts'
import { judgingSources } from '../../agreement/relief.ts'
import type { CommitmentTerms } from '../../agreement/schema/commitments.ts'
import type { Span } from '../../agreement/spans.ts'
import { correctedView } from '../../evaluation/corrections.ts'
import type { EvidenceView } from '../../evaluation/evidenceView.ts'
import type { DescribeEvidence } from '../../evaluation/periodFacts.ts'
import { part, sourcesOf, viewOf } from '../../evaluation/seriesView.ts'
import type { Correction } from '../../evidence/correction.ts'
import type { Exclusion } from '../../evidence/event.ts'
import { observationAt, type Series, seriesOf } from '../../evidence/series.ts'
import type { SourceUse } from '../../ledger/facts.ts'
import type { Store } from '../../store.ts'
import type { Watched } from '../watched.ts'
import { piecesOf } from './evidenceMemory.ts'
import { refusePruned } from './pruned.ts'

const dayMs = 86_400_000
/** The margin around a period within which all of its evidence must be there. */
const leastMarginMs = 2 * dayMs
/** A year, with its leap day and the margin of a measure averaged over several. */
const longestPeriodMs = 368 * dayMs

/** Evidence read whole from the store: what a verdict for the ledger is judged by. */
export interface Gathered {
  readonly view: EvidenceView
  readonly describe: DescribeEvidence
}

export interface GatherQuestion {
  readonly watched: Watched
  readonly agreement: Agreement
  readonly commitment: CommitmentTerms
  readonly period: Span
  readonly exclusions: readonly Exclusion[]
  readonly seenUntil: number
  /** How far around the period is read, in ms; two days unless given. */
  readonly marginMs?: number
  /** What counts in the place of evidence, where it is asked how that would be; else what was agreed. */
  readonly corrections?: readonly Correction[]
}

/** Reads what a commitment's period is judged by, with a margin around it for outages over its edges. */
export async function gather(store: Store, question: GatherQuestion): Promise<Gathered> {
  const { watched, agreement, commitment, period, exclusions, seenUntil } = question
  const marginMs = question.marginMs ?? leastMarginMs
  const corrections = question.corrections ?? watched.corrections
  const names = judgingSources(commitment, versionAt(agreement, period.from).terms)
  const averaged = (commitment.averagedWith ?? 0) * (period.to - period.from + 2 * dayMs)
  const back = budgetReach(agreement, commitment) + averaged
  const span = { from: period.from - marginMs - back, to: Math.min(period.to + marginMs, seenUntil) }
  const series = new Map<string, Series>()
  const least = { from: period.from - leastMarginMs - back, to: span.to }
  for (const name of names)
    await refusePruned(store, watched.life.uses.get(name) ?? [], { name, span: least })
  for (const name of names)
    series.set(name, await seriesFor(store, watched.life.uses.get(name) ?? [], { name, span, agreement }))
  const view = viewOf(agreement, {
    series,
    events: watched.events,
    exclusions,
    fees: watched.fees,
    seenUntil,
  })
  const identities = (name: string) =>
    piecesOf(watched.life.uses.get(name) ?? [], period).map((piece) => piece.identity)
  const describe: DescribeEvidence = (name, asOf) => {
    const rows = part(series.get(name) ?? seriesOf(name, 'state', []), asOf)
    const mine = corrections.filter(
      (each) => each.source === name && each.from < asOf.to && each.to > asOf.from,
    )
    // What counts in the place of evidence is an input of the verdict like the evidence itself.
    const digest = mine.length === 0 ? digestOf(rows) : sha256(canonicalJson([digestOf(rows), mine as never]))
    return { identity: identities(name).join(' '), observations: rows.length, digest }
  }
  return { view: correctedView(view, corrections), describe }
}

/** How far before a period any commitment of an agreement looks back, at most. */
export function lookBackOf(watched: Watched): number {
  const reaches = watched.documents.flatMap(({ agreement }) =>
    agreement.versions.flatMap(({ terms }) =>
      Object.values(terms.commitments).map(
        (each) => budgetReach(agreement, each) + (each.averagedWith ?? 0) * longestPeriodMs,
      ),
    ),
  )
  return leastMarginMs + Math.max(0, ...reaches)
}

/** Budgets of forgiven downtime with a window of their own look back further than the period. */
function budgetReach(agreement: Agreement, commitment: CommitmentTerms): number {
  const rules = (commitment.exclude ?? []).map((name) => agreement.versions[0]?.terms.exclusions[name])
  return rules.some(
    (rule) =>
      rule?.counts === 'excused' && rule.budget?.some(({ per }) => per !== 'period' && per !== 'exclusion'),
  )
    ? 366 * dayMs
    : 0
}

/** What a source's name said in a span, over every identity that it has meant; with what still speaks at its begin. */
export async function seriesFor(
  store: Store,
  uses: readonly SourceUse[],
  asked: { name: string; span: Span; agreement: Agreement; reachBack?: boolean },
): Promise<Series> {
  const parts: Series[] = []
  for (const { identity, span } of piecesOf(uses, asked.span)) {
    const before = await store.lastBefore(identity, span.from)
    const rows = await store.series(identity, span.from, span.to)
    // A span that reaches in is part of the rows already.
    if (asked.reachBack !== false && before.length > 0 && before.at[0] !== rows.at[0]) parts.push(before)
    parts.push(rows)
  }
  const [first, ...more] = parts
  const kind = sourcesOf(asked.agreement).get(asked.name) && first ? first.kind : 'state'
  if (!first) return seriesOf(asked.name, kind, [])
  if (more.length === 0) return { ...first, source: asked.name }
  const [, second] = parts
  if (parts.length === 2 && second && first.length <= 1) return prepend(first, second, asked.name)
  const all = parts.flatMap((each) => Array.from({ length: each.length }, (_, i) => observationAt(each, i)))
  return seriesOf(asked.name, kind, all)
}

/** One row before many, without turning columns into objects. */
function prepend(first: Series, rest: Series, source: string): Series {
  if (Object.keys(first.texts).length > 0 || Object.keys(rest.texts).length > 0) {
    const all = [first, rest].flatMap((each) =>
      Array.from({ length: each.length }, (_, i) => observationAt(each, i)),
    )
    return seriesOf(source, rest.kind, all)
  }
  const join = <T extends Float64Array | Uint8Array>(a: T, b: T): T => {
    const joined = new (a.constructor as new (length: number) => T)(a.length + b.length)
    joined.set(a as never)
    joined.set(b as never, a.length)
    return joined
  }
  return {
    source,
    kind: rest.kind,
    length: first.length + rest.length,
    at: join(first.at, rest.at),
    to: join(first.to, rest.to),
    outcome: join(first.outcome, rest.outcome),
    reason: join(first.reason, rest.reason),
    latencyUs: join(first.latencyUs, rest.latencyUs),
    texts: {},
  }
}

/** SHA-256 hex over the columns, little-endian, and the texts: the same for the same observations. */
export function digestOf(series: Series): string {
  const hash = createHash('sha256')
  for (const column of [series.at, series.to, series.latencyUs]) {
    // A NaN may have many bit patterns: absent is written as −1.
    const plain = Float64Array.from(column.subarray(0, series.length), (value) =>
      Number.isNaN(value) ? -1 : value,
    )
    hash.update(new Uint8Array(plain.buffer))
  }
  hash.update(series.outcome.subarray(0, series.length)).update(series.reason.subarray(0, series.length))
  for (const [name, column] of Object.entries(series.texts).sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${name}\n${column.map((text) => text ?? '').join('\n')}\n`)
  return hash.digest('hex')
}
