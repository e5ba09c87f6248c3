import { z } from 'zod'
import { type Fraction, fraction, parseDecimal } from '../fraction.ts'
import { type Length, parseLength } from '../length.ts'
import { parseCondition } from '../quantity.ts'
import { claim } from './claims.ts'
import { earnBack } from './earnBack.ts'
import { choice, conditions, date, decimal, oneOrMany, parsed, share, strict, words } from './scalars.ts'

export type GiveUnit = 'percent' | 'day' | 'multiple' | 'point' | 'money' | 'extension'

/** What one unit of credit is: `amount` is a share of 1 for `percent`, a plain number else. */
export interface Give {
  readonly unit: GiveUnit
  readonly amount: Fraction
  readonly text: string
  readonly currency?: string
}

const giveForms: readonly [RegExp, GiveUnit][] = [
  [/^(\d+(?:\.\d+)?) ?%$/, 'percent'],
  [/^(\d+(?:\.\d+)?) days?$/, 'day'],
  [/^(\d+(?:\.\d+)?) ?x$/, 'multiple'],
  [/^(\d+(?:\.\d+)?) points?$/, 'point'],
  [/^(\d+(?:\.\d+)?) ([A-Z]{3})$/, 'money'],
  [/^(\d+(?:\.\d+)?) days? extension$/, 'extension'],
]

export const give = parsed<Give>(
  'a credit such as 10%, 3 days, 10x, 2 points, 500.00 EUR or 7 days extension',
  (text) => {
    for (const [form, unit] of giveForms) {
      const match = form.exec(text.trim())
      const amount = match && parseDecimal(match[1] ?? '')
      if (!match || !amount) continue
      const share = unit === 'percent' ? fraction(amount.n, amount.d * 100n) : amount
      return {
        unit,
        amount: share,
        text,
        ...(unit === 'money' && match[2] !== undefined ? { currency: match[2] } : {}),
      }
    }
    return null
  },
)

/** A fee and the window that it is taken from, or the greatest of several. */
export type FeeBase =
  | { readonly kind: 'fee'; readonly fee: string; readonly window: FeeWindow; readonly text: string }
  | { readonly kind: 'max'; readonly of: readonly FeeBase[]; readonly text: string }
export type FeeWindow =
  | { readonly kind: 'period' | 'previousPeriod' | 'nextPeriod' | 'nextInvoice' }
  | { readonly kind: 'before'; readonly length: Length }
  | { readonly kind: 'oneUnit'; readonly unit: string }

function parseWindow(text: string | undefined): FeeWindow | null {
  if (text === undefined) return { kind: 'period' }
  if (text === 'previous period') return { kind: 'previousPeriod' }
  if (text === 'next period') return { kind: 'nextPeriod' }
  if (text === 'next invoice') return { kind: 'nextInvoice' }
  const unit = /^one (hour|day|week|month|quarter|year)$/.exec(text)?.[1]
  if (unit !== undefined) return { kind: 'oneUnit', unit }
  const before = /^(.+) before$/.exec(text)?.[1]
  const length = before === undefined ? null : parseLength(before)
  return length ? { kind: 'before', length } : null
}

export function parseFeeBase(text: string): FeeBase | null {
  const inner = /^max\((.+)\)$/.exec(text.trim())?.[1]
  if (inner !== undefined) {
    const of = inner.split(',').map((part) => parseFeeBase(part.trim()))
    return of.every((each) => each !== null) ? { kind: 'max', of, text } : null
  }
  const match = /^fees\.([A-Za-z][A-Za-z0-9_-]{0,63})(?: (?:of )?(.+))?$/.exec(text.trim())
  const window = match && parseWindow(match[2])
  return match && window ? { kind: 'fee', fee: match[1] ?? '', window, text } : null
}

export const feeBase = parsed(
  'a fee such as fees.service, "fees.service of previous period" or "max(fees.a, fees.b)"',
  parseFeeBase,
)

export type CapWindow = 'incident' | 'period' | 'month' | 'quarter' | 'year' | 'contract year' | '12 months'
export interface Cap {
  readonly amount: Fraction
  /** `share` is of 1; `day` counts days of the fee; `money` is in the agreement's currency. */
  readonly unit: 'share' | 'day' | 'money'
  readonly of: FeeBase | null
  readonly per: CapWindow
  readonly text: string
  /** Of an amount of money. */
  readonly currency?: string
}

export const cap = parsed<Cap>('a cap such as "100% of fees.service per month"', (text) => {
  const match = /^(.+?)(?: of (.+?))? per (incident|period|month|quarter|year|contract year|12 months)$/.exec(
    text.trim(),
  )
  const amount = match && give.safeParse(match[1])
  if (!match || !amount?.success) return null
  const of = match[2] === undefined ? null : parseFeeBase(match[2])
  const per = match[3] as CapWindow
  const { unit, currency } = amount.data
  if (unit === 'money' && match[2] === undefined)
    return { amount: amount.data.amount, unit, of: null, per, text, ...(currency ? { currency } : {}) }
  if (!of || (unit !== 'percent' && unit !== 'day')) return null
  return { amount: amount.data.amount, unit: unit === 'percent' ? 'share' : 'day', of, per, text }
})

const band = strict({ when: conditions, give, clause: words().max(2000).optional() })
export type Band = z.output<typeof band>

