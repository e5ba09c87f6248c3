import {
  add,
  type Fraction,
  fraction,
  greatest,
  multiply,
  one,
  parseDecimal,
  zero,
} from '../agreement/fraction.ts'
import type { Subject } from '../agreement/schema/subject.ts'
import { firstAfter, type Span, type Spans } from '../agreement/spans.ts'
import { sourcesIn } from '../agreement/subject.ts'
import type { Series } from '../evidence/series.ts'
import type { EvidenceView } from './evidenceView.ts'
import { bad, type Segment } from './line.ts'

interface Weighed extends Span {
  readonly share: Fraction
}

/** How many milliseconds a bad stretch weighs by what was affected in it; null where every one counts whole. */
export type Weigh = ((spans: Spans) => Fraction) | null

/** Weighs bad time by its `affected` share: 1 where nothing says, the greatest where several sources are bad at once. */
export function weighing(subject: Subject, view: EvidenceView, reach: Span, asOf: number): Weigh {
  const names = sourcesIn(subject)
  const all = names.map((source) => view.series(source, reach))
  if (all.every((series) => series.texts.affected === undefined)) return null
  const weighed = inOrder(
    all.flatMap((series, i) => badRows(series, view.line(names[i] as string, reach, asOf).segments)),
  )
  return (spans) => spans.reduce((sum, span) => add(sum, weightOf(span, weighed)), zero)
}

/** Rows in order of their begin, each with the latest end among those so far: rows that reach into a span are few. */
interface Ordered {
  readonly rows: readonly Weighed[]
  readonly ends: readonly { readonly to: number }[]
}

function inOrder(all: readonly Weighed[]): Ordered {
  const rows = all.toSorted((a, b) => a.from - b.from)
  let to = Number.NEGATIVE_INFINITY
  const ends = rows.map((row) => {
    to = Math.max(to, row.to)
    return { to }
  })
  return { rows, ends }
}

function rowsIn(span: Span, { rows, ends }: Ordered): Weighed[] {
  const found: Weighed[] = []
  for (let i = firstAfter(ends, span.from); i < rows.length; i++) {
    const row = rows[i] as Weighed
    if (row.from >= span.to) break
    if (row.to > span.from) found.push(row)
  }
  return found
}

/** A declared span weighs itself; a look speaks until the next one, and no longer than it holds. */
function badRows(series: Series, said: readonly Segment[]): Weighed[] {
  const rows: Weighed[] = []
  // From the last one on, so that the look after each is known; one at the same instant is not after it.
  let [next, here] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let i = series.length - 1; i >= 0; i--) {
    const from = series.at[i] as number
    const end = series.to[i] as number
    const isLook = Number.isNaN(end)
    if (isLook && from < here) [next, here] = [here, from]
    if (series.outcome[i] !== bad) continue
    const share = parseDecimal(series.texts.affected?.[i] ?? '1') ?? one
    rows.push({ from, to: isLook ? Math.min(next, saidUntil(said, from)) : end, share })
  }
  return rows
}

/** The end of the bad time that a failed look is in. */
function saidUntil(said: readonly Segment[], at: number): number {
  const segment = said[firstAfter(said, at)]
  return segment !== undefined && segment.from <= at && segment.state === bad ? segment.to : at
}

function weightOf(span: Span, weighed: Ordered): Fraction {
  const inside = rowsIn(span, weighed)
  const edges = [span.from, span.to, ...inside.flatMap((row) => [row.from, row.to])]
  const cuts = [...new Set(edges)].filter((at) => at >= span.from && at <= span.to).sort((a, b) => a - b)
  return cuts.slice(1).reduce((sum, to, i) => {
    const from = cuts[i] as number
    const shares = inside.filter((row) => row.from <= from && row.to >= to).map((row) => row.share)
    const share = shares.length === 0 ? one : shares.reduce(greatest)
    return add(sum, multiply(share, fraction(to - from)))
  }, zero)
}
