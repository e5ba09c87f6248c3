import type { Path } from './document.ts'
import type { Issue } from './issues.ts'
import type { Calendar, CalendarReference } from './schema/calendars.ts'
import { didYouMean } from './suggest.ts'

/** Names of calendars that stand for nothing, or for a calendar that is made of itself; `above` holds those passed on the way. */
export function calendarIssues(
  calendars: Readonly<Record<string, Calendar>>,
  calendar: CalendarReference,
  path: Path,
  above: readonly string[] = [],
): Issue[] {
  if (typeof calendar !== 'string')
    return calendar.kind === 'plain'
      ? []
      : calendar.of.flatMap((each) => calendarIssues(calendars, each, path, above))
  const all = Object.keys(calendars)
  if (above.includes(calendar)) return [{ path, message: `the calendar "${calendar}" is made of itself` }]
  const next = Object.hasOwn(calendars, calendar) ? calendars[calendar] : undefined
  return next
    ? calendarIssues(calendars, next, path, [...above, calendar])
    : [{ path, message: `there is no calendar "${calendar}"${didYouMean(calendar, all)}` }]
}
