import { type CalendarContext, closeOfDay, isWorkingDay } from './calendar.ts'
import type { Length } from './length.ts'
import type { CalendarReference } from './schema/calendars.ts'

export interface DeadlineContext extends CalendarContext {
  /** The calendar whose working days count for lengths in business days; null: Monday to Friday. */
  readonly calendar: CalendarReference | null
}

const weekdays: CalendarReference = {
  kind: 'plain',
  days: [1, 2, 3, 4, 5],
  hours: [{ from: 0, to: 1440 }],
  holidays: [],
  dates: [],
  timeZone: null,
}
const mostDays = 4000

const zoned = (at: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)

/** The instant a length after another: the same local time days or months later, or the close of the n-th business day after. */
export function addLength(at: number, length: Length, context: DeadlineContext): number {
  switch (length.unit) {
    case 'ms':
      return at + length.count
    case 'day':
      return zoned(at, context.timeZone).add({ days: length.count }).epochMilliseconds
    case 'month':
      return zoned(at, context.timeZone).add({ months: length.count }).epochMilliseconds
    case 'businessDay':
      return closeOfBusinessDay(at, length.count, context)
  }
}

/** The last millisecond of a length after an instant: what ends with a business day ends before its close. */
export const lastMoment = (at: number, length: Length, context: DeadlineContext): number =>
  length.unit === 'businessDay' ? addLength(at, length, context) - 1 : addLength(at, length, context)

/** The last working instant (exclusive) of the n-th working day after the day of an instant. */
function closeOfBusinessDay(at: number, count: number, context: DeadlineContext): number {
  const calendar = context.calendar ?? weekdays
  const date = nthWorkingDay(zoned(at, context.timeZone).toPlainDate(), count, context)
  const midnight = date.add({ days: 1 }).toZonedDateTime(context.timeZone).epochMilliseconds
  return closeOfDay(calendar, date, context) ?? midnight
}

export function nthWorkingDay(
  start: Temporal.PlainDate,
  count: number,
  context: DeadlineContext,
): Temporal.PlainDate {
  const calendar = context.calendar ?? weekdays
  let date = start
  for (let [left, days] = [count, 0]; left > 0; days++) {
    if (days > mostDays) throw new Error('the calendar has no working days')
    date = date.add({ days: 1 })
    if (isWorkingDay(calendar, date, context)) left--
  }
  return date
}
