import { type Agreement, versionAt, zoneOf } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import { addLength } from '../../agreement/deadline.ts'
import type { Length } from '../../agreement/length.ts'
import type { ConsentMatter, Silence } from '../../agreement/schema/procedure.ts'
import { calendarsOf } from '../../evaluation/periodQuestion.ts'
import type { AmendmentTerms } from '../../ledger/procedure.ts'
import { fileParty } from './fileParty.ts'

/** Until when something proposed at an instant can be answered, by the text in force then. */
export interface AnswerTimes {
  /** UTC milliseconds. */
  readonly answerBy: number
  readonly remindAt: number | null
  readonly ifSilent: Silence
}

export function answerTimes(
  agreement: Agreement,
  matter: ConsentMatter,
  { at, holidays }: { readonly at: number; readonly holidays: Holidays },
): AnswerTimes {
  const version = versionAt(agreement, at)
  const { answerWithin, ifSilent, remind, calendar, matters } = version.terms.procedure
  const within = matters[matter]?.answerWithin ?? answerWithin
  const context = { ...calendarsOf(version, holidays), calendar: calendar ?? null }
  const answerBy = addLength(at, within, context)
  return {
    answerBy,
    remindAt: before(answerBy, remind, { at, timeZone: version.terms.timeZone }),
    ifSilent: matters[matter]?.ifSilent ?? ifSilent,
  }
}

/** The instant a length before a deadline; null where that is not after `at`: what is short needs no reminder. */
export function before(
  deadline: number,
  { unit, count }: Length,
  { at, timeZone }: { readonly at: number; readonly timeZone: string },
): number | null {
  const end = Temporal.Instant.fromEpochMilliseconds(deadline).toZonedDateTimeISO(timeZone)
  if (unit === 'businessDay') return weekdaysBefore(end, count)
  const length =
    unit === 'month' ? { months: count } : unit === 'day' ? { days: count } : { milliseconds: count }
  const found = end.subtract(length).epochMilliseconds
  return found > at ? found : null
}

/** What the fold of proposals must know about amendments by file. */
export function amendmentTerms(agreement: Agreement, holidays: Holidays): AmendmentTerms {
  const zone = zoneOf(agreement)
  return {
    fileParty,
    zone,
    answerBy: (at) => answerTimes(agreement, 'amendment', { at, holidays }).answerBy,
    remindAt: (at, answerBy) =>
      before(answerBy, versionAt(agreement, at).terms.procedure.remind, { at, timeZone: zone }),
  }
}

/** The same local time so many weekdays earlier. */
function weekdaysBefore(end: Temporal.ZonedDateTime, count: number): number {
  let day = end
  for (let left = count; left > 0; ) {
    day = day.subtract({ days: 1 })
    if (day.dayOfWeek <= 5) left--
  }
  return day.epochMilliseconds
}
