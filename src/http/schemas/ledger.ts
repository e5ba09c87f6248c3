import { z } from 'zod'
import { moment, name, named, party, span, textOf, textOrNull } from './scalars.ts'

export const exclusion = named(
  'Exclusion',
  z.object({
    agreement: z.string(),
    id: z.string(),
    kind: z.string(),
    ...span,
    announcedAt: z.string(),
    by: z.array(party).readonly(),
    agreedBy: z.array(party).readonly(),
    reason: textOrNull,
    withdrawnAt: textOrNull,
    planned: z
      .boolean()
      .describe('The text in force names it itself (`planned`); shown of the last month and the next three.'),
  }),
)

export const announcement = z.strictObject({
  id: z
    .string()
    .regex(/^(?!\.\.?$)[A-Za-z0-9._:-]{1,100}$/)
    .optional()
    .describe('Yours, so that a second request changes nothing.'),
  kind: name,
  from: moment,
  to: moment,
  reason: textOf(2000, 0).optional(),
})

export const entry = named(
  'Entry',
  z.object({
    id: z.string(),
    agreement: z.string(),
    seq: z.number().int(),
    kind: z.string(),
    hash: z.string(),
    decidedAt: z.string(),
  }),
)

export const breach = named(
  'Breach',
  z.object({
    id: z.string(),
    agreement: z.string(),
    seq: z.number().int(),
    hash: z.string(),
    commitment: textOrNull,
    of: textOrNull,
    period: z.object(span).nullable(),
    revision: z.number().int(),
    supersedes: textOrNull,
    decidedAt: z.string(),
    facts: z.unknown(),
    acknowledgements: z
      .array(z.object({ id: z.string(), by: z.string(), at: z.string(), note: textOrNull }))
      .readonly(),
  }),
)

export const notice = named(
  'Notice',
  z.object({
    messageId: z.string(),
    agreement: z.string(),
    entry: z.string(),
    kind: z.string(),
    party,
    recipient: textOrNull.describe("Shown to the recipient's own party and to the operator."),
    language: z.enum(['en', 'de']),
    state: z.enum(['pending', 'sent', 'failed']),
    attempts: z.number().int(),
    attemptAt: z.string(),
    lastError: textOrNull,
  }),
)

export const taken = named(
  'Taken',
  z.object({
    accepted: z.number().int(),
    duplicates: z.number().int(),
    refused: z.array(z.object({ index: z.number().int(), problem: z.string() })).readonly(),
  }),
)
