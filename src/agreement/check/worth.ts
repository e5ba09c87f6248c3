import {
  add,
  compare,
  type Fraction,
  fraction,
  greatest,
  multiply,
  roundToWhole,
  sum,
  zero,
} from '../fraction.ts'
import type { AgreementTerms } from '../schema/agreement.ts'
import type { CommitmentTerms, PeriodTerms } from '../schema/commitments.ts'
import type { CreditTerms, ForEach } from '../schema/credits.ts'
import type { FeeBase } from '../schema/feeBases.ts'
import { type Gift, type Give, isChoice } from '../schema/gifts.ts'
import { isOfEvents } from '../schema/measures.ts'
import { longestMs, shortestMs } from './periods.ts'
import { bandedBy } from './quantities.ts'

/** The most that a period's credits can come to: a share of one fee, or money. */
export interface Most {
  /** A fee's name; null for money. */
  readonly fee: string | null
  readonly amount: Fraction
}

/** The most that one period of a commitment can give; null where the text sets no end, or fees may differ. */
export function mostOf(commitment: CommitmentTerms, terms: AgreementTerms): Most | null {
  const parts = (commitment.credit ?? []).map((credit) => mostOfSchedule(credit, commitment, terms))
  if (parts.some((part) => part === null)) return null
  const paying = (parts as Most[]).filter((part) => part.amount.n > 0n)
  const fee = paying[0]?.fee ?? null
  if (paying.some((part) => part.fee !== fee)) return null
  const members = measuredAlone(commitment)
  return { fee, amount: multiply(sum(paying.map((part) => part.amount)), fraction(members)) }
}

/** How many sources a commitment judges each alone. */
function measuredAlone({ measure }: CommitmentTerms): number {
  if (isOfEvents(measure)) return 1
  const { of } = measure.terms
  return of.kind === 'each' ? of.of.length : 1
}

function mostOfSchedule(
  credit: CreditTerms,
  commitment: CommitmentTerms,
  terms: AgreementTerms,
): Most | null {
  const repeat = greatest(credit.repeat?.multiplier ?? fraction(1), fraction(1))
  if (credit.pool) {
    const { atRisk, category, item } = credit.pool
    const fee = ownFee(credit.of)
    const allocated = multiply(multiply(atRisk, category), item)
    return fee === null ? null : { fee, amount: multiply(allocated, repeat) }
  }
  const steps = credit.forEach ? mostSteps(credit.forEach, commitment) : fraction(1)
  const gives = credit.bands?.map((band) => band.give) ?? (credit.give ? [credit.give] : [])
  const mostOfGift = (gift: Gift): Most | null => {
    if (!isChoice(gift)) return mostOfGive(gift, credit, commitment, terms)
    const all = gift.among.map(mostOfGift)
    return gift.choose === 'max' ? greatestOf(all) : leastOf(all)
  }
  const best = greatestOf(gives.map(mostOfGift))
  const free =
    steps === null || best === null
      ? null
      : { fee: best.fee, amount: multiply(multiply(best.amount, steps), repeat) }
  const raised = credit.atLeast ? greatestOf([free, mostOfGift(credit.atLeast)]) : free
  return credit.atMost ? leastOf([raised, mostOfGift(credit.atMost)]) : raised
}

/** Null where one has no end, or where they are of different fees. */
function greatestOf(all: readonly (Most | null)[]): Most | null {
  if (all.some((each) => each === null)) return null
  const best = (all as Most[]).reduce((most, each) => (compare(each.amount, most.amount) > 0 ? each : most), {
    fee: null,
    amount: zero,
  })
  const isMixed = (all as Most[]).some((each) => each.amount.n > 0n && each.fee !== best.fee)
  return isMixed ? null : best
}

/** One that has an end is one for all: of several of one fee the least, else the first. */
function leastOf(all: readonly (Most | null)[]): Most | null {
  const ending = all.filter((each) => each !== null)
  return ending.reduce<Most | null>(
    (least, each) =>
      least === null || (each.fee === least.fee && compare(each.amount, least.amount) < 0) ? each : least,
    null,
  )
}

/** The fee of the period itself; null for one of another window, or the greatest of several. */
const ownFee = (base: FeeBase | undefined): string | null =>
  base?.kind === 'fee' && base.window.kind === 'period' ? base.fee : null

function mostOfGive(
  give: Give,
  credit: CreditTerms,
  { period }: CommitmentTerms,
  { credits }: AgreementTerms,
): Most | null {
  const fee = ownFee(give.of ?? credit.of)
  switch (give.unit) {
    case 'money':
      return { fee: null, amount: give.amount }
    case 'extension':
    case 'extensionMonth':
      return { fee: null, amount: zero }
    case 'percent':
    case 'multiple':
      return fee === null || (give.unit === 'multiple' && period.kind === 'incident')
        ? null
        : { fee, amount: give.amount }
    case 'point': {
      const base = ownFee(credits.pointsOf)
      if (credits.pointValue === undefined || base === null) return null
      return { fee: base, amount: multiply(give.amount, credits.pointValue) }
    }
    case 'day': {
      const days = (shortestMs(period) ?? 0) / 86_400_000
      if (fee === null || credit.day !== undefined || days < 28) return null
      return { fee, amount: multiply(give.amount, fraction(1, Math.floor(days))) }
    }
  }
}

/** How many steps a miss can be worth; null without end. */
function mostSteps(rule: ForEach, commitment: CommitmentTerms): Fraction | null {
  if (rule.kind === 'touched') return null
  if (rule.kind === 'missedEvent' || rule.of === 'outage' || rule.per === 'outage') return null
  const longest = longestMs(commitment.period)
  if (rule.of === 'shortfall' || rule.of === 'exceedance') {
    const banded = bandedBy(rule.of, commitment)
    const most = banded && 'axis' in banded ? banded.axis.to : null
    return most && rule.size.kind === 'share' ? ceil(most.value, rule.size.share) : null
  }
  return longest === null || rule.size.kind !== 'time'
    ? null
    : ceil(fraction(longest), fraction(rule.size.ms))
}

const ceil = (amount: Fraction, size: Fraction): Fraction =>
  fraction(roundToWhole(fraction(amount.n * size.d, amount.d * size.n), 'ceil'))

const months = { month: 1, quarter: 3, year: 12 } as const
/** How many periods shorter than a month can end in one, two months being no longer than 31 days each. */
const perMonth = { hour: 744, day: 31, week: 5 } as const

/** The months of a period; 0 for one that is shorter, null for one without such a length. */
export function monthsOf(period: PeriodTerms): number | null {
  if (period.kind === 'incident' || period.kind === 'trailing') return null
  return period.unit in months ? months[period.unit as keyof typeof months] : 0
}

/** How many periods of a commitment can fall into so many months; null where there is no end. */
export function periodsIn(windowMonths: number, period: PeriodTerms): number | null {
  const own = monthsOf(period)
  if (own === null || period.kind === 'incident' || period.kind === 'trailing') return null
  if (own > 0) return Math.ceil(windowMonths / own)
  return windowMonths * (perMonth[period.unit as keyof typeof perMonth] ?? 744)
}

export const addUp = (all: readonly Most[]): Most => ({
  fee: all[0]?.fee ?? null,
  amount: all.reduce((total, each) => add(total, each.amount), zero),
})
