import type { Period } from './period.ts'

/** A half-open stretch of UTC milliseconds, like a period. */
export type Span = Period

/** Sorted, without overlaps or touching neighbours: the form that every function here takes and gives. */
export type Spans = readonly Span[]

/** The union of any spans. */
export function union(spans: readonly Span[]): Spans {
  if (isInOrder(spans)) return spans
  const sorted = spans.filter((span) => span.from < span.to).sort((a, b) => a.from - b.from)
  const result: { from: number; to: number }[] = []
  for (const span of sorted) {
    const last = result.at(-1)
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to)
    else result.push({ from: span.from, to: span.to })
  }
  return result
}

/** Whether spans are sorted, none empty, without overlaps or touching neighbours: a month of outages mostly is. */
function isInOrder(spans: readonly Span[]): boolean {
  let end = Number.NEGATIVE_INFINITY
  for (const { from, to } of spans) {
    if (from <= end || from >= to) return false
    end = to
  }
  return true
}

/** The index of the first span that ends after an instant: one outage among thousands of spans looks at few of them. */
export function firstAfter(spans: readonly { readonly to: number }[], at: number): number {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle] as { to: number }).to <= at) low = middle + 1
    else high = middle
  }
  return low
}

export function intersect(a: Spans, b: Spans): Spans {
  const [first, other] = [a[0], b[0]]
  if (!first || !other) return []
  let [i, j] = [firstAfter(a, other.from), firstAfter(b, first.from)]
  const around = b[j]
  if (a.length === 1 && around && around.from <= first.from && first.to <= around.to) return a
  const result: Span[] = []
  while (i < a.length && j < b.length) {
    const [x, y] = [a[i] as Span, b[j] as Span]
    const [from, to] = [Math.max(x.from, y.from), Math.min(x.to, y.to)]
    if (from < to) result.push(from === x.from && to === x.to ? x : { from, to })
    if (x.to <= y.to) i++
    else j++
  }
  return result
}

export function subtract(a: Spans, b: Spans): Spans {
  const [first] = a
  if (!first || (b.length === 0 && isInOrder(a))) return a
  const result: Span[] = []
  let j = firstAfter(b, first.from)
  for (const span of a) {
    let { from } = span
    while (j > 0 && (b[j - 1] as Span).to > from) j--
    while (j < b.length && (b[j] as Span).to <= from) j++
    for (let k = j; k < b.length && (b[k] as Span).from < span.to; k++) {
      const cut = b[k] as Span
      if (cut.from > from) result.push({ from, to: cut.from })
      from = Math.max(from, cut.to)
    }
    if (from < span.to) result.push(from === span.from ? span : { from, to: span.to })
  }
  return result
}

export const clip = (spans: Spans, to: Span): Spans => intersect(spans, [to])

/** Whole milliseconds covered. */
export function total(spans: Spans): number {
  let ms = 0
  for (const { from, to } of spans) ms += to - from
  return ms
}

/** Whether an instant lies in one of the spans. */
export function covers(spans: Spans, at: number): boolean {
  let [low, high] = [0, spans.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const span = spans[middle] as Span
    if (at < span.from) high = middle - 1
    else if (at >= span.to) low = middle + 1
    else return true
  }
  return false
}

/** The first `ms` milliseconds of the spans, in order of time. */
export function firstOf(spans: Spans, ms: number): Spans {
  const result: Span[] = []
  let left = ms
  for (const span of spans) {
    if (left <= 0) break
    const to = Math.min(span.to, span.from + left)
    result.push({ from: span.from, to })
    left -= to - span.from
  }
  return result
}
