import type { Version } from '../agreement/agreement.ts'
import { type Fraction, fraction, multiply, type RoundingMode } from '../agreement/fraction.ts'
import { type Period, unitAround } from '../agreement/period.ts'
import type { AgreementTerms } from '../agreement/schema/agreement.ts'
import { type FeeRecords, toldFee } from '../evaluation/feeLines.ts'
import { toMinor } from '../evaluation/fees.ts'
import { worthOver } from '../evaluation/worth.ts'
import type { Event, FeeLine } from '../evidence/event.ts'
import { type Attainment, attainmentOf, attainmentOver, type Judged } from './attainment.ts'
import { type Relative, relativeOf } from './relative.ts'

/** What the value of a span is made of. */
export interface ValueEvidence {
  /** The version in force at an instant. */
  readonly versionAt: (at: number) => Version
  /** Finished periods by commitment. */
  readonly judged: ReadonlyMap<string, readonly Judged[]>
  readonly credits: readonly MonthCredit[]
  readonly events: readonly Event[]
  readonly fees: readonly FeeLine[]
  /** UTC milliseconds; what lies after it is not seen. */
  readonly asOf: number
}

/** Credits of a month in minor units: what has been given, and what is still to be claimed, paid or decided. */
export interface MonthCredit {
  /** UTC milliseconds of the last moment of the month that it is due for. */
  readonly at: number
  readonly settled: bigint
  readonly outstanding: bigint
}

export interface Line {
  readonly name: string
  readonly minor: bigint
}

export interface PriceLine extends Line {
  /** Whether lines and invoices say so, or the agreement. */
  readonly told: boolean
}

export interface BenefitLine {
  readonly name: string
  readonly scaledBy: string | null
  /** Unrounded, for the change between two periods. */
  readonly worth: Fraction
  readonly promised: bigint
  readonly attainment: Attainment
  /** Worth × attainment; null where the attainment is not known. */
  readonly counted: bigint | null
}

/** The value of one span in minor units of the agreement's currency. Each line is rounded once; sums add rounded lines. */
export interface MonthValue {
  readonly period: Period
  readonly currency: string
  readonly mode: RoundingMode
  readonly benefits: readonly BenefitLine[]
  readonly costs: readonly Line[]
  readonly price: readonly PriceLine[]
  readonly credits: { readonly settled: bigint; readonly outstanding: bigint }
  readonly promisedValue: bigint
  /** Null where a benefit is not known. */
  readonly customerValue: bigint | null
  readonly costOfBreaches: bigint | null
  readonly retained: Fraction | null
  readonly alternative: AlternativeValue | null
  readonly surplus: bigint | null
  readonly relative: Relative | null
}

export interface AlternativeValue {
  readonly name: string
  readonly benefits: bigint
  readonly costs: bigint
  /** Null where the agreement names none: its value then stands without one. */
  readonly price: bigint | null
  readonly value: bigint
}

type ValueTerms = NonNullable<AgreementTerms['value']>

interface Asked {
  readonly terms: AgreementTerms
  readonly value: ValueTerms
  readonly currency: string
  readonly period: Period
  readonly evidence: ValueEvidence
}

/** The value of a calendar month, by the version in force when it begins; null where that one says nothing of value. */
export function monthValue(evidence: ValueEvidence, period: Period): MonthValue | null {
  const { terms } = evidence.versionAt(period.from)
  const { value, currency } = terms
  if (value === undefined || currency === undefined) return null
  const asked: Asked = { terms, value, currency, period, evidence }
  const [benefits, costs, price] = [benefitsOf(asked), costsOf(asked, value.costs), priceOf(asked)]
  const credits = creditsIn(asked)
  const promisedValue = total(benefits, (each) => each.promised) - minorOf(costs) - minorOf(price)
  const known = benefits.every((each) => each.counted !== null)
  const costOfBreaches = known ? total(benefits, (each) => each.promised - (each.counted ?? 0n)) : null
  const customerValue = costOfBreaches === null ? null : promisedValue - costOfBreaches + credits.settled
  const alternative = alternativeOf(asked)
  return {
    period,
    currency,
    mode: terms.money.mode,
    benefits,
    costs,
    price,
    credits,
    promisedValue,
    customerValue,
    costOfBreaches,
    retained: retainedOf(customerValue, promisedValue),
    alternative,
    surplus: customerValue === null || alternative === null ? null : customerValue - alternative.value,
    relative: relativeIn(asked, price, alternative),
  }
}

