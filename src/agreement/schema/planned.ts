import { z } from 'zod'
import { timeOfDay } from './calendars.ts'
import { date, oneOrMany, parsed, strict } from './scalars.ts'

const weekdays: readonly string[] = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
]
const ordinals = ['first', 'second', 'third', 'fourth', 'last'] as const

/** On which local dates planned time begins. */
export type Recurrence =
  | { readonly kind: 'daily' }
  /** ISO weekdays, 1 is Monday. */
  | { readonly kind: 'weekday'; readonly day: number }
  | { readonly kind: 'weekdayOfMonth'; readonly day: number; readonly ordinal: (typeof ordinals)[number] }
  | { readonly kind: 'dayOfMonth'; readonly day: number | 'last' }

const dayIn = (word: string | undefined): number => weekdays.indexOf(word ?? '') + 1

const recurrence = parsed<Recurrence>(
  'a recurrence such as day, sunday, first sunday of the month, day 15 of the month or last day of the month',
  (text) => {
    const written = text.trim().toLowerCase()
    if (written === 'day') return { kind: 'daily' }
    if (dayIn(written) > 0) return { kind: 'weekday', day: dayIn(written) }
    if (written === 'last day of the month') return { kind: 'dayOfMonth', day: 'last' }
    const date = Number(/^day (\d{1,2}) of the month$/.exec(written)?.[1])
    if (date >= 1 && date <= 31) return { kind: 'dayOfMonth', day: date }
    const match = /^([a-z]+) ([a-z]+) of the month$/.exec(written)
    const ordinal = ordinals.find((name) => name === match?.[1])
    const day = dayIn(match?.[2])
    return ordinal !== undefined && day > 0 ? { kind: 'weekdayOfMonth', day, ordinal } : null
  },
)

const localTime = parsed<string>('a local date and time such as 2026-03-07T22:00', (text) => {
  const written = text.trim().replace(' ', 'T')
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(written)) return null
  try {
    return Temporal.PlainDateTime.from(written, { overflow: 'reject' }).toString({ smallestUnit: 'minute' })
  } catch {
    return null
  }
})

const once = strict({ from: localTime, to: localTime }).transform((terms) => ({
  kind: 'once' as const,
  ...terms,
  announcedAt: null as number | null,
}))

const recurring = strict({
  every: oneOrMany(recurrence),
  from: timeOfDay,
  to: timeOfDay,
  since: date.optional(),
  until: date.optional(),
}).transform((terms) => ({ kind: 'recurring' as const, ...terms, announcedAt: null as number | null }))

function orderProblem(each: z.output<typeof once> | z.output<typeof recurring>): string | null {
  if (each.kind === 'once') return each.from < each.to ? null : '`to` must lie after `from`'
  if (each.from === each.to) return '`from` and `to` are the same time of day'
  const { since, until } = each
  const isEmpty = since !== undefined && until !== undefined && since >= until
  return isEmpty ? '`until` must lie after `since`' : null
}

/**
 * Time that the text itself announces, on the wall clock of the agreement's zone. `announcedAt`, in UTC milliseconds,
 * is when the text that names it came into force; null only until the versions of the text are known.
 */
export const planned = z
  .array(
    z.union([once, recurring]).superRefine((each, context) => {
      const message = orderProblem(each)
      if (message !== null) context.addIssue({ code: 'custom', message })
    }),
  )
  .min(1)
  .max(100)
export type Planned = z.output<typeof planned>[number]
