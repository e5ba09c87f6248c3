import type { CalendarContext } from '../agreement/calendar.ts'
import { workingTime } from '../agreement/calendar.ts'
import type { AgreementTerms } from '../agreement/schema/agreement.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import { intersect, type Span, type Spans } from '../agreement/spans.ts'
import type { EvidenceView } from './evidenceView.ts'
import { type AdmittedKind, admittedExclusions } from './exclusions.ts'

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
}

/** Service hours inside the counted part of the period; all of it where the commitment names none. */
export function serviceTime(context: MeasureContext): Spans {
  const { hours } = context.commitment
  return hours === undefined
    ? [context.counted]
    : intersect(workingTime(hours, context.counted, context.calendars), [context.counted])
}

/** The exclusions that count for this commitment, given the bad time for budgets of excused time. */
export function admittedFor(context: MeasureContext, badTime: Spans): AdmittedKind[] {
  const kinds = (context.commitment.exclude ?? []).flatMap((name) => {
    const rule = context.terms.exclusions[name]
    return rule ? [[name, rule] as const] : []
  })
  if (kinds.length === 0) return []
  return admittedExclusions({
    kinds,
    exclusions: context.view.exclusions,
    standingAt: context.asOf,
    period: context.counted,
    timeZone: context.terms.timeZone,
    calendars: context.calendars,
    badTime,
  })
}
