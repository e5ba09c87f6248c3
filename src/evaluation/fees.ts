import {
  add,
  compare,
  type Fraction,
  fraction,
  multiply,
  parseDecimal,
  type RoundingMode,
  roundToWhole,
  toFixedDecimal,
  zero,
} from '../agreement/fraction.ts'
import { type Period, unitAround } from '../agreement/period.ts'
import type { AgreementTerms } from '../agreement/schema/agreement.ts'
import type { FeeBase } from '../agreement/schema/credits.ts'
import type { Event, FeeLine } from '../evidence/event.ts'

export interface FeeContext {
  readonly terms: AgreementTerms
  readonly period: Period
  /** The period before the term clipped it. */
  readonly wholePeriod: Period
  readonly previousPeriod: Period | null
  readonly nextPeriod: Period | null
  readonly fees: readonly FeeLine[]
  readonly events: readonly Event[]
  readonly asOf: number
}

/** A fee before it is rounded, and the time that it is for. */
export interface Fee {
  readonly amount: Fraction
  readonly window: Period
}
/** The fee, or `pending` while it is not known. */
export type Base = Fee | 'pending'

type FeeUnit = AgreementTerms['fees'][string]['per']

export const unitMonths: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 }

/** The fee that a credit is a share of. */
export function baseOf(base: FeeBase, context: FeeContext): Base {
  if (base.kind === 'max') {
    const all = base.of.map((each) => baseOf(each, context))
    const known = all.filter((each) => each !== 'pending')
    if (known.length < all.length) return 'pending'
    return known.reduce((most, each) => (compare(each.amount, most.amount) > 0 ? each : most))
  }
  const { window } = base
  switch (window.kind) {
    case 'period':
      return feeOver(base.fee, context.period, context.wholePeriod, context)
    case 'previousPeriod':
      return context.previousPeriod === null
        ? { amount: zero, window: context.period }
        : feeOver(base.fee, context.previousPeriod, context.previousPeriod, context)
    case 'nextPeriod':
      return nextFee(base.fee, context)
    case 'nextInvoice':
      return nextInvoice(base.fee, context)
    case 'oneUnit': {
      const unit = unitAround(context.period.to - 1, window.unit as 'month', context.terms.timeZone)
      return feeOver(base.fee, unit, unit, context)
    }
    case 'before': {
      const span = { from: context.period.from - lengthBack(window.length, context), to: context.period.from }
      return feeOver(base.fee, span, span, context)
    }
  }
}

function lengthBack(length: { unit: string; count: number }, context: FeeContext): number {
  const end = Temporal.Instant.fromEpochMilliseconds(context.period.from).toZonedDateTimeISO(
    context.terms.timeZone,
  )
  if (length.unit === 'ms') return length.count
  const start = end.subtract(length.unit === 'month' ? { months: length.count } : { days: length.count })
  return context.period.from - start.epochMilliseconds
}

function nextFee(fee: string, context: FeeContext): Base {
  const next = context.nextPeriod
  if (next === null) return { amount: zero, window: context.period }
  const isKnown =
    linesFor(fee, context).some((line) => overlapDays(line, datesOf(next, context)) > 0) ||
    context.asOf >= next.from
  return isKnown ? feeOver(fee, next, next, context) : 'pending'
}

function nextInvoice(fee: string, context: FeeContext): Base {
  const invoice = context.events.find(
    (event) =>
      event.type === 'invoice.issued' &&
      event.at >= context.period.to &&
      event.at <= context.asOf &&
      (event.data.fee ?? fee) === fee,
  )
  const amount = invoice && parseDecimal(String(invoice.data.amount ?? ''))
  return amount ? { amount, window: context.nextPeriod ?? context.period } : nextFee(fee, context)
}

interface Dates {
  readonly from: string
  readonly until: string
}

