import { divide, fraction, multiply } from '../agreement/fraction.ts'
import { type Period, unitAround } from '../agreement/period.ts'
import type { Cap, CreditRules } from '../agreement/schema/credits.ts'
import { baseOf, daysIn, type FeeContext, toMinor } from './fees.ts'
import type { Judgement } from './judgePeriod.ts'

/** How fees are read for a window that is not the period itself, such as a month of credits. */
export function feesOver(window: Period, { question }: Judgement, asOf: number): FeeContext {
  const { terms } = question.version
  return {
    terms,
    period: window,
    wholePeriod: window,
    previousPeriod: unitAround(window.from - 1, 'month', terms.timeZone),
    nextPeriod: null,
    fees: question.view.fees,
    events: question.view.events,
    asOf,
  }
}

function capMinor(cap: Cap, window: Period, judgement: Judgement, asOf: number): bigint | null {
  const { version } = judgement.question
  const { currency, money } = version.terms
  if (currency === undefined) return null
  if (cap.unit === 'money') return toMinor(cap.amount, currency, money.mode)
  if (!cap.of) return null
  const base = baseOf(cap.of, feesOver(window, judgement, asOf))
  if (base === 'pending') return null
  if (cap.unit === 'share') return toMinor(multiply(base.amount, cap.amount), currency, money.mode)
  const day = divide(base.amount, fraction(daysIn(base.window, version.terms.timeZone)))
  return toMinor(multiply(day, cap.amount), currency, money.mode)
}

/** Caps of one incident or one period bind each credit before they are joined. */
export function cappedEach(judgement: Judgement, minor: bigint, rules: CreditRules, asOf: number): bigint {
  const caps = (rules.cap ?? []).filter((cap) => cap.per === 'incident' || cap.per === 'period')
  return caps.reduce((left, cap) => {
    const most = capMinor(cap, judgement.question.period, judgement, asOf)
    return most !== null && most < left ? most : left
  }, minor)
}

export interface CapContext {
  readonly rules: CreditRules
  readonly asOf: number
  readonly sample: Judgement | undefined
}

export function cappedWindow(
  minor: bigint,
  month: Period,
  paid: readonly { from: number; minor: bigint }[],
  { rules, asOf, sample }: CapContext,
) {
  let [left, reached] = [minor, false]
  for (const cap of rules.cap ?? []) {
    if (!sample || cap.per === 'incident' || cap.per === 'period') continue
    const window = capWindow(cap, month, sample.question.version.terms.timeZone)
    const limit = capMinor(cap, window, sample, asOf)
    if (limit === null) continue
    const spent = paid
      .filter((entry) => entry.from >= window.from && entry.from < month.from)
      .reduce((sum, entry) => sum + entry.minor, 0n)
    const room = limit > spent ? limit - spent : 0n
    if (left >= room && minor > 0n) reached = true
    if (left > room) left = room
  }
  return { minor: left, reached }
}

function capWindow(cap: Cap, month: Period, zone: string): Period {
  if (cap.per === 'month') return month
  if (cap.per === 'quarter' || cap.per === 'year') return unitAround(month.from, cap.per, zone)
  const end = Temporal.Instant.fromEpochMilliseconds(month.to).toZonedDateTimeISO(zone)
  return { from: end.subtract({ months: 12 }).epochMilliseconds, to: month.to }
}
