import {
  compare,
  divide,
  type Fraction,
  fraction,
  isZero,
  multiply,
  one,
  roundToWhole,
  subtract,
  sum,
  toDecimal,
  zero,
} from '../agreement/fraction.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import type { Band, CreditTerms, ForEach, Give, GiveUnit } from '../agreement/schema/credits.ts'
import { baseOf, daysIn, type Fee, type FeeContext, feeOfDay, unitMonths, wholeMonths } from './fees.ts'
import { conditionOf, rounded } from './judge.ts'
import type { Measured } from './measured.ts'
import type { FinishedVerdict } from './verdict.ts'

/** What a period's schedules give, before join and caps: units first, money when the base is known. */
export interface Credit {
  readonly state: 'none' | 'silent' | 'due'
  /** Units given, by their kind; a share of 1 for per cent. */
  readonly unit: GiveUnit | null
  readonly units: Fraction
  /** Unrounded money, null for points and extensions. */
  readonly money: Fraction | 'pending' | null
}

export interface CreditContext {
  readonly commitment: CommitmentTerms
  readonly measured: Measured
  readonly verdict: FinishedVerdict
  readonly fees: FeeContext
  /** How many misses in a row this one is (1 for the first), for `repeat`. */
  readonly missesInRow: number
}

const nothing: Credit = { state: 'none', unit: null, units: zero, money: zero }
const silent: Credit = { state: 'silent', unit: null, units: zero, money: null }

