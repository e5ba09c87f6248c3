import { type CalendarContext, workingTime } from '../agreement/calendar.ts'
import { unitAround } from '../agreement/period.ts'
import type { ExclusionEffect, ExclusionKind } from '../agreement/schema/clauses.ts'
import {
  clip,
  firstOf,
  intersect,
  type Span,
  type Spans,
  subtract,
  total,
  union,
} from '../agreement/spans.ts'
import type { Exclusion } from '../evidence/event.ts'
import { isNoticeEnough } from './notice.ts'

/** The time of one kind of exclusion that counts, and from which claims it comes. */
export interface AdmittedKind {
  readonly name: string
  readonly effect: ExclusionEffect
  readonly spans: Spans
  readonly claims: readonly { readonly exclusion: Exclusion; readonly span: Span }[]
}

export interface ExclusionContext {
  /** The kinds of the commitment's `exclude`, in its order. */
  readonly kinds: readonly (readonly [name: string, rule: ExclusionKind])[]
  readonly exclusions: readonly Exclusion[]
  /** What stands at this instant: announced by then. */
  readonly standingAt: number
  readonly period: Span
  readonly timeZone: string
  readonly calendars: CalendarContext
  /** The bad time that counts, for budgets of excused time. */
  readonly badTime: Spans
}

/** Each kind's admitted time: consent, notice, window, budget; a moment belongs to the kind that comes first. */
export function admittedExclusions(context: ExclusionContext): AdmittedKind[] {
  let taken: Spans = []
  return context.kinds.map(([name, rule]) => {
    const claims = context.exclusions
      .filter((exclusion) => exclusion.kind === name && counts(exclusion, rule, context))
      .sort((a, b) => a.from - b.from || a.to - b.to || (a.id < b.id ? -1 : 1))
    const inside = claims.flatMap((exclusion) =>
      clipToWindow(exclusion, rule, context).map((span) => ({ exclusion, span })),
    )
    const within = rule.budget
      ? withinBudget(union(inside.map((each) => each.span)), rule, context)
      : union(inside.map((each) => each.span))
    const spans = clip(subtract(within, taken), context.period)
    taken = union([...taken, ...spans])
    return {
      name,
      effect: rule.effect,
      spans,
      claims: inside.filter((each) => intersect([each.span], spans).length > 0),
    }
  })
}

function counts(exclusion: Exclusion, rule: ExclusionKind, context: ExclusionContext): boolean {
  if (exclusion.announcedAt > context.standingAt) return false
  if (rule.consent === 'both') {
    const parties = new Set([...exclusion.by, ...exclusion.agreedBy])
    if (!parties.has('provider') || !parties.has('customer')) return false
  }
  return rule.notice === undefined || isNoticeEnough(exclusion, rule.notice, rule.calendar, context)
}

function clipToWindow(exclusion: Exclusion, rule: ExclusionKind, context: ExclusionContext): Spans {
  if (rule.inside === undefined) return [{ from: exclusion.from, to: exclusion.to }]
  return workingTime(rule.inside, exclusion, context.calendars)
}

/** Takes time in order until the window's budget is used up: announced time, or only the bad time in it. */
function withinBudget(spans: Spans, rule: ExclusionKind, context: ExclusionContext): Spans {
  const { budget } = rule
  if (!budget) return spans
  const windows = new Map<number, Span>()
  for (const span of spans) {
    for (let at = span.from; at < span.to; ) {
      const window = budget.per === 'period' ? context.period : unitAround(at, budget.per, context.timeZone)
      windows.set(window.from, window)
      at = Math.max(window.to, at + 1)
    }
  }
  return union(
    [...windows.values()].flatMap((window) => {
      const inside = clip(spans, window)
      if (rule.counts === 'announced') return firstOf(inside, budget.ms)
      // Forgiven downtime uses the budget up; the announced time around it costs nothing.
      const downtime = intersect(inside, context.badTime)
      const over = subtract(downtime, firstOf(downtime, budget.ms))
      return total(over) === 0 ? inside : subtract(inside, over)
    }),
  )
}

/** All admitted time whatever its effect. */
export const excludedTime = (admitted: readonly AdmittedKind[]): Spans =>
  union(admitted.flatMap((kind) => kind.spans))
/** The admitted time that leaves numerator and denominator. */
export const removedTime = (admitted: readonly AdmittedKind[]): Spans =>
  union(admitted.filter((kind) => kind.effect === 'remove').flatMap((kind) => kind.spans))
