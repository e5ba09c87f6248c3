import { startOfDate } from '../agreement/agreement.ts'
import { wholePeriod } from '../agreement/period.ts'
import type { Span } from '../agreement/spans.ts'
import type { MeasureContext } from './context.ts'

/** Grains one after the other, without gaps: grain `i` is [edges[i], edges[i + 1]). A month has ten thousands of them. */
export type Edges = Float64Array

export const grainCount = (edges: Edges): number => Math.max(0, edges.length - 1)

export const grainAt = (edges: Edges, i: number): Span => ({
  from: edges[i] as number,
  to: edges[i + 1] as number,
})

export const grainSpans = (edges: Edges): Span[] =>
  Array.from({ length: grainCount(edges) }, (_, i) => grainAt(edges, i))

/** The begins of the periods around a span, in order of time: the grains of each are aligned to its own. */
export type Begins = readonly number[]

/** Zones set their clocks by whole quarters of an hour: grains that divide one lie alike in every period. */
const quarterMs = 900_000

export function beginsAround(
  span: Span,
  grainMs: number,
  { period, commitment, terms }: Pick<MeasureContext, 'period' | 'commitment' | 'terms'>,
): Begins {
  const begins = [period.from, period.to]
  const { kind } = commitment.period
  if (quarterMs % grainMs === 0 || kind === 'trailing' || kind === 'incident') return begins
  const whole = (at: number): Span => wholePeriod(commitment.period, at, terms.timeZone)
  const termBegin = startOfDate(terms.term.from, terms.timeZone)
  for (let first = period.from; first > span.from && first > termBegin; begins.unshift(first))
    first = Math.max(termBegin, whole(first - 1).from)
  for (let last = period.to; last < span.to; begins.push(last)) last = whole(last).to
  return begins
}

/** The grain that holds an instant; the last one of a period ends with it. Before the first begin they go on backwards. */
export function grainAround(at: number, grainMs: number, begins: Begins): Span {
  const next = begins.findIndex((begin) => begin > at)
  const anchor = begins[next === -1 ? begins.length - 1 : Math.max(0, next - 1)] as number
  const from = anchor + Math.floor((at - anchor) / grainMs) * grainMs
  const end = begins[next] ?? Number.POSITIVE_INFINITY
  return { from, to: Math.min(end, from + grainMs) }
}

/** The grains inside a span that have ended by an instant. */
export function gridOf(
  span: Span,
  grainMs: number,
  { begins, asOf }: { readonly begins: Begins; readonly asOf: number },
): Edges {
  const most = Math.max(0, Math.ceil((span.to - span.from) / grainMs)) + begins.length + 2
  const edges = new Float64Array(most)
  edges[0] = span.from
  let count = 1
  for (let at = span.from; at < span.to; ) {
    const { to } = grainAround(at, grainMs, begins)
    const end = begins.find((begin) => begin >= to) ?? Number.POSITIVE_INFINITY
    // The grains of one period, without looking for it anew.
    for (let k = 0; at < span.to && at < end; k++) {
      at = Math.min(to + k * grainMs, end)
      if (at > asOf) return edges.subarray(0, count)
      edges[count++] = Math.min(at, span.to)
    }
  }
  return edges.subarray(0, count)
}
