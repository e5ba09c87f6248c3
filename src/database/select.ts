import type { Columns } from '../evidence/columns.ts'
import { type Series, type SeriesKind, textNames } from '../evidence/series.ts'

/**
 * Of the rows of columns those with `at` in [from, to), and spans that reach into it, in order of `at` then `to`. In the
 * common case, everything in order and nothing reaching in, the result is a view and nothing is copied.
 */
export function selectSpan(
  source: { readonly identity: string; readonly kind: SeriesKind },
  columns: Columns,
  span: { readonly from: number; readonly to: number },
): Series {
  const ordered = isOrdered(columns) ? columns : gathered(columns, order(columns))
  const begin = firstFrom(ordered.at, span.from)
  const end = firstFrom(ordered.at, span.to)
  const reaching = reachingIn(ordered, Math.min(begin, end), span.from)
  const chosen =
    reaching.length > 0
      ? gathered(ordered, [...reaching, ...Array.from({ length: end - begin }, (_, i) => begin + i)])
      : slice(ordered, begin, Math.max(begin, end))
  return { source: source.identity, kind: source.kind, length: chosen.at.length, ...chosen }
}

function endAt({ at, to }: Columns, i: number): number {
  return to[i] || (at[i] ?? 0)
}

function isOrdered(columns: Columns): boolean {
  const { at } = columns
  let last = Number.NEGATIVE_INFINITY
  for (let i = 0; i < at.length; i += 1) {
    const here = at[i] ?? 0
    if (here <= last && (here < last || endAt(columns, i - 1) > endAt(columns, i))) return false
    last = here
  }
  return true
}

function order(columns: Columns): number[] {
  const { at } = columns
  return Array.from(at, (_, i) => i).sort(
    (a, b) => (at[a] ?? 0) - (at[b] ?? 0) || endAt(columns, a) - endAt(columns, b),
  )
}

/** The first row with `at` from `instant` on. */
function firstFrom(at: Float64Array, instant: number): number {
  let [low, high] = [0, at.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((at[middle] ?? 0) < instant) low = middle + 1
    else high = middle
  }
  return low
}

/** Rows before `end` whose span goes on after `instant`. */
function reachingIn({ to }: Columns, end: number, instant: number): number[] {
  const rows: number[] = []
  for (let i = 0; i < end; i += 1) if ((to[i] ?? 0) > instant) rows.push(i)
  return rows
}

function slice(columns: Columns, begin: number, end: number): Columns {
  const { at, to, outcome, reason, latencyUs } = columns
  return {
    at: at.subarray(begin, end),
    to: to.subarray(begin, end),
    outcome: outcome.subarray(begin, end),
    reason: reason.subarray(begin, end),
    latencyUs: latencyUs.subarray(begin, end),
    texts: textsBy(columns, (column) => column.slice(begin, end)),
  }
}

function gathered(columns: Columns, rows: readonly number[]): Columns {
  const numbers = (column: Float64Array) => Float64Array.from(rows, (i) => column[i] ?? Number.NaN)
  const codes = (column: Uint8Array) => Uint8Array.from(rows, (i) => column[i] ?? 0)
  return {
    at: numbers(columns.at),
    to: numbers(columns.to),
    outcome: codes(columns.outcome),
    reason: codes(columns.reason),
    latencyUs: numbers(columns.latencyUs),
    texts: textsBy(columns, (column) => rows.map((i) => column[i])),
  }
}

type Texts = (string | undefined)[]

/** Columns that have no text at all in the span are left out. */
function textsBy({ texts }: Columns, choose: (column: Texts) => Texts): Columns['texts'] {
  const chosen: Columns['texts'] = {}
  for (const name of textNames) {
    const column = choose(texts[name] ?? [])
    if (column.some((text) => text !== undefined)) chosen[name] = column
  }
  return chosen
}
