import { add, divide, type Fraction, fraction, multiply, sum, zero } from '../agreement/fraction.ts'
import type { Period } from '../agreement/period.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { FeeBase } from '../agreement/schema/feeBases.ts'
import type { GiveUnit } from '../agreement/schema/gifts.ts'
import { feesOver } from './caps.ts'
import { type Credit, unitsGiven } from './credit.ts'
import { baseOf } from './feeBases.ts'
import { daysIn, toMinor } from './fees.ts'
import type { Judgement } from './judgePeriod.ts'

/** The points of all commitments of a month as money, in minor units: by the agreement's table or value of a point. */
export function pointsMinor(month: Period, judgements: readonly Judgement[], asOf: number): bigint {
  const given = judgements.filter(
    ({ credit, result }) => credit && pointsOf(credit) !== null && result.credit?.state !== 'expired',
  )
  const [first] = given
  if (!first) return 0n
  const { credits, currency, money } = first.question.version.terms
  if (currency === undefined) return 0n
  const fees = feesOver(month, first, asOf)
  const amountOf = (base: FeeBase | null, unit: GiveUnit = 'percent'): Fraction => {
    const fee = base === null ? 'pending' : baseOf(base, fees)
    if (fee === 'pending') return zero
    return unit === 'day' ? divide(fee.amount, fraction(daysIn(fee.window, fees.terms.timeZone))) : fee.amount
  }
  if (credits.pointsTable) {
    const points = sum(given.map(pointsIn))
    const { bands, of } = credits.pointsTable
    const band = bands.find((each) => each.when.every((condition) => satisfies(points, condition)))
    if (!band) return 0n
    const { amount: gift, unit } = band.give
    const amount = unit === 'money' ? gift : multiply(gift, amountOf(of, unit))
    return toMinor(amount, currency, money.mode)
  }
  const { pointValue } = credits
  if (pointValue === undefined) return 0n
  const amount = given.reduce(
    (all, each) => add(all, multiply(multiply(pointsIn(each), pointValue), amountOf(pointBase(each)))),
    zero,
  )
  return toMinor(amount, currency, money.mode)
}

const pointsOf = (credit: Credit): Fraction | null => unitsGiven(credit, 'point')
const pointsIn = ({ credit }: Judgement): Fraction => (credit && pointsOf(credit)) ?? zero

/** What a point is a share of: said for all points, by the commitment's own credit, or the only fee that there is. */
function pointBase({ question }: Judgement): FeeBase | null {
  const { credits, fees } = question.version.terms
  const own = question.commitment.credit?.find((schedule) => schedule.of !== undefined)?.of
  const names = Object.keys(fees)
  const only = names.length === 1 ? names[0] : undefined
  if (credits.pointsOf ?? own) return credits.pointsOf ?? own ?? null
  return only === undefined ? null : { kind: 'fee', fee: only, window: { kind: 'period' }, text: only }
}
