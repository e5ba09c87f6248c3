import { add, compare, type Fraction, fraction, multiply, parseDecimal, zero } from '../agreement/fraction.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { Bad, BadWhen, Statistic } from '../agreement/schema/badTime.ts'
import { firstAfter, type Span } from '../agreement/spans.ts'
import type { Series } from '../evidence/series.ts'
import { byValue, meanOf, percentileOf } from './latencies.ts'
import { firstFrom, unknown } from './line.ts'

export interface GrainRule {
  readonly grainMs: number
  readonly bad: Bad
  /** Of a measure of values: what of the grain is compared. */
  readonly statistic: Statistic | null
  /** Of latencies: whether a failed look is one above every limit, or none at all. */
  readonly failures: 'count' | 'skip'
  /** Of latencies: a look that took longer has failed; null where every answer is one. */
  readonly withinMs: number | null
}

interface GrainTerms {
  readonly grain: number
  readonly bad: Bad
  readonly statistic?: Statistic | null
  readonly failures?: 'count' | 'skip'
  readonly within?: number | undefined
}

/** The rule by which a measure judges its grains. */
export const grainRuleOf = ({ grain, bad, statistic, failures, within }: GrainTerms): GrainRule => ({
  grainMs: grain,
  bad,
  statistic: statistic ?? null,
  failures: failures ?? 'count',
  withinMs: within ?? null,
})

/** When a grain is bad: a limit that is no share is one of the measure's own statistic. */
export function whenOf({ bad: { when }, statistic }: GrainRule): BadWhen {
  if (when.kind !== 'value' || statistic === null || statistic.kind === 'share') return when
  return when.condition.quantity.unit === '%' ? when : { ...when, kind: 'statistic', statistic }
}

/** What one grain is by the contract's rule; a skipped one leaves the denominator. */
export type GrainVerdict = 'good' | 'bad' | 'skip' | 'unknown'

/** Bad and total of each grain: a ratio line is spread evenly over its span. */
export function spreadRatios(
  samples: readonly Series[],
  grains: readonly Span[],
): ({ bad: Fraction; total: Fraction; blind: boolean } | null)[] {
  const sums: ({ bad: Fraction; total: Fraction; blind: boolean } | null)[] = grains.map(() => null)
  for (const series of samples) {
    for (let row = 0; row < series.length; row++) {
      const span = { from: series.at[row] ?? 0, to: series.to[row] ?? Number.NaN }
      if (Number.isNaN(span.to)) continue
      const lineBad = parseDecimal(series.texts.bad?.[row] ?? '')
      const lineTotal = parseDecimal(series.texts.total?.[row] ?? '')
      for (let i = firstAfter(grains, span.from); i < grains.length; i++) {
        const grain = grains[i] as Span
        if (grain.from >= span.to) break
        const overlap = Math.min(grain.to, span.to) - Math.max(grain.from, span.from)
        const part = fraction(overlap, span.to - span.from)
        const before = sums[i] ?? { bad: zero, total: zero, blind: false }
        sums[i] =
          lineBad && lineTotal
            ? {
                bad: add(before.bad, multiply(lineBad, part)),
                total: add(before.total, multiply(lineTotal, part)),
                blind: before.blind,
              }
            : { ...before, blind: true }
      }
    }
  }
  return sums
}

export function ratioGrains(
  samples: readonly Series[],
  grains: readonly Span[],
  rule: GrainRule,
): GrainVerdict[] {
  const { when, minSamples, thin, empty } = rule.bad
  return spreadRatios(samples, grains).map((sum): GrainVerdict => {
    if (sum === null || sum.blind) return 'unknown'
    if (sum.total.n === 0n) return empty
    if (minSamples !== undefined && compare(sum.total, fraction(minSamples)) < 0) return thin
    if (when.kind === 'allFail') return compare(sum.bad, sum.total) >= 0 ? 'bad' : 'good'
    if (when.kind === 'anyFail') return sum.bad.n > 0n ? 'bad' : 'good'
    if (when.kind === 'statistic') return 'unknown'
    const share = fraction(sum.bad.n * sum.total.d, sum.bad.d * sum.total.n)
    return satisfies(share, when.condition) ? 'bad' : 'good'
  })
}

function* rowsIn(series: Series, grain: Span): Generator<number> {
  for (
    let row = firstFrom(series.at, grain.from);
    row < series.length && (series.at[row] as number) < grain.to;
    row++
  )
    yield row
}

export function gaugeGrains(
  samples: readonly Series[],
  grains: readonly Span[],
  rule: GrainRule,
): GrainVerdict[] {
  const { when, minSamples, thin, empty } = rule.bad
  return grains.map((grain): GrainVerdict => {
    const values = samples.flatMap((series) =>
      [...rowsIn(series, grain)].flatMap((row) => parseDecimal(series.texts.value?.[row] ?? '') ?? []),
    )
    const isBlind = samples.some((series) =>
      [...rowsIn(series, grain)].some((row) => series.outcome[row] === unknown),
    )
    if (values.length === 0) return isBlind ? 'unknown' : empty
    if (minSamples !== undefined && values.length < minSamples) return thin
    if (when.kind === 'allFail' || when.kind === 'anyFail') return 'unknown'
    const statistic =
      when.kind === 'statistic' ? when.statistic : (rule.statistic ?? { kind: 'mean' as const })
    const value = statisticOf(values, statistic)
    return value === null ? 'unknown' : satisfies(value, when.condition) ? 'bad' : 'good'
  })
}

/** A statistic of values in order of time. */
export function statisticOf(values: readonly Fraction[], statistic: Statistic): Fraction | null {
  const sorted = (): Fraction[] => [...values].sort(byValue)
  switch (statistic.kind) {
    case 'percentile':
      return percentileOf(sorted(), statistic.share)
    case 'mean':
      return meanOf(values, values.reduce(add, zero))
    case 'sum':
      return values.reduce(add, zero)
    case 'min':
      return sorted()[0] ?? null
    case 'max':
      return sorted().at(-1) ?? null
    case 'last':
      return values.at(-1) ?? null
    case 'share':
      return null
  }
}
