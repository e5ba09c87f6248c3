import { z } from 'zod'
import { named, party, textOrNull } from './scalars.ts'

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
