import { z } from 'zod'
import { agreementId, choice, oneOrMany, parsed, strict, words } from '../agreement/schema/scalars.ts'
import type { Pointer } from '../settings.ts'
import { pointerTokens } from '../sources/json.ts'

const pointer = parsed<Pointer>('a JSON Pointer such as /ticket/id', (text) => pointerTokens(text))

/** Texts of the foreign system and what they are called in the agreement. */
const values = z.record(z.string().max(200), words().max(200))

/** Where a value is read: a place, a place with a table of words, or a text that always stands there. */
const reading = z.union([
  pointer.transform((from) => ({ from, values: null, otherwise: null })),
  strict({ from: pointer, values: values.optional(), otherwise: words().max(200).optional() }).transform(
    ({ from, values = null, otherwise = null }) => ({ from, values, otherwise }),
  ),
  strict({ text: words().max(200) }).transform(({ text }) => ({ from: null, values: null, otherwise: text })),
])

const scalar = z.union([z.string().max(1000), z.number().transform(String), z.boolean().transform(String)])
const condition = z.union([
  oneOrMany(scalar).transform((oneOf) => ({ kind: 'oneOf' as const, oneOf })),
  strict({ exists: z.boolean() }).transform(({ exists }) => ({ kind: 'exists' as const, exists })),
])

const rule = strict({
  when: z
    .record(z.string(), condition)
    .default({})
    .transform((all, context) =>
      Object.entries(all).flatMap(([place, terms]) => {
        const at = pointerTokens(place)
        if (at !== null) return [{ at, ...terms }]
        context.addIssue({
          code: 'custom',
          message: `"${place.slice(0, 80)}" is not a JSON Pointer such as /type`,
        })
        return []
      }),
    ),
  event: words('an event type such as ticket.opened').max(200),
  id: reading.optional(),
  subject: reading,
  at: reading.optional(),
  data: z.record(words().max(100), reading).default({}),
})

/** One system that posts events, by its name: who it is for, by which secret, and how its bodies become events. */
export const webhook = strict({
  agreement: agreementId.optional(),
  agreementFrom: strict({ from: pointer, values: z.record(z.string().max(200), agreementId) }).optional(),
  secretFile: oneOrMany(words('a file')),
  by: choice('operator', 'provider', 'customer').default('operator'),
  map: z.array(rule).min(1).max(200).optional(),
}).superRefine((terms, context) => {
  if ((terms.agreement === undefined) !== (terms.agreementFrom === undefined)) return
  const message = 'say for which agreement: exactly one of `agreement` and `agreementFrom`'
  context.addIssue({ code: 'custom', path: [], message })
})
export type WrittenWebhook = z.output<typeof webhook>
