import type { Span } from '../agreement/spans.ts'
import type { Event, Exclusion, FeeLine } from '../evidence/event.ts'
import type { Series } from '../evidence/series.ts'
import type { Line } from './line.ts'
import type { ValuedBy } from './valued.ts'

/** What the evaluation may look at: everything that was seen until an instant. Sources by their name in the agreement. */
export interface EvidenceView {
  /** UTC milliseconds; what lies at or after it is not seen. */
  readonly seenUntil: number
  /** The state of a source over a span, as of an instant. */
  line(source: string, span: Span, seenUntil: number): Line
  /** The observations of a source with `at` in a span, and ratio lines that reach into it; none at or after `seenUntil`. */
  series(source: string, span: Span): Series
  /** The stretch that a source's evidence covers, or null without any: outages are shaped whole inside it. */
  extent(source: string): Span | null
  /** Sorted by time. */
  readonly events: readonly Event[]
  readonly exclusions: readonly Exclusion[]
  readonly fees: readonly FeeLine[]
  /** What the agreement was worth, by the verdicts of other commitments; handed in where it is promised. */
  readonly valued?: ValuedBy
}
