import type { Version } from '../agreement/agreement.ts'
import { type Fraction, fraction } from '../agreement/fraction.ts'
import { type Period, type PeriodContext, periodsTouching } from '../agreement/period.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import {
  type CustomerCount,
  customersOf,
  retentionOf,
  satisfactionOf,
  type Votes,
  votesOf,
} from '../evaluation/customerFigures.ts'
import type { PeriodResult } from '../evaluation/verdict.ts'
import type { Event, FeeLine } from '../evidence/event.ts'
import { judgedOf } from './attainment.ts'
import { type ChangePart, changeBetween } from './change.ts'
import { type JoinedMonth, monthCredits } from './credits.ts'
import { type Interval, promoterInterval, wilson } from './interval.ts'
import { type MonthValue, minorOf, monthValue, retainedOf, type ValueEvidence } from './monthValue.ts'
import { type Relative, relativeOf } from './relative.ts'

/** What an agreement's value is computed from: finished periods as `backtest` prints them, and what is told beside. */
export interface ValueQuestion {
  /** The version in force at an instant. */
  readonly versionAt: (at: number) => Version
  /** The zone and the term, by which months are cut. */
  readonly calendar: PeriodContext
  readonly periods: readonly PeriodResult[]
  readonly credits: readonly JoinedMonth[]
  readonly events: readonly Event[]
  readonly fees: readonly FeeLine[]
  readonly asOf: number
}

/** How satisfied those were who answered, with the interval of 95 % in which all of them may lie. */
export interface Satisfaction {
  readonly votes: Votes
  readonly share: Fraction
  readonly interval: Interval
}

/** What the customers said and did in a span; null where nothing was told. */
export interface CustomerValue {
  readonly csat: Satisfaction | null
  readonly nps: Satisfaction | null
  readonly customers: { readonly count: CustomerCount; readonly retention: Fraction | null } | null
}

export interface StatedMonth extends MonthValue {
  readonly customer: CustomerValue
  /** Since the month before; null for the first one, and where either value is not known. */
  readonly change: { readonly total: bigint; readonly parts: readonly ChangePart[] } | null
}

export interface ValueToDate {
  readonly period: Period
  readonly currency: string
  readonly months: number
  /** Months whose value is not known; the sums are those of the others. */
  readonly unknownMonths: number
  readonly customerValue: bigint
  readonly promisedValue: bigint
  readonly costOfBreaches: bigint
  readonly price: bigint
  readonly credits: { readonly settled: bigint; readonly outstanding: bigint }
  readonly retained: Fraction | null
  readonly surplus: bigint | null
  readonly relative: Relative | null
  readonly customer: CustomerValue
}

export interface ValueStatement {
  readonly months: readonly StatedMonth[]
  readonly toDate: ValueToDate | null
}

/** The value of every finished calendar month that a judged period touches, and of all of them together. */
export function stateValue(question: ValueQuestion): ValueStatement {
  const { versionAt, periods, asOf, events } = question
  const judged = periods.map(judgedOf)
  const evidence: ValueEvidence = {
    versionAt,
    judged: Map.groupBy(judged, (each) => each.result.commitment),
    credits: creditsOf(question),
    events,
    fees: question.fees,
    asOf,
  }
  const span = {
    from: Math.min(...judged.map((each) => each.from)),
    to: Math.max(...judged.map((each) => each.to)),
  }
  const values = monthsIn(span, question.calendar)
    .filter((month) => month.to <= asOf)
    .flatMap((month) => monthValue(evidence, month) ?? [])
  const months = values.map((value, i) => stated(value, values[i - 1], question))
  return { months, toDate: toDateOf(months, question) }
}

const monthTerms = { kind: 'calendar', unit: 'month' } as const satisfies CommitmentTerms['period']

/** Calendar months that a span touches, clipped by the term. */
export const monthsIn = (span: Period, calendar: PeriodContext): Period[] =>
  span.from < span.to ? periodsTouching(monthTerms, span, calendar) : []

function creditsOf({ versionAt, credits, asOf }: ValueQuestion) {
  const { currency } = versionAt(asOf).terms
  return currency === undefined ? [] : monthCredits(credits, currency)
}

function stated(value: MonthValue, before: MonthValue | undefined, question: ValueQuestion): StatedMonth {
  const parts = before === undefined ? null : changeBetween(before, value)
  const change = parts === null ? null : { total: parts.reduce((sum, part) => sum + part.minor, 0n), parts }
  return { ...value, change, customer: customerValue(eventsIn(question, value.period)) }
}

const eventsIn = ({ events, asOf }: ValueQuestion, { from, to }: Period): Event[] =>
  events.filter((event) => event.at >= from && event.at < to && event.at <= asOf)

/** What surveys and counts among some events say. */
export function customerValue(events: readonly Event[]): CustomerValue {
  const count = customersOf(events)
  return {
    csat: satisfaction(events, 'csat'),
    nps: satisfaction(events, 'nps'),
    customers: count && { count, retention: retentionOf(count) },
  }
}

function satisfaction(events: readonly Event[], question: 'csat' | 'nps'): Satisfaction | null {
  const votes = votesOf(events, question)
  const share = satisfactionOf(votes, question)
  if (share === null) return null
  const interval =
    question === 'csat' ? wilson(votes.for, votes.n) : promoterInterval(votes.for, votes.against, votes.n)
  return { votes, share, interval }
}

function toDateOf(months: readonly StatedMonth[], question: ValueQuestion): ValueToDate | null {
  const [first, last] = [months[0], months.at(-1)]
  if (!first || !last) return null
  const same = months.filter((month) => month.currency === last.currency)
  const known = same.filter((month) => month.customerValue !== null)
  const add = (of: (month: StatedMonth) => bigint | null): bigint =>
    known.reduce((sum, month) => sum + (of(month) ?? 0n), 0n)
  const [customer, promised] = [add((month) => month.customerValue), add((month) => month.promisedValue)]
  const period = { from: first.period.from, to: last.period.to }
  return {
    period,
    currency: last.currency,
    months: months.length,
    unknownMonths: months.length - known.length,
    customerValue: customer,
    promisedValue: promised,
    costOfBreaches: add((month) => month.costOfBreaches),
    price: add((month) => minorOf(month.price)),
    credits: {
      settled: add((month) => month.credits.settled),
      outstanding: add((month) => month.credits.outstanding),
    },
    retained: known.length === 0 ? null : retainedOf(customer, promised),
    surplus: known.some((month) => month.surplus === null) ? null : add((month) => month.surplus),
    relative: relativeToDate(same, period, question),
    customer: customerValue(eventsIn(question, period)),
  }
}

/** All answers to date, with the prices of all months: their own sums, whether or not the benefits are known. */
function relativeToDate(
  months: readonly StatedMonth[],
  period: Period,
  question: ValueQuestion,
): Relative | null {
  const terms = question.versionAt(period.to - 1).terms.value?.relative
  if (terms === undefined) return null
  const ours = months.reduce((sum, month) => sum + minorOf(month.price), 0n)
  const theirs = months.map((month) => month.alternative?.price ?? null)
  const alternative = theirs.some((price) => price === null)
    ? null
    : fraction(theirs.reduce<bigint>((sum, price) => sum + (price ?? 0n), 0n))
  return relativeOf(terms, eventsIn(question, period), { ours: fraction(ours), alternative })
}
