import type { Span, Spans } from '../agreement/spans.ts'
import { total } from '../agreement/spans.ts'
import type { CountedOutage } from './measured.ts'
import type { OutageFigures } from './verdict.ts'

/**
 * The counted time of outages for the ledger, one list each: from the period's begin on, in turn how long nothing
 * counted and how long it did. Null where the outages that are listed tell it all.
 */
export function countedTime(
  outages: readonly CountedOutage[],
  listed: readonly OutageFigures[],
  begin: number,
): number[][] | null {
  const isWhole = outages.every(({ inside, countedMs }) => inside.length === 1 && total(inside) === countedMs)
  if (isWhole && listed.length === outages.length) return null
  return [...outages]
    .sort((a, b) => a.outage.from - b.outage.from)
    .flatMap(({ inside }) => (inside.length === 0 ? [] : [steps(inside, begin)]))
}

function steps(spans: Spans, begin: number): number[] {
  return spans.flatMap(({ from, to }, i) => [from - (spans[i - 1]?.to ?? begin), to - from])
}

/** The spans of each outage again. */
export const countedSpans = (counted: readonly (readonly number[])[], begin: number): Span[][] =>
  counted.map((outage) => {
    const spans: Span[] = []
    for (let i = 0, at = begin; i + 1 < outage.length; i += 2) {
      const from = at + (outage[i] ?? 0)
      at = from + (outage[i + 1] ?? 0)
      spans.push({ from, to: at })
    }
    return spans
  })