/** The customer's value as a share of the promised one; null where either is not known or nothing was promised. */
export const retainedOf = (customerValue: bigint | null, promisedValue: bigint): Fraction | null =>
  customerValue === null || promisedValue <= 0n ? null : fraction(customerValue, promisedValue)

const total = <T>(all: readonly T[], of: (each: T) => bigint): bigint =>
  all.reduce((sum, each) => sum + of(each), 0n)
export const minorOf = (lines: readonly Line[]): bigint => total(lines, (line) => line.minor)

const minor = ({ terms, currency }: Asked, amount: Fraction): bigint =>
  toMinor(amount, currency, terms.money.mode)

function benefitsOf(asked: Asked): BenefitLine[] {
  const { terms, value, period, evidence } = asked
  return value.benefits.map(({ name, worth: rate, scaledBy }) => {
    const worth = worthOver(rate, period, terms.timeZone)
    const commitment = scaledBy === undefined ? undefined : terms.commitments[scaledBy]
    const attainment: Attainment = commitment
      ? attainmentOver(evidence.judged.get(scaledBy ?? '') ?? [], commitment, {
          span: period,
          of: (result) => attainmentOf(result, commitment),
        })
      : { share: fraction(1), reason: null }
    const counted = attainment.share === null ? null : minor(asked, multiply(worth, attainment.share))
    return { name, scaledBy: scaledBy ?? null, worth, promised: minor(asked, worth), attainment, counted }
  })
}

const costsOf = (asked: Asked, costs: ValueTerms['costs']): Line[] =>
  costs.map(({ name, worth }) => ({
    name,
    minor: minor(asked, worthOver(worth, asked.period, asked.terms.timeZone)),
  }))

/** Every fee unless `price` names them; what lines and invoices say goes before the agreed fee. */
function priceOf(asked: Asked): PriceLine[] {
  const { terms, value, period, evidence } = asked
  const records: FeeRecords = {
    terms,
    fees: evidence.fees,
    events: evidence.events,
    asOf: evidence.asOf,
  }
  return (value.price ?? Object.keys(terms.fees)).flatMap((name) => {
    const rate = terms.fees[name]
    const told = toldFee(name, period, records)
    const amount = told ?? (rate && worthOver(rate, period, terms.timeZone))
    return amount ? [{ name, minor: minor(asked, amount), told: told !== null }] : []
  })
}

/** A credit belongs to the calendar month that holds its own month's last moment, however the term clips it. */
function creditsIn({ terms, period, evidence }: Asked): MonthValue['credits'] {
  const { from, to } = unitAround(period.from, 'month', terms.timeZone)
  const mine = evidence.credits.filter(({ at }) => at >= from && at < to)
  return {
    settled: total(mine, (each) => each.settled),
    outstanding: total(mine, (each) => each.outstanding),
  }
}

function alternativeOf(asked: Asked): AlternativeValue | null {
  const { alternative } = asked.value
  if (alternative === undefined) return null
  const benefits = minorOf(costsOf(asked, alternative.benefits))
  const costs = minorOf(costsOf(asked, alternative.costs))
  const price =
    alternative.price === undefined
      ? null
      : minor(asked, worthOver(alternative.price, asked.period, asked.terms.timeZone))
  return { name: alternative.name, benefits, costs, price, value: benefits - costs - (price ?? 0n) }
}

function relativeIn(
  { value, period, evidence }: Asked,
  price: readonly PriceLine[],
  alternative: AlternativeValue | null,
): Relative | null {
  if (value.relative === undefined) return null
  const answered = evidence.events.filter(
    (event) => event.at >= period.from && event.at < period.to && event.at <= evidence.asOf,
  )
  return relativeOf(value.relative, answered, {
    ours: fraction(minorOf(price)),
    alternative: alternative === null || alternative.price === null ? null : fraction(alternative.price),
  })
}
