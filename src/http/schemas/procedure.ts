import { z } from 'zod'
import { consentMatters } from '../../agreement/schema/procedure.ts'
import { finishedVerdicts } from '../states.ts'
import { credit, measure } from './compliance.ts'
import { moment, name, named, ownId, party, textOf, textOrNull } from './scalars.ts'

const decimal = z.string().regex(/^\d{1,15}(\.\d{1,9})?$/, 'must be a decimal number as text')
const signed = z.string().regex(/^-?\d{1,15}(\.\d{1,9})?$/, 'must be a decimal number as text')

const claim = z
  .union([
    z.strictObject({ outcome: z.enum(['good', 'bad', 'unknown']) }),
    z.strictObject({ bad: decimal, total: decimal }),
    z.strictObject({ value: signed }),
  ])
  .describe('What an interval of a source was: a state, how many of how many were bad, or a value.')

const interval = {
  id: ownId.optional().describe('A second request with it changes nothing.'),
  from: moment,
  to: moment,
  cause: textOf(10_000).optional(),
  evidence: textOf(10_000).optional(),
}
export const askedProposal = z.discriminatedUnion('matter', [
  z.strictObject({ matter: z.literal('exclusion'), kind: name, ...interval }),
  z.strictObject({ matter: z.literal('correction'), source: name, claim, ...interval }),
])

export const askedAnswer = z
  .strictObject({ reason: textOf(10_000).optional(), claim: claim.optional() })
  .nullish()
export const askedClaim = z.strictObject({ claim, reason: textOf(10_000).optional() })
export const askedReason = z.strictObject({ reason: textOf(10_000).optional() }).nullish()

export const proposal = named(
  'Proposal',
  z.object({
    id: z.string(),
    agreement: z.string(),
    matter: z.enum(consentMatters),
    of: z.string().describe('The exclusion kind, the source, or the digest of the amended text.'),
    from: textOrNull,
    to: textOrNull,
    by: party,
    askedOf: party,
    madeAt: z.string(),
    answerBy: z.string().describe('An answer counts before it.'),
    ifSilent: z.enum(['accepted', 'refused']),
    state: z.enum(['open', 'accepted', 'refused', 'withdrawn', 'lapsed']),
    isAccepted: z.boolean(),
    answeredBy: z.enum(['provider', 'customer', 'silence']).nullable(),
    answeredAt: textOrNull,
    claims: z.object({ provider: claim.nullable(), customer: claim.nullable() }),
    cause: textOrNull,
    evidence: textOrNull,
    reason: textOrNull,
    entry: z.string().describe('The ledger entry that made it.'),
  }),
)

export const askedTermination = z.strictObject({
  clause: name,
  triggeredAt: moment.optional().describe('Which right, where several have arisen from the clause.'),
  text: textOf(10_000).optional(),
})
export const termination = named(
  'ExercisedTermination',
  z.object({
    id: z.string(),
    agreement: z.string(),
    clause: z.string(),
    right: party,
    triggeredAt: z.string(),
    exercisedAt: z.string(),
    cureUntil: textOrNull,
    state: z.enum(['exercised', 'effective', 'withdrawn', 'cured', 'groundless']),
    text: textOrNull,
  }),
)

export const askedDeclaration = z.strictObject({
  id: ownId.optional(),
  about: z.enum(['notice', 'nonRenewal']),
  text: textOf(10_000).optional(),
})
export const declaration = named(
  'Declaration',
  z.object({
    id: z.string(),
    agreement: z.string(),
    about: z.enum(['notice', 'nonRenewal']),
    by: party,
    at: z.string(),
    endsOn: textOrNull,
    text: textOrNull,
  }),
)

const disputedFigure = z.object({
  verdict: z.enum(finishedVerdicts),
  measure,
  shown: z.string(),
  credit: credit.nullable(),
})
export const disputedFigures = named(
  'DisputedFigures',
  z.object({
    commitment: z.string(),
    of: z.string().optional(),
    from: z.string(),
    to: z.string(),
    measured: disputedFigure,
    provider: disputedFigure.describe('If the interval was as the provider claims.'),
    customer: disputedFigure.describe('If the interval was as the customer claims.'),
    between: textOrNull.describe('The money between the two claims.'),
    currency: textOrNull,
  }),
)
