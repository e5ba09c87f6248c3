import type { Version } from '../agreement/agreement.ts'
import { type Period, unitAround } from '../agreement/period.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import { countedEvents, isOfEvents } from '../agreement/schema/measures.ts'
import type { Span } from '../agreement/spans.ts'
import type { EvaluationContext } from './evaluateAgreement.ts'
import { calendarsOf } from './judgePeriod.ts'
import { measure } from './measure.ts'

interface IncidentQuestion {
  readonly version: Version
  readonly name: string
  readonly commitment: CommitmentTerms
  readonly context: EvaluationContext
  readonly span: Span
}

/** One period for each shaped outage (from its counted start to its end), or for each event; judged by the version in force then. */
export function incidentPeriods({ version, name, commitment, context, span }: IncidentQuestion): Period[] {
  const inVersion = (at: number): boolean =>
    at >= version.from && (version.until === null || at < version.until) && at >= span.from && at < span.to
  const asked = commitment.measure
  if (isOfEvents(asked)) {
    const type = countedEvents(asked)
    return context.view.events
      .filter((event) => event.type === type && inVersion(event.at))
      .map((event) => ({ from: event.at, to: event.at + 1 }))
  }
  const asOf = context.asOf ?? span.to
  const measured = measure({
    name,
    commitment: { ...commitment, period: { kind: 'calendar', unit: 'year' } },
    terms: version.terms,
    // Grains and budgets of a stretch that is made of the evidence alone begin with its first day.
    period: { from: unitAround(span.from, 'day', version.terms.timeZone).from, to: span.to },
    counted: span,
    view: context.view,
    asOf,
    calendars: calendarsOf(version, context.holidays),
  })
  return measured.outages
    .map(({ outage }) => ({ from: outage.from, to: outage.to }))
    .filter((period) => inVersion(period.from) && period.from < period.to)
}
