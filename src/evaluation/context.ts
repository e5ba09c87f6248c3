import type { CalendarContext } from '../agreement/calendar.ts'
import { workingTime } from '../agreement/calendar.ts'
import { windowAround } from '../agreement/period.ts'
import type { AgreementTerms } from '../agreement/schema/agreement.ts'
import type { ExclusionKind } from '../agreement/schema/clauses.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import { intersect, type Span, type Spans } from '../agreement/spans.ts'
import type { Exclusion } from '../evidence/event.ts'
import type { EvidenceView } from './evidenceView.ts'
import { type AdmittedKind, admittedExclusions } from './exclusions.ts'
import type { KnownGrains } from './grains.ts'
import { reliefOf } from './relief.ts'

/** One commitment, one period, and what may be looked at. */
export interface MeasureContext {
  readonly name: string
  readonly commitment: CommitmentTerms
  readonly terms: AgreementTerms
  /** The whole period: grains and budgets are aligned to it. */
  readonly period: Span
  /** The part of it that is eligible: the whole for a finished period, up to now for figures to date. */
  readonly counted: Span
  readonly view: EvidenceView
  /** UTC milliseconds: evidence before it and exclusions announced by it are known. */
  readonly asOf: number
  readonly calendars: CalendarContext
  /** Where this commitment is measured as of many instants. */
  readonly knownGrains?: KnownGrains
}

/** Service hours inside a span (the counted part of the period unless given); all of it where the commitment names none. */
export function serviceTime(context: MeasureContext, span: Span = context.counted): Spans {
  const { hours } = context.commitment
  return hours === undefined ? [span] : intersect(workingTime(hours, span, context.calendars), [span])
}

/** The exclusions that count for this commitment, given the bad time for budgets of excused time. */
export function admittedFor(
  context: MeasureContext,
  badTime: Spans,
  reach: Span = context.counted,
): AdmittedKind[] {
  const kinds = exclusionsOf(context)
  if (kinds.length === 0) return []
  return admittedExclusions({
    kinds,
    exclusions: [...context.view.exclusions, ...relieved(context, kinds, reach)],
    standingAt: context.asOf,
    period: context.counted,
    reach,
    timeZone: context.terms.timeZone,
    term: context.terms.term,
    calendars: context.calendars,
    badTime,
  })
}

/** What the contract's own conditions exclude, from the begin of the windows that budgets are used up in. */
function relieved(
  context: MeasureContext,
  kinds: readonly (readonly [string, ExclusionKind])[],
  reach: Span,
): Exclusion[] {
  const from = kinds.reduce(
    (least, [, rule]) =>
      (rule.budget ?? []).reduce(
        (begin, { per }) =>
          per === 'period' || per === 'exclusion'
            ? begin
            : Math.min(begin, windowAround(reach.from, per, context.terms).from),
        least,
      ),
    Math.min(reach.from, context.counted.from),
  )
  return kinds.flatMap(([name, rule]) =>
    rule.while === undefined ? [] : reliefOf(name, rule.while, context, { from, to: reach.to }),
  )
}

const exclusionsOf = ({ commitment, terms }: MeasureContext): (readonly [string, ExclusionKind])[] =>
  (commitment.exclude ?? []).flatMap((name) => {
    const rule = terms.exclusions[name]
    return rule ? [[name, rule] as const] : []
  })

/** From where on bad time must be known: budgets of excused time are used up by what lies before the period too. */
export function budgetsBegin(context: MeasureContext): number {
  const { counted, terms } = context
  const windows = exclusionsOf(context).flatMap(([, rule]) =>
    rule.counts === 'announced' ? [] : (rule.budget ?? []).map((budget) => budget.per),
  )
  return windows.reduce(
    (least, per) =>
      per === 'period' || per === 'exclusion'
        ? least
        : Math.min(least, windowAround(counted.from, per, terms).from),
    counted.from,
  )
}