export type StepSize =
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'share'; readonly share: Fraction }
  | { readonly kind: 'number'; readonly number: Fraction }
const stepSize = parsed<StepSize>('a step such as 30m or 0.5%', (text) => {
  const value = parseCondition(`= ${text}`)?.quantity
  if (!value || value.value.n <= 0n) return null
  if (value.unit === '%') return { kind: 'share', share: value.value }
  if (value.unit === '') return { kind: 'number', number: value.value }
  const ms = { n: value.value.n * 1000n, d: value.value.d }
  return ms.n % ms.d === 0n ? { kind: 'time', ms: Number(ms.n / ms.d) } : null
})
const forEach = z.union([
  choice('missedEvent').transform(() => ({ kind: 'missedEvent' as const })),
  strict({
    complete: stepSize.optional(),
    started: stepSize.optional(),
    exact: stepSize.optional(),
    of: choice('downtime', 'excess', 'outage', 'shortfall', 'exceedance').default('downtime'),
    per: choice('outage', 'period').optional(),
  }).transform((terms, context) => {
    const given = (['complete', 'started', 'exact'] as const).filter((key) => terms[key] !== undefined)
    const [steps] = given
    const size = steps === undefined ? undefined : terms[steps]
    if (given.length === 1 && steps !== undefined && size !== undefined) {
      return { kind: 'step' as const, steps, size, of: terms.of, per: terms.per ?? ('period' as const) }
    }
    context.addIssue({
      code: 'custom',
      message: `expected exactly one of complete, started, exact, found ${given.join(' and ') || 'none'}`,
    })
    return z.NEVER
  }),
])
export type ForEach = z.output<typeof forEach>

const pool = strict({ atRisk: share, category: share, item: share })

export const credit = strict({
  bands: z.array(band).min(1).optional(),
  forEach: forEach.optional(),
  give: give.optional(),
  pool: pool.optional(),
  on: choice('measure', 'excess', 'shortfall', 'exceedance', 'missedEvents', 'duration').default('measure'),
  of: feeBase.optional(),
  overlap: choice('first', 'highest', 'lowest').optional(),
  share: choice('affected').optional(),
  repeat: strict({ multiplier: decimal }).optional(),
  day: parsed<DayValue>('a day such as "1/30 of month", "1/365 of year" or thatDay', parseDay).optional(),
  claim: claim.optional(),
  earnBack: earnBack.optional(),
  clause: words().max(2000).optional(),
}).superRefine((terms, context) => {
  const given = (['bands', 'give', 'pool'] as const).filter((key) => terms[key] !== undefined)
  if (given.length !== 1)
    context.addIssue({
      code: 'custom',
      message: `expected exactly one of bands, give, pool, found ${given.join(' and ') || 'none'}`,
    })
  if (terms.forEach !== undefined && terms.give === undefined) {
    context.addIssue({ code: 'custom', path: ['forEach'], message: '`forEach` needs `give`' })
  }
})
export type CreditTerms = z.output<typeof credit>

export type DayValue =
  | { readonly kind: 'thatDay' }
  | { readonly kind: 'part'; readonly part: Fraction; readonly unit: 'month' | 'quarter' | 'year' }
export function parseDay(text: string): DayValue | null {
  if (text === 'thatDay') return { kind: 'thatDay' }
  const match = /^1\/(\d{1,3}) of (month|quarter|year)$/.exec(text)
  return match && Number(match[1]) > 0
    ? { kind: 'part', part: { n: 1n, d: BigInt(match[1] ?? 1) }, unit: match[2] as 'month' }
    : null
}

/** The window whose credits are joined, where it is not the month. */
const joinPeriod: z.ZodType<JoinPeriod> = z.union([
  choice('day', 'week', 'month', 'quarter', 'year').transform(
    (unit): JoinPeriod => ({ kind: 'calendar', unit }),
  ),
  strict({ billing: choice('month', 'quarter', 'year'), anchor: date }).transform(
    ({ billing, anchor }): JoinPeriod => ({ kind: 'billing', unit: billing, anchor }),
  ),
])
export type JoinPeriod =
  | { readonly kind: 'calendar'; readonly unit: 'day' | 'week' | 'month' | 'quarter' | 'year' }
  | { readonly kind: 'billing'; readonly unit: 'month' | 'quarter' | 'year'; readonly anchor: string }

const pointsTable = strict({ of: feeBase, bands: z.array(band).min(1) })
export const creditRules = strict({
  join: choice('sum', 'max', 'onePerDay', 'onePerEvent', 'customerElects').default('sum'),
  per: joinPeriod.optional(),
  groups: z.array(z.array(words()).min(2)).optional(),
  cap: oneOrMany(cap).optional(),
  minimum: z
    .union([give, decimal.transform((amount): Give => ({ unit: 'money', amount, text: '' }))])
    .refine(({ unit }) => unit === 'money', { error: 'expected an amount of money such as 10.00' })
    .optional(),
  requires: oneOrMany(words()).optional(),
  claim: claim.optional(),
  earnBack: earnBack.optional(),
  pointsTable: pointsTable.optional(),
  pointValue: share.optional(),
  pointsOf: feeBase.optional(),
  clause: words().max(2000).optional(),
})
export type CreditRules = z.output<typeof creditRules>
