import { fraction } from '../agreement/fraction.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { BadWhen } from '../agreement/schema/badTime.ts'
import { firstAfter, type Span } from '../agreement/spans.ts'
import type { Series } from '../evidence/series.ts'
import { type Edges, grainAt, grainCount } from './grainGrid.ts'
import { type GrainRule, type GrainVerdict, whenOf } from './grainVerdicts.ts'
import { Latencies } from './latencies.ts'
import { bad, firstFrom, type Line, type Segment, type State, unknown } from './line.ts'
import type { Declared } from './overlay.ts'

type ByStatistic = Extract<BadWhen, { kind: 'statistic' }>
type ByShare = Exclude<BadWhen, ByStatistic>

/** Grains of looks that said up or down. */
export function stateGrains(
  samples: readonly Series[],
  edges: Edges,
  rule: GrainRule,
  speech: Line,
): GrainVerdict[] {
  const { minSamples, thin } = rule.bad
  const when = whenOf(rule)
  const { looks, failed, blind } = countLooks(samples, edges, rule.withinMs)
  const declared = declaredIn(samples, edges)
  const latencies = when.kind === 'statistic' ? latenciesIn(samples, edges, rule) : []
  const verdicts = new Array<GrainVerdict>(grainCount(edges)).fill('unknown')
  const verdictOf = (i: number): GrainVerdict => {
    const [all, bads, blinds] = [looks[i] as number, failed[i] as number, blind[i] as number]
    if (all === 0) return spoken(speech, grainAt(edges, i), rule)
    const isByTime = declared[i] === 1 && when.kind !== 'statistic'
    // What was declared is no look that could be counted: it is the time that counts.
    if (isByTime) return spoken(speech, grainAt(edges, i), rule)
    if (minSamples !== undefined && all < minSamples) return thin
    if (when.kind === 'statistic') return latencyVerdict(latencies[i], when)
    // Most grains look like the one before.
    const isLikeLast = all === looks[i - 1] && bads === failed[i - 1] && blinds === blind[i - 1]
    if (isLikeLast && declared[i - 1] === 0) return verdicts[i - 1] as GrainVerdict
    // A look of which nothing is known may have been either: the grain is decided where both agree.
    const [best, worst] = [isBadShare(bads, all, when), isBadShare(bads + blinds, all, when)]
    return best === worst ? (best ? 'bad' : 'good') : 'unknown'
  }
  for (let i = 0; i < verdicts.length; i++) verdicts[i] = verdictOf(i)
  return verdicts
}

/** The grains in which some time was declared. */
function declaredIn(samples: readonly Series[], edges: Edges): Uint8Array {
  const declared = new Uint8Array(grainCount(edges))
  for (const series of samples)
    for (const { from, to } of spansIn(series))
      for (let i = Math.max(0, firstFrom(edges, from + 1) - 1); i < declared.length; i++) {
        if ((edges[i] as number) >= to) break
        declared[i] = 1
      }
  return declared
}

/** The rows that were declared for a span, in order of their begin. */
function spansIn({ at, to, outcome, length }: Series): Declared[] {
  const spans: Declared[] = []
  for (let row = 0; row < length; row++)
    if (!Number.isNaN(to[row]))
      spans.push({ from: at[row] as number, to: to[row] as number, state: outcome[row] as State })
  return spans
}

function isBadShare(failed: number, of: number, when: ByShare): boolean {
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
function countLooks(samples: readonly Series[], edges: Edges, withinMs: number | null) {
  const count = grainCount(edges)
  const [looks, failed, blind] = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)]
  for (const series of samples) {
    const { outcome, to, latencyUs } = series
    const isLate = (row: number) => withinMs !== null && (latencyUs[row] as number) > withinMs * 1000
    const begins = beginsOf(series, edges)
    for (let grain = 0; grain < count; grain++) {
      let [all, bads, blinds] = [0, 0, 0]
      for (let row = begins[grain] as number; row < (begins[grain + 1] as number); row++) {
        if (!Number.isNaN(to[row])) continue
        all++
        if (outcome[row] === unknown) blinds++
        else if (outcome[row] === bad || isLate(row)) bads++
      }
      looks[grain] = (looks[grain] as number) + all
      failed[grain] = (failed[grain] as number) + bads
      blind[grain] = (blind[grain] as number) + blinds
    }
  }
  return { looks, failed, blind }
}

