import { unitAround } from '../agreement/period.ts'
import type { CreditRules } from '../agreement/schema/credits.ts'
import type { Span } from '../agreement/spans.ts'
import type { Judgement } from './judgePeriod.ts'

/** One credit in whole minor units. */
export interface Share {
  /** Null for the points of all commitments. */
  readonly judgement: Judgement | null
  readonly minor: bigint
}

/** What several credits of one window are together, by the agreement's rule. */
export function joinShares(shares: readonly Share[], rules: CreditRules): bigint {
  const left = grouped(shares, rules)
  switch (rules.join) {
    case 'sum':
    case 'customerElects':
      return sumOf(left)
    case 'max':
      return most(left)
    case 'onePerDay':
      return bestOfEach(Map.groupBy(left, dayOf).values())
    case 'onePerEvent':
      return bestOfEach(byEvent(left))
  }
}

const most = (shares: readonly Share[]): bigint =>
  shares.reduce((best, { minor }) => (minor > best ? minor : best), 0n)
const sumOf = (shares: readonly Share[]): bigint => shares.reduce((sum, { minor }) => sum + minor, 0n)
const bestOfEach = (groups: Iterable<readonly Share[]>): bigint =>
  [...groups].reduce((sum, group) => sum + most(group), 0n)

/** Of the commitments in an exclusive group only the one whose credits are the greatest in all. */
function grouped(shares: readonly Share[], rules: CreditRules): readonly Share[] {
  const nameOf = (share: Share): string => share.judgement?.question.name ?? ''
  return (rules.groups ?? []).reduce<readonly Share[]>((left, group) => {
    const inGroup = left.filter((share) => group.includes(nameOf(share)))
    const byName = Map.groupBy(inGroup, nameOf)
    const [best] = [...byName].sort(([, a], [, b]) => Number(sumOf(b) - sumOf(a)))
    return left.filter((share) => !inGroup.includes(share) || nameOf(share) === best?.[0])
  }, shares)
}

/** The local day on which the counted time of a credit begins. */
function dayOf({ judgement }: Share): number {
  if (judgement === null) return -1
  const { period, version } = judgement.question
  const first = judgement.measured.outages[0]?.inside[0]?.from ?? period.from
  return unitAround(Math.max(first, period.from), 'day', version.terms.timeZone).from
}

/** Credits whose outages overlap come from one event; one without outages is about its whole period. */
function byEvent(shares: readonly Share[]): Share[][] {
  const events: { spans: readonly Span[]; shares: Share[] }[] = []
  for (const share of shares) {
    const spans = spansOf(share)
    const same = events.filter((event) => overlap(event.spans, spans))
    const joined = {
      spans: [...same.flatMap((event) => event.spans), ...spans],
      shares: [...same.flatMap((event) => event.shares), share],
    }
    events.splice(0, events.length, ...events.filter((event) => !same.includes(event)), joined)
  }
  return events.map((event) => event.shares)
}

function spansOf({ judgement }: Share): readonly Span[] {
  if (judgement === null) return []
  const { measured, question } = judgement
  if (measured.outages.length > 0) return measured.outages.map(({ outage }) => outage)
  if (measured.late && measured.late.length > 0) return measured.late
  return [question.period]
}

const overlap = (a: readonly Span[], b: readonly Span[]): boolean =>
  a.some((one) => b.some((other) => one.from < other.to && other.from < one.to))
