import { z } from 'zod'
import { finishedVerdicts, runningStates } from '../states.ts'
import { named, party, span, textOrNull } from './scalars.ts'

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
    unit: z.enum(['day', 'point', 'extension', 'extensionMonth']).nullable(),
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
    unseen: z
      .literal(true)
      .optional()
      .describe(
        'Of all the time that counts so far nobody knows anything yet: there is no figure, and the state is that of no miss.',
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
