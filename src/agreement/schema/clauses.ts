import { z } from 'zod'
import { parseLength } from '../length.ts'
import { parseCondition } from '../quantity.ts'
import { calendarReference } from './calendars.ts'
import { planned } from './planned.ts'
import {
  amount,
  choice,
  count,
  date,
  durationMs,
  flag,
  length,
  line,
  name,
  oneOf,
  oneOrMany,
  parsed,
  part,
  party,
  quantity,
  strict,
  words,
} from './scalars.ts'

const condition = parsed('a condition such as "> 500"', parseCondition)
const clauseText = words().max(2000).optional()

// --- exclusions ---------------------------------------------------------------------------------------------------
export const exclusionEffects = ['excuse', 'remove', 'assumeGood'] as const
export type ExclusionEffect = (typeof exclusionEffects)[number]

const budgetWindows = [
  'day',
  'week',
  'month',
  'quarter',
  'year',
  'contract year',
  'period',
  'exclusion',
] as const
type BudgetWindow = (typeof budgetWindows)[number]
/** How much time a kind of exclusion may take in each window; `exclusion`: each claim alone. */
export interface Budget {
  readonly ms: number
  readonly per: BudgetWindow
  readonly text: string
}
const budget = parsed<Budget>('a budget such as "4h per month"', (text) => {
  const match = /^(.+) per ([a-z ]+)$/.exec(text.trim())
  const per = budgetWindows.find((window) => window === match?.[2])
  const read = match && parseLength(match[1] ?? '')
  if (!read || per === undefined || read.unit === 'month' || read.unit === 'businessDay') return null
  return { ms: read.unit === 'ms' ? read.count : read.count * 86_400_000, per, text }
})

/** How often a kind of exclusion may be used in each window. */
export interface Occasions {
  readonly count: number
  readonly per: Exclude<BudgetWindow, 'exclusion'>
}
const occasions = parsed<Occasions>('a number of times such as "2 per week"', (text) => {
  const match = /^(\d{1,4}) per ([a-z ]+)$/.exec(text.trim())
  const per = budgetWindows.find((window) => window === match?.[2])
  if (!match || per === undefined || per === 'exclusion' || Number(match[1]) === 0) return null
  return { count: Number(match[1]), per }
})

const admission = {
  notice: length.optional(),
  inside: calendarReference.optional(),
  consent: choice('both').optional(),
}
const way = strict(admission)
/** What a claim must meet; of several ways one is enough. */
export type Admission = z.output<typeof way>

/** A condition of the contract under which time is excluded by itself. */
export type While = z.output<typeof whileTerms>
const whileTerms = oneOf([
  strict({ gauge: name, is: condition }).transform((terms) => ({ kind: 'gauge' as const, ...terms })),
  strict({
    usage: line('what is used').max(200),
    over: amount,
    per: choice('hour', 'day', 'week', 'month', 'quarter', 'year'),
  }).transform((terms) => ({ kind: 'usage' as const, ...terms })),
])

export const exclusionKind = strict({
  ...admission,
  /** Beside what stands above, one of these. */
  either: z.array(way).min(1).optional(),
  /** Time that the text announces by itself. */
  planned: planned.optional(),
  while: whileTerms.optional(),
  calendar: calendarReference.optional(),
  budget: oneOrMany(budget).optional(),
  times: occasions.optional(),
  counts: choice('announced', 'excused').default('announced'),
  effect: choice(...exclusionEffects).default('remove'),
  clause: clauseText,
}).superRefine((kind, context) => {
  const procedure = (['notice', 'consent', 'either', 'times', 'planned'] as const).find(
    (key) => kind[key] !== undefined,
  )
  if (kind.while === undefined || procedure === undefined) return
  const message = `what holds by itself (\`while\`) is not announced: leave out \`${procedure}\``
  context.addIssue({ code: 'custom', path: [procedure], message })
})
export type ExclusionKind = z.output<typeof exclusionKind>

// --- termination --------------------------------------------------------------------------------------------------
const span = oneOf([
  choice('month', 'quarter', 'year').transform((unit) => ({ kind: 'calendar' as const, unit })),
  length.transform((each) => ({ kind: 'length' as const, length: each })),
])
const times = count('a number of times')

