import { z } from 'zod'
import { creditStages } from '../../ledger/credits.ts'
import { named, party, textOrNull } from './scalars.ts'

const act = z.object({
  entry: z.string(),
  kind: z.enum(['claimFiled', 'claimAnswered', 'creditSettled']),
  by: z.string(),
  at: z.string(),
  answer: z.enum(['accepted', 'refused']).nullable(),
  amount: textOrNull,
  text: textOrNull.describe("The claim's statement, the answer's reason or the settlement's reference."),
})

export const creditState = z.enum(creditStages)

export const creditView = named(
  'CreditStanding',
  z.object({
    id: z.string().describe('The id of its first statement: it stays.'),
    agreement: z.string(),
    entry: z.string().describe('The ledger entry of the latest statement.'),
    statedAt: z.string(),
    commitment: z.string(),
    of: z.string().optional(),
    title: z.string(),
    by: party.describe('Who owes it.'),
    from: z.string(),
    to: z.string(),
    clause: z.string().optional(),
    timeZone: z.string(),
    state: creditState,
    before: creditState.nullable(),
    percent: textOrNull,
    units: textOrNull,
    unit: z.enum(['day', 'point', 'extension', 'extensionMonth']).nullable(),
    amount: textOrNull,
    amountBefore: textOrNull,
    currency: z.string(),
    claimUntil: textOrNull.describe('The last day, inclusive, or an instant.'),
    settled: textOrNull,
    difference: textOrNull.describe('What a correction adds to what was settled, or asks back of it.'),
    earnedBackBy: z
      .array(z.object({ from: z.string(), to: z.string() }))
      .readonly()
      .optional()
      .describe('The periods that made up for the miss, where it is earned back.'),
    claimedAt: textOrNull.describe(
      'When it was claimed over REST; while the period still runs the state follows at its closing.',
    ),
    acts: z.array(act).readonly(),
  }),
)

const text = z.string().min(1).max(4000)

export const claimBody = z.strictObject({ statement: text.optional() }).nullish()
export const answerBody = z.discriminatedUnion('answer', [
  z.strictObject({ answer: z.literal('accepted'), reason: text.optional() }),
  z.strictObject({ answer: z.literal('refused'), reason: text }),
])
export const settlementBody = z.strictObject({
  reference: z
    .string()
    .min(1)
    .max(200)
    .describe('What it is booked under, such as the number of an invoice.'),
  amount: z
    .string()
    .regex(/^-?\d{1,15}(\.\d{1,4})?$/, 'must be a decimal such as 1200.00')
    .optional()
    .describe('All that is open of it where absent; negative where it is paid back.'),
})
