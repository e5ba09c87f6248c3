import type { Span } from '../agreement/spans.ts'
import { bad, good, push, type Segment, type State, unknown } from './line.ts'

/** A span of which a state was declared. */
export interface Declared extends Span {
  readonly state: State
}

/** Lays declared spans over what observations said: bad wins over unknown, unknown over good, and a span over silence. */
export function overlay(under: readonly Segment[], spans: readonly Declared[], seen: Span): Segment[] {
  const inside = spans
    .map((span) => ({
      from: Math.max(span.from, seen.from),
      to: Math.min(span.to, seen.to),
      state: span.state,
    }))
    .filter((span) => span.from < span.to)
  if (inside.length === 0) return [...under]
  const edges = [...new Set([...under, ...inside].flatMap((each) => [each.from, each.to]))].sort(
    (a, b) => a - b,
  )
  const opening = [...inside].sort((a, b) => a.from - b.from)
  const open: { to: number; state: State }[] = []
  const result: Segment[] = []
  let [next, below] = [0, 0]
  for (let i = 0; i + 1 < edges.length; i++) {
    const [from, to] = [edges[i] as number, edges[i + 1] as number]
    while (next < opening.length && (opening[next] as { from: number }).from <= from)
      open.push(opening[next++] as { to: number; state: State })
    for (let j = open.length - 1; j >= 0; j--) if ((open[j] as { to: number }).to <= from) open.splice(j, 1)
    while (below < under.length && (under[below] as Segment).to <= from) below++
    const base = under[below]
    const states = open.map((span) => span.state)
    // An unknown of silence gives way to any span; said badness never does.
    if (base && (states.length === 0 || base.state === bad)) states.push(base.state)
    push(result, from, to, states.includes(bad) ? bad : states.includes(unknown) ? unknown : good)
  }
  return result
}
