import { isoInstant, startOfDate } from '../agreement/agreement.ts'
import { periodEnded } from '../agreement/schema/eventMeasures.ts'
import type { Event } from '../evidence/event.ts'
import { namesBegin } from './claims.ts'
import type { MeasureContext } from './context.ts'

/** The end of the period as a question; null while it runs. */
export function periodQuestion({ period, counted, terms }: MeasureContext): Event | null {
  if (counted.to < period.to) return null
  const subject = isoInstant(period.from, terms.timeZone)
  return { id: `${periodEnded} ${subject}`, type: periodEnded, subject, at: period.to, data: {} }
}

/** What answers it: the first that names this period in its `data`, else the first after it that names none. */
export function periodAnswer(
  candidates: readonly Event[],
  { period, terms }: Pick<MeasureContext, 'period' | 'terms'>,
): Event | null {
  const named = candidates.find(
    ({ data }) => typeof data.period === 'string' && namesBegin(data.period, period, terms.timeZone),
  )
  return (
    named ?? candidates.find(({ at, data }) => at >= period.to && typeof data.period !== 'string') ?? null
  )
}

/** The begin of the period that an event names in its `data`, such as `2026-03`: a report touches the month that it is about. */
export function namedBegin({ data: { period } }: Pick<Event, 'data'>, timeZone: string): number | null {
  const date = typeof period === 'string' ? /^(\d{4}-\d{2})(-\d{2})?/.exec(period) : null
  if (!date) return null
  try {
    return startOfDate(`${date[1]}${date[2] ?? '-01'}`, timeZone)
  } catch {
    return null
  }
}
