import { clipToTerm, type Period, periodAfter, periodBefore, wholePeriod } from '../agreement/period.ts'
import type { PeriodTerms } from '../agreement/schema/commitments.ts'
import type { FeeContext, Neighbour } from './fees.ts'
import { type PeriodQuestion, periodContextOf } from './periodQuestion.ts'

/** What the fees that a period's credit is a share of are reckoned from. */
export function feeContext(question: PeriodQuestion): FeeContext {
  const { agreement, version, commitment, period, view, asOf } = question
  const { terms } = version
  const around = (at: number): Period => wholePeriod(commitment.period, at, terms.timeZone)
  const isIncident = commitment.period.kind === 'incident'
  const last = commitment.period.kind === 'trailing' ? period.to - 1 : period.from
  return {
    terms,
    period,
    wholePeriod: isIncident ? period : around(last),
    ...neighbours(question),
    versions: agreement.versions,
    fees: view.fees,
    events: view.events,
    asOf,
  }
}

/** The periods before and after one; an incident lies between months. */
function neighbours({
  agreement,
  commitment,
  period,
}: PeriodQuestion): Pick<FeeContext, 'previous' | 'next'> {
  const { timeZone, term } = periodContextOf(agreement)
  const isIncident = commitment.period.kind === 'incident'
  const terms: PeriodTerms = isIncident ? { kind: 'calendar', unit: 'month' } : commitment.period
  const isTrailing = commitment.period.kind === 'trailing'
  const own = isTrailing ? period : wholePeriod(terms, period.from, timeZone)
  const endless = { timeZone, term: { from: Number.MIN_SAFE_INTEGER, until: null } }
  const neighbour = (whole: Period | null): Neighbour => {
    const clipped = whole && clipToTerm(whole, term)
    return { period: clipped ?? whole ?? own, whole: whole ?? own, isInTerm: clipped !== null }
  }
  return {
    previous: neighbour(periodBefore(terms, own, endless)),
    next: neighbour(periodAfter(terms, own, endless)),
  }
}
