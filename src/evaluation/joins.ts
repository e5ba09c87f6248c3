import { type Agreement, isoInstant, versionAt } from '../agreement/agreement.ts'
import { fraction, greatest } from '../agreement/fraction.ts'
import { type Period, unitAround } from '../agreement/period.ts'
import type { CreditRules } from '../agreement/schema/credits.ts'
import { cappedEach, cappedWindow } from './caps.ts'
import { creditMinor } from './creditOwed.ts'
import { type EarnedBack, earnedBack } from './earnBack.ts'
import { type Month, type TakenBack, takenBack, windowKey, windowOf } from './earnedMonths.ts'
import { minorText, toMinor } from './fees.ts'
import { joinShares, type Share } from './joinShares.ts'
import { isChosen, joinWindow } from './joinWindow.ts'
import type { Judgement } from './judgePeriod.ts'
import { pointsMinor } from './points.ts'
import type { CapReached } from './triggers.ts'
import type { MonthlyCredit } from './verdict.ts'

export interface JoinedCredits {
  readonly months: readonly MonthlyCredit[]
  readonly capsReached: readonly CapReached[]
}

/**
 * Joins the credits of each month by the agreement's rule and cuts them at its caps, in whole minor units; then takes out
 * what was earned back.
 *
 * @param all Every period that was judged, also those that are not listed: by them credits are earned back.
 */
export function joinCredits(
  agreement: Agreement,
  judgements: readonly Judgement[],
  asOf: number,
  all: readonly Judgement[] = judgements,
): JoinedCredits {
  const earned = earnedBack(all)
  const paid: { from: number; minor: bigint }[] = []
  const contextOf = ({ window }: Month): JoinContext => ({
    rules: versionAt(agreement, window.from).terms.credits,
    paid,
    asOf,
  })
  const dueOf = (month: Month) => {
    const joined = joinMonth(month, contextOf(month))
    return { ...joined, minor: aboveMinimum(agreement, month, joined.minor) }
  }
  const capsReached: CapReached[] = []
  const months = monthsWith(judgements, earned).map((month) => {
    const joined = dueOf(month)
    const { from, to } = month.window
    if (joined.reached) capsReached.push({ at: reachedAt(month, contextOf(month)), month: from, until: to })
    paid.push({ from: month.window.from, minor: joined.minor })
    return { ...month, minor: joined.minor, capped: joined.capped }
  })
  const back = takenBack(months, earned, (month) => dueOf(month).minor)
  return {
    months: months.map((month) => monthlyCredit(agreement, month, back.get(windowKey(month.window)))),
    capsReached,
  }
}

/** The months in which something is due or taken back, in order of time. */
function monthsWith(judgements: readonly Judgement[], earned: readonly EarnedBack[]): Month[] {
  const due = judgements.filter(({ result }) => (result.credit?.state ?? 'none') !== 'none')
  const months = new Map(earned.map((each) => [windowKey(windowOf(each)), windowOf(each)]))
  const byWindow = Map.groupBy(due, ({ question }) => windowKey(joinWindow(question)))
  for (const { question } of due) months.set(windowKey(joinWindow(question)), joinWindow(question))
  return [...months]
    .map(([key, window]) => ({ window, judgements: byWindow.get(key) ?? [] }))
    .sort((a, b) => a.window.from - b.window.from || a.window.to - b.window.to)
}

interface JoinContext {
  readonly rules: CreditRules
  readonly paid: readonly { readonly from: number; readonly minor: bigint }[]
  readonly asOf: number
}

interface Joined {
  readonly minor: bigint
  readonly capped: boolean
  readonly reached: boolean
}

/** One entry: where it is longer than a month, caps per month cut the credits of each of its months first. */
function joinMonth({ window, judgements }: Month, { rules, paid, asOf }: JoinContext): Joined {
  const due = judgements.filter(isCounted)
  const [sample] = judgements
  const isLong = window.to - window.from > longestMonthMs && rules.cap?.some(({ per }) => per === 'month')
  if (!isLong) {
    const before = joinDue({ window, judgements: due }, { rules, asOf })
    return cut(before, cappedWindow(before.minor, window, paid, { rules, asOf, sample }))
  }
  const monthly = { ...rules, cap: rules.cap?.filter(({ per }) => per === 'month') }
  const rest = { ...rules, cap: rules.cap?.filter(({ per }) => per !== 'month') }
  const parts = monthsOf(due).map((month) => {
    const before = joinDue(month, { rules, asOf })
    const context = { rules: monthly, asOf, sample: month.judgements[0] }
    return cut(before, cappedWindow(before.minor, month.window, [], context))
  })
  const all = {
    minor: parts.reduce((sum, { minor }) => sum + minor, 0n),
    capped: parts.some(({ capped }) => capped),
    reached: parts.some(({ reached }) => reached),
  }
  return cut(all, cappedWindow(all.minor, window, paid, { rules: rest, asOf, sample }))
}

