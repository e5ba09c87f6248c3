import { z } from 'zod'
import { hiddenIn, hiddenInLine } from '../agreement/hidden.ts'
import { finishedVerdicts, runningStates } from './states.ts'

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

export const textOrNull = z.string().nullable()
const span = { from: z.string(), to: z.string() }

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

const commitment = z.object({
  name: z.string(),
  title: z.string(),
  by: party,
  measure: z.string(),
  target: z.string(),
  period: z.string(),
  clause: textOrNull,
})

export const agreement = named(
  'Agreement',
  z.object({
    agreement: z.string(),
    title: z.string(),
    provider: z.string(),
    customer: z.string(),
    digest: z.string(),
    term: z.object({ from: z.string(), until: textOrNull }),
    timeZone: z.string(),
    currency: textOrNull,
    commitments: z.array(commitment).readonly(),
    termination: z.array(z.object({ name: z.string(), right: party })).readonly(),
    exclusionKinds: z.array(z.object({ name: z.string(), consent: z.literal('both').nullable() })).readonly(),
    sources: z
      .array(z.object({ name: z.string(), identity: z.string(), kind: z.string(), gives: z.string() }))
      .readonly(),
    head: z
      .object({ seq: z.number().int(), hash: z.string(), signature: z.string(), keyId: z.string() })
      .nullable(),
    proposal: z.object({ digest: z.string(), since: z.string() }).nullable(),
  }),
)

export const measure = named(
  'Measure',
  z.object({
    value: textOrNull,
    exact: textOrNull.describe('In lowest terms; what decided.'),
    unit: z.enum(['%', 's', '']),
    rounded: textOrNull,
    best: textOrNull,
    worst: textOrNull,
  }),
)
const seconds = z.object({
  bad: z.string(),
  total: z.string(),
  excluded: z.string(),
  excused: z.string(),
  unknown: z.string(),
})
const counts = z.object({ bad: z.string(), total: z.string() })
export const credit = named(
  'Credit',
  z.object({
    percent: textOrNull,
    units: textOrNull,
    unit: z.enum(['day', 'point', 'extension']).nullable(),
    amount: textOrNull,
    currency: z.string(),
    state: z.enum([
      'none',
      'silent',
      'pending',
      'claimable',
      'automatic',
      'suspended',
      'earnedBack',
      'expired',
      'claimed',
      'settled',
    ]),
    claimUntil: textOrNull,
  }),
)
const judged = {
  measure,
  seconds: seconds.optional(),
  counts: counts.optional(),
  certainSince: textOrNull,
  credit: credit.nullable(),
}

export const period = named(
  'Period',
  z.object({
    commitment: z.string(),
    of: z.string().optional(),
    ...span,
    ...judged,
    verdict: z.enum(finishedVerdicts),
    readings: z
      .record(z.string(), z.object({ verdict: z.enum(finishedVerdicts), amount: textOrNull }))
      .optional(),
  }),
)

const standing = named(
  'Standing',
  z.object({
    commitment: z.string(),
    of: z.string().optional(),
    title: z.string(),
    by: party,
    clause: z.string().optional(),
    target: z.string(),
    ...span,
    ...judged,
    state: z.enum(runningStates),
    openIncident: z
      .enum(['goingOn', 'ended', 'none'])
      .optional()
      .describe(
        'Where each outage or event is judged alone: one goes on, `to` being as far as it was seen; one has ended and waits for its closing; or there is none, and nothing is measured.',
      ),
    shown: z.string(),
    budgetRemaining: textOrNull,
    secondsToCertainty: textOrNull,
    badge: textOrNull.describe('The address of a badge that needs no token, known only to who was told.'),
  }),
)

const monthlyCredit = z.object({
  ...span,
  amount: z.string(),
  capped: z.boolean(),
  silent: z.array(z.string()).readonly().optional(),
  earnedBack: z
    .array(
      z.object({
        commitment: z.string(),
        of: z.string().optional(),
        ...span,
        amount: z.string(),
      }),
    )
    .readonly()
    .optional()
    .describe('Credits of missed periods that are taken back in this month.'),
  offset: z
    .string()
    .optional()
    .describe('What of the month was set off against them; amount is what is left.'),
  owedBack: z
    .string()
    .optional()
    .describe('What is still owed back, carried over to the months that follow.'),
})

export const compliance = named(
  'Compliance',
  z.object({
    agreement: z.string(),
    at: z.string(),
    summary: z.object({
      state: z
        .enum(runningStates)
        .nullable()
        .describe('The worst of all commitments; null where there are none.'),
      provider: z.enum(runningStates).nullable(),
      customer: z.enum(runningStates).nullable(),
      counts: z.record(z.enum(runningStates), z.number().int()),
    }),
    commitments: z.array(standing).readonly(),
    credits: z.array(monthlyCredit).readonly(),
  }),
)

export const explanation = named('Explanation', z.object({ text: z.string(), result: z.unknown() }))
export const terminations = z.object({
  items: z
    .array(
      named(
        'Termination',
        z.object({ clause: z.string(), right: party, triggeredAt: z.string(), exerciseBy: textOrNull }),
      ),
    )
    .readonly(),
})

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
    .regex(/^[A-Za-z0-9._:-]{1,100}$/)
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
