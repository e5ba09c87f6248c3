import {
  compare,
  divide,
  type Fraction,
  fraction,
  isZero,
  multiply,
  one,
  sum,
  toDecimal,
  zero,
} from '../agreement/fraction.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import type { Band, CreditTerms, Give, GiveUnit } from '../agreement/schema/credits.ts'
import { affectedShare, bandedValue, multipliedSeconds, steps } from './creditQuantities.ts'
import { baseOf, unclipped } from './feeBases.ts'
import { daysIn, type Fee, type FeeContext, feeOfDay, unitMonths, wholeMonths } from './fees.ts'
import type { Measured } from './measured.ts'
import type { FinishedVerdict } from './verdict.ts'

/** What a period's schedules give, before join and caps: units first, money when the base is known. */
export interface Credit {
  readonly state: 'none' | 'silent' | 'due'
  /** What is given of each unit, once a unit; a share of 1 for per cent. */
  readonly given: readonly Given[]
  /** Unrounded money, null for points and extensions. */
  readonly money: Fraction | 'pending' | null
}

export interface Given {
  readonly unit: GiveUnit
  readonly units: Fraction
}

/** How much a credit gives of one unit, null where it gives none. */
export const unitsGiven = ({ given }: Credit, unit: GiveUnit): Fraction | null =>
  given.find((each) => each.unit === unit)?.units ?? null

export interface CreditContext {
  readonly commitment: CommitmentTerms
  readonly measured: Measured
  readonly verdict: FinishedVerdict
  readonly fees: FeeContext
  /** How many misses in a row this one is (1 for the first), for `repeat`. */
  readonly missesInRow: number
}

const nothing: Credit = { state: 'none', given: [], money: zero }
const silent: Credit = { state: 'silent', given: [], money: null }

/** The credit of one period: its schedules add up; null where the commitment has none. */
export function creditOf(context: CreditContext): Credit | null {
  const schedules = context.commitment.credit
  if (schedules === undefined) return null
  const given = schedules.map((schedule) => scheduleCredit(schedule, context))
  if (given.some((each) => each.state === 'silent')) return silent
  const due = given.filter((each) => each.state === 'due')
  if (due.length === 0) return nothing
  const byUnit = Map.groupBy(
    due.flatMap((each) => each.given),
    (each) => each.unit,
  )
  return {
    state: 'due',
    given: [...byUnit].map(([unit, all]) => ({ unit, units: sum(all.map((each) => each.units)) })),
    money: addMoney(due.map((each) => each.money)),
  }
}

function addMoney(all: readonly Credit['money'][]): Credit['money'] {
  const money = all.filter((each) => each !== null)
  if (money.length === 0) return null
  return money.some((each) => each === 'pending') ? 'pending' : sum(money as Fraction[])
}

function scheduleCredit(schedule: CreditTerms, context: CreditContext): Credit {
  if (
    context.verdict === 'notApplicable' ||
    context.verdict === 'undetermined' ||
    context.verdict === 'silent'
  )
    return nothing
  const missed = context.verdict === 'breached'
  if (schedule.bands) {
    const band = bandFor(schedule.bands, schedule, context, missed)
    if (band === 'silent') return silent
    return band === null ? nothing : dueCredit(band.give, one, schedule, context)
  }
  if (!missed) return nothing
  if (schedule.pool) return poolCredit(schedule, context)
  if (!schedule.give) return nothing
  const quantity = schedule.forEach ? steps(schedule.forEach, context) : one
  return isZero(quantity) ? nothing : dueCredit(schedule.give, quantity, schedule, context)
}

const paysNothing = (band: Band): boolean => isZero(band.give.amount)

/** The band that holds the value; `silent` where the contract's text leaves it open, null where nothing is due. */
export function bandFor(
  bands: readonly Band[],
  schedule: CreditTerms,
  context: CreditContext,
  missed: boolean,
): Band | 'silent' | null {
  const value = bandedValue(schedule, context)
  if (value === null) return missed ? (worstBand(bands, context) ?? 'silent') : null
  const holding = bands.filter((band) => band.when.every((condition) => satisfies(value, condition)))
  const [first] = holding
  if (!missed)
    return schedule.on === 'measure' && holding.some((band) => !paysNothing(band)) ? 'silent' : null
  if (!first) return 'silent'
  const differ = holding.some(
    (band) => band.give.unit !== first.give.unit || compare(band.give.amount, first.give.amount) !== 0,
  )
  if (!differ) return first
  if (schedule.overlap === undefined) return 'silent'
  if (schedule.overlap === 'first') return first
  const byAmount = [...holding].sort((a, b) => compare(a.give.amount, b.give.amount))
  return (schedule.overlap === 'highest' ? byAmount.at(-1) : byAmount[0]) ?? 'silent'
}

/** A percentile among failures lies beyond every number: the band that is open on that side. */
function worstBand(bands: readonly Band[], context: CreditContext): Band | null {
  if (!context.measured.beyond) return null
  return bands.find((band) => band.when.every((condition) => condition.operator.startsWith('>'))) ?? null
}

function dueCredit(
  give: Pick<Give, 'unit' | 'amount'>,
  quantity: Fraction,
  schedule: CreditTerms,
  context: CreditContext,
): Credit {
  if (isZero(give.amount)) return nothing
  const factor = schedule.repeat && context.missesInRow > 1 ? schedule.repeat.multiplier : one
  const repeated = multiply(quantity, factor)
  // The time of a multiple is weighed where it is taken.
  const isWeighed = schedule.share === 'affected' && give.unit !== 'multiple'
  const weighed = isWeighed ? multiply(repeated, affectedShare(context.measured)) : repeated
  const units = multiply(give.amount, weighed)
  return {
    state: 'due',
    given: [{ unit: give.unit, units }],
    money: moneyOf({ unit: give.unit, amount: multiply(give.amount, factor) }, units, schedule, context),
  }
}

function moneyOf(
  give: Pick<Give, 'unit' | 'amount'>,
  units: Fraction,
  schedule: CreditTerms,
  context: CreditContext,
): Credit['money'] {
  if (give.unit === 'point' || give.unit === 'extension') return null
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

/** The outsourcing form: of the amount at risk the category's share, of that the item's. */
function poolCredit(schedule: CreditTerms, context: CreditContext): Credit {
  const { pool } = schedule
  if (!pool || !schedule.of) return nothing
  const amount = multiply(multiply(pool.atRisk, pool.category), pool.item)
  return dueCredit({ unit: 'percent', amount }, one, schedule, context)
}

/** Per cent as a decimal text, such as `10`. */
export function percentText(credit: Credit): string | null {
  if (credit.state !== 'due') return credit.state === 'none' ? '0' : null
  const share = unitsGiven(credit, 'percent')
  return share && toDecimal(multiply(share, fraction(100)))
}

const shownUnits = ['day', 'point', 'extension'] as const
type ShownUnit = (typeof shownUnits)[number]

/** The one unit that is counted beside per cent and money; null where there is none, or more than one. */
export function unitName(credit: Credit): ShownUnit | null {
  const found = shownUnits.filter((unit) => unitsGiven(credit, unit) !== null)
  return found.length === 1 ? (found[0] ?? null) : null
}

export function unitsText(credit: Credit): string | null {
  const unit = unitName(credit)
  const units = unit && unitsGiven(credit, unit)
  return units && toDecimal(units)
}
