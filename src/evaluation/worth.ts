import { add, type Fraction, fraction, multiply, zero } from '../agreement/fraction.ts'
import { type Period, unitAround } from '../agreement/period.ts'
import type { AgreementTerms } from '../agreement/schema/agreement.ts'
import { daysIn } from './fees.ts'

/** An amount for each unit of time, such as 42000.00 a month. */
export type Rate = AgreementTerms['fees'][string]

const hourMs = 3_600_000

/**
 * What a rate comes to over a span of whole local days: each unit that the span touches counts by its share of days,
 * so that a year's amount is worth 31/365 of it in January. Unrounded.
 */
export function worthOver({ amount, per }: Rate, span: Period, timeZone: string): Fraction {
  if (per === 'hour') return multiply(amount, fraction(span.to - span.from, hourMs))
  let worth = zero
  for (let at = span.from; at < span.to; ) {
    const unit = unitAround(at, per, timeZone)
    const part = { from: at, to: Math.min(unit.to, span.to) }
    worth = add(worth, multiply(amount, fraction(daysIn(part, timeZone), daysIn(unit, timeZone))))
    at = unit.to
  }
  return worth
}