/** The credit of one period: its schedules add up; null where the commitment has none. */
export function creditOf(context: CreditContext): Credit | null {
  const schedules = context.commitment.credit
  if (schedules === undefined) return null
  const given = schedules.map((schedule) => scheduleCredit(schedule, context))
  if (given.some((each) => each.state === 'silent')) return silent
  const due = given.filter((each) => each.state === 'due')
  const [first] = due
  if (!first) return nothing
  if (due.length === 1) return first
  const same = due.every((each) => each.unit === first.unit)
  return {
    state: 'due',
    unit: same ? first.unit : null,
    units: same ? sum(due.map((each) => each.units)) : zero,
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
function bandFor(
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

function bandedValue(schedule: CreditTerms, context: CreditContext): Fraction | null {
  const { measured, commitment } = context
  if (schedule.on === 'measure') return rounded(measured.value, commitment.rounding)
  return quantityOf(schedule.on, context)
}

/** The quantities beside the measure that bands and steps may use; all positive on the missed side. */
function quantityOf(
  on: 'excess' | 'shortfall' | 'exceedance' | 'missedEvents' | 'duration',
  context: CreditContext,
): Fraction | null {
  const { measured, commitment } = context
  const condition = conditionOf(commitment.target)
  const value = rounded(measured.value, commitment.rounding)
  if (on === 'missedEvents') return measured.counts?.bad ?? null
  if (on === 'duration') return measured.time ? fraction(measured.time.badMs, 1000) : null
  if (condition === null || value === null) return null
  const target = condition.quantity.value
  const distance =
    condition.operator.startsWith('<') || condition.operator === '='
      ? subtract(value, target)
      : subtract(target, value)
  if (on === 'shortfall') return distance
  if (on === 'exceedance') return isZero(target) ? null : divide(distance, target)
  return excessSeconds(measured, commitment, target) ?? distance
}

/** Bad time beyond what the target leaves, in seconds. */
function excessSeconds(measured: Measured, commitment: CommitmentTerms, target: Fraction): Fraction | null {
  if (measured.time === null) return null
  const bad = fraction(measured.time.badMs, 1000)
  if (commitment.measure.kind === 'uptime')
    return subtract(bad, multiply(subtract(one, target), fraction(measured.time.totalMs, 1000)))
  return commitment.measure.kind === 'downtime' ? subtract(bad, target) : null
}

function stepped(quantity: Fraction, rule: Extract<ForEach, { kind: 'step' }>): Fraction {
  if (quantity.n <= 0n) return zero
  const size =
    rule.size.kind === 'time'
      ? fraction(rule.size.ms, 1000)
      : rule.size.kind === 'share'
        ? rule.size.share
        : rule.size.number
  const count = divide(quantity, size)
  if (rule.steps === 'exact') return count
  return fraction(roundToWhole(count, rule.steps === 'complete' ? 'floor' : 'ceil'))
}

/** How many steps of an increment the miss is worth. */
function steps(rule: ForEach, context: CreditContext): Fraction {
  if (rule.kind === 'missedEvent') return context.measured.counts?.bad ?? zero
  if (rule.of === 'outage' || rule.per === 'outage') {
    const each = context.measured.outages.map((outage) => stepped(fraction(outage.countedMs, 1000), rule))
    return rule.per === 'period'
      ? stepped(sum(context.measured.outages.map((outage) => fraction(outage.countedMs, 1000))), rule)
      : sum(each)
  }
  const quantity =
    rule.of === 'downtime'
      ? quantityOf('duration', context)
      : quantityOf(rule.of === 'excess' ? 'excess' : 'shortfall', context)
  return quantity === null ? zero : stepped(quantity, rule)
}

function dueCredit(give: Give, quantity: Fraction, schedule: CreditTerms, context: CreditContext): Credit {
  if (isZero(give.amount)) return nothing
  const repeated =
    schedule.repeat && context.missesInRow > 1 ? multiply(quantity, schedule.repeat.multiplier) : quantity
  // The time of a multiple is weighed where it is taken.
  const isWeighed = schedule.share === 'affected' && give.unit !== 'multiple'
  const weighed = isWeighed ? multiply(repeated, affectedShare(context.measured)) : repeated
  const units = multiply(give.amount, weighed)
  return { state: 'due', unit: give.unit, units, money: moneyOf(give, units, schedule, context) }
}

function moneyOf(
  give: Give,
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
    const months = wholeMonths(base.window, terms.timeZone)
    const unit = fraction(unitMonths[schedule.day.unit] ?? 1, months ?? 1)
    return multiply(multiply(base.amount, unit), schedule.day.part)
  }
  if (schedule.day?.kind === 'thatDay' && schedule.of?.kind === 'fee') {
    const at = context.measured.outages[0]?.outage.from ?? context.fees.period.from
    const known = feeOfDay(schedule.of.fee, at, context.fees)
    if (known !== null) return known
  }
  return divide(base.amount, fraction(daysIn(base.window, terms.timeZone)))
}

/** How much of the affected there was in the counted time: 1 where nothing says. */
function affectedShare(measured: Measured): Fraction {
  const all = sum(measured.outages.map((outage) => fraction(outage.countedMs)))
  return isZero(all) ? one : divide(sum(measured.outages.map((outage) => outage.affectedMs)), all)
}

/** The share of the fee's own time that a multiple of it is pro-rated to; of the judged period's for a fee of another. */
function timeShare(base: Fee, schedule: CreditTerms, context: CreditContext): Fraction {
  const { period, wholePeriod } = context.fees
  const isOther = base.window.to <= period.from || base.window.from >= period.to
  const window = isOther ? wholePeriod : base.window
  const length = fraction(window.to - window.from, 1000)
  const quantity = multipliedSeconds(schedule, context)
  return quantity === null || quantity.n <= 0n || isZero(length) ? zero : divide(quantity, length)
}

/** The qualifying outages' own time, the excess, or so many steps of a length. */
function multipliedSeconds(schedule: CreditTerms, context: CreditContext): Fraction | null {
  const { measured, commitment } = context
  if (schedule.on === 'excess') return quantityOf('excess', context)
  if (schedule.forEach?.kind === 'step' && schedule.forEach.size.kind === 'time')
    return multiply(steps(schedule.forEach, context), fraction(schedule.forEach.size.ms, 1000))
  const { terms } = commitment.measure
  const isAffected = schedule.share === 'affected' || ('unit' in terms && terms.unit === 'affected')
  const ms = measured.outages.map((each) => (isAffected ? each.affectedMs : fraction(each.countedMs)))
  return divide(sum(ms), fraction(1000))
}

function poolCredit(schedule: CreditTerms, context: CreditContext): Credit {
  if (!schedule.pool || !schedule.of) return nothing
  const units = multiply(multiply(schedule.pool.atRisk, schedule.pool.category), schedule.pool.item)
  const base = baseOf(schedule.of, context.fees)
  return {
    state: 'due',
    unit: 'percent',
    units,
    money: base === 'pending' ? 'pending' : multiply(base.amount, units),
  }
}

/** Per cent as a decimal text, such as `10`. */
export const percentText = (credit: Credit): string | null =>
  credit.state !== 'due'
    ? credit.state === 'none'
      ? '0'
      : null
    : credit.unit === 'percent'
      ? toDecimal(multiply(credit.units, fraction(100)))
      : null

const unitNames: Readonly<Partial<Record<GiveUnit, 'day' | 'point' | 'extension'>>> = {
  day: 'day',
  point: 'point',
  extension: 'extension',
}
export const unitName = (credit: Credit): 'day' | 'point' | 'extension' | null =>
  credit.unit === null ? null : (unitNames[credit.unit] ?? null)
export const unitsText = (credit: Credit): string | null =>
  credit.state === 'due' && unitName(credit) !== null ? toDecimal(credit.units) : null
