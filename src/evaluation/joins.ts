import { type Agreement, isoInstant, versionAt } from '../agreement/agreement.ts'
import { fraction, greatest } from '../agreement/fraction.ts'
import { type Period, unitAround } from '../agreement/period.ts'
import type { CreditRules } from '../agreement/schema/credits.ts'
import { cappedEach, cappedWindow } from './caps.ts'
import { minorText, toMinor } from './fees.ts'
import { joinShares, type Share } from './joinShares.ts'
import { electionOf, joinWindow } from './joinWindow.ts'
import { creditMinor, type Judgement } from './judgePeriod.ts'
import { pointsMinor } from './points.ts'
import type { CapReached } from './triggers.ts'
import type { MonthlyCredit } from './verdict.ts'

export interface JoinedCredits {
  readonly months: readonly MonthlyCredit[]
  readonly capsReached: readonly CapReached[]
}

interface Month {
  readonly window: Period
  readonly judgements: Judgement[]
}

/** Joins the credits of each month by the agreement's rule and cuts them at its caps, in whole minor units. */
export function joinCredits(
  agreement: Agreement,
  judgements: readonly Judgement[],
  asOf: number,
): JoinedCredits {
  const months = new Map<string, Month>()
  for (const judgement of judgements) {
    const state = judgement.result.credit?.state
    if (state === undefined || state === 'none') continue
    const window = joinWindow(judgement.question)
    const key = `${window.from} ${window.to}`
    const month = months.get(key) ?? { window, judgements: [] }
    month.judgements.push(judgement)
    months.set(key, month)
  }
  const paid: { from: number; minor: bigint }[] = []
  const capsReached: CapReached[] = []
  const shown = [...months.values()]
    .sort((a, b) => a.window.from - b.window.from || a.window.to - b.window.to)
    .map((month): MonthlyCredit => {
      const context = { rules: versionAt(agreement, month.window.from).terms.credits, paid, asOf }
      const joined = joinMonth(month, context)
      if (joined.reached) capsReached.push({ at: reachedAt(month, context), month: month.window.from })
      const credit = monthlyCredit(agreement, month, joined)
      paid.push({ from: month.window.from, minor: credit.minor })
      return credit.shown
    })
  return { months: shown, capsReached }
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
  if (state === 'expired' || state === 'silent') return false
  return (electionOf(question) ?? 'elected') === 'elected'
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

function monthlyCredit(agreement: Agreement, { window, judgements }: Month, joined: Joined) {
  const { terms } = versionAt(agreement, window.from)
  const currency = terms.currency ?? ''
  const silent = judgements.filter((each) => each.result.credit?.state === 'silent')
  const minor = belowMinimum(joined.minor, terms.credits, currency) ? 0n : joined.minor
  const shown: MonthlyCredit = {
    from: isoInstant(window.from, terms.timeZone),
    to: isoInstant(window.to, terms.timeZone),
    amount: currency === '' ? '0' : minorText(minor, currency),
    capped: joined.capped,
    ...(silent.length > 0 ? { silent: [...new Set(silent.map(({ question }) => question.name))] } : {}),
  }
  return { shown, minor }
}

function belowMinimum(minor: bigint, rules: CreditRules, currency: string): boolean {
  if (rules.minimum === undefined || currency === '') return false
  return minor <= toMinor(greatest(rules.minimum.amount, fraction(0)), currency, 'halfUp')
}
