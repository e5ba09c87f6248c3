import type { AgreementTerms } from './schema/agreement.ts'
import { periodEnded } from './schema/eventMeasures.ts'
import { countedEvents, isOfEvents, isOfValue } from './schema/measures.ts'
import { suggest } from './suggest.ts'

/** The events that every agreement knows; others are declared in `eventTypes` or named by a commitment. */
export const knownEventTypes = [
  'ticket.opened',
  'ticket.responded',
  'ticket.resolved',
  'ticket.paused',
  'ticket.resumed',
  'invoice.issued',
  'invoice.paid',
  'survey.answered',
  'usage.reported',
  'customer.count',
  'report.delivered',
  'notice.given',
  'meeting.held',
  'claim.filed',
  'claim.answered',
  'credit.elected',
] as const

/** Why an event of this type cannot be taken, or null: one that no clause could ever read is a slip of the pen. */
export function eventTypeProblem(type: string, versions: readonly AgreementTerms[]): string | null {
  const known = [...knownEventTypes, ...versions.flatMap(typesIn)]
  if (known.includes(type)) return null
  const meant = suggest(type, known)
  const hint = meant === null ? '' : ` (did you mean "${meant}"?)`
  return `the agreement knows no event "${type}"${hint}; others are declared with \`eventTypes\``
}

function typesIn(terms: AgreementTerms): string[] {
  const named = Object.values(terms.commitments).flatMap(({ measure, credit, claim: own }): string[] => {
    const claims = (credit ?? []).flatMap((each) => (each.claim?.kind === 'steps' ? each.claim.steps : []))
    const steps = [...claims, ...(own?.kind === 'steps' ? own.steps : [])].map((step) => step.event)
    if (measure.kind === 'elapsed' || measure.kind === 'timeTaken')
      return [
        ...steps,
        ...(measure.terms.from === periodEnded ? [] : [measure.terms.from]),
        measure.terms.to,
        ...(measure.terms.pause ?? []),
      ]
    if (measure.kind === 'notice' || isOfValue(measure)) return steps
    if (isOfEvents(measure)) return [...steps, countedEvents(measure)]
    return 'outage' in measure.terms ? [...steps, measure.terms.outage.startsAt] : steps
  })
  const claim = terms.credits.claim
  const steps = claim?.kind === 'steps' ? claim.steps.map((step) => step.event) : []
  return [...Object.keys(terms.eventTypes), ...named, ...steps]
}
