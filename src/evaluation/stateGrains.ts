import { type Fraction, fraction } from '../agreement/fraction.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { BadWhen, Statistic } from '../agreement/schema/measures.ts'
import { firstAfter, type Span } from '../agreement/spans.ts'
import type { Series } from '../evidence/series.ts'
import { type Edges, grainAt, grainCount } from './grainGrid.ts'
import type { GrainRule, GrainVerdict } from './grainVerdicts.ts'
import { Latencies } from './latencies.ts'
import { bad, firstFrom, type Line, type Segment, unknown } from './line.ts'

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
  const verdicts = new Array<GrainVerdict>(grainCount(edges)).fill('unknown')
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
  for (let i = 0; i < verdicts.length; i++) verdicts[i] = verdictOf(i)
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
  for (const series of samples) {
    const { outcome, to } = series
    const begins = beginsOf(series, edges)
    for (let grain = 0; grain < count; grain++) {
      let [all, bads, blinds] = [0, 0, 0]
      for (let row = begins[grain] as number; row < (begins[grain + 1] as number); row++) {
        if (!Number.isNaN(to[row])) continue
        all++
        if (outcome[row] === bad) bads++
        else if (outcome[row] === unknown) blinds++
      }
      looks[grain] = (looks[grain] as number) + all
      failed[grain] = (failed[grain] as number) + bads
      blind[grain] = (blind[grain] as number) + blinds
    }
  }
  return { looks, failed, blind }
}

/** The latencies of the known looks of each grain. */
function latenciesIn(samples: readonly Series[], edges: Edges): readonly Latencies[] {
  const begins = samples.map((series) => beginsOf(series, edges))
  return Array.from({ length: grainCount(edges) }, (_, grain) => {
    const latencies = new Latencies(null, true)
    samples.forEach(({ outcome, latencyUs, to }, i) => {
      for (let row = begins[i]?.[grain] ?? 0; row < (begins[i]?.[grain + 1] ?? 0); row++) {
        if (!Number.isNaN(to[row]) || outcome[row] === unknown) continue
        if (outcome[row] === bad) latencies.addFailure()
        else if (!Number.isNaN(latencyUs[row])) latencies.add(latencyUs[row] as number)
      }
    })
    return latencies
  })
}

/** The row with which each grain begins; rows and grains are both in order of time. */
function beginsOf({ at, length }: Series, edges: Edges): Uint32Array {
  const begins = new Uint32Array(edges.length)
  let row = firstFrom(at, edges[0] ?? 0)
  for (let i = 0; i < edges.length; i++) {
    while (row < length && (at[row] as number) < (edges[i] as number)) row++
    begins[i] = row
  }
  return begins
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

/** A grain without a look of its own: what holds or was declared over it, as shares of its time. */
function spoken(speech: Line, grain: Span, rule: GrainRule): GrainVerdict {
  const { when, empty } = rule.bad
  const { failed, open, all } = timeSaid(speech, grain)
  if (open === all) return 'unknown'
  // A latency that nobody asked for is neither good nor bad: the contract's word for an empty grain decides.
  if (when.kind === 'statistic') return failed > 0 ? 'bad' : open > 0 ? 'unknown' : empty
  const [best, worst] = [isBadShare(failed, all, when), isBadShare(failed + open, all, when)]
  return best === worst ? (best ? 'bad' : 'good') : 'unknown'
}

/** Milliseconds of a grain that were bad, and of which nothing is known. */
function timeSaid(speech: Line, grain: Span): { failed: number; open: number; all: number } {
  const all = grain.to - grain.from
  let [failed, open] = [0, all]
  for (let i = firstAfter(speech.segments, grain.from); i < speech.segments.length; i++) {
    const { from, to, state } = speech.segments[i] as Segment
    if (from >= grain.to) break
    const length = Math.min(to, grain.to) - Math.max(from, grain.from)
    if (state === bad) failed += length
    if (state !== unknown) open -= length
  }
  return { failed, open, all }
}
