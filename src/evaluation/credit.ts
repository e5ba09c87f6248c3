import { compare, type Fraction, fraction, multiply, sum, toDecimal, zero } from '../agreement/fraction.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { Band, CreditTerms } from '../agreement/schema/credits.ts'
import { type Gift, type GiveUnit, givesNothing, isChoice, isSameGift } from '../agreement/schema/gifts.ts'
import { bandedValue } from './creditQuantities.ts'
import { type CreditContext, dueWithin, type Given, type Money } from './gifts.ts'

/** What a period's schedules give, before join and caps: units first, money when the base is known. */
export interface Credit {
  readonly state: 'none' | 'silent' | 'due'
  /** What is given of each unit, once a unit; a share of 1 for per cent. */
  readonly given: readonly Given[]
  /** Unrounded money, null for points and extensions. */
  readonly money: Money
}

/** How much a credit gives of one unit, null where it gives none. */
export const unitsGiven = ({ given }: Credit, unit: GiveUnit): Fraction | null =>
  given.find((each) => each.unit === unit)?.units ?? null

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
  const gift = giftOf(schedule, context, missed)
  if (gift === 'silent') return silent
  const due = gift && dueWithin(gift, schedule, context)
  return due ? { state: 'due', ...due } : nothing
}

/** What a schedule gives, before any steps; `silent` where the contract's text leaves it open. */
export function giftOf(
  schedule: CreditTerms,
  context: CreditContext,
  missed: boolean,
): Gift | 'silent' | null {
  if (schedule.bands) {
    const band = bandFor(schedule.bands, schedule, context, missed)
    return band === null || band === 'silent' ? band : band.give
  }
  if (!missed) return null
  return schedule.pool ? poolGift(schedule.pool) : (schedule.give ?? null)
}

const paysNothing = (band: Band): boolean => givesNothing(band.give)

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
  if (holding.every((band) => isSameGift(band.give, first.give))) return first
  if (schedule.overlap === undefined) return 'silent'
  if (schedule.overlap === 'first') return first
  const byAmount = [...holding].sort((a, b) => compare(amountOf(a), amountOf(b)))
  return (schedule.overlap === 'highest' ? byAmount.at(-1) : byAmount[0]) ?? 'silent'
}

/** The highest and the lowest are told of amounts in one unit only, which a choice has not. */
const amountOf = ({ give }: Band): Fraction => (isChoice(give) ? zero : give.amount)

/** A percentile among failures lies beyond every number: the band that is open on that side. */
function worstBand(bands: readonly Band[], context: CreditContext): Band | null {
  if (!context.measured.beyond) return null
  return bands.find((band) => band.when.every((condition) => condition.operator.startsWith('>'))) ?? null
}

/** The outsourcing form: of the amount at risk the category's share, of that the item's. */
const poolGift = ({ atRisk, category, item }: NonNullable<CreditTerms['pool']>): Gift => ({
  unit: 'percent',
  amount: multiply(multiply(atRisk, category), item),
  text: 'pool',
})

/** Per cent as a decimal text, such as `10`. */
export function percentText(credit: Credit): string | null {
  if (credit.state !== 'due') return credit.state === 'none' ? '0' : null
  const share = unitsGiven(credit, 'percent')
  return share && toDecimal(multiply(share, fraction(100)))
}

const shownUnits = ['day', 'point', 'extension', 'extensionMonth'] as const
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
