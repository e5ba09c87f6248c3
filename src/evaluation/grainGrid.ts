import type { Span } from '../agreement/spans.ts'

/** Grains one after the other, without gaps: grain `i` is [edges[i], edges[i + 1]). A month has ten thousands of them. */
export type Edges = Float64Array

export const grainCount = (edges: Edges): number => Math.max(0, edges.length - 1)

export const grainAt = (edges: Edges, i: number): Span => ({
  from: edges[i] as number,
  to: edges[i + 1] as number,
})

export const grainSpans = (edges: Edges): Span[] =>
  Array.from({ length: grainCount(edges) }, (_, i) => grainAt(edges, i))

/** The grains inside a span that have ended by an instant, from the period's begin on; the last one ends with it. */
export function gridOf(
  span: Span,
  grainMs: number,
  { period, asOf }: { readonly period: Span; readonly asOf: number },
): Edges {
  const edges = new Float64Array(Math.max(0, Math.ceil((span.to - span.from) / grainMs)) + 3)
  edges[0] = span.from
  for (let k = Math.floor((span.from - period.from) / grainMs), count = 1; ; k++) {
    const from = period.from + k * grainMs
    const to = from + grainMs
    const isLast = from < period.to && to > period.to
    if (from >= span.to || (isLast ? period.to : to) > asOf) return edges.subarray(0, count)
    if (isLast && period.to > span.from && period.to < span.to) edges[count++] = period.to
    if (to > span.from) edges[count++] = Math.min(to, span.to)
  }
}