/** The latencies of the known looks of each grain; one that lies in declared time is what was declared. */
function latenciesIn(
  samples: readonly Series[],
  edges: Edges,
  { failures }: GrainRule,
): readonly Latencies[] {
  const members = samples.map((series) => ({
    series,
    begins: beginsOf(series, edges),
    declared: spansIn(series),
  }))
  return Array.from({ length: grainCount(edges) }, (_, grain) => {
    const [only] = members
    if (only && members.length === 1 && only.declared.length === 0)
      return plainLatencies(
        only.series,
        [only.begins[grain] as number, only.begins[grain + 1] as number],
        failures,
      )
    const span = grainAt(edges, grain)
    const looks = members.flatMap(({ series, begins, declared }) => {
      const over = declared.filter((each) => each.from < span.to && each.to > span.from)
      return looksIn(series, [begins[grain] as number, begins[grain + 1] as number], over)
    })
    const latencies = new Latencies(null, true)
    for (const { latencyUs } of members.length === 1 ? looks : looks.sort((a, b) => a.at - b.at))
      if (latencyUs !== null) latencies.add(latencyUs)
      else if (failures === 'count') latencies.addFailure()
    return latencies
  })
}

/** The same of one source of which nothing was declared, as nearly every one is: with no list of its looks. */
function plainLatencies(
  { to, outcome, latencyUs }: Series,
  [first, end]: readonly [number, number],
  failures: GrainRule['failures'],
): Latencies {
  const latencies = new Latencies(null, true, end - first)
  for (let row = first; row < end; row++) {
    if (!Number.isNaN(to[row]) || outcome[row] === unknown) continue
    if (outcome[row] !== bad) {
      if (!Number.isNaN(latencyUs[row])) latencies.add(latencyUs[row] as number)
    } else if (failures === 'count') latencies.addFailure()
  }
  return latencies
}

interface TimedLook {
  readonly at: number
  /** Null where it failed. */
  readonly latencyUs: number | null
}

/** The looks of some rows that came to anything, under what was declared of their time. */
function looksIn(
  { at, to, outcome, latencyUs }: Series,
  [first, end]: readonly [number, number],
  declared: readonly Declared[],
): TimedLook[] {
  const unseen = new Set(declared.filter(({ state }) => state === bad))
  const looks: TimedLook[] = []
  for (let row = first; row < end; row++) {
    if (!Number.isNaN(to[row])) continue
    const instant = at[row] as number
    const over = declared.filter((span) => span.from <= instant && instant < span.to)
    for (const span of over) unseen.delete(span)
    const says = (state: State) => over.some((span) => span.state === state)
    if (outcome[row] === bad || says(bad)) looks.push({ at: instant, latencyUs: null })
    else if (outcome[row] !== unknown && !says(unknown) && !Number.isNaN(latencyUs[row]))
      looks.push({ at: instant, latencyUs: latencyUs[row] as number })
  }
  // Declared to be down while nobody looked: one failure at least.
  return [...looks, ...[...unseen].map(({ from }) => ({ at: from, latencyUs: null }))]
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

function latencyVerdict(latencies: Latencies | undefined, when: ByStatistic): GrainVerdict {
  const { statistic, condition } = when
  if (latencies === undefined || latencies.count === 0) return 'unknown'
  const value = latencies.statistic(statistic)
  // A percentile that falls among the failures is beyond every limit.
  if (value === null) return statistic.kind === 'percentile' ? 'bad' : 'unknown'
  return satisfies(value, condition) ? 'bad' : 'good'
}

/** A grain without a look of its own: what holds or was declared over it, as shares of its time. */
function spoken(speech: Line, grain: Span, rule: GrainRule): GrainVerdict {
  const when = whenOf(rule)
  const { failed, open, all } = timeSaid(speech, grain)
  if (open === all) return 'unknown'
  // A latency that nobody asked for is neither good nor bad: the contract's word for an empty grain decides.
  if (when.kind === 'statistic') {
    const isFailure = when.statistic.kind === 'percentile' && rule.failures === 'count'
    if (failed > 0) return isFailure ? 'bad' : 'unknown'
    return open > 0 ? 'unknown' : rule.bad.empty
  }
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
