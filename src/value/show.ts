import { isoInstant } from '../agreement/agreement.ts'
import { type Fraction, toDecimal, toExact } from '../agreement/fraction.ts'
import { minorText } from '../evaluation/fees.ts'
import { losses } from './change.ts'
import type {
  CreditSums,
  CustomerFigures,
  MapFigures,
  MonthFigures,
  PointFigures,
  RatioFigure,
  RelativeFigures,
  SatisfactionFigures,
  ToDateFigures,
  ValueFigures,
} from './figures.ts'
import type { MonthValue } from './monthValue.ts'
import { type MapPoint, type Relative, type ValueMap, valueMapOf } from './relative.ts'
import type { CustomerValue, Satisfaction, StatedMonth, ValueStatement, ValueToDate } from './stateValue.ts'

export const ratioFigure = (value: Fraction): RatioFigure => ({
  value: toDecimal(value),
  exact: toExact(value),
})
const orNull = (value: Fraction | null): RatioFigure | null => value && ratioFigure(value)
const decimalOrNull = (value: Fraction | null): string | null => value && toDecimal(value)

/** A statement of value as JSON shows it. */
export const valueFigures = ({ months, toDate }: ValueStatement, timeZone: string): ValueFigures => ({
  periods: months.map((month) => monthFigures(month, timeZone)),
  toDate: toDate && toDateFigures(toDate, timeZone),
})

type Money = (minor: bigint) => string
const moneyIn =
  (currency: string): Money =>
  (minor) =>
    minorText(minor, currency)
const moneyOrNull = (money: Money, minor: bigint | null): string | null =>
  minor === null ? null : money(minor)

export function monthFigures(month: StatedMonth, timeZone: string): MonthFigures {
  const { currency } = month
  const money = moneyIn(currency)
  return {
    from: isoInstant(month.period.from, timeZone),
    to: isoInstant(month.period.to, timeZone),
    currency,
    ...lineFigures(month, money),
    credits: creditSums(month.credits, money),
    promisedValue: money(month.promisedValue),
    customerValue: moneyOrNull(money, month.customerValue),
    costOfBreaches: moneyOrNull(money, month.costOfBreaches),
    retained: orNull(month.retained),
    lost: losses(month).map(({ commitment, minor }) => ({ commitment, amount: money(minor) })),
    alternative: month.alternative && {
      name: month.alternative.name,
      benefits: money(month.alternative.benefits),
      costs: money(month.alternative.costs),
      price: moneyOrNull(money, month.alternative.price),
      value: money(month.alternative.value),
    },
    surplus: moneyOrNull(money, month.surplus),
    relative: month.relative && relativeFigures(month.relative),
    customer: customerFigures(month.customer),
    change: month.change && {
      total: money(month.change.total),
      parts: month.change.parts.map(({ driver, name, minor }) => ({ driver, name, amount: money(minor) })),
    },
  }
}

const lineFigures = (
  { benefits, costs, price }: MonthValue,
  money: Money,
): Pick<MonthFigures, 'benefits' | 'costs' | 'price'> => ({
  benefits: benefits.map(({ name, scaledBy, promised, attainment, counted }) => ({
    name,
    scaledBy,
    worth: money(promised),
    attainment: orNull(attainment.share),
    counted: moneyOrNull(money, counted),
    reason: attainment.reason,
  })),
  costs: costs.map(({ name, minor }) => ({ name, amount: money(minor) })),
  price: price.map(({ name, minor, told }) => ({
    fee: name,
    amount: money(minor),
    from: told ? 'invoice' : 'agreement',
  })),
})

const creditSums = (
  { settled, outstanding }: { readonly settled: bigint; readonly outstanding: bigint },
  money: Money,
): CreditSums => ({ settled: money(settled), outstanding: money(outstanding) })

function toDateFigures(toDate: ValueToDate, timeZone: string): ToDateFigures {
  const { period, currency, months, unknownMonths } = toDate
  const money = moneyIn(currency)
  return {
    from: isoInstant(period.from, timeZone),
    to: isoInstant(period.to, timeZone),
    currency,
    months,
    unknownMonths,
    promisedValue: money(toDate.promisedValue),
    customerValue: money(toDate.customerValue),
    costOfBreaches: money(toDate.costOfBreaches),
    price: money(toDate.price),
    credits: creditSums(toDate.credits, money),
    retained: orNull(toDate.retained),
    surplus: moneyOrNull(money, toDate.surplus),
    relative: toDate.relative && relativeFigures(toDate.relative),
    customer: customerFigures(toDate.customer),
  }
}

function relativeFigures(relative: Relative): RelativeFigures {
  const map = valueMapOf(relative)
  return {
    quality: orNull(relative.quality),
    priceRatio: orNull(relative.priceRatio),
    priceWeight: toDecimal(relative.priceWeight),
    ratio: orNull(relative.ratio),
    reason: relative.reason,
    unscored: relative.unscored,
    attributes: relative.attributes.map(({ name, weight, ours, alternative, n, ratio, contribution }) => ({
      name,
      weight: toDecimal(weight),
      ours: decimalOrNull(ours),
      alternative: decimalOrNull(alternative),
      n,
      ratio: orNull(ratio),
      contribution: decimalOrNull(contribution),
    })),
    map: map && mapFigures(map),
  }
}

const pointFigures = ({ relativePrice, relativeQuality }: MapPoint): PointFigures => ({
  relativePrice: toDecimal(relativePrice),
  relativeQuality: toDecimal(relativeQuality),
})

const mapFigures = ({ ours, alternative, fairValue }: ValueMap): MapFigures => ({
  ours: pointFigures(ours),
  alternative: pointFigures(alternative),
  fairValue: fairValue.map(pointFigures),
})

const satisfactionFigures = ({ votes, share, interval }: Satisfaction): SatisfactionFigures => ({
  ...ratioFigure(share),
  n: votes.n,
  low: toDecimal(interval.low),
  high: toDecimal(interval.high),
})

export const customerFigures = ({ csat, nps, customers }: CustomerValue): CustomerFigures => ({
  csat: csat && satisfactionFigures(csat),
  nps: nps && {
    ...satisfactionFigures(nps),
    promoters: nps.votes.for,
    detractors: nps.votes.against,
  },
  customers: customers && {
    start: toDecimal(customers.count.start),
    end: toDecimal(customers.count.end),
    new: toDecimal(customers.count.new),
    retention: orNull(customers.retention),
  },
})
