import { z } from 'zod'
import type { Raw } from '../document.ts'
import type { RoundingMode } from '../fraction.ts'
import { parseLength } from '../length.ts'
import type { Condition } from '../quantity.ts'
import { parseCondition } from '../quantity.ts'
import { calendarReference } from './calendars.ts'
import { claim } from './claims.ts'
import { credit } from './credits.ts'
import { measure } from './measures.ts'
import {
  choice,
  count,
  date,
  line,
  name,
  oneOf,
  oneOrMany,
  parsed,
  part,
  party,
  strict,
  words,
} from './scalars.ts'

/** What was promised; `unstated` where the contract names none. */
export type Target =
  | { readonly kind: 'condition'; readonly condition: Condition }
  | { readonly kind: 'all' }
  | { readonly kind: 'unstated' }

export const target = parsed<Target>(
  'a target such as ">= 99.9%", "<= 300ms", "= 0", all or unstated',
  (text) => {
    if (text === 'all' || text === 'unstated') return { kind: text }
    const condition = parseCondition(text)
    return condition ? { kind: 'condition', condition } : null
  },
)

export const calendarUnits = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const
export type CalendarUnit = (typeof calendarUnits)[number]

/** The stretch of time that is judged at once. */
export type PeriodTerms =
  | { readonly kind: 'calendar'; readonly unit: CalendarUnit }
  | { readonly kind: 'billing'; readonly unit: CalendarUnit; readonly anchor: string }
  | { readonly kind: 'fiscal'; readonly unit: CalendarUnit; readonly startsIn: number }
  | { readonly kind: 'trailing'; readonly length: NonNullable<ReturnType<typeof parseLength>> }
  | { readonly kind: 'incident' }

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const
const trailingLength = parsed('a length such as 30d or 3 months', (text) => {
  const read = parseLength(text)
  return read && read.unit !== 'businessDay' && read.count > 0 ? read : null
})

export const period: z.ZodType<PeriodTerms> = oneOf([
  choice(...calendarUnits, 'incident').transform(
    (unit): PeriodTerms => (unit === 'incident' ? { kind: 'incident' } : { kind: 'calendar', unit }),
  ),
  strict({ billing: choice(...calendarUnits), anchor: date }).transform(
    (terms): PeriodTerms => ({ kind: 'billing', unit: terms.billing, anchor: terms.anchor }),
  ),
  strict({ fiscal: choice('month', 'quarter', 'year'), startsIn: choice(...months) }).transform(
    (terms): PeriodTerms => ({
      kind: 'fiscal',
      unit: terms.fiscal,
      startsIn: months.indexOf(terms.startsIn) + 1,
    }),
  ),
  strict({ trailing: trailingLength }).transform(
    (terms): PeriodTerms => ({ kind: 'trailing', length: terms.trailing }),
  ),
])

export const roundingModes = [
  'halfUp',
  'halfEven',
  'floor',
  'ceil',
] as const satisfies readonly RoundingMode[]
const rounding = strict({
  to: parsed('a step such as 0.01% or 1ms', (text) => parseCondition(`= ${text}`)?.quantity ?? null),
  mode: choice(...roundingModes).default('halfUp'),
})
export type Rounding = z.output<typeof rounding>

/** Another promise whose miss makes this one count as missed, such as an undelivered report. */
const deemedMissed = strict({
  when: name,
  as: parsed('a value such as 95%', (text) => {
    const quantity = parseCondition(`= ${text}`)?.quantity
    return quantity ? { ...quantity, text } : null
  }).optional(),
})

export const commitment = strict({
  title: line().max(300).optional(),
  by: party.default('provider'),
  measure,
  target,
  period,
  hours: calendarReference.optional(),
  exclude: oneOrMany(name).optional(),
  rounding: rounding.optional(),
  averagedWith: count('a number of previous periods').optional(),
  minCoverage: part.optional(),
  whenUnknown: choice('undetermined', 'good', 'bad').default('undetermined'),
  deemedMissed: deemedMissed.optional(),
  credit: oneOrMany(credit).optional(),
  claim: claim.optional(),
  clause: words().max(2000).optional(),
  readings: z
    .record(
      name,
      z.custom<Raw>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
        error: 'expected a mapping of changes',
      }),
    )
    .optional(),
})

export type CommitmentTerms = z.output<typeof commitment>
