import { type Fraction, fraction } from '../agreement/fraction.ts'
import type { Period } from '../agreement/period.ts'
import type { Event } from '../evidence/event.ts'
import type { ChangePart } from './change.ts'
import { retainedOf } from './monthValue.ts'
import { type CustomerValue, customerValue, type StatedMonth, type ValueToDate } from './stateValue.ts'

/** One agreement of a provider, as its portfolio sees it. */
export interface Holding {
  readonly agreement: string
  readonly title: string
  readonly customer: string
  readonly term: { readonly from: number; readonly until: number | null }
  readonly months: readonly StatedMonth[]
  readonly toDate: ValueToDate | null
  readonly events: readonly Event[]
}

export interface RankedHolding {
  readonly holding: Holding
  readonly latest: StatedMonth | null
  /** Promised in the latest month and not received: what the relation may break over. Null where it is not known. */
  readonly atStake: bigint | null
  /** Value retained, latest less the month before. */
  readonly trend: Fraction | null
}

export interface CurrencyTotal {
  readonly currency: string
  readonly customerValue: bigint
  readonly promisedValue: bigint
  readonly retained: Fraction | null
  readonly change: PortfolioChange | null
}

/** What moved the customers' value from each agreement's month before to its latest one; the parts add up to the total. */
export interface PortfolioChange {
  readonly total: bigint
  /** The greatest loss first. */
  readonly parts: readonly (ChangePart & { readonly agreement: string })[]
  /** Agreements whose change is known. */
  readonly agreements: number
}

export interface Portfolio {
  readonly ranked: readonly RankedHolding[]
  /** To date, over the months whose value is known. */
  readonly totals: readonly CurrencyTotal[]
  /** Customers with an agreement in force at both ends of a year that ends now. */
  readonly customers: { readonly start: number; readonly end: number; readonly new: number }
  readonly retention: Fraction | null
  /** All answers of all customers in that year. */
  readonly answers: CustomerValue
}

/** A provider's agreements beside each other: most at stake first, what nobody knows after them, what is kept last. */
export function portfolioOf(holdings: readonly Holding[], year: Period): Portfolio {
  const ranked = holdings.map(rank).sort(byStake)
  const customers = customersIn(holdings, year)
  const answered = holdings.flatMap(({ events }) =>
    events.filter((event) => event.type === 'survey.answered' && event.at >= year.from && event.at < year.to),
  )
  return {
    ranked,
    totals: totalsOf(holdings),
    customers,
    retention: customers.start === 0 ? null : fraction(customers.end - customers.new, customers.start),
    answers: customerValue(answered),
  }
}

function rank(holding: Holding): RankedHolding {
  const [before, latest] = [holding.months.at(-2), holding.months.at(-1) ?? null]
  const atStake =
    latest === null || latest.customerValue === null ? null : latest.promisedValue - latest.customerValue
  const [now, then] = [latest?.retained ?? null, before?.retained ?? null]
  const trend = now && then ? fraction(now.n * then.d - then.n * now.d, now.d * then.d) : null
  return { holding, latest, atStake: atStake !== null && atStake < 0n ? 0n : atStake, trend }
}

function byStake(a: RankedHolding, b: RankedHolding): number {
  const group = ({ atStake }: RankedHolding): number => (atStake === null ? 1 : atStake > 0n ? 0 : 2)
  if (group(a) !== group(b)) return group(a) - group(b)
  const [first, second] = [a.atStake ?? 0n, b.atStake ?? 0n]
  if (first !== second) return first > second ? -1 : 1
  const promised = (each: RankedHolding): bigint => each.latest?.promisedValue ?? 0n
  if (promised(a) !== promised(b)) return promised(a) > promised(b) ? -1 : 1
  return a.holding.agreement < b.holding.agreement ? -1 : 1
}

function totalsOf(holdings: readonly Holding[]): CurrencyTotal[] {
  const known = holdings.flatMap(({ toDate }) =>
    toDate !== null && toDate.unknownMonths < toDate.months ? [toDate] : [],
  )
  return [...Map.groupBy(known, (each) => each.currency)].map(([currency, all]) => {
    const [customer, promised] = [
      all.reduce((sum, each) => sum + each.customerValue, 0n),
      all.reduce((sum, each) => sum + each.promisedValue, 0n),
    ]
    return {
      currency,
      customerValue: customer,
      promisedValue: promised,
      retained: retainedOf(customer, promised),
      change: changeIn(holdings, currency),
    }
  })
}

function changeIn(holdings: readonly Holding[], currency: string): PortfolioChange | null {
  const changed = holdings.flatMap(({ agreement, months }) => {
    const latest = months.at(-1)
    return latest?.currency === currency && latest.change !== null
      ? [{ agreement, change: latest.change }]
      : []
  })
  if (changed.length === 0) return null
  const parts = changed.flatMap(({ agreement, change }) =>
    change.parts.map((part) => ({ ...part, agreement })),
  )
  return {
    total: changed.reduce((sum, { change }) => sum + change.total, 0n),
    parts: parts.sort((a, b) => (a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : 0)),
    agreements: changed.length,
  }
}

/** Distinct customers by their agreements' terms; a new one had none at the start. */
function customersIn(holdings: readonly Holding[], { from, to }: Period): Portfolio['customers'] {
  const at = (instant: number): ReadonlySet<string> =>
    new Set(
      holdings
        .filter(({ term }) => term.from <= instant && (term.until === null || instant < term.until))
        .map(({ customer }) => customer),
    )
  const [start, end] = [at(from), at(to)]
  return { start: start.size, end: end.size, new: [...end].filter((each) => !start.has(each)).length }
}
