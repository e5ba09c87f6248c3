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
import { bad } from './line.ts'

interface Weighed extends Span {
  readonly share: Fraction
}

/** How many milliseconds a bad stretch weighs by what was affected in it; null where every one counts whole. */
export type Weigh = ((spans: Spans) => Fraction) | null

/** Weighs bad time by its `affected` share: 1 where nothing says, the greatest where several sources are bad at once. */
export function weighing(subject: Subject, view: EvidenceView, reach: Span): Weigh {
  const all = sourcesIn(subject).map((source) => view.series(source, reach))
  if (all.every((series) => series.texts.affected === undefined)) return null
  const weighed = inOrder(all.flatMap(badRows))
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

/** A declared span weighs itself; an observation speaks until the next one. */
function badRows(series: Series): Weighed[] {
  const rows: Weighed[] = []
  for (let i = 0; i < series.length; i++) {
    if (series.outcome[i] !== bad) continue
    const from = series.at[i] as number
    const to = series.to[i] as number
    const next = i + 1 < series.length ? (series.at[i + 1] as number) : Number.POSITIVE_INFINITY
    const share = parseDecimal(series.texts.affected?.[i] ?? '1') ?? one
    rows.push({ from, to: Number.isNaN(to) ? next : to, share })
  }
  return rows
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
