import { z } from 'zod'
import { calendar } from './calendars.ts'
import { amendment, exclusionKind, money, noticeRule, renewal, terminationClause, value } from './clauses.ts'
import { commitment } from './commitments.ts'
import { creditRules } from './credits.ts'
import { procedure } from './procedure.ts'
import {
  agreementId,
  choice,
  date,
  durationMs,
  emailAddress,
  line,
  named,
  strict,
  timeZone,
  words,
} from './scalars.ts'
import { sourceDefinition } from './sources.ts'
import { statements } from './statements.ts'
import { survey } from './surveys.ts'

const partyTerms = strict({
  name: line('a name').max(300),
  contacts: z.array(emailAddress).min(1, { error: 'name at least one e-mail address' }).max(20),
})

const eventType = strict({ data: z.array(words()).default([]) })

/** One version of an agreement's text: the whole language, each part typed. */
export const agreementSchema = strict({
  agreement: agreementId,
  title: line('a title').max(300),
  parties: strict({ provider: partyTerms, customer: partyTerms }),
  term: strict({ from: date, until: date.optional() }).refine(
    (term) => term.until === undefined || term.until > term.from,
    {
      error: 'ends before it begins',
      path: ['until'],
    },
  ),
  timeZone: timeZone.default('UTC'),
  currency: words('a currency')
    .regex(/^[A-Z]{3}$/, { error: 'is not a currency such as EUR' })
    .optional(),
  fees: named(money).default({}),
  money: strict({ mode: choice('halfUp', 'halfEven').default('halfUp') }).prefault({}),
  calendars: named(calendar).default({}),
  sources: named(sourceDefinition).default({}),
  eventTypes: z.record(words(), eventType).default({}),
  commitments: named(commitment).refine((all) => Object.keys(all).length > 0, {
    error: 'an agreement has at least one commitment',
  }),
  exclusions: named(exclusionKind).default({}),
  credits: creditRules.prefault({}),
  termination: named(terminationClause).default({}),
  value: value.optional(),
  settle: durationMs.default(900_000),
  notices: z.record(z.string(), noticeRule).default({}),
  reminders: z.array(durationMs).max(10).default([604_800_000, 86_400_000]),
  renewal: renewal.optional(),
  procedure: procedure.prefault({}),
  statements: statements.prefault({}),
  surveys: named(survey).default({}),
  amendments: z.array(amendment).max(200).default([]),
})
export type AgreementTerms = z.output<typeof agreementSchema>
