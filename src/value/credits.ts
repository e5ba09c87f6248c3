import { fraction, multiply, parseDecimal, roundToWhole } from '../agreement/fraction.ts'
import { minorDigits } from '../evaluation/fees.ts'
import type { CreditState, MonthlyCredit, PeriodResult } from '../evaluation/verdict.ts'
import type { MonthCredit } from './monthValue.ts'

/** Money that has been given, or is given by itself. */
const settledStates: readonly CreditState[] = ['automatic', 'settled']
/** Money that adds nothing to a month. */
const voidStates: readonly CreditState[] = ['none', 'silent', 'expired']

const minorOf = (amount: string, currency: string): bigint => {
  const read = parseDecimal(amount) ?? fraction(0)
  return roundToWhole(multiply(read, fraction(10n ** BigInt(minorDigits(currency)))), 'halfUp')
}

const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds

/**
 * What of each month's credits is settled. A month's amount is after joins and caps, the states are those of its
 * commitments: where they differ, what is settled is the settled commitments' own sum, at most the month's amount.
 */
export function monthCredits(
  months: readonly MonthlyCredit[],
  periods: readonly PeriodResult[],
  currency: string,
): MonthCredit[] {
  return months.map((month) => {
    const [from, to] = [ms(month.from), ms(month.to)]
    const due = periods.flatMap(({ credit, to: end }) => {
      const last = ms(end) - 1
      const counts = credit !== null && !voidStates.includes(credit.state) && last >= from && last < to
      return counts ? [credit] : []
    })
    const all = minorOf(month.amount, currency)
    const settled = due.filter((credit) => settledStates.includes(credit.state))
    const own = settled.reduce((sum, each) => sum + minorOf(each.amount ?? '0', currency), 0n)
    const given = settled.length === due.length ? all : own < all ? own : all
    return { at: to - 1, settled: given, outstanding: all - given }
  })
}
