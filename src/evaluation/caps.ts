import { termOf } from '../agreement/agreement.ts'
import { divide, fraction, multiply } from '../agreement/fraction.ts'
import { clipToTerm, type Period, unitAround, windowAround } from '../agreement/period.ts'
import type { AgreementTerms } from '../agreement/schema/agreement.ts'
import type { Cap } from '../agreement/schema/caps.ts'
import type { CreditRules } from '../agreement/schema/credits.ts'
import { type Gift, isChoice } from '../agreement/schema/gifts.ts'
import { baseOf } from './feeBases.ts'
import { daysIn, type FeeContext, toMinor, wholeMonths } from './fees.ts'
import type { Judgement } from './judgePeriod.ts'
import { feeContext } from './periodFees.ts'
import type { PeriodQuestion } from './periodQuestion.ts'

/** How fees are read for a window that is not the period itself, such as a month of credits; its neighbours are as long as it is. */
export function feesOver(window: Period, { question }: Judgement, asOf: number): FeeContext {
  const { terms } = question.version
  return {
    terms,
    period: window,
    wholePeriod: window,
    previous: neighbour(window, 'before', question),
    next: neighbour(window, 'after', question),
    versions: question.agreement.versions,
    fees: question.view.fees,
    events: question.view.events,
    asOf,
  }
}

function neighbour(window: Period, side: 'before' | 'after', { agreement, version }: PeriodQuestion) {
  const zone = version.terms.timeZone
  const [from, to] = [window.from, window.to].map((at) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone),
  ) as [Temporal.ZonedDateTime, Temporal.ZonedDateTime]
  const months = wholeMonths(window, zone)
  const length = months === null ? { days: daysIn(window, zone) } : { months }
  const whole =
    side === 'before'
      ? { from: from.subtract(length).epochMilliseconds, to: window.from }
      : { from: window.to, to: to.add(length).epochMilliseconds }
  const period = clipToTerm(whole, termOf(agreement))
  return { period: period ?? whole, whole, isInTerm: period !== null }
}

/** What a cap leaves, in minor units; null while its fee is not known. */
export const capMinor = (cap: Cap, fees: FeeContext, judgement: Judgement): bigint | null =>
  limitMinor(cap.limit, fees, judgement.question.version.terms)

function limitMinor(limit: Gift, fees: FeeContext, terms: AgreementTerms): bigint | null {
  if (isChoice(limit)) {
    const all = limit.among.map((each) => limitMinor(each, fees, terms))
    if (all.some((each) => each === null)) return null
    const isBetter = (a: bigint, b: bigint): boolean => (limit.choose === 'max' ? a > b : a < b)
    return (all as bigint[]).reduce((best, each) => (isBetter(each, best) ? each : best))
  }
  const { currency, money, timeZone } = terms
  if (currency === undefined) return null
  if (limit.unit === 'money') return toMinor(limit.amount, currency, money.mode)
  if (!limit.of) return null
  const base = baseOf(limit.of, fees)
  if (base === 'pending') return null
  if (limit.unit === 'percent') return toMinor(multiply(base.amount, limit.amount), currency, money.mode)
  const day = divide(base.amount, fraction(daysIn(base.window, timeZone)))
  return toMinor(multiply(day, limit.amount), currency, money.mode)
}

/** Caps of one incident or one period bind each credit before they are joined. */
export function cappedEach(
  judgement: Judgement,
  minor: bigint,
  rules: CreditRules,
  asOf: number,
): { readonly left: bigint; readonly reached: boolean } {
  const caps = (rules.cap ?? []).filter((cap) => cap.per === 'incident' || cap.per === 'period')
  const fees = { ...feeContext(judgement.question), asOf }
  const limits = caps.flatMap((cap) => capMinor(cap, fees, judgement) ?? [])
  const left = limits.reduce((least, limit) => (limit < least ? limit : least), minor)
  return { left, reached: minor > 0n && limits.some((limit) => minor >= limit) }
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
    const window = capWindow(cap, month, sample.question.version.terms)
    const limit = capMinor(cap, feesOver(window, sample, asOf), sample)
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

const shortestMonthMs = 27 * 86_400_000

/**
 * A month's cap is that of the entry's own month or billing cycle, or of the calendar month that a shorter entry lies in.
 * An entry belongs to the contract year in which it begins, the first to the first.
 */
export function capWindow(cap: Cap, entry: Period, terms: AgreementTerms): Period {
  const { timeZone: zone, term } = terms
  if (cap.per === 'month') {
    return entry.to - entry.from < shortestMonthMs ? unitAround(entry.from, 'month', zone) : entry
  }
  if (cap.per === 'quarter' || cap.per === 'year') return unitAround(entry.from, cap.per, zone)
  if (cap.per === 'contract year') {
    const begin = Temporal.PlainDate.from(term.from).toZonedDateTime(zone).epochMilliseconds
    return windowAround(Math.max(entry.from, begin), cap.per, terms)
  }
  const end = Temporal.Instant.fromEpochMilliseconds(entry.to).toZonedDateTimeISO(zone)
  return { from: end.subtract({ months: 12 }).epochMilliseconds, to: entry.to }
}
