import { clip, type Span, subtract } from '../agreement/spans.ts'
import type { Claim, Correction } from '../evidence/correction.ts'
import { observationAt, type Series, seriesOf } from '../evidence/series.ts'
import type { Observation } from '../sources/observation.ts'
import type { EvidenceView } from './evidenceView.ts'
import { bad, good, type Line, push, type Segment, type State, unknown } from './line.ts'

/**
 * The evidence with some intervals counted as agreed or claimed. What was measured is not touched: the interval's
 * state takes the place of the measured one, and of a source's rows those that begin in the interval are replaced by
 * the one claimed. Of corrections that overlap the later one in the list counts.
 */
export function correctedView(view: EvidenceView, corrections: readonly Correction[]): EvidenceView {
  if (corrections.length === 0) return view
  const of = (source: string, span: Span) =>
    corrections.filter((each) => each.source === source && each.from < span.to && each.to > span.from)
  return {
    ...view,
    line: (source, span, seenUntil) => {
      const line = view.line(source, span, seenUntil)
      return of(source, span).reduce((all, each) => withState(all, each), line)
    },
    series: (source, span) =>
      of(source, span).reduce((all, each) => withRow(all, each), view.series(source, span)),
    extent: (source) => {
      const mine = corrections.filter((each) => each.source === source)
      const known = view.extent(source)
      const all = known ? [known, ...mine] : mine
      if (all.length === 0) return null
      return { from: Math.min(...all.map((each) => each.from)), to: Math.max(...all.map((each) => each.to)) }
    },
  }
}

/** What a claim says of the state; a ratio or a number says nothing of it. */
function stateOf(claim: Claim): State | null {
  if (!('outcome' in claim)) return null
  return claim.outcome === 'good' ? good : claim.outcome === 'bad' ? bad : unknown
}

function withState(line: Line, correction: Correction): Line {
  const state = stateOf(correction.claim)
  if (state === null) return line
  const [own] = clip([correction], line.span)
  if (!own) return line
  const segments: Segment[] = []
  for (const { from, to, state: measured } of line.segments)
    if (from < own.from) push(segments, from, Math.min(to, own.from), measured)
  push(segments, own.from, own.to, state)
  for (const { from, to, state: measured } of line.segments)
    if (to > own.to) push(segments, Math.max(from, own.to), to, measured)
  const isAtEnd = correction.from <= line.span.to && line.span.to < correction.to
  return {
    ...line,
    segments,
    ...(isAtEnd ? { next: state } : {}),
    kth: kthWith(line, { own, state }),
  }
}

/** An interval that counts as bad needs no further looks to be sure of it; one that counts as good has none that failed. */
function kthWith(line: Line, { own, state }: { own: Span; state: State }): Line['kth'] {
  return (stretch, k, orUnknown) => {
    if (k <= 1) return stretch.from
    const [inside] = clip([own], stretch)
    if (!inside) return line.kth(stretch, k, orUnknown)
    const counts = state === bad || (state === unknown && orUnknown)
    let left = k
    for (const piece of subtract([stretch], [own])) {
      if (counts && piece.from >= inside.to) return inside.from
      for (let i = 1; ; i++) {
        const at = line.kth(piece, i, orUnknown)
        if (at === null || at >= piece.to) break
        if (--left === 0) return at
      }
    }
    return counts ? inside.from : null
  }
}

function withRow(series: Series, { from, to, claim }: Correction): Series {
  const rows: Observation[] = []
  for (let i = 0; i < series.length; i++) {
    const at = series.at[i] as number
    if (at < from || at >= to) rows.push(observationAt(series, i))
  }
  return seriesOf(series.source, series.kind, [...rows, rowOf(series, { from, to }, claim)])
}

function rowOf({ source, kind }: Series, { from, to }: Span, claim: Claim): Observation {
  const seen = { source, at: from, to, outcome: 'outcome' in claim ? claim.outcome : ('good' as const) }
  switch (kind) {
    case 'state':
      return { kind, ...seen, ...(seen.outcome === 'bad' ? { reason: 'declared' as const } : {}) }
    case 'ratio':
      return { kind, ...seen, ...('total' in claim ? { bad: claim.bad, total: claim.total } : {}) }
    case 'gauge':
      return { kind, ...seen, ...('value' in claim ? { value: claim.value } : {}) }
  }
}
