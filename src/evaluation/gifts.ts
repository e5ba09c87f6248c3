import type { CalendarContext } from '../agreement/calendar.ts'
import {
  compare,
  divide,
  type Fraction,
  fraction,
  isZero,
  multiply,
  one,
  zero,
} from '../agreement/fraction.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import type { CreditTerms } from '../agreement/schema/credits.ts'
import { type Gift, type Give, type GiveUnit, isChoice, isWorthMoney } from '../agreement/schema/gifts.ts'
import { affectedShare, multipliedSeconds, steps } from './creditQuantities.ts'
import { baseOf, unclipped } from './feeBases.ts'
import { daysIn, type Fee, type FeeContext, feeOfDay, unitMonths, wholeMonths } from './fees.ts'
import type { Measured } from './measured.ts'
import { touchedUnits } from './touchedUnits.ts'
import type { FinishedVerdict } from './verdict.ts'

export interface CreditContext {
  readonly commitment: CommitmentTerms
  readonly measured: Measured
  readonly verdict: FinishedVerdict
  readonly fees: FeeContext
  /** How many misses in a row this one is (1 for the first), for `repeat`. */
  readonly missesInRow: number
  readonly calendars: CalendarContext
}

export interface Given {
  readonly unit: GiveUnit
  /** A share of 1 for per cent. */
  readonly units: Fraction
}

/** Unrounded; `pending` while the base is not known, null for points and extensions. */
export type Money = Fraction | 'pending' | null

/** What one gift comes to; null for nothing. While it is not known which of several counts no unit is given yet. */
export interface Due {
  readonly given: readonly Given[]
  readonly money: Money
}

/** What a schedule's gift comes to, with its steps, between `atLeast` and `atMost`: these bind the whole of it, the latter last. */
export function dueWithin(gift: Gift, schedule: CreditTerms, context: CreditContext): Due | null {
  const due = dueOf(gift, schedule, context)
  const { atLeast, atMost } = schedule
  const raised = due && atLeast ? chosen('max', [due, limitOf(atLeast, schedule, context)]) : due
  return raised && atMost ? chosen('min', [raised, limitOf(atMost, schedule, context)]) : raised
}

/** A limit is neither multiplied by steps nor by repeated misses, and not weighed. */
const limitOf = (
  limit: Gift,
  { of, day }: Pick<CreditTerms, 'of' | 'day'>,
  context: CreditContext,
): Due | null => dueOf(limit, { on: 'measure', of, day }, context)

/** The same without its limits. */
export function dueOf(gift: Gift, schedule: CreditTerms, context: CreditContext): Due | null {
  if (isChoice(gift))
    return chosen(
      gift.choose,
      gift.among.map((each) => dueOf(each, schedule, context)),
    )
  const quantity = quantityOfSteps(schedule, context)
  if (isZero(gift.amount) || isZero(quantity)) return null
  return dueGive(gift, quantity, gift.of ? { ...schedule, of: gift.of } : schedule, context)
}

function quantityOfSteps({ forEach }: CreditTerms, context: CreditContext): Fraction {
  if (forEach === undefined) return one
  return forEach.kind === 'touched'
    ? fraction(touchedUnits(forEach, context).length)
    : steps(forEach, context)
}

/** The first of the greatest or least; nothing is the least there can be. */
export function chosen(choose: 'max' | 'min', all: readonly (Due | null)[]): Due | null {
  const due = all.filter((each) => each !== null)
  const [first] = due
  if (first === undefined || (choose === 'min' && due.length < all.length)) return null
  if (due.length === 1) return first
  if (due.some(({ money }) => money === 'pending')) return { given: [], money: 'pending' }
  const amount = ({ money }: Due): Fraction => (money === 'pending' ? null : money) ?? zero
  const isBetter = (a: Due, b: Due): boolean =>
    choose === 'max' ? compare(amount(a), amount(b)) > 0 : compare(amount(a), amount(b)) < 0
  return due.reduce((best, each) => (isBetter(each, best) ? each : best))
}

function dueGive(give: Give, quantity: Fraction, schedule: CreditTerms, context: CreditContext): Due {
  const factor = schedule.repeat && context.missesInRow > 1 ? schedule.repeat.multiplier : one
  const repeated = multiply(quantity, factor)
  // The time of a multiple is weighed where it is taken.
  const isWeighed = schedule.share === 'affected' && give.unit !== 'multiple'
  const weighed = isWeighed ? multiply(repeated, affectedShare(context.measured)) : repeated
  const units = multiply(give.amount, weighed)
  return {
    given: [{ unit: give.unit, units }],
    money: moneyOf({ unit: give.unit, amount: multiply(give.amount, factor) }, units, schedule, context),
  }
}

function moneyOf(
  give: Pick<Give, 'unit' | 'amount'>,
  units: Fraction,
  schedule: CreditTerms,
  context: CreditContext,
): Money {
  if (!isWorthMoney(give)) return null
  if (give.unit === 'money') return units
  if (!schedule.of) return null
  const base = baseOf(schedule.of, context.fees)
  if (base === 'pending') return 'pending'
  if (give.unit === 'percent') return multiply(base.amount, units)
  if (give.unit === 'day') return multiply(dayValue(base, schedule, context), units)
  return multiply(multiply(base.amount, give.amount), timeShare(base, schedule, context))
}

/** A day of the fee: the fee divided by the days that it is for, unless the contract says otherwise. */
function dayValue(base: Fee, schedule: CreditTerms, context: CreditContext): Fraction {
  const { terms } = context.fees
  if (schedule.day?.kind === 'part') {
    const whole = unclipped(base, context.fees)
    const months = wholeMonths(whole.window, terms.timeZone)
    const unit = fraction(unitMonths[schedule.day.unit] ?? 1, months ?? 1)
    return multiply(multiply(whole.amount, unit), schedule.day.part)
  }
  if (schedule.day?.kind === 'thatDay' && schedule.of?.kind === 'fee') {
    const at = context.measured.outages[0]?.outage.from ?? context.fees.period.from
    const known = feeOfDay(schedule.of.fee, at, context.fees)
    if (known !== null) return known
  }
  return divide(base.amount, fraction(daysIn(base.window, terms.timeZone)))
}

/** The share of the fee's own time that a multiple of it is pro-rated to; of the judged period's for a fee of another. */
function timeShare(base: Fee, schedule: CreditTerms, context: CreditContext): Fraction {
  const { period, wholePeriod } = context.fees
  const isIncident = context.commitment.period.kind === 'incident'
  const isOther = !isIncident && (base.window.to <= period.from || base.window.from >= period.to)
  const window = isOther ? wholePeriod : base.window
  const length = fraction(window.to - window.from, 1000)
  const quantity = multipliedSeconds(schedule, context)
  return quantity === null || quantity.n <= 0n || isZero(length) ? zero : divide(quantity, length)
}
