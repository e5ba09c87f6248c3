import { startOfDate } from '../agreement/agreement.ts'
import type { StateTerms } from '../agreement/schema/measures.ts'
import type { Subject } from '../agreement/schema/subject.ts'
import type { Span, Spans } from '../agreement/spans.ts'
import { sourcesIn } from '../agreement/subject.ts'
import { type Weigh, weighing } from './affected.ts'
import { budgetsBegin, type MeasureContext } from './context.ts'
import { type Begins, beginsAround, grainAround } from './grainGrid.ts'
import { grainLine } from './grains.ts'
import { grainRuleOf } from './grainVerdicts.ts'
import { good, type Line, lineOf } from './line.ts'

/** What is known of a member over time, the grains that leave the denominator, and what its bad time weighs. */
export interface KnownLine {
  readonly line: Line
  readonly skipped: Spans
  readonly weigh: Weigh
}

/** The members that are read alone and added up at the end: one unless the subject is a pool. */
export const membersIn = (terms: StateTerms, context: MeasureContext): readonly Subject[] =>
  terms.of.kind === 'pool' && !isPooledInGrains(terms, context) ? terms.of.of : [terms.of]

/** Requests are added up grain by grain; states have no numerator but their time, which is added up at the end. */
function isPooledInGrains(terms: StateTerms, { view, period }: MeasureContext): boolean {
  if (terms.grain === undefined) return false
  const kinds = sourcesIn(terms.of).map(
    (source) => view.series(source, { from: period.from, to: period.from }).kind,
  )
  return kinds.some((kind) => kind !== 'state')
}

/** A span as far as the grains reach in which it begins and ends: where evidence begins in one, all of it is judged. */
function wholeGrains(span: Span, grainMs: number, begins: Begins, asOf: number): Span {
  const last = grainAround(span.to - 1, grainMs, begins)
  return {
    from: grainAround(span.from, grainMs, begins).from,
    to: Math.max(span.to, Math.min(asOf, last.to)),
  }
}

/**
 * An outage over the begin of the term is seen whole if it began within the month before it. One line of evidence that
 * reaches back for decades would else be cut into millions of grains.
 */
const earliest = ({ terms: { term, timeZone } }: MeasureContext): number =>
  startOfDate(term.from, timeZone) - 31 * 86_400_000

/** A subject's line around the period, far enough that outages over its edges are seen whole. */
export function knownLine(subject: Subject, terms: StateTerms, context: MeasureContext): KnownLine {
  const { view, asOf } = context
  const extents = sourcesIn(subject).flatMap((source) => view.extent(source) ?? [])
  const told = Math.max(earliest(context), Math.min(...extents.map((extent) => extent.from)))
  const reach = {
    from: Math.min(context.period.from, told),
    to: Math.min(asOf, Math.max(context.period.to, ...extents.map((extent) => extent.to))),
  }
  const source = (span: Span) => (name: string) => view.line(name, span, asOf)
  const isWeighed = terms.unit === 'affected' || context.commitment.credit?.some((each) => each.share)
  const weigh = isWeighed ? weighing(subject, view, reach, asOf) : null
  const make = (asked: Span): KnownLine => {
    const { grain, bad: rule } = terms
    if (grain === undefined || rule === undefined)
      return { line: lineOf(subject, asked, source(asked)), skipped: [], weigh }
    const begins = beginsAround(asked, grain, context)
    const span = wholeGrains(asked, grain, begins, asOf)
    const speech = lineOf(subject, span, source(span))
    const grained = grainLine(subject, grainRuleOf({ grain, bad: rule }), span, {
      begins,
      asOf,
      series: (name, part) => view.series(name, part),
      speech: (part, over) => (part === subject ? speech : lineOf(part, over, source(over))),
      known: context.knownGrains,
    })
    return { ...grained, weigh }
  }
  const margin = { from: budgetsBegin(context), to: Math.min(context.counted.to, asOf) }
  for (let days = 1; ; days *= 4) {
    const span = {
      from: Math.max(reach.from, margin.from - days * 86_400_000),
      to: Math.min(reach.to, margin.to + days * 86_400_000),
    }
    if (span.from >= span.to)
      return { line: { span: margin, segments: [], kth: () => null }, skipped: [], weigh }
    const known = make(span)
    const [first, last] = [known.line.segments[0], known.line.segments.at(-1)]
    const wholeLeft = span.from === reach.from || first?.state === good
    const wholeRight = span.to === reach.to || last?.state === good
    if ((wholeLeft && wholeRight) || days > 4000) return known
  }
}