const isoDate = (at: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString()

/** What is known of fees, whatever they are asked for. */
export type FeeRecords = Pick<FeeContext, 'terms' | 'fees' | 'events' | 'asOf'>

/** The local dates of a span; a span inside one day is that day. */
function datesOf(span: Period, context: FeeRecords): Dates {
  const zone = context.terms.timeZone
  const from = isoDate(span.from, zone)
  const last = isoDate(span.to - 1, zone)
  return { from, until: Temporal.PlainDate.from(last).add({ days: 1 }).toString() }
}

const daysBetween = (from: string, until: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(until), { largestUnit: 'days' }).days

/** Local days of a span, one at least. */
export const daysIn = (span: Period, timeZone: string): number =>
  Math.max(1, daysBetween(isoDate(span.from, timeZone), isoDate(span.to, timeZone)))

function overlapDays(line: Dates, dates: Dates): number {
  const from = line.from > dates.from ? line.from : dates.from
  const until = line.until < dates.until ? line.until : dates.until
  return from < until ? daysBetween(from, until) : 0
}

/** Fee lines, and invoices that name the fee: each is the total of its span. */
function linesFor(fee: string, context: FeeRecords): readonly FeeLine[] {
  const invoiced = context.events
    .filter(
      (event) =>
        event.type === 'invoice.issued' &&
        event.at <= context.asOf &&
        event.data.fee === fee &&
        typeof event.data.amount === 'string',
    )
    .flatMap((event): FeeLine[] => {
      const dates = invoicePeriod(event, context.terms.timeZone)
      return dates ? [{ fee, ...dates, amount: String(event.data.amount) }] : []
    })
  const spans = new Set(invoiced.map((line) => `${line.from} ${line.until}`))
  return [
    ...invoiced,
    ...context.fees.filter((line) => line.fee === fee && !spans.has(`${line.from} ${line.until}`)),
  ]
}

function invoicePeriod(event: Event, timeZone: string): Dates | null {
  const text =
    typeof event.data.period === 'string' ? event.data.period : isoDate(event.at, timeZone).slice(0, 7)
  const month = /^(\d{4}-\d{2})(?:-\d{2})?$/.exec(text)?.[1]
  if (month !== undefined) {
    const from = Temporal.PlainDate.from(`${month}-01`)
    return { from: from.toString(), until: from.add({ months: 1 }).toString() }
  }
  const range = /^(\d{4}-\d{2}-\d{2})\/(\d{4}-\d{2}-\d{2})$/.exec(text)
  return range ? { from: range[1] ?? '', until: range[2] ?? '' } : null
}

/**
 * The sum of a fee over a span: lines and invoices where there are any, else by the agreement's `fees`. Where the span
 * is shorter than the fee's unit it is the whole unit in which the span begins; one clipped by the term goes by days.
 */
function feeOver(fee: string, span: Period, whole: Period, context: FeeContext): Fee {
  const terms = context.terms.fees[fee]
  const zone = context.terms.timeZone
  const isShort = terms !== undefined && isShorter(whole, terms.per, zone)
  const window = isShort ? unitAround(whole.from, terms.per, zone) : span
  const dates = datesOf(window, context)
  const lines = linesFor(fee, context).filter((line) => overlapDays(line, dates) > 0)
  if (lines.length > 0) return { amount: sumOfLines(lines, dates), window }
  if (!terms) return { amount: zero, window }
  if (isShort) return { amount: terms.amount, window }
  const full = agreedFee(terms, whole, zone)
  const wholeDates = datesOf(whole, context)
  const [part, all] = [daysBetween(dates.from, dates.until), daysBetween(wholeDates.from, wholeDates.until)]
  return { amount: part === all ? full : multiply(full, fraction(part, all)), window }
}

/** Each line is the total of its span: what of it lies in the dates goes by days. */
const sumOfLines = (lines: readonly FeeLine[], dates: Dates): Fraction =>
  lines.reduce((sum, line) => {
    const share = fraction(overlapDays(line, dates), daysBetween(line.from, line.until))
    return add(sum, multiply(parseDecimal(line.amount) ?? zero, share))
  }, zero)

/** The fee of one local day, where a line is there for it. */
export const feeOfDay = (fee: string, at: number, context: FeeContext): Fraction | null =>
  toldFee(fee, unitAround(at, 'day', context.terms.timeZone), context)

/** What lines and invoices say of a fee over a span, by days; null where there are none. */
export function toldFee(fee: string, span: Period, context: FeeRecords): Fraction | null {
  const dates = datesOf(span, context)
  const lines = linesFor(fee, context).filter((line) => overlapDays(line, dates) > 0)
  return lines.length > 0 ? sumOfLines(lines, dates) : null
}

function agreedFee(terms: { amount: Fraction; per: FeeUnit }, span: Period, zone: string): Fraction {
  const months = unitMonths[terms.per]
  const spanMonths = months === undefined ? null : wholeMonths(span, zone)
  if (months !== undefined && spanMonths !== null) return multiply(terms.amount, fraction(spanMonths, months))
  return byUnits(terms, span, zone)
}

/** Whether a span is less than a whole unit. */
function isShorter(span: Period, per: FeeUnit, zone: string): boolean {
  const months = unitMonths[per]
  const spanMonths = wholeMonths(span, zone)
  if (months !== undefined && spanMonths !== null) return spanMonths < months
  const unit = unitAround(span.from, per, zone)
  return span.to - span.from < unit.to - unit.from
}

/** How many months a span is when it goes from one day of a month to the same day of another; null where it does not. */
export function wholeMonths(span: Period, zone: string): number | null {
  const [from, to] = [
    Temporal.PlainDate.from(isoDate(span.from, zone)),
    Temporal.PlainDate.from(isoDate(span.to, zone)),
  ]
  const months = (to.year - from.year) * 12 + to.month - from.month
  const lands = months > 0 && Temporal.PlainDate.compare(from.add({ months }), to) === 0
  const isMidnight =
    from.toZonedDateTime(zone).epochMilliseconds === span.from &&
    to.toZonedDateTime(zone).epochMilliseconds === span.to
  return lands && isMidnight ? months : null
}

function byUnits(terms: { amount: Fraction; per: FeeUnit }, span: Period, zone: string): Fraction {
  let sum = zero
  for (let at = span.from; at < span.to; ) {
    const unit = unitAround(at, terms.per, zone)
    const part = Math.min(unit.to, span.to) - Math.max(unit.from, span.from)
    sum = add(sum, multiply(terms.amount, fraction(part, unit.to - unit.from)))
    at = unit.to
  }
  return sum
}

/** Digits after the point of a currency's minor unit. */
export function minorDigits(currency: string): number {
  const known = digits.get(currency)
  if (known !== undefined) return known
  const format = new Intl.NumberFormat('en', { style: 'currency', currency })
  const found = format.resolvedOptions().maximumFractionDigits ?? 2
  digits.set(currency, found)
  return found
}

/** Asked for with every amount, and slow to ask. */
const digits = new Map<string, number>()

/** Money as whole minor units, rounded once. */
export const toMinor = (amount: Fraction, currency: string, mode: RoundingMode): bigint =>
  roundToWhole(multiply(amount, fraction(10n ** BigInt(minorDigits(currency)))), mode)

export const minorText = (minor: bigint, currency: string): string =>
  toFixedDecimal(fraction(minor, 10n ** BigInt(minorDigits(currency))), minorDigits(currency))
