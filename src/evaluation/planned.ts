import { isoInstant } from '../agreement/agreement.ts'
import type { Period } from '../agreement/period.ts'
import { plannedFrom, plannedSpans } from '../agreement/planned.ts'
import type { AgreementTerms } from '../agreement/schema/agreement.ts'
import type { Exclusion } from '../evidence/event.ts'
import type { EvidenceView } from './evidenceView.ts'

/** Outages reach over a period's edges: planned time so far around it is known. */
const marginMs = 31 * 86_400_000

/** The evidence with the time that the judging text itself announces, around a period. */
export function withPlanned(view: EvidenceView, terms: AgreementTerms, period: Period): EvidenceView {
  const planned = plannedAround(terms, period)
  return planned.length === 0 ? view : { ...view, exclusions: [...view.exclusions, ...planned] }
}

/** Planned time that touches a span, as exclusions; without those before it that only a budget needs to know. */
export const plannedIn = (terms: AgreementTerms, span: Period): Exclusion[] =>
  plannedAround(terms, span).filter(({ from, to }) => from < span.to && to > span.from)

/** Both parties have agreed to the text, and so to what it names. */
function plannedAround(terms: AgreementTerms, period: Period): Exclusion[] {
  const { timeZone } = terms
  return Object.entries(terms.exclusions).flatMap(([kind, rule]) => {
    if (rule.planned === undefined) return []
    const from = plannedFrom(rule, period.from - marginMs, terms)
    return plannedSpans(rule.planned, { from, to: period.to + marginMs }, timeZone).map(
      (span): Exclusion => ({
        id: `planned ${kind} ${isoInstant(span.from, timeZone)}`,
        kind,
        ...span,
        by: ['provider'],
        agreedBy: ['customer'],
      }),
    )
  })
}
