import { type WindowTerms, windowAround } from '../agreement/period.ts'
import type { Budget, ExclusionKind, Occasions } from '../agreement/schema/clauses.ts'
import { clip, firstOf, intersect, type Span, type Spans, subtract, union } from '../agreement/spans.ts'

export interface BudgetContext extends WindowTerms {
  /** The window of a budget `per period`. */
  readonly period: Span
  /** The bad time that counts, for budgets of excused time. */
  readonly badTime: Spans
  /** What kinds that come before have excused: it is not excused a second time. */
  readonly taken: Spans
}

/** Takes claims in order of time until a rule's number of occasions and each of its budgets is used up. */
export function withinBudgets(
  claims: readonly { readonly span: Span }[],
  rule: ExclusionKind,
  context: BudgetContext,
): Spans {
  const budgets = rule.budget ?? []
  const longest = Math.min(...budgets.flatMap((budget) => (budget.per === 'exclusion' ? [budget.ms] : [])))
  const each = claims.map(({ span }) => ({ from: span.from, to: Math.min(span.to, span.from + longest) }))
  const counted = withinOccasions(union(each), rule.times, context)
  return budgets
    .filter((budget) => budget.per !== 'exclusion')
    .reduce((spans, budget) => withinBudget(spans, budget, { ...context, counts: rule.counts }), counted)
}

type Window = Exclude<Budget['per'], 'exclusion'>
const windowAt = (at: number, per: Window, context: BudgetContext): Span =>
  per === 'period' ? context.period : windowAround(at, per, context)

/** The first occasions of each window; claims that touch are one. An occasion belongs to the window in which it begins. */
function withinOccasions(spans: Spans, times: Occasions | undefined, context: BudgetContext): Spans {
  if (times === undefined) return spans
  const byWindow = Map.groupBy(spans, (span) => windowAt(span.from, times.per, context).from)
  return [...byWindow.values()].flatMap((occasions) => occasions.slice(0, times.count))
}

/** The windows in which spans lie, each once; of a budget per period there is one, however far a span reaches. */
function windowsOf(spans: Spans, per: Window, context: BudgetContext): Span[] {
  if (per === 'period') return [context.period]
  const windows = new Map<number, Span>()
  for (const span of spans) {
    for (let at = span.from; at < span.to; ) {
      const window = windowAround(at, per, context)
      windows.set(window.from, window)
      at = Math.max(window.to, at + 1)
    }
  }
  return [...windows.values()]
}

/** Takes time in order until the window's budget is used up: announced time, or only the bad time in it. */
function withinBudget(
  spans: Spans,
  budget: Budget,
  context: BudgetContext & { readonly counts: ExclusionKind['counts'] },
): Spans {
  const { per } = budget
  if (per === 'exclusion') return spans
  return union(
    windowsOf(spans, per, context).flatMap((window) => {
      const inside = clip(spans, window)
      if (context.counts === 'announced') return firstOf(inside, budget.ms)
      // Forgiven downtime uses the budget up; the announced time around it costs nothing.
      const downtime = subtract(intersect(inside, context.badTime), context.taken)
      return subtract(inside, subtract(downtime, firstOf(downtime, budget.ms)))
    }),
  )
}
