import { fraction, multiply, parseDecimal, roundToWhole } from '../agreement/fraction.ts'
import { minorDigits } from '../evaluation/fees.ts'
import type { MonthlyCredit, PeriodResult } from '../evaluation/verdict.ts'
import type { MonthCredit } from './monthValue.ts'

/** The credits of one month: the amount after joins and caps, and where the credit of each commitment stands. */
export interface JoinedMonth {
  readonly from: string
  readonly to: string
  readonly amount: string
  /** Credits of earlier months that are taken back in this one, and what of this one was set off against them. */
  readonly earnedBack?: readonly { readonly amount: string }[]
  readonly offset?: string
  readonly shares: readonly { readonly amount: string | null; readonly state: string }[]
}

/** Money that has been given, or is given by itself; what was earned back is taken back in a later month. */
const settledStates: readonly string[] = ['automatic', 'settled', 'earnedBack']
/** Money that is not due, or not any more. */
const voidStates: readonly string[] = ['none', 'silent', 'expired', 'refused', 'void']

const minorOf = (amount: string, currency: string): bigint => {
  const read = parseDecimal(amount) ?? fraction(0)
  return roundToWhole(multiply(read, fraction(10n ** BigInt(minorDigits(currency)))), 'halfUp')
}

const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds

/** The months of a backtest: a credit counts in the month that holds its period's last moment. */
export const joinedMonths = (
  months: readonly MonthlyCredit[],
  periods: readonly PeriodResult[],
): JoinedMonth[] =>
  months.map(({ from, to, amount, earnedBack, offset }) => ({
    from,
    to,
    amount,
    ...(earnedBack && offset !== undefined ? { earnedBack, offset } : {}),
    shares: periods.flatMap(({ credit, to: end }) => {
      const last = ms(end) - 1
      return credit !== null && last >= ms(from) && last < ms(to) ? [credit] : []
    }),
  }))

/**
 * What of each month's credits is settled. The amount is after joins and caps, the states are those of its
 * commitments: where they differ, what is settled is the settled commitments' own sum, at most the month's amount.
 */
export const monthCredits = (months: readonly JoinedMonth[], currency: string): MonthCredit[] =>
  months.map(({ to, amount, shares, earnedBack = [], offset = '0' }) => {
    const all = minorOf(amount, currency) + minorOf(offset, currency)
    const back = earnedBack.reduce((sum, each) => sum + minorOf(each.amount, currency), 0n)
    const due = shares.filter(({ state }) => !voidStates.includes(state))
    const settled = due.filter(({ state }) => settledStates.includes(state))
    const own = settled.reduce((sum, each) => sum + minorOf(each.amount ?? '0', currency), 0n)
    const given = due.length > 0 && settled.length === due.length ? all : own < all ? own : all
    return {
      at: ms(to) - 1,
      settled: given - back,
      outstanding: settled.length === due.length ? 0n : all - given,
    }
  })
