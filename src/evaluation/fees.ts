import type { Version } from '../agreement/agreement.ts'
import {
  add,
  divide,
  type Fraction,
  fraction,
  multiply,
  type RoundingMode,
  roundToWhole,
  sum,
  toFixedDecimal,
} from '../agreement/fraction.ts'
import { type Period, unitAround } from '../agreement/period.ts'
import type { AgreementTerms } from '../agreement/schema/agreement.ts'
import { clip, type Span, type Spans } from '../agreement/spans.ts'
import { daysBetween, type FeeRecords, isoDate, localDays, toldFee, toldOver } from './feeLines.ts'

export interface FeeContext extends FeeRecords {
  readonly period: Period
  /** The period before the term clipped it. */
  readonly wholePeriod: Period
  /** Its neighbours, whole; `isInTerm` false where the term has not begun or is over. */
  readonly previous: Neighbour
  readonly next: Neighbour
  /** Every version of the agreement: a fee of another time is the one that was in force then. */
  readonly versions: readonly Version[]
}

export interface Neighbour {
  /** Clipped by the term. */
  readonly period: Period
  readonly whole: Period
  readonly isInTerm: boolean
}

/** A fee before it is rounded, and the time that it is for. */
export interface Fee {
  readonly amount: Fraction
  readonly window: Period
}

type FeeTerms = AgreementTerms['fees'][string]
type FeeUnit = FeeTerms['per']

export const unitMonths: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 }

export interface FeeQuestion {
  readonly span: Period
  /** The span before the term clipped it. */
  readonly whole: Period
  /** True for the judged period itself, which the version in force at its begin decides throughout. */
  readonly isOwn?: boolean
  /** True for a stretch that is asked for as such: no more than its own share, however short it is. */
  readonly isExact?: boolean
  /** True for a stretch of so many days: by days, also where it happens to go from a day of one month to that of another. */
  readonly isOfDays?: boolean
}

/**
 * The sum of a fee over a span: invoices and lines where there are any, for the rest by the agreement's `fees`. Where
 * the span is shorter than the fee's unit it is the whole unit in which the span begins; one clipped by the term goes by days.
 */
export function feeOver(fee: string, asked: FeeQuestion, context: FeeContext): Fee {
  const { span, whole, isOwn = false, isExact = false, isOfDays = false } = asked
  const zone = context.terms.timeZone
  const versions = isOwn ? [{ from: 0, until: null, terms: context.terms }] : context.versions
  const unit = isExact ? null : unitHolding(fee, whole, { versions, terms: context.terms })
  const isShort = unit !== null
  const window = unit ?? span
  const { amount, rest } = toldOver(fee, window, context)
  const pieces = byVersion(fee, rest, versions)
  if (isOfDays) {
    const agreed = pieces.map((piece) => byUnits(piece.terms, piece.span, zone))
    return { amount: add(amount, sum(agreed)), window }
  }
  const [only] = pieces
  const isUntold = pieces.length === 1 && only?.span.from === window.from && only.span.to === window.to
  if (isUntold && only && !isShort)
    return { amount: clippedFee(only.terms, { span: window, whole }, zone), window }
  const full = isShort ? window : whole
  return { amount: add(amount, sum(pieces.map((piece) => pieceOfFee(piece, full, zone)))), window }
}

/** The unit of a fee in which a span begins that is shorter; null where it is not. */
export function unitHolding(
  fee: string,
  whole: Period,
  { versions, terms }: { readonly versions: readonly InForce[]; readonly terms: AgreementTerms },
): Period | null {
  const named = termsOf(fee, whole.from, versions) ?? terms.fees[fee]
  const isShort = named !== undefined && isShorter(whole, named.per, terms.timeZone)
  return isShort ? unitAround(whole.from, named.per, terms.timeZone) : null
}

type InForce = Pick<Version, 'from' | 'until' | 'terms'>

const termsOf = (fee: string, at: number, versions: readonly InForce[]): FeeTerms | undefined =>
  (versions.findLast((version) => version.from <= at) ?? versions[0])?.terms.fees[fee]

interface Piece {
  readonly span: Span
  readonly terms: FeeTerms
}

/** Time cut where another version takes effect, with what the fee was then; before the first version it is the first's. */
function byVersion(fee: string, rest: Spans, versions: readonly InForce[]): Piece[] {
  return versions.flatMap(({ from, until, terms }, i) => {
    const inForce = { from: i === 0 ? Number.NEGATIVE_INFINITY : from, to: until ?? Number.POSITIVE_INFINITY }
    const agreed = terms.fees[fee]
    return agreed ? clip(rest, inForce).map((span) => ({ span, terms: agreed })) : []
  })
}

/** The agreed fee of a period: whole months by the month, and what the term leaves of it by days. */
function clippedFee(terms: FeeTerms, { span, whole }: FeeQuestion, zone: string): Fraction {
  const months = unitMonths[terms.per]
  const spanMonths = months === undefined ? null : wholeMonths(whole, zone)
  const full =
    months !== undefined && spanMonths !== null
      ? multiply(terms.amount, fraction(spanMonths, months))
      : byUnits(terms, whole, zone)
  return multiply(full, divide(localDays(span, zone), localDays(whole, zone)))
}

/** The agreed fee of a part of a period (or of the fee's own unit): whole months by the month, else by days. */
function pieceOfFee({ span, terms }: Piece, full: Period, zone: string): Fraction {
  const months = unitMonths[terms.per]
  const spanMonths = wholeMonths(span, zone)
  if (months === undefined) return byUnits(terms, span, zone)
  if (spanMonths !== null) return multiply(terms.amount, fraction(spanMonths, months))
  if (wholeMonths(full, zone) === months)
    return multiply(terms.amount, divide(localDays(span, zone), localDays(full, zone)))
  return byUnits(terms, span, zone)
}

/** The agreed fee of any span, each unit's by its days. */
function byUnits({ amount, per }: FeeTerms, span: Span, zone: string): Fraction {
  if (per === 'hour') return multiply(amount, fraction(span.to - span.from, 3_600_000))
  if (per === 'day') return multiply(amount, localDays(span, zone))
  const parts: Fraction[] = []
  for (let at = span.from; at < span.to; ) {
    const unit = unitAround(at, per, zone)
    const part = { from: at, to: Math.min(unit.to, span.to) }
    parts.push(divide(localDays(part, zone), localDays(unit, zone)))
    at = unit.to
  }
  return multiply(amount, sum(parts))
}

/** The fee of one local day, where a line is there for it. */
export const feeOfDay = (fee: string, at: number, context: FeeContext): Fraction | null =>
  toldFee(fee, unitAround(at, 'day', context.terms.timeZone), context)

/** Local days of a span, one at least. */
export const daysIn = (span: Period, timeZone: string): number =>
  Math.max(1, daysBetween(isoDate(span.from, timeZone), isoDate(span.to, timeZone)))

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
