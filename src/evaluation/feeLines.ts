import { startOfDate } from '../agreement/agreement.ts'
import {
  add,
  divide,
  type Fraction,
  fraction,
  multiply,
  parseDecimal,
  sum,
  zero,
} from '../agreement/fraction.ts'
import { type Period, unitAround } from '../agreement/period.ts'
import type { AgreementTerms } from '../agreement/schema/agreement.ts'
import { clip, type Span, type Spans, subtract, union } from '../agreement/spans.ts'
import type { Event, FeeLine } from '../evidence/event.ts'

/** What is known of fees, whatever they are asked for. */
export interface FeeRecords {
  readonly terms: AgreementTerms
  readonly fees: readonly FeeLine[]
  readonly events: readonly Event[]
  readonly asOf: number
}

interface Dates {
  readonly from: string
  readonly until: string
}

/** The total of a fee for a span, by an invoice or a line. */
interface Told {
  readonly span: Span
  readonly amount: Fraction
  readonly isInvoice: boolean
}

export const isoDate = (at: number, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().toString()

export const daysBetween = (from: string, until: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(until), { largestUnit: 'days' }).days

/** The length of a span in local days: one of 23 hours is a day like any other, a part of one its share. */
export function localDays({ from, to }: Span, timeZone: string): Fraction {
  const [first, last] = [unitAround(from, 'day', timeZone), unitAround(to, 'day', timeZone)]
  const whole = daysBetween(isoDate(from, timeZone), isoDate(to, timeZone))
  const begun = fraction(from - first.from, first.to - first.from)
  return add(fraction(whole), add(fraction(to - last.from, last.to - last.from), fraction(-begun.n, begun.d)))
}

/** Every total that is told of a fee, of which an instant has seen the invoices. */
function toldOf(fee: string, { terms, fees, events, asOf }: FeeRecords): Told[] {
  const isOnly = Object.keys(terms.fees).length === 1
  const spanOf = ({ from, until }: Dates): Span => ({
    from: startOfDate(from, terms.timeZone),
    to: startOfDate(until, terms.timeZone),
  })
  const invoices = events.flatMap((event): Told[] => {
    if (event.type !== 'invoice.issued' || event.at > asOf) return []
    if (event.data.fee !== fee && !(isOnly && event.data.fee === undefined)) return []
    const [amount, dates] = [invoiceAmount(event), invoicePeriod(event, terms.timeZone)]
    return amount && dates ? [{ span: spanOf(dates), amount, isInvoice: true }] : []
  })
  const lines = fees
    .filter((line) => line.fee === fee)
    .map(
      (line): Told => ({ span: spanOf(line), amount: parseDecimal(line.amount) ?? zero, isInvoice: false }),
    )
  return [...invoices, ...lines].filter(({ span }) => span.from < span.to)
}

export const invoiceAmount = (event: Event): Fraction | null =>
  typeof event.data.amount === 'string' ? parseDecimal(event.data.amount) : null

function invoicePeriod(event: Event, timeZone: string): Dates | null {
  const text =
    typeof event.data.period === 'string' ? event.data.period : isoDate(event.at, timeZone).slice(0, 7)
  const month = /^(\d{4}-\d{2})(?:-\d{2})?$/.exec(text)?.[1]
  const range = /^(\d{4}-\d{2}-\d{2})\/(\d{4}-\d{2}-\d{2})$/.exec(text)
  const from = dateOf(month === undefined ? range?.[1] : `${month}-01`)
  const until = month === undefined ? dateOf(range?.[2]) : from?.add({ months: 1 })
  return from && until ? { from: from.toString(), until: until.toString() } : null
}

/** Null for what no calendar has, such as a thirteenth month: whoever writes it must not stop the others' judgement. */
function dateOf(text: string | undefined): Temporal.PlainDate | null {
  try {
    return text === undefined ? null : Temporal.PlainDate.from(text)
  } catch {
    return null
  }
}

/** What invoices and lines say of a fee over a window, by days (an invoice goes before a line), and the time of which they say nothing. */
export function toldOver(
  fee: string,
  window: Span,
  records: FeeRecords,
): { readonly amount: Fraction; readonly rest: Spans } {
  const zone = records.terms.timeZone
  const told = toldOf(fee, records).filter(({ span }) => span.from < window.to && span.to > window.from)
  const invoiced = union(told.filter(({ isInvoice }) => isInvoice).map(({ span }) => span))
  const amounts = told.map(({ span, amount, isInvoice }) => {
    const counted = clip([span], window)
    const pieces = isInvoice ? counted : subtract(counted, invoiced)
    const share = sum(pieces.map((piece) => localDays(piece, zone)))
    return multiply(amount, divide(share, localDays(span, zone)))
  })
  return { amount: sum(amounts), rest: subtract([window], union(told.map(({ span }) => span))) }
}

/** What lines and invoices say of a fee over a span, by days; null where there are none. */
export function toldFee(fee: string, span: Period, records: FeeRecords): Fraction | null {
  const { amount, rest } = toldOver(fee, span, records)
  const isUntold = rest.length === 1 && rest[0]?.from === span.from && rest[0].to === span.to
  return isUntold ? null : amount
}
