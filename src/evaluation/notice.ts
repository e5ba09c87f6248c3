import type { CalendarContext } from '../agreement/calendar.ts'
import { addLength } from '../agreement/deadline.ts'
import type { Length } from '../agreement/length.ts'
import type { CalendarReference } from '../agreement/schema/calendars.ts'
import type { Exclusion } from '../evidence/event.ts'

/** Whether an exclusion was announced early enough: the notice ends no later than it begins. */
export function isNoticeEnough(
  exclusion: Exclusion,
  notice: Length,
  calendar: CalendarReference | undefined,
  context: { readonly calendars: CalendarContext },
): boolean {
  return (
    addLength(exclusion.announcedAt, notice, { ...context.calendars, calendar: calendar ?? null }) <=
    exclusion.from
  )
}