const longestMonthMs = 32 * 86_400_000

const cut = (before: Joined, after: Pick<Joined, 'minor' | 'reached'>): Joined => ({
  minor: after.minor,
  capped: before.capped || after.minor < before.minor,
  reached: before.reached || after.reached,
})

/** Credits by the calendar month that holds their period's last moment; for an incident its first. */
function monthsOf(judgements: readonly Judgement[]): Month[] {
  const windowOf = ({ question }: Judgement): Period => {
    const { commitment, period, version } = question
    const at = commitment.period.kind === 'incident' ? period.from : period.to - 1
    return unitAround(at, 'month', version.terms.timeZone)
  }
  return [...Map.groupBy(judgements, (each) => windowOf(each).from).values()].flatMap((all) => {
    const [first] = all
    return first ? [{ window: windowOf(first), judgements: all }] : []
  })
}

/** What is due together before the caps of the window. */
function joinDue(
  { window, judgements }: Month,
  { rules, asOf }: Pick<JoinContext, 'rules' | 'asOf'>,
): Joined {
  const whole = judgements.flatMap((judgement) => {
    const minor = judgement.credit && creditMinor(judgement.question, judgement.credit)
    return minor === null ? [] : [{ judgement, minor, ...cappedEach(judgement, minor, rules, asOf) }]
  })
  const shares: Share[] = whole.map(({ judgement, left }) => ({ judgement, minor: left }))
  const points = pointsMinor(window, judgements, asOf)
  return {
    minor: joinShares(points === 0n ? shares : [...shares, { judgement: null, minor: points }], rules),
    capped: whole.some(({ minor, left }) => left < minor),
    reached: whole.some(({ reached }) => reached),
  }
}

/** What adds to amounts: not what is silent, came too late, or was not chosen. */
export function isCounted({ result, question }: Judgement): boolean {
  const state = result.credit?.state
  return state !== 'expired' && state !== 'silent' && isChosen(question)
}

const instantOf = ({ certainSince, question }: Judgement): number => certainSince ?? question.period.to

/** The instant of the breach with which a cap was reached: the fewest of them, in order of time, that reach it. */
function reachedAt({ window, judgements }: Month, context: JoinContext): number {
  const sorted = judgements.filter(isCounted).sort((a, b) => instantOf(a) - instantOf(b))
  let [low, high] = [1, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (joinMonth({ window, judgements: sorted.slice(0, middle) }, context).reached) high = middle
    else low = middle + 1
  }
  const last = sorted[low - 1]
  return last ? instantOf(last) : window.to
}

function monthlyCredit(
  agreement: Agreement,
  { window, judgements, minor, capped }: Month & { readonly minor: bigint; readonly capped: boolean },
  back: TakenBack | undefined,
): MonthlyCredit {
  const { terms } = versionAt(agreement, window.from)
  const { currency = '', timeZone } = terms
  const money = (amount: bigint): string => (currency === '' ? '0' : minorText(amount, currency))
  const silent = judgements.filter((each) => each.result.credit?.state === 'silent')
  return {
    from: isoInstant(window.from, timeZone),
    to: isoInstant(window.to, timeZone),
    amount: money(minor - (back?.offset ?? 0n)),
    capped,
    ...(silent.length > 0 ? { silent: [...new Set(silent.map(({ question }) => question.name))] } : {}),
    ...(back ? shownBack(back, money) : {}),
  }
}

const shownBack = ({ lines, offset, left }: TakenBack, money: (minor: bigint) => string) => ({
  earnedBack: lines.map(({ earned: { missed }, minor }) => ({
    commitment: missed.question.name,
    ...(missed.question.of === undefined ? {} : { of: missed.question.of }),
    from: missed.result.from,
    to: missed.result.to,
    amount: money(minor),
  })),
  offset: money(offset),
  owedBack: money(left),
})

function aboveMinimum(agreement: Agreement, { window }: Month, minor: bigint): bigint {
  const { credits, currency = '' } = versionAt(agreement, window.from).terms
  return belowMinimum(minor, credits, currency) ? 0n : minor
}

function belowMinimum(minor: bigint, rules: CreditRules, currency: string): boolean {
  if (rules.minimum === undefined || currency === '') return false
  return minor <= toMinor(greatest(rules.minimum.amount, fraction(0)), currency, 'halfUp')
}
