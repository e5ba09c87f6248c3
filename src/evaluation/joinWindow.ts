import { isoInstant } from '../agreement/agreement.ts'
import { type Period, unitAround, wholePeriod } from '../agreement/period.ts'
import { namesBegin } from './claims.ts'
import type { PeriodQuestion } from './periodQuestion.ts'

/** The window whose credits are joined: by `per`, else the calendar month (or billing cycle) that holds the period's last moment; for an incident its first. */
export function joinWindow({
  commitment,
  period,
  version,
}: Pick<PeriodQuestion, 'commitment' | 'period' | 'version'>): Period {
  const { timeZone, credits } = version.terms
  const at = commitment.period.kind === 'incident' ? period.from : period.to - 1
  if (credits.per !== undefined) return wholePeriod(credits.per, at, timeZone)
  if (commitment.period.kind === 'billing' && commitment.period.unit === 'month')
    return wholePeriod(commitment.period, at, timeZone)
  return unitAround(at, 'month', timeZone)
}

/** What became of an option where the customer chooses one; null where nobody has to choose. */
export type Election = 'open' | 'elected' | 'forgone'

/** A `credit.elected` says which: `about` names the commitment, `period` the month or the period itself. */
export function electionOf(question: PeriodQuestion): Election | null {
  const { name, period, version, view, asOf } = question
  const { credits, timeZone } = version.terms
  if (credits.join !== 'customerElects') return null
  const window = joinWindow(question)
  const month = isoInstant(window.from, timeZone).slice(0, 7)
  const said = view.events.flatMap((event) => {
    const { about, period: named } = event.data
    if (event.type !== 'credit.elected' || event.at > asOf || typeof named !== 'string') return []
    return [{ about, named }]
  })
  if (said.some(({ about, named }) => about === name && namesBegin(named, period, timeZone))) return 'elected'
  return said.some(({ named }) => named.slice(0, 7) === month) ? 'forgone' : 'open'
}

/** Whether a credit counts as far as the customer has to choose. */
export const isChosen = (question: PeriodQuestion): boolean =>
  (electionOf(question) ?? 'elected') === 'elected'
