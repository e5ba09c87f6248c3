import type { Period } from './period.ts'
import type { Calendar, CalendarReference, HolidayItem } from './schema/calendars.ts'
import { intersect, type Spans, union } from './spans.ts'

/** The public holidays of a country or region in a year, as ISO dates: data handed in. */
export type Holidays = (code: string, year: number) => ReadonlySet<string>

export interface CalendarContext {
  readonly calendars: Readonly<Record<string, Calendar>>
  /** The agreement's zone, for calendars without one of their own. */
  readonly timeZone: string
  readonly holidays: Holidays
}

type PlainCalendar = Extract<Calendar, { kind: 'plain' }>

const resolve = (reference: CalendarReference, context: CalendarContext): Calendar => {
  const found = typeof reference === 'string' ? context.calendars[reference] : reference
  if (!found) throw new Error(`there is no calendar "${String(reference)}"`)
  return found
}

function isHoliday(date: Temporal.PlainDate, items: readonly HolidayItem[], holidays: Holidays): boolean {
  const iso = date.toString()
  const inSet = (code: string): boolean =>
    /^\d/.test(code) ? isDate(date, code) : holidays(code, date.year).has(iso)
  return items.some((item) => {
    if (typeof item === 'string') return inSet(item)
    return 'all' in item ? item.all.every(inSet) : item.any.some(inSet)
  })
}

/** Whether a local date is one that is written whole, or as a day of every year. */
const isDate = (date: Temporal.PlainDate, written: string): boolean =>
  written === date.toString() || written === date.toString().slice(-5)

/** Whether a local date is a working day of the calendar (in any, or all, of those that it is made of). */
export function isWorkingDay(
  reference: CalendarReference,
  date: Temporal.PlainDate,
  context: CalendarContext,
): boolean {
  const calendar = resolve(reference, context)
  if (calendar.kind === 'any') return calendar.of.some((each) => isWorkingDay(each, date, context))
  if (calendar.kind === 'all') return calendar.of.every((each) => isWorkingDay(each, date, context))
  if (calendar.dates.some((written) => isDate(date, written))) return true
  return calendar.days.includes(date.dayOfWeek) && !isHoliday(date, calendar.holidays, context.holidays)
}

/** The working time of one local date, in UTC milliseconds; hours that end at or before their begin end on the next day. */
function hoursOf(calendar: PlainCalendar, date: Temporal.PlainDate, timeZone: string): Period[] {
  const at = (minute: number): number => {
    const day = date.add({ days: Math.floor(minute / 1440) })
    const time = Temporal.PlainTime.from({ hour: Math.floor((minute % 1440) / 60), minute: minute % 60 })
    return day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds
  }
  return calendar.hours.map(({ from, to }) => ({ from: at(from), to: at(to > from ? to : to + 1440) }))
}

/** When a local working day closes: with the last of several places, with the first where all must work; null on other days. */
export function closeOfDay(
  reference: CalendarReference,
  date: Temporal.PlainDate,
  context: CalendarContext,
): number | null {
  const calendar = resolve(reference, context)
  if (!isWorkingDay(calendar, date, context)) return null
  if (calendar.kind === 'plain') {
    const hours = hoursOf(calendar, date, calendar.timeZone ?? context.timeZone)
    return Math.max(...hours.map((span) => span.to))
  }
  const closes = calendar.of.flatMap((each) => closeOfDay(each, date, context) ?? [])
  return calendar.kind === 'any' ? Math.max(...closes) : Math.min(...closes)
}

function plainSpans(calendar: PlainCalendar, span: Period, context: CalendarContext): Spans {
  const timeZone = calendar.timeZone ?? context.timeZone
  const day = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate()
  const last = day(span.to)
  const spans: Period[] = []
  for (
    let date = day(span.from).subtract({ days: 1 });
    Temporal.PlainDate.compare(date, last) <= 0;
    date = date.add({ days: 1 })
  ) {
    if (!isWorkingDay(calendar, date, context)) continue
    for (const hours of hoursOf(calendar, date, timeZone)) {
      const [from, to] = [Math.max(hours.from, span.from), Math.min(hours.to, span.to)]
      if (from < to) spans.push({ from, to })
    }
  }
  return union(spans)
}

/** The working time of a calendar inside a span, sorted, without overlaps. */
export function workingTime(reference: CalendarReference, span: Period, context: CalendarContext): Spans {
  const calendar = resolve(reference, context)
  if (calendar.kind === 'plain') return plainSpans(calendar, span, context)
  const parts = calendar.of.map((each) => workingTime(each, span, context))
  if (calendar.kind === 'any') return union(parts.flat())
  return parts.reduce<Spans>((all, part) => intersect(all, part), [span])
}
