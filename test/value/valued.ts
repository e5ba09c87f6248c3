import { versionAt } from '../../src/agreement/agreement.ts'
import { valueOfBacktest } from '../../src/backtest.ts'
import { periodContextOf } from '../../src/evaluation/periodQuestion.ts'
import { publicHolidays } from '../../src/holidays.ts'
import { joinedMonths } from '../../src/value/credits.ts'
import type { ValueFigures } from '../../src/value/figures.ts'
import { stateValue, type ValueStatement } from '../../src/value/stateValue.ts'
import { agreementText, backtested, parsed, readLines } from '../evaluation/backtested.ts'

/** One availability of 90 % on declared time, a fee of 1000.00 a month, and what else `value` says. */
export const worthText = (value: string, more = '', term = '{ from: 2026-01-01 }'): string =>
  agreementText(
    `fees:
  service: { amount: 1000.00, per: month }
sources:
  s: { declared: {} }
  desk: { push: event }
commitments:
  availability:
    measure: { uptime: { of: s } }
    target: ">= 90%"
    period: month
${more}
value:
${value}`,
    'UTC',
    term,
  )

/** The value of an agreement's text over evidence lines, as `backtest --json` prints it. */
export function valued(text: string, lines: readonly object[], asOf?: string): ValueFigures {
  const question = {
    agreement: parsed(text),
    evidence: readLines(text, lines),
    only: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    asOf: asOf === undefined ? null : Temporal.Instant.from(asOf).epochMilliseconds,
    holidays: publicHolidays(),
  }
  const value = valueOfBacktest(question, backtested(text, lines, asOf))
  if (value === null) throw new Error('the agreement says nothing of value')
  return value
}

/** The same before it is text: fractions and minor units. */
export function valuedStatement(text: string, lines: readonly object[]): ValueStatement {
  const agreement = parsed(text)
  const { periods, credits, judgements } = backtested(text, lines)
  const { events, fees } = readLines(text, lines)
  return stateValue({
    versionAt: (at) => versionAt(agreement, at),
    calendar: periodContextOf(agreement),
    periods,
    credits: joinedMonths(credits, periods),
    events,
    fees,
    asOf: Math.max(...judgements.map(({ question }) => question.asOf)),
  })
}

/** The figures of one month, the first unless told otherwise. */
export function month(text: string, lines: readonly object[], index = 0) {
  const found = valued(text, lines).periods[index]
  if (!found) throw new Error(`there is no month ${index}`)
  return found
}
