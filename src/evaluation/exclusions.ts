import { type CalendarContext, workingTime } from '../agreement/calendar.ts'
import type { WindowTerms } from '../agreement/period.ts'
import type { Admission, ExclusionEffect, ExclusionKind } from '../agreement/schema/clauses.ts'
import { clip, intersect, type Span, type Spans, subtract, union } from '../agreement/spans.ts'
import type { Exclusion } from '../evidence/event.ts'
import { withinBudgets } from './budgets.ts'
import { isNoticeEnough } from './notice.ts'

/** The time of one kind of exclusion that counts, and from which claims it comes. */
export interface AdmittedKind {
  readonly name: string
  readonly effect: ExclusionEffect
  readonly spans: Spans
  readonly claims: readonly { readonly exclusion: Exclusion; readonly span: Span }[]
}

export interface ExclusionContext extends WindowTerms {
  /** The kinds of the commitment's `exclude`, in its order. */
  readonly kinds: readonly (readonly [name: string, rule: ExclusionKind])[]
  readonly exclusions: readonly Exclusion[]
  /** What stands at this instant: announced by then. */
  readonly standingAt: number
  /** The window of a budget `per period`. */
  readonly period: Span
  /** What of the admitted time is asked for; budgets are used up by what lies before it all the same. */
  readonly reach: Span
  readonly calendars: CalendarContext
  /** The bad time that counts, for budgets of excused time. */
  readonly badTime: Spans
}

/** Each kind's admitted time: consent, notice, window, budget; a moment belongs to the kind that comes first. */
export function admittedExclusions(context: ExclusionContext): AdmittedKind[] {
  let taken: Spans = []
  return context.kinds.map(([name, rule]) => {
    const claims = context.exclusions
      .filter((exclusion) => exclusion.kind === name && exclusion.announcedAt <= context.standingAt)
      .sort((a, b) => a.from - b.from || a.to - b.to || (a.id < b.id ? -1 : 1))
    const inside = claims.flatMap((exclusion) =>
      admittedPart(exclusion, rule, context).map((span) => ({ exclusion, span })),
    )
    const free = subtract(withinBudgets(inside, rule, { ...context, taken }), taken)
    taken = union([...taken, ...free])
    const spans = clip(free, context.reach)
    return {
      name,
      effect: rule.effect,
      spans,
      claims: inside.filter((each) => intersect([each.span], spans).length > 0),
    }
  })
}

/** The part of a claim that meets what the rule asks for, and one of its ways where there are several. */
export function admittedPart(exclusion: Exclusion, rule: ExclusionKind, context: ExclusionContext): Spans {
  const own = meeting(exclusion, rule, rule, context)
  if (rule.either === undefined) return own
  return intersect(own, union(rule.either.flatMap((way) => meeting(exclusion, way, rule, context))))
}

function meeting(
  exclusion: Exclusion,
  { notice, inside, consent }: Admission,
  { calendar }: ExclusionKind,
  context: ExclusionContext,
): Spans {
  if (consent === 'both') {
    const parties = new Set([...exclusion.by, ...exclusion.agreedBy])
    if (!parties.has('provider') || !parties.has('customer')) return []
  }
  const isInTime = exclusion.isNoticeWaived === true || notice === undefined
  if (!isInTime && !isNoticeEnough(exclusion, notice, calendar, context)) return []
  return inside === undefined
    ? [{ from: exclusion.from, to: exclusion.to }]
    : workingTime(inside, exclusion, context.calendars)
}

/** All admitted time whatever its effect. */
export const excludedTime = (admitted: readonly AdmittedKind[]): Spans =>
  union(admitted.flatMap((kind) => kind.spans))
/** The admitted time that leaves numerator and denominator. */
export const removedTime = (admitted: readonly AdmittedKind[]): Spans =>
  union(admitted.filter((kind) => kind.effect === 'remove').flatMap((kind) => kind.spans))
