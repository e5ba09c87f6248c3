import { startOfDate } from '../agreement/agreement.ts'
import { add, compare, divide, multiply, zero } from '../agreement/fraction.ts'
import { unitAround } from '../agreement/period.ts'
import type { FeeBase, FeeWindow } from '../agreement/schema/feeBases.ts'
import type { Span } from '../agreement/spans.ts'
import { invoiceAmount, localDays, toldFee, toldOver } from './feeLines.ts'
import { type Fee, type FeeContext, feeOver, type Neighbour, unitHolding } from './fees.ts'

/** The fee, or `pending` while it is not known. */
export type Base = Fee | 'pending'

/** The fee that a credit is a share of. */
export function baseOf(base: FeeBase, context: FeeContext): Base {
  if (base.kind === 'max') {
    const all = base.of.map((each) => baseOf(each, context))
    const known = all.filter((each) => each !== 'pending')
    if (known.length < all.length) return 'pending'
    return known.reduce((most, each) => (compare(each.amount, most.amount) > 0 ? each : most))
  }
  return windowFee(base.fee, base.window, context)
}

function windowFee(fee: string, window: FeeWindow, context: FeeContext): Base {
  switch (window.kind) {
    case 'period':
      return feeOver(fee, { span: context.period, whole: context.wholePeriod, isOwn: true }, context)
    case 'previousPeriod':
      return neighbourFee(fee, context.previous, context)
    case 'nextPeriod':
      return nextFee(fee, context)
    case 'nextInvoice':
      return nextInvoice(fee, context)
    case 'oneUnit': {
      const unit = unitAround(context.period.to - 1, window.unit as 'month', context.terms.timeZone)
      return feeOver(fee, { span: unit, whole: unit, isExact: true }, context)
    }
    case 'before': {
      const span = { from: context.period.from - lengthBack(window.length, context), to: context.period.from }
      return stretchFee(fee, span, window.length.unit !== 'month', context)
    }
  }
}

/** Exactly a stretch's share: before the term only what lines and invoices say. */
function stretchFee(fee: string, span: Span, isOfDays: boolean, context: FeeContext): Fee {
  const { term, timeZone } = context.terms
  const begin = Math.min(span.to, Math.max(span.from, startOfDate(term.from, timeZone)))
  const [before, within] = [
    { from: span.from, to: begin },
    { from: begin, to: span.to },
  ]
  const told = before.from < before.to ? toldOver(fee, before, context).amount : zero
  if (within.from === within.to) return { amount: told, window: span }
  const { amount } = feeOver(fee, { span: within, whole: within, isExact: true, isOfDays }, context)
  return { amount: add(told, amount), window: span }
}

function lengthBack(length: { unit: string; count: number }, context: FeeContext): number {
  const end = Temporal.Instant.fromEpochMilliseconds(context.period.from).toZonedDateTimeISO(
    context.terms.timeZone,
  )
  if (length.unit === 'ms') return length.count
  const start = end.subtract(length.unit === 'month' ? { months: length.count } : { days: length.count })
  return context.period.from - start.epochMilliseconds
}

/** Outside of the term there is no agreed fee, but there may be a line or an invoice. */
function neighbourFee(fee: string, { period, whole, isInTerm }: Neighbour, context: FeeContext): Fee {
  if (isInTerm) return feeOver(fee, { span: period, whole }, context)
  const window = unitHolding(fee, whole, context) ?? whole
  return { amount: toldOver(fee, window, context).amount, window }
}

function nextFee(fee: string, context: FeeContext): Base {
  const { next } = context
  const isKnown =
    !next.isInTerm || context.asOf >= next.period.from || toldFee(fee, next.period, context) !== null
  return isKnown ? neighbourFee(fee, next, context) : 'pending'
}

function nextInvoice(fee: string, context: FeeContext): Base {
  const invoice = context.events.find(
    (event) =>
      event.type === 'invoice.issued' &&
      event.at >= context.period.to &&
      event.at <= context.asOf &&
      (event.data.fee ?? fee) === fee,
  )
  const amount = invoice && invoiceAmount(invoice)
  return amount ? { amount, window: context.next.whole } : nextFee(fee, context)
}

/** The whole fee of a period that the term has clipped. */
export function unclipped(base: Fee, { period, wholePeriod, terms }: FeeContext): Fee {
  const isClipped = base.window.from === period.from && base.window.to === period.to
  if (!isClipped || period.to - period.from === wholePeriod.to - wholePeriod.from) return base
  const share = divide(localDays(wholePeriod, terms.timeZone), localDays(period, terms.timeZone))
  return { amount: multiply(base.amount, share), window: wholePeriod }
}
