import { type Fraction, fraction } from '../agreement/fraction.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { BadWhen, Statistic } from '../agreement/schema/measures.ts'
import type { Span } from '../agreement/spans.ts'
import type { Series } from '../evidence/series.ts'
import { type Edges, grainAt, grainCount } from './grainGrid.ts'
import type { GrainRule, GrainVerdict } from './grainVerdicts.ts'
import { Latencies } from './latencies.ts'
import { bad, firstAfter, firstFrom, good, type Line, type Segment, unknown } from './line.ts'

/** Grains of looks that said up or down. */
export function stateGrains(
  samples: readonly Series[],
  edges: Edges,
  rule: GrainRule,
  speech: Line,
): GrainVerdict[] {
  const { when, minSamples, thin } = rule.bad
  const { looks, failed, blind } = countLooks(samples, edges)
  const latencies = when.kind === 'statistic' ? latenciesIn(samples, edges) : []
  const verdicts: GrainVerdict[] = []
  const verdictOf = (i: number): GrainVerdict => {
    const [all, bads, blinds] = [looks[i] as number, failed[i] as number, blind[i] as number]
    if (all === 0) return spoken(speech, grainAt(edges, i), rule)
    if (minSamples !== undefined && all < minSamples) return thin
    if (when.kind === 'statistic')
      return latencyVerdict(latencies[i], when.statistic, (value) => satisfies(value, when.condition))
    // Most grains look like the one before.
    const isLikeLast = all === looks[i - 1] && bads === failed[i - 1] && blinds === blind[i - 1]
    if (isLikeLast) return verdicts[i - 1] as GrainVerdict
    // A look of which nothing is known may have been either: the grain is decided where both agree.
    const [best, worst] = [isBadShare(bads, all, when), isBadShare(bads + blinds, all, when)]
    return best === worst ? (best ? 'bad' : 'good') : 'unknown'
  }
  for (let i = 0; i < grainCount(edges); i++) verdicts.push(verdictOf(i))
  return verdicts
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

/** How many looks at instants each grain has, and how many of them failed or learnt nothing. */
function countLooks(samples: readonly Series[], edges: Edges) {
  const count = grainCount(edges)
  const [looks, failed, blind] = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)]
  for (const series of samples)
    eachLook(series, edges, (grain, row) => {
      const outcome = series.outcome[row]
      looks[grain] = (looks[grain] as number) + 1
      if (outcome === bad) failed[grain] = (failed[grain] as number) + 1
      else if (outcome === unknown) blind[grain] = (blind[grain] as number) + 1
    })
  return { looks, failed, blind }
}

/** The latencies of the known looks of each grain. */
function latenciesIn(samples: readonly Series[], edges: Edges): readonly Latencies[] {
  const latencies = Array.from({ length: grainCount(edges) }, () => new Latencies(null, true))
  for (const series of samples)
    eachLook(series, edges, (grain, row) => {
      const latency = series.latencyUs[row] as number
      if (series.outcome[row] === bad) latencies[grain]?.addFailure()
      else if (series.outcome[row] !== unknown && !Number.isNaN(latency)) latencies[grain]?.add(latency)
    })
  return latencies
}

/** Rows and grains are both in order of time: each is walked once. */
function eachLook(series: Series, edges: Edges, add: (grain: number, row: number) => void): void {
  const { at, to, length } = series
  let grain = 0
  for (let row = firstFrom(at, edges[0] ?? Number.POSITIVE_INFINITY); row < length; row++) {
    while (grain < grainCount(edges) && (edges[grain + 1] as number) <= (at[row] as number)) grain++
    if (grain === grainCount(edges)) return
    if (Number.isNaN(to[row])) add(grain, row)
  }
}

function latencyVerdict(
  latencies: Latencies | undefined,
  statistic: Statistic,
  isBad: (value: Fraction) => boolean,
): GrainVerdict {
  if (latencies === undefined || latencies.count === 0) return 'unknown'
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
  const said = [false, false, false]
  for (let i = firstAfter(speech.segments, grain.from); i < speech.segments.length; i++) {
    const segment = speech.segments[i] as Segment
    if (segment.from >= grain.to) break
    said[segment.state] = true
  }
  if (!said.includes(true)) return 'unknown'
  if (rule.bad.when.kind === 'allFail') return said[good] ? 'good' : said[unknown] ? 'unknown' : 'bad'
  if (said[bad]) return 'bad'
  if (said[unknown]) return 'unknown'
  // A latency that nobody asked for is neither good nor bad: the contract's word for an empty grain decides.
  return rule.bad.when.kind === 'statistic' ? rule.bad.empty : 'good'
}
