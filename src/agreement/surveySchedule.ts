import { type DeadlineContext, nthWorkingDay } from './deadline.ts'
import { type Period, type PeriodContext, periodAt, unitAround } from './period.ts'
import type { SurveyTerms } from './schema/surveys.ts'

/** The period of a survey that holds an instant, and when in it the form is mailed. Times in UTC milliseconds. */
export interface SurveyRound {
  /** Not clipped by the term, so that an earlier end makes no other period of it. */
  readonly period: Period
  readonly askAt: number
}

/** Null outside of the term. A day that the period does not have is its last one. */
export function surveyRound(
  terms: SurveyTerms,
  at: number,
  context: { readonly periods: PeriodContext; readonly deadlines: DeadlineContext },
): SurveyRound | null {
  const { timeZone } = context.periods
  const inTerm = periodAt({ kind: 'calendar', unit: terms.every }, at, context.periods)
  if (inTerm === null) return null
  const period = unitAround(at, terms.every, timeZone)
  const dateOf = (ms: number): Temporal.PlainDate =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDate()
  const [first, last] = [dateOf(inTerm.from), dateOf(period.to - 1)]
  const { day, workingDay = 1, time } = terms.at
  const wanted =
    day === undefined
      ? nthWorkingDay(first.subtract({ days: 1 }), workingDay, context.deadlines)
      : first.add({ days: day - 1 })
  const date = Temporal.PlainDate.compare(wanted, last) > 0 ? last : wanted
  const plainTime = { hour: Math.floor((time % 1440) / 60), minute: time % 60 }
  return { period, askAt: date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds }
}
