import { type Period, unitAround } from '../agreement/period.ts'
import type { Trigger } from '../agreement/schema/clauses.ts'

export type Within = Extract<Trigger, { kind: 'outages' }>['within']

/**
 * The first instant that lies in one span with a later one: a start counts together with a later start where it is not
 * before this. Made once for many starts: what is asked in order of time looks a calendar unit up once.
 */
export function spanBegin(within: Within, zone: string): (start: number) => number {
  if (within.kind === 'calendar') return unitBegin(zone, within.unit, 0)
  const { unit, count } = within.length
  // So many consecutive calendar months: the last of them holds the later start.
  if (unit === 'month') return unitBegin(zone, 'month', count - 1)
  const ms = unit === 'ms' ? count : count * 86_400_000
  return (start) => start - ms + 1
}

function unitBegin(
  zone: string,
  unit: 'month' | 'quarter' | 'year',
  monthsBefore: number,
): (start: number) => number {
  let known: (Period & { readonly begin: number }) | null = null
  return (start) => {
    if (known === null || start < known.from || start >= known.to) {
      const around = unitAround(start, unit, zone)
      const first = Temporal.Instant.fromEpochMilliseconds(around.from)
        .toZonedDateTimeISO(zone)
        .subtract({ months: monthsBefore })
      known = { ...around, begin: monthsBefore === 0 ? around.from : first.epochMilliseconds }
    }
    return known.begin
  }
}
