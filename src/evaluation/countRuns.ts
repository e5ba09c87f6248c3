import { intersect, type Span, subtract, total } from '../agreement/spans.ts'
import type { CountRule, Extremes, Piece } from './countBounds.ts'
import { bad } from './line.ts'
import { shaped } from './outages.ts'

/** Every run of more pieces than this would take too long to try. */
const mostPieces = 180

/**
 * The least and the greatest number of outages in pieces of which none is known to be good, by every run that a filling
 * can leave: a run is some of the pieces one after the other, with a piece before and after it that is filled as good.
 * Of very many pieces the bounds are wide, and hold: none of them need be an outage, and each may be one.
 */
export function countRuns(pieces: readonly Piece[], rule: CountRule): Extremes {
  if (pieces.length > mostPieces) return { least: 0, most: pieces.length }
  // What the first pieces come to where the next one begins a run, or is good itself.
  const upTo: (Extremes | null)[] = [{ least: 0, most: 0 }]
  const after = (i: number): Extremes | null => upTo[i] ?? null
  for (let end = 1; end <= pieces.length + 1; end++) {
    // The piece before the end parts runs; beyond the last piece there is nothing to be parted from.
    const isParting = end > pieces.length || pieces[end - 1]?.state !== bad
    upTo[end] = isParting ? bestOf(pieces, end - 1, after, rule) : null
  }
  return upTo.at(-1) ?? { least: 0, most: 0 }
}

/** What so many pieces come to, where the one after them is good: with a run that ends with them, or without. */
function bestOf(
  pieces: readonly Piece[],
  count: number,
  after: (i: number) => Extremes | null,
  rule: CountRule,
): Extremes | null {
  let found = after(count)
  for (let first = 0; first < count; first++) {
    const before = after(first)
    if (before === null) continue
    for (const counted of new Set(countsOf(pieces.slice(first, count), rule))) {
      const [least, most] = [before.least + counted, before.most + counted]
      found = { least: Math.min(found?.least ?? least, least), most: Math.max(found?.most ?? most, most) }
    }
  }
  return found
}

/** Whether a run counts: with the looks that failed for certain, and with those too that may have. */
function countsOf(run: readonly Piece[], rule: CountRule): readonly (0 | 1)[] {
  return [
    counts(
      run,
      run.map(({ looks }) => looks),
      rule,
    ),
    counts(
      run,
      run.map(({ mostLooks }) => mostLooks),
      rule,
    ),
  ]
}

function counts(run: readonly Piece[], looks: readonly number[], rule: CountRule): 0 | 1 {
  const { shape, shaping, period, excluded, longerThanMs } = rule
  const confirmedAt = confirmation(run, looks, shape.consecutive ?? 1)
  const whole: Span = { from: run[0]?.span.from ?? 0, to: run.at(-1)?.span.to ?? 0 }
  const outage = confirmedAt === null ? null : shaped([whole], confirmedAt, shape, shaping)
  if (outage === null || outage.from < period.from || outage.from >= period.to) return 0
  if (longerThanMs !== null && total(outage.counted) <= longerThanMs) return 0
  return subtract(intersect(outage.counted, [period]), excluded).length > 0 ? 1 : 0
}

/** The begin of the piece with which enough looks have failed. */
function confirmation(run: readonly Piece[], looks: readonly number[], wanted: number): number | null {
  let failed = 0
  for (const [i, { span }] of run.entries()) {
    failed += looks[i] ?? 0
    if (failed >= wanted) return span.from
  }
  return null
}
