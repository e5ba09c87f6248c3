import { add, compare, type Fraction, fraction, multiply, parseDecimal, zero } from '../agreement/fraction.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { Bad, BadWhen, Statistic } from '../agreement/schema/measures.ts'
import type { Span } from '../agreement/spans.ts'
import type { Series } from '../evidence/series.ts'
import { byValue, Latencies, meanOf, percentileOf } from './latencies.ts'
import { bad, firstAfter, good, type Line, type Segment, type State, unknown } from './line.ts'

export interface GrainRule {
  readonly grainMs: number
  readonly bad: Bad
  /** For gauges: what of the grain is compared. */
  readonly statistic: Statistic | null
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

function lowerBound(series: Series, at: number): number {
  let [low, high] = [0, series.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((series.at[middle] as number) < at) low = middle + 1
    else high = middle
  }
  return low
}

function* rowsIn(series: Series, grain: Span): Generator<number> {
  for (
    let row = lowerBound(series, grain.from);
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

export function stateGrains(
  samples: readonly Series[],
  grains: readonly Span[],
  rule: GrainRule,
  speech: Line,
): GrainVerdict[] {
  const { when, minSamples, thin } = rule.bad
  // Rows and grains are both in order of time: each is walked once.
  const next = samples.map((series) => lowerBound(series, grains[0]?.from ?? 0))
  return grains.map((grain): GrainVerdict => {
    const looks = looksIn(samples, next, grain.to, when.kind === 'statistic')
    const { known, failed, blind, latencies } = looks
    if (known + blind === 0) return spoken(speech, grain, rule)
    if (minSamples !== undefined && known + blind < minSamples) return thin
    if (when.kind === 'statistic')
      return latencyVerdict(latencies, when.statistic, (value) => satisfies(value, when.condition))
    // A look of which nothing is known may have been either: the grain is decided where both agree.
    const [best, worst] = [
      isBadShare(failed, known + blind, when),
      isBadShare(failed + blind, known + blind, when),
    ]
    return best === worst ? (best ? 'bad' : 'good') : 'unknown'
  })
}

function isBadShare(failed: number, of: number, when: Exclude<BadWhen, { kind: 'statistic' }>): boolean {
  switch (when.kind) {
    case 'allFail':
      return failed === of
    case 'anyFail':
      return failed > 0
    case 'value':
      return satisfies(fraction(failed, of), when.condition)
  }
}

/** The looks at instants before an end, from where each series was left. */
function looksIn(samples: readonly Series[], next: number[], end: number, withLatencies: boolean) {
  let [known, failed, blind] = [0, 0, 0]
  const latencies = new Latencies(null, true)
  samples.forEach((series, i) => {
    let row = next[i] ?? 0
    for (; row < series.length && (series.at[row] as number) < end; row++) {
      const outcome = series.outcome[row]
      if (!Number.isNaN(series.to[row])) continue
      if (outcome === unknown) {
        blind++
        continue
      }
      known++
      const latency = series.latencyUs[row] as number
      if (outcome === bad) failed++
      if (withLatencies && outcome === bad) latencies.addFailure()
      else if (withLatencies && !Number.isNaN(latency)) latencies.add(latency)
    }
    next[i] = row
  })
  return { known, failed, blind, latencies }
}

function latencyVerdict(
  latencies: Latencies,
  statistic: Statistic,
  isBad: (value: Fraction) => boolean,
): GrainVerdict {
  if (latencies.count === 0) return 'unknown'
  if (statistic.kind === 'percentile') {
    const value = latencies.percentile(statistic.share)
    return value === null || isBad(value) ? 'bad' : 'good'
  }
  const value =
    statistic.kind === 'max'
      ? latencies.most()
      : statistic.kind === 'min'
        ? latencies.least()
        : latencies.mean()
  return value === null ? 'unknown' : isBad(value) ? 'bad' : 'good'
}

/** A grain without an observation of its own: what holds or was declared over it. */
function spoken(speech: Line, grain: Span, rule: GrainRule): GrainVerdict {
  const states = new Set<State>()
  for (let i = firstAfter(speech.segments, grain.from); i < speech.segments.length; i++) {
    const segment = speech.segments[i] as Segment
    if (segment.from >= grain.to) break
    states.add(segment.state)
  }
  if (states.size === 0) return 'unknown'
  if (rule.bad.when.kind === 'allFail')
    return states.has(good) ? 'good' : states.has(unknown) ? 'unknown' : 'bad'
  if (states.has(bad)) return 'bad'
  if (states.has(unknown)) return 'unknown'
  // A latency that nobody asked for is neither good nor bad: the contract's word for an empty grain decides.
  return rule.bad.when.kind === 'statistic' ? rule.bad.empty : 'good'
}
