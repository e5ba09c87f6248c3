import { type Period, periodAfter, unitAround } from '../agreement/period.ts'
import type { ClaimTerms } from '../agreement/schema/claims.ts'
import type { PeriodTerms } from '../agreement/schema/commitments.ts'
import type { Event } from '../evidence/event.ts'
import { type ClaimContext, type ClaimState, claimState } from './claims.ts'
import type { Credit } from './credit.ts'
import { lateAnswers } from './eventMeasures.ts'
import type { Measured } from './measured.ts'
import { calendarsOf, contextOf, type PeriodQuestion, periodContextOf } from './periodQuestion.ts'

/** Where the claim of a period's credit stands. */
export const claimOf = (
  question: PeriodQuestion,
  found: { measured: Measured; certain: number | null; credit: Credit },
): ClaimState => claimState(claimTermsOf(question), claimContext(question, found))

/** How the credit is obtained: by the credit's own words, the commitment's, the agreement's. */
export const claimTermsOf = ({ commitment, version }: PeriodQuestion): ClaimTerms | undefined =>
  commitment.credit?.find((schedule) => schedule.claim !== undefined)?.claim ??
  commitment.claim ??
  version.terms.credits.claim

export function claimContext(
  question: PeriodQuestion,
  found: { readonly measured: Measured; readonly certain: number | null },
): ClaimContext {
  const { name, commitment, version, period, asOf, holidays } = question
  return {
    period,
    isIncident: commitment.period.kind === 'incident',
    nextPeriods: (count) => nextPeriods(question, count),
    measured: found.measured,
    ...(commitment.measure.kind === 'elapsed'
      ? { missed: lateAnswers(commitment.measure.terms, contextOf(question)) }
      : {}),
    certainSince: found.certain,
    events: eventsFor(question),
    about: {
      commitment: name,
      ...(question.of === undefined ? {} : { of: question.of }),
      all: Object.keys(version.terms.commitments),
    },
    asOf,
    deadlines: { ...calendarsOf(version, holidays), calendar: null },
  }
}

/** For one event's period only what happened about the same subject. */
function eventsFor({ commitment, period, view }: PeriodQuestion): readonly Event[] {
  const { measure: asked } = commitment
  if (commitment.period.kind !== 'incident' || asked.kind !== 'elapsed') return view.events
  const type = asked.terms.from
  const own = view.events.find((event) => event.type === type && event.at === period.from)?.subject
  return view.events.filter((event) => !event.type.startsWith('ticket.') || event.subject === own)
}

/** The n-th period after one, whether or not the term lasts so long; an incident is followed by months. */
function nextPeriods({ agreement, commitment, period }: PeriodQuestion, count: number): Period | null {
  const periods = periodContextOf(agreement)
  const endless = { ...periods, term: { ...periods.term, until: null } }
  const isIncident = commitment.period.kind === 'incident'
  const terms: PeriodTerms = isIncident ? { kind: 'calendar', unit: 'month' } : commitment.period
  let next: Period | null = isIncident ? unitAround(period.from, 'month', periods.timeZone) : period
  for (let i = 0; i < count && next !== null; i++) next = periodAfter(terms, next, endless)
  return next
}
