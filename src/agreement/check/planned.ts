import { isoInstant, startOfDate } from '../agreement.ts'
import { type CalendarContext, workingTime } from '../calendar.ts'
import { addLength } from '../deadline.ts'
import { type PlannedSpan, plannedSpans } from '../planned.ts'
import type { Admission, ExclusionKind } from '../schema/clauses.ts'
import type { Planned } from '../schema/planned.ts'
import { total, union } from '../spans.ts'
import { type Finding, type TextVersion, warn } from './finding.ts'

const dayMs = 86_400_000
/** Recurring time is looked at so far ahead. */
const reachMs = 366 * dayMs

/** Planned time of the text that the text's own rules never admit. */
export function plannedFindings(name: string, rule: ExclusionKind, version: TextVersion): Finding[] {
  return (rule.planned ?? []).flatMap((each, i) => {
    const path = ['exclusions', name, 'planned', i]
    const spans = spansIn(each, version)
    if (spans.length === 0) return [warn(path, 'never begins within the term of this version')]
    const problem = windowProblem(spans, rule, version) ?? noticeProblem(spans, rule, version)
    return problem === null ? [] : [warn(path, problem)]
  })
}

function spansIn(each: Planned, { terms, from, until }: TextVersion): PlannedSpan[] {
  const begin = startOfDate(from, terms.timeZone)
  const end = until === null ? Number.POSITIVE_INFINITY : startOfDate(until, terms.timeZone)
  const since = each.kind === 'recurring' && each.since ? startOfDate(each.since, terms.timeZone) : begin
  const first = each.kind === 'once' ? Number.NEGATIVE_INFINITY : Math.max(begin, since)
  const span =
    each.kind === 'once' ? { from: begin, to: end } : { from: first, to: Math.min(end, first + reachMs) }
  return plannedSpans([each], span, terms.timeZone).filter((found) => found.from >= begin && found.from < end)
}

const contextOf = ({ terms }: TextVersion): CalendarContext => ({
  calendars: terms.calendars,
  timeZone: terms.timeZone,
  holidays: () => new Set(),
})

/** One of several ways is enough. */
const waysOf = (rule: ExclusionKind): readonly Admission[] => rule.either ?? [{}]

function windowProblem(
  spans: readonly PlannedSpan[],
  rule: ExclusionKind,
  version: TextVersion,
): string | null {
  const context = contextOf(version)
  const insideOf = ({ inside }: Admission, span: PlannedSpan) =>
    inside === undefined ? [span] : workingTime(inside, span, context)
  for (const span of spans) {
    const own = insideOf(rule, span)
    const ways = union(
      waysOf(rule).flatMap((way) => own.flatMap((part) => insideOf(way, { ...span, ...part }))),
    )
    if (total(ways) < span.to - span.from)
      return `${shown(span.from, version)} … ${shown(span.to, version)} lies outside of \`inside\`, ${total(ways) === 0 ? 'and does not count' : 'and counts only in part'}`
  }
  return null
}

function noticeProblem(
  spans: readonly PlannedSpan[],
  rule: ExclusionKind,
  version: TextVersion,
): string | null {
  const context = { ...contextOf(version), calendar: rule.calendar ?? null }
  for (const span of spans) {
    const earliest = ({ notice }: Admission): number =>
      notice === undefined ? span.announcedAt : addLength(span.announcedAt, notice, context)
    const may = Math.max(earliest(rule), Math.min(...waysOf(rule).map(earliest)))
    if (may > span.from)
      return `${shown(span.from, version)} begins before its notice is over: announced with this text, it can begin ${shown(may, version)}`
  }
  return null
}

const shown = (at: number, { terms }: TextVersion): string => isoInstant(at, terms.timeZone)
