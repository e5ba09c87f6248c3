import type { CalendarContext } from '../agreement/calendar.ts'
import type { AgreementTerms } from '../agreement/schema/agreement.ts'
import type { Span } from '../agreement/spans.ts'
import { elapsedPairs } from './eventMeasures.ts'
import type { EvidenceView } from './evidenceView.ts'
import type { FinishedVerdict } from './verdict.ts'

export interface ArrearsQuestion {
  readonly terms: AgreementTerms
  /** The period whose credit may be suspended. */
  readonly period: Span
  readonly view: EvidenceView
  readonly asOf: number
  readonly calendars: CalendarContext
  /** The latest verdict of a required commitment of another kind, in a period that began by then. */
  readonly latest: (commitment: string) => FinishedVerdict | null
}

/**
 * Since when the customer is in arrears with a commitment that credits require: a question from before the period's end
 * is overdue and still unanswered (paid late, the credit is due again), or what else was promised was missed. UTC
 * milliseconds; null where it is not.
 */
export function arrearsSince(question: ArrearsQuestion): number | null {
  const { terms, period, view, asOf, calendars, latest } = question
  const since = (terms.credits.requires ?? []).flatMap((name): number[] => {
    const commitment = terms.commitments[name]
    if (commitment?.measure.kind !== 'elapsed') return latest(name) === 'breached' ? [period.from] : []
    const asked = { from: 0, to: period.to }
    const context = { name, commitment, terms, period: asked, counted: asked, view, asOf, calendars }
    return elapsedPairs(commitment.measure.terms, context).flatMap((pair) =>
      pair.state === 'late' && pair.answer === null ? [pair.due + 1] : [],
    )
  })
  return since.length === 0 ? null : Math.min(...since)
}
