import { z } from 'zod'
import type { Fraction } from '../fraction.ts'
import { type Condition, parseCondition } from '../quantity.ts'
import { type CalendarReference, calendarReference } from './calendars.ts'
import { cap } from './caps.ts'
import { claim } from './claims.ts'
import { earnBack } from './earnBack.ts'
import { feeBase } from './feeBases.ts'
import { type Give, gift, giftLimit, give, isWorthMoney, leavesOf } from './gifts.ts'
import {
  amount,
  choice,
  conditions,
  date,
  decimal,
  oneOf,
  oneOrMany,
  parsed,
  share,
  strict,
  words,
} from './scalars.ts'

const band = strict({ when: conditions, give: gift, clause: words().max(2000).optional() })
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
const stepCondition = parsed('a length of time such as "> 1h"', (text) => {
  const read = parseCondition(text)
  return read?.quantity.unit === 's' ? read : null
})

/** Each hour, day or week of the calendar of which some time counts: longer than `down` says, where it says so. */
export interface Touched {
  readonly kind: 'touched'
  readonly unit: 'hour' | 'day' | 'week'
  readonly down: Condition | null
  /** Only days on which this calendar works. */
  readonly calendar: CalendarReference | null
  readonly of: 'downtime' | 'outage' | 'excess'
  readonly per: 'outage' | 'period'
}
interface TouchedTerms extends Pick<Touched, 'per'> {
  readonly each: Touched['unit']
  readonly of: Touched['of'] | 'shortfall' | 'exceedance'
  readonly down?: Condition | undefined
  readonly calendar?: CalendarReference | undefined
}

function touchedRule(
  { each, of, down, calendar, per }: TouchedTerms,
  context: z.core.$RefinementCtx,
): Touched {
  const isOfTime = of === 'downtime' || of === 'outage' || of === 'excess'
  if (!isOfTime) context.addIssue({ code: 'custom', path: ['of'], message: `a ${of} lies on no day` })
  if (calendar !== undefined && each !== 'day')
    context.addIssue({
      code: 'custom',
      path: ['calendar'],
      message: 'says which days count: it needs each: day',
    })
  return {
    kind: 'touched',
    unit: each,
    down: down ?? null,
    calendar: calendar ?? null,
    of: isOfTime ? of : 'downtime',
    per,
  }
}

const forEach = oneOf([
  choice('missedEvent').transform(() => ({ kind: 'missedEvent' as const })),
  strict(
    {
      complete: stepSize.optional(),
      started: stepSize.optional(),
      exact: stepSize.optional(),
      of: choice('downtime', 'excess', 'outage', 'shortfall', 'exceedance').default('downtime'),
      per: choice('outage', 'period').optional(),
      each: choice('hour', 'day', 'week').optional(),
      down: stepCondition.optional(),
      calendar: calendarReference.optional(),
    },
    { day: 'write each: day', days: 'write each: day', hour: 'write each: hour' },
  ).transform((terms, context) => {
    const given = (['complete', 'started', 'exact', 'each'] as const).filter(
      (key) => terms[key] !== undefined,
    )
    const per = terms.per ?? ('period' as const)
    if (given.length === 1 && terms.each !== undefined)
      return touchedRule({ ...terms, each: terms.each, per }, context)
    if (terms.down !== undefined || terms.calendar !== undefined)
      context.addIssue({
        code: 'custom',
        message: '`down` and `calendar` belong to `each`, such as each: day, down: "> 1h"',
      })
    const steps = given.find((key) => key !== 'each')
    const size = steps === undefined ? undefined : terms[steps]
    if (given.length === 1 && steps !== undefined && size !== undefined) {
      return { kind: 'step' as const, steps, size, of: terms.of, per }
    }
    context.addIssue({
      code: 'custom',
      message: `expected exactly one of complete, started, exact, each, found ${given.join(' and ') || 'none'}`,
    })
    return z.NEVER
  }),
])
export type ForEach = z.output<typeof forEach>

const multiplier = decimal.refine(({ n, d }) => n > 0n && n <= 1000n * d, {
  error: 'a multiplier lies above 0, and is at most 1000',
})
const pool = strict({ atRisk: share, category: share, item: share })

export const credit = strict(
  {
    bands: z.array(band).min(1).optional(),
    forEach: forEach.optional(),
    give: gift.optional(),
    pool: pool.optional(),
    atLeast: giftLimit.optional(),
    atMost: giftLimit.optional(),
    on: choice('measure', 'excess', 'shortfall', 'exceedance', 'missedEvents', 'duration').default('measure'),
    of: feeBase.optional(),
    overlap: choice('first', 'highest', 'lowest').optional(),
    share: choice('affected').optional(),
    repeat: strict({ multiplier }).optional(),
    day: parsed<DayValue>('a day such as "1/30 of month", "1/365 of year" or thatDay', parseDay).optional(),
    claim: claim.optional(),
    earnBack: earnBack.optional(),
    clause: words().max(2000).optional(),
  },
  {
    greaterOf: 'write give: "max(5%, 50.00 EUR)"',
    lesserOf: 'write give: "min(5%, 50.00 EUR)"',
    maximum: 'write `atMost`',
    minimum: 'write `atLeast`',
  },
).superRefine((terms, context) => {
  const given = (['bands', 'give', 'pool'] as const).filter((key) => terms[key] !== undefined)
  if (given.length !== 1)
    context.addIssue({
      code: 'custom',
      message: `expected exactly one of bands, give, pool, found ${given.join(' and ') || 'none'}`,
    })
  if (terms.forEach !== undefined && terms.give === undefined) {
    context.addIssue({ code: 'custom', path: ['forEach'], message: '`forEach` needs `give`' })
  }
  const gifts = [...(terms.give ? [terms.give] : []), ...(terms.bands ?? []).map((each) => each.give)]
  for (const limit of ['atLeast', 'atMost'] as const)
    if (terms[limit] !== undefined && !gifts.flatMap(leavesOf).every(isWorthMoney))
      context.addIssue({
        code: 'custom',
        path: [limit],
        message: 'is an amount of money, which points and extensions are not: it cannot limit them',
      })
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
const joinPeriod: z.ZodType<JoinPeriod> = oneOf([
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

/** By points alone: what is given is one amount. */
const pointBand = strict({ when: conditions, give, clause: words().max(2000).optional() })
const pointsTable = strict({ of: feeBase, bands: z.array(pointBand).min(1) })
export const creditRules = strict({
  join: choice('sum', 'max', 'onePerDay', 'onePerEvent', 'customerElects').default('sum'),
  per: joinPeriod.optional(),
  groups: z.array(z.array(words()).min(2)).optional(),
  cap: oneOrMany(cap).optional(),
  minimum: z
    .union([give, amount.transform((value): Give => ({ unit: 'money', amount: value, text: '' }))])
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
