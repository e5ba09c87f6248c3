import { z } from 'zod'
import { parseLength } from '../length.ts'
import { statisticOf } from './badTime.ts'
import { calendarReference, timeOfDay } from './calendars.ts'
import { choice, count, decimal, length, line, name, oneOf, oneOrMany, strict, words } from './scalars.ts'

/** The time that an event has: a length, a length for each unit of an attribute, or a table by an attribute. */
export type Within =
  | { readonly kind: 'length'; readonly length: z.output<typeof length> }
  | { readonly kind: 'each'; readonly each: z.output<typeof length>; readonly per: string }
  | {
      readonly kind: 'table'
      readonly by: string
      readonly lengths: Readonly<Record<string, z.output<typeof length>>>
    }

/** A question that no system reports: the end of the commitment's own period, such as of a month to be reported on. */
export const periodEnded = 'period.ended'

const attribute = words('an attribute of the event').max(100)
const within: z.ZodType<Within> = oneOf([
  length.transform((one): Within => ({ kind: 'length', length: one })),
  strict({ each: length, per: attribute }).transform((terms): Within => ({ kind: 'each', ...terms })),
  z
    .looseObject({ by: words('the attribute that says which row holds, such as by: severity').max(100) })
    .transform((table, context): Within => {
      const rows = Object.entries(table).filter(([key]) => key !== 'by')
      const lengths = rows.map(
        ([key, text]) => [key, typeof text === 'string' ? parseLength(text) : null] as const,
      )
      for (const [key, read] of lengths) {
        if (read === null)
          context.addIssue({ code: 'custom', path: [key], message: 'is not a length of time such as 30m' })
      }
      if (rows.length === 0)
        context.addIssue({ code: 'custom', message: 'the table has no rows such as P1: 30m' })
      return {
        kind: 'table',
        by: table.by,
        lengths: Object.fromEntries(lengths) as Record<string, z.output<typeof length>>,
      }
    }),
])

const eventType = words('an event type').regex(/^[a-z][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+$/, {
  error: 'is not an event type such as ticket.opened',
})
const where = z
  .record(attribute, z.union([oneOrMany(words()), z.boolean().transform((flag) => [flag])]))
  .optional()

export const elapsed = strict(
  {
    from: eventType,
    to: eventType,
    where,
    within,
    count: choice('all', 'answered').default('all'),
    calendar: calendarReference.optional(),
    pause: z.tuple([eventType, eventType]).optional(),
    cutoff: timeOfDay.optional(),
    atLeastEvents: count('a number of events').default(1),
  },
  { statistic: 'the mean or longest of the times is `timeTaken: { from, to, statistic }`' },
)
/** How long answers took: a statistic over the questions of the period. */
export const timeTaken = strict({
  from: eventType.refine((type) => type !== periodEnded, {
    error: 'is no event of which several could be averaged; use `elapsed`',
  }),
  to: eventType,
  statistic: statisticOf(['mean', 'max', 'min']),
  where,
  count: choice('all', 'answered').default('all'),
  calendar: calendarReference.optional(),
  pause: z.tuple([eventType, eventType]).optional(),
  cutoff: timeOfDay.optional(),
  atLeastEvents: count('a number of events').default(1),
})
/** Whether what is excluded was announced in time: `of` is a kind of exclusion. */
export const notice = strict({
  of: name,
  atLeast: length,
  calendar: calendarReference.optional(),
  atLeastEvents: count('a number of announcements').default(1),
})
export const occurrences = strict({
  of: eventType,
  where,
  atLeastEvents: count('a number of events', 0).optional(),
})

/** The events that are counted may be narrowed by `where`; with fewer the period is not judged. */
export const answers = { where, atLeastEvents: count('a number of events').default(1) }
export const satisfaction = strict({ of: choice('csat', 'nps'), ...answers })
export const usageRate = strict({
  of: line('what is used, such as api-calls').max(100),
  agreed: decimal,
  per: choice('hour', 'day', 'week', 'month', 'quarter', 'year'),
  ...answers,
}).refine((terms) => terms.agreed.n > 0n, { error: 'is not above zero', path: ['agreed'] })
