import { type Agreement, isoInstant, versionAt } from '../agreement/agreement.ts'
import { fraction, greatest } from '../agreement/fraction.ts'
import { type Period, unitAround, wholePeriod } from '../agreement/period.ts'
import type { CreditRules } from '../agreement/schema/credits.ts'
import { cappedEach, cappedWindow } from './caps.ts'
import { minorText, toMinor } from './fees.ts'
import { creditMinor, type Judgement } from './judgePeriod.ts'
import { pointsMinor } from './points.ts'
import type { CapReached } from './triggers.ts'
import type { MonthlyCredit } from './verdict.ts'

export interface JoinedCredits {
  readonly months: readonly MonthlyCredit[]
  readonly capsReached: readonly CapReached[]
}

interface Share {
  /** Null for the points of all commitments. */
  readonly judgement: Judgement | null
  readonly minor: bigint
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
  const months = new Map<number, Month>()
  for (const judgement of judgements) {
    const state = judgement.result.credit?.state
    if (state === undefined || state === 'none') continue
    const window = monthOf(judgement.question)
    const month = months.get(window.from) ?? { window, judgements: [] }
    month.judgements.push(judgement)
    months.set(window.from, month)
  }
  const paid: { from: number; minor: bigint }[] = []
  const capsReached: CapReached[] = []
  const shown = [...months.values()]
    .sort((a, b) => a.window.from - b.window.from)
    .map((month): MonthlyCredit => {
      const joined = joinMonth(agreement, month, paid, asOf)
      paid.push({ from: month.window.from, minor: joined.minor })
      if (joined.reached)
        capsReached.push({
          at: Math.max(...month.judgements.map((each) => each.certainSince ?? each.question.period.to)),
          month: month.window.from,
        })
      return joined.shown
    })
  return { months: shown, capsReached }
}

/** The calendar month (or billing cycle) that holds the period's last moment; for an incident its first. */
export function monthOf({
  commitment,
  period,
  version,
}: Pick<Judgement['question'], 'commitment' | 'period' | 'version'>): Period {
  const zone = version.terms.timeZone
  const at = commitment.period.kind === 'incident' ? period.from : period.to - 1
  if (commitment.period.kind === 'billing' && commitment.period.unit === 'month')
    return wholePeriod(commitment.period, at, zone)
  return unitAround(at, 'month', zone)
}

function joinMonth(
  agreement: Agreement,
  month: Month,
  paid: readonly { from: number; minor: bigint }[],
  asOf: number,
) {
  const version = versionAt(agreement, month.window.from)
  const rules = version.terms.credits
  const currency = version.terms.currency ?? ''
  const silent = month.judgements
    .filter((each) => each.result.credit?.state === 'silent')
    .map((each) => each.question.name)
  const shares = month.judgements.flatMap((judgement): Share[] => {
    const minor = judgement.credit && creditMinor(judgement.question, judgement.credit)
    if (
      minor === null ||
      judgement.result.credit?.state === 'expired' ||
      judgement.result.credit?.state === 'silent'
    )
      return []
    return [{ judgement, minor: cappedEach(judgement, minor, rules, asOf) }]
  })
  const points = pointsMinor(month.window, month.judgements, asOf)
  const before = joinShares(points === 0n ? shares : [...shares, { judgement: null, minor: points }], rules)
  const { minor: after, reached } = cappedWindow(before, month.window, paid, {
    rules,
    asOf,
    sample: month.judgements[0],
  })
  const payable = belowMinimum(after, rules, currency) ? 0n : after
  const cutEach = shares.some(
    ({ judgement, minor }) =>
      judgement?.credit && minor !== creditMinor(judgement.question, judgement.credit),
  )
  const shown: MonthlyCredit = {
    from: isoInstant(month.window.from, version.terms.timeZone),
    to: isoInstant(month.window.to, version.terms.timeZone),
    amount: currency === '' ? '0' : minorText(payable, currency),
    capped: after < before || cutEach,
    ...(silent.length > 0 ? { silent } : {}),
  }
  return { shown, minor: payable, reached }
}

const most = (all: readonly bigint[]): bigint => all.reduce((best, each) => (each > best ? each : best), 0n)
const addUp = (all: readonly bigint[]): bigint => all.reduce((sum, each) => sum + each, 0n)

function joinShares(shares: readonly Share[], rules: CreditRules): bigint {
  switch (rules.join) {
    case 'sum':
      return addUp(grouped(shares, rules))
    case 'max':
    case 'onePerEvent':
      return rules.join === 'max' ? most(shares.map((share) => share.minor)) : addUp(byEvent(shares))
    case 'onePerDay':
      return addUp(
        [...Map.groupBy(shares, dayOf).values()].map((all) => most(all.map((share) => share.minor))),
      )
    case 'customerElects':
      return 0n
  }
}

/** Of commitments in one exclusive group only the greatest credit counts. */
function grouped(shares: readonly Share[], rules: CreditRules): bigint[] {
  const groupOf = (share: Share): number | Share => {
    const index = (rules.groups ?? []).findIndex(
      (group) => share.judgement !== null && group.includes(share.judgement.question.name),
    )
    return index === -1 ? share : index
  }
  return [...Map.groupBy(shares, groupOf).values()].map((all) => most(all.map((share) => share.minor)))
}

const dayOf = ({ judgement }: Share): number =>
  judgement === null
    ? -1
    : unitAround(judgement.question.period.from, 'day', judgement.question.version.terms.timeZone).from

/** Credits whose outages overlap come from one event: the greatest counts. */
function byEvent(shares: readonly Share[]): bigint[] {
  const spans = shares
    .map((share) => {
      if (share.judgement === null) return { from: -1, to: -1, minor: share.minor }
      const { outages } = share.judgement.measured
      const { period } = share.judgement.question
      return {
        from: outages[0]?.outage.from ?? period.from,
        to: outages.at(-1)?.outage.to ?? period.to,
        minor: share.minor,
      }
    })
    .sort((a, b) => a.from - b.from)
  const events: { to: number; minor: bigint }[] = []
  for (const span of spans) {
    const last = events.at(-1)
    if (last && span.from < last.to) {
      last.to = Math.max(last.to, span.to)
      last.minor = most([last.minor, span.minor])
    } else events.push({ to: span.to, minor: span.minor })
  }
  return events.map((event) => event.minor)
}

function belowMinimum(minor: bigint, rules: CreditRules, currency: string): boolean {
  if (rules.minimum === undefined || currency === '') return false
  return minor <= toMinor(greatest(rules.minimum.amount, fraction(0)), currency, 'halfUp')
}