/** When a right to terminate arises; the value of the first key names a commitment. */
export type PlainTrigger = z.output<typeof plainTrigger>
export type Trigger =
  | PlainTrigger
  | { readonly kind: 'any'; readonly of: readonly Trigger[] }
  | { readonly kind: 'all'; readonly of: readonly Trigger[] }
const plainTrigger = oneOf([
  strict({
    missed: name,
    times,
    consecutive: flag.optional(),
    outOf: count('a number of periods').optional(),
    within: span.optional(),
  })
    .refine((rule) => rule.outOf === undefined || rule.outOf >= rule.times, {
      error: '`outOf` is less than `times`: this can never happen',
    })
    .transform((rule) => ({ kind: 'missed' as const, ...rule })),
  strict({ outages: name, longerThan: durationMs.optional(), times, within: span }).transform((rule) => ({
    kind: 'outages' as const,
    ...rule,
  })),
  strict({ total: name, exceeds: durationMs, within: span }).transform((rule) => ({
    kind: 'total' as const,
    ...rule,
  })),
  strict({ average: name, over: times, below: quantity.optional(), above: quantity.optional() }).transform(
    (rule) => ({ kind: 'average' as const, ...rule }),
  ),
  strict({ missedEvents: name, times, within: span }).transform((rule) => ({
    kind: 'missedEvents' as const,
    ...rule,
  })),
  strict({ capReached: choice('credits'), times, within: span }).transform((rule) => ({
    kind: 'capReached' as const,
    ...rule,
  })),
  strict({ overdue: name, by: length }).transform((rule) => ({ kind: 'overdue' as const, ...rule })),
])
const trigger: z.ZodType<Trigger> = z.lazy(() =>
  oneOf([
    plainTrigger,
    strict({ any: z.array(trigger).min(1) }).transform(({ any }): Trigger => ({ kind: 'any', of: any })),
    strict({ all: z.array(trigger).min(1) }).transform(({ all }): Trigger => ({ kind: 'all', of: all })),
  ]),
)

export const terminationClause = strict({
  right: party,
  when: trigger,
  cure: length.optional(),
  exercise: z
    .union([
      length.transform((within) => ({ within, after: 'trigger' as const })),
      strict({ within: length, after: choice('trigger', 'periodEnd').default('trigger') }),
    ])
    .optional(),
  calendar: calendarReference.optional(),
  clause: clauseText,
})
export type TerminationClause = z.output<typeof terminationClause>

// --- value --------------------------------------------------------------------------------------------------------
export const feeUnits = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const
export const money = strict({ amount, per: choice(...feeUnits) })
const benefit = strict({ name: line().max(300), worth: money, scaledBy: name.optional() })
const cost = strict({ name: line().max(300), worth: money })
export const value = strict({
  proposition: words().optional(),
  benefits: z.array(benefit).max(100).default([]),
  costs: z.array(cost).default([]),
  price: z.array(name).optional(),
  alternative: strict({
    name: line().max(300),
    price: money.optional(),
    // What the alternative would bring is not measured, so nothing can scale it.
    benefits: z.array(cost).default([]),
    costs: z.array(cost).default([]),
  }).optional(),
  relative: strict({
    priceWeight: part,
    attributes: z.array(strict({ name: line().max(100), weight: part })).min(1),
  }).optional(),
})

// --- life ---------------------------------------------------------------------------------------------------------
export const noticeKindNames = [
  'breach',
  'periodClosed',
  'terminationMet',
  'terminationNear',
  'atRisk',
  'evidenceGap',
  'amendment',
  'change',
  'exclusion',
  'credit',
  'reminder',
  'statement',
  'announcement',
  'survey',
  'procedure',
] as const
export const noticeRule = strict({
  kinds: z.array(choice(...noticeKindNames)).optional(),
  language: choice('en', 'de').default('en'),
  digest: choice('daily').optional(),
})
const wholeDays = length.refine(({ unit }) => unit === 'day' || unit === 'month', {
  error: 'a term is extended by days, weeks, months or years',
})
export const renewal = strict({ extends: wholeDays, notice: length })
export const amendment = strict({
  effective: date,
  until: date.optional(),
  clause: clauseText,
  changes: z.custom<object>((input) => typeof input === 'object' && input !== null && !Array.isArray(input), {
    error: 'expected a mapping of changes',
  }),
})
