import { z } from 'zod'
import { alsoNumber, name, oneOf, oneOrMany, parsed, strict, timeZone, words } from './scalars.ts'

const weekdays: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** ISO weekdays, 1 is Monday. */
const days = parsed<readonly number[]>('days such as mon-fri, "sat,sun" or daily', (text) => {
  if (/^(?:daily|all)$/i.test(text)) return [1, 2, 3, 4, 5, 6, 7]
  const found = new Set<number>()
  for (const part of text.toLowerCase().split(/[, ]+/).filter(Boolean)) {
    const [first, last = first] = part.split('-').map((day) => weekdays.indexOf(day.slice(0, 3)) + 1)
    if (!first || !last) return null
    for (let day = first; ; day = (day % 7) + 1) {
      found.add(day)
      if (day === last) break
    }
  }
  return found.size > 0 ? [...found].sort() : null
})

export interface Hours {
  /** Minutes after midnight; `to` is exclusive and lies on the next day where it is not above `from`. */
  readonly from: number
  readonly to: number
}

const minuteOf = (text: string): number | null => {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text.trim())
  const [hour, minute] = [Number(match?.[1]), Number(match?.[2])]
  return match && minute < 60 && (hour < 24 || (hour === 24 && minute === 0)) ? hour * 60 + minute : null
}

const hours = parsed<Hours>('hours such as 08:00-17:00', (text) => {
  const [from, to, more] = text.split('-').map(minuteOf)
  if (from === undefined || from === null || to === undefined || to === null || more !== undefined)
    return null
  return from === to ? null : { from, to }
})

/** A time of day as minutes after midnight, such as a cut-off. */
export const timeOfDay = parsed<number>('a time of day such as 13:00', minuteOf)

/** A public holiday set (`DE`, `DE-BE`), one date, or a day of every year. */
const holiday = words('a country such as DE, a region such as DE-BE, or a date')
  .regex(/^(?:[A-Z]{2}(?:-[A-Z0-9]{1,4}(?:-[A-Z0-9]{1,4})?)?|(?:\d{4}-)?\d{2}-\d{2})$/, {
    error:
      'is not a country such as DE, a region such as DE-BE, a date such as 2026-12-24 or a day such as 12-24',
  })
  .meta(alsoNumber)
const someDate = words('a date or a day of the year')
  .regex(/^(?:\d{4}-)?\d{2}-\d{2}$/, {
    error: 'is not a date such as 2026-12-24 or a day of every year such as 12-24',
  })
  .meta(alsoNumber)

export type HolidayItem = string | { readonly all: readonly string[] } | { readonly any: readonly string[] }
const holidaySet = z.union([
  z.array(
    z.union([holiday, strict({ all: z.array(holiday).min(1) }), strict({ any: z.array(holiday).min(1) })]),
  ),
  strict({ all: z.array(holiday).min(1) }).transform((set) => [set]),
  strict({ any: z.array(holiday).min(1) }).transform((set) => [set]),
  holiday.transform((one) => [one]),
]) as z.ZodType<readonly HolidayItem[]>

const plainCalendar = strict({
  days: days.optional(),
  hours: oneOrMany(hours).optional(),
  holidays: holidaySet.optional(),
  dates: oneOrMany(someDate).optional(),
  timeZone: timeZone.optional(),
})

/** Working hours: of one place, or of several (a moment works if it works in any, or in all). */
export type Calendar =
  | {
      readonly kind: 'plain'
      readonly days: readonly number[]
      readonly hours: readonly Hours[]
      readonly holidays: readonly HolidayItem[]
      /** Worked whatever weekday or holiday they are: `2026-12-24`, or `12-24` of every year. */
      readonly dates: readonly string[]
      readonly timeZone: string | null
    }
  | { readonly kind: 'any'; readonly of: readonly CalendarReference[] }
  | { readonly kind: 'all'; readonly of: readonly CalendarReference[] }
/** A calendar by its name, or written on the spot. */
export type CalendarReference = string | Calendar

const plain = plainCalendar.transform(
  (written): Calendar => ({
    kind: 'plain',
    days: written.days ?? (written.dates ? [] : [1, 2, 3, 4, 5, 6, 7]),
    hours: written.hours ?? [{ from: 0, to: 1440 }],
    holidays: written.holidays ?? [],
    dates: written.dates ?? [],
    timeZone: written.timeZone ?? null,
  }),
)

export const calendar: z.ZodType<Calendar> = z.lazy(() =>
  oneOf([
    plain,
    strict({ any: z.array(calendarReference).min(1) }).transform(
      ({ any }): Calendar => ({ kind: 'any', of: any }),
    ),
    strict({ all: z.array(calendarReference).min(1) }).transform(
      ({ all }): Calendar => ({ kind: 'all', of: all }),
    ),
  ]),
)

export const calendarReference: z.ZodType<CalendarReference> = z.lazy(() => oneOf([name, calendar]))
