import { z } from 'zod'
import { hiddenIn, hiddenInLine } from '../../agreement/hidden.ts'

/** The schemas of REST, apart from those of configuration files. */
export const registry = z.registry<{ id?: string }>()

export function named<T extends z.ZodType>(id: string, schema: T): T {
  registry.add(schema, { id })
  return schema
}

export const party = z.enum(['provider', 'customer'])
const seen =
  (problemOf: (text: string) => string | null) => (text: string, context: z.core.$RefinementCtx) => {
    const message = problemOf(text)
    if (message !== null) context.addIssue({ code: 'custom', message })
  }
/** A text that people read, of 1 to `max` characters; what nobody sees in it is refused. */
export const textOf = (max: number, least = 1) => z.string().min(least).max(max).superRefine(seen(hiddenIn))
/** The same for an id, a name or a title: one line. */
export const lineOf = (max: number) => z.string().min(1).max(max).superRefine(seen(hiddenInLine))
/** An id that its owner chooses. Clients take dots alone out of a path: nobody could answer, read or withdraw such a thing. */
export const ownId = lineOf(200).refine((id) => !/^\.\.?$/.test(id), 'cannot stand in an address')

export const textOrNull = z.string().nullable()
export const span = { from: z.string(), to: z.string() }

export const agreementId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/)
export const name = z.string().min(1).max(100)
/** An instant with its offset, or a date in the agreement's zone; see `moment.ts`. */
export const moment = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+\- ]\d\d:\d\d))?$/,
    'must be an ISO 8601 instant with its offset, or a date',
  )
  .meta({ description: 'An ISO 8601 instant with its offset, or a date in the time zone of the agreement.' })

// Every route names it by its id.
named(
  'Problem',
  z.looseObject({ type: z.string(), title: z.string(), status: z.number().int(), detail: z.string() }),
)

export const pageQuery = {
  cursor: z.string().min(1).max(2000).optional().describe('The `next` of the portion before.'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
}

export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item).readonly(),
    next: textOrNull.describe('The cursor of the next portion, null at the end.'),
  })
}
