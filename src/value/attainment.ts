import {
  add,
  compare,
  divide,
  type Fraction,
  fraction,
  multiply,
  one,
  parseDecimal,
  parseExact,
  sum,
  toExact,
  zero,
} from '../agreement/fraction.ts'
import type { Period } from '../agreement/period.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import { rounded } from '../evaluation/judge.ts'
import type { PeriodResult } from '../evaluation/verdict.ts'

/** How far a commitment was kept, 0 to 1; null where nobody can say, with the reason. */
export type Attainment =
  | { readonly share: Fraction; readonly reason: null }
  | { readonly share: null; readonly reason: 'notJudged' | 'notMeasured' | 'noTarget' }

/** A finished period with its instants read. */
export interface Judged {
  readonly result: PeriodResult
  readonly from: number
  readonly to: number
}

export const judgedOf = (result: PeriodResult): Judged => ({
  result,
  from: Temporal.Instant.from(result.from).epochMilliseconds,
  to: Temporal.Instant.from(result.to).epochMilliseconds,
})

const known = (share: Fraction): Attainment => ({ share, reason: null })
const unknown = (reason: 'notJudged' | 'notMeasured' | 'noTarget'): Attainment => ({ share: null, reason })

/**
 * min(1, measure ÷ target) for "at least", min(1, target ÷ measure) for "at most"; 1 or 0 where the target is zero or
 * `all`. Nothing to judge is nothing missed. The measure is taken as the contract rounds it.
 */
export function attainmentOf(result: PeriodResult, commitment: CommitmentTerms): Attainment {
  const { measure, verdict } = result
  const { target } = commitment
  // Where the contract has missing evidence count as bad, no more was kept than in the worst case.
  if (commitment.whenUnknown === 'bad' && verdict === 'breached' && measure.worst !== measure.value)
    return boundOf(result, commitment, 'worst')
  if (verdict === 'silent' || target.kind === 'unstated') return unknown('noTarget')
  if (verdict === 'notApplicable') return known(one)
  const value = measure.exact === null ? null : rounded(parseExact(measure.exact), commitment.rounding)
  if (value === null) {
    // A percentile among failures lies beyond every number: met or missed, and nothing between.
    if (verdict === 'undetermined') return unknown('notMeasured')
    return known(verdict === 'met' ? one : zero)
  }
  if (target.kind === 'all') return known(compare(value, one) === 0 ? one : zero)
  const { condition } = target
  if (satisfies(value, condition)) return known(one)
  const goal = condition.quantity.value
  if (goal.n <= 0n || value.n <= 0n) return known(zero)
  if (condition.operator.startsWith('>')) return known(least(divide(value, goal)))
  return condition.operator.startsWith('<') ? known(least(divide(goal, value))) : known(zero)
}

const least = (share: Fraction): Fraction => (compare(share, one) > 0 ? one : share)

/** Which filling of what nobody knows. */
export type Bound = 'best' | 'worst'

/**
 * The same for an extreme of what nobody knows. A period that its contract calls undetermined although its extremes
 * agree (too little evidence) may have been anything.
 */
export function boundOf(result: PeriodResult, commitment: CommitmentTerms, bound: Bound): Attainment {
  const { measure, verdict } = result
  const anything = known(bound === 'best' ? one : zero)
  if (verdict === 'silent' || commitment.target.kind === 'unstated') return anything
  if (verdict === 'notApplicable') return known(one)
  if (verdict === 'undetermined' && measure.best === measure.worst) return anything
  const text = measure[bound]
  if (text === measure.value || text === null) return orElse(attainmentOf(result, commitment), anything)
  const value = parseDecimal(text)
  if (value === null) return anything
  const exact = toExact(measure.unit === '%' ? divide(value, fraction(100)) : value)
  return attainmentOf({ ...result, measure: { ...measure, exact, value: text, worst: text } }, commitment)
}

const orElse = (attained: Attainment, other: Attainment): Attainment =>
  attained.share === null ? other : attained

interface Over {
  readonly span: Period
  /** How far one period was kept. */
  readonly of: (result: PeriodResult) => Attainment
}

/**
 * The attainment of a commitment over a span: the mean over its judged periods, each by the time that it shares with
 * the span. Incidents count one by one where they begin, of trailing periods the last that ends in the span counts.
 */
export function attainmentOver(
  judged: readonly Judged[],
  commitment: CommitmentTerms,
  { span, of }: Over,
): Attainment {
  const weighed = weigh(judged, commitment, span)
  if (weighed.length === 0) return commitment.period.kind === 'incident' ? known(one) : unknown('notJudged')
  const each = weighed.map(({ judged: { result }, weight }) => ({
    attained: of(result),
    weight: fraction(weight),
  }))
  let total = zero
  for (const { attained, weight } of each) {
    if (attained.share === null) return attained
    total = add(total, multiply(attained.share, weight))
  }
  return known(divide(total, sum(each.map(({ weight }) => weight))))
}

interface Weighed {
  readonly judged: Judged
  readonly weight: number
}

function weigh(judged: readonly Judged[], { period }: CommitmentTerms, span: Period): Weighed[] {
  if (period.kind === 'incident')
    return judged
      .filter(({ from }) => from >= span.from && from < span.to)
      .map((each) => ({ judged: each, weight: 1 }))
  if (period.kind === 'trailing') {
    const ended = judged.filter(({ to }) => to > span.from && to <= span.to)
    const last = Math.max(...ended.map(({ to }) => to))
    return ended.filter(({ to }) => to === last).map((each) => ({ judged: each, weight: 1 }))
  }
  return judged.flatMap((each) => {
    const weight = Math.min(each.to, span.to) - Math.max(each.from, span.from)
    return weight > 0 ? [{ judged: each, weight }] : []
  })
}
