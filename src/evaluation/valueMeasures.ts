import {
  add,
  compare,
  type Fraction,
  fraction,
  isZero,
  multiply,
  one,
  parseDecimal,
  subtract,
  zero,
} from '../agreement/fraction.ts'
import type { Measure } from '../agreement/schema/measures.ts'
import type { Subject } from '../agreement/schema/subject.ts'
import {
  covers,
  firstAfter,
  intersect,
  type Span,
  type Spans,
  subtract as subtractSpans,
  total,
} from '../agreement/spans.ts'
import { sourcesIn } from '../agreement/subject.ts'
import type { Series } from '../evidence/series.ts'
import { admittedFor, type MeasureContext, serviceTime } from './context.ts'
import { type AdmittedKind, excludedTime, removedTime } from './exclusions.ts'
import { grainAt } from './grainGrid.ts'
import { grainLine, type JudgedGrains } from './grains.ts'
import { type GrainRule, type GrainVerdict, grainRuleOf, spreadRatios, statisticOf } from './grainVerdicts.ts'
import { Latencies } from './latencies.ts'
import { bad, good, lineOf, unknown } from './line.ts'
import { type Measured, noMeasure } from './measured.ts'

type Terms<K extends Measure['kind']> = Extract<Measure, { kind: K }>['terms']

/** Which observations count: in service hours, not removed; forgiven ones count as good. */
export interface Window {
  readonly eligible: Spans
  readonly forgiven: Spans
  readonly admitted: readonly AdmittedKind[]
}

export function windowOf(context: MeasureContext): Window {
  const admitted = admittedFor(context, [])
  const removed = removedTime(admitted)
  return {
    eligible: subtractSpans(serviceTime(context), removed),
    forgiven: subtractSpans(excludedTime(admitted), removed),
    admitted,
  }
}

/** The latency of a source's looks: a statistic in seconds, or a share within a length. */
export function measureLatency(terms: Terms<'latency'>, context: MeasureContext): Measured {
  if (terms.grain !== undefined && terms.bad !== undefined)
    return shareOfGoodGrains(terms.of, grainRuleOf({ ...terms, grain: terms.grain, bad: terms.bad }), context)
  const isShare = terms.within !== undefined
  const window = windowOf(context)
  const latencies = new Latencies(isShare ? (terms.within ?? 0) * 1000 : null, true)
  const seen = addLatencies(latencies, terms, window, context)
  return latencyMeasured(terms, latencies, { ...seen, admitted: window.admitted })
}

/** How many looks there were in all, and how many of them were ours to miss. */
export interface Seen {
  readonly looks: number
  readonly blind: number
  readonly eligibleMs: number
  readonly admitted: readonly AdmittedKind[]
}

function addLatencies(
  latencies: Latencies,
  terms: Terms<'latency'>,
  window: Window,
  context: MeasureContext,
): Omit<Seen, 'admitted'> {
  let [looks, blind] = [0, 0]
  for (const source of sourcesIn(terms.of)) {
    const series = context.view.series(source, context.counted)
    for (let row = 0; row < series.length; row++) {
      const at = series.at[row] as number
      if (at < context.counted.from || at >= context.counted.to || !covers(window.eligible, at)) continue
      looks++
      if (series.outcome[row] === unknown) blind += covers(window.forgiven, at) ? 0 : 1
      else
        foldLook(latencies, terms, {
          failed: series.outcome[row] === bad,
          latencyUs: series.latencyUs[row] as number,
          forgiven: covers(window.forgiven, at),
        })
    }
  }
  return { looks, blind, eligibleMs: total(window.eligible) }
}

/**
 * One look: a failure has no latency and counts as above any limit unless the contract skips it. A forgiven look is
 * within every limit; where the numbers themselves are taken (mean, max) it has none.
 */
export function foldLook(
  latencies: Latencies,
  terms: Terms<'latency'>,
  look: { failed: boolean; latencyUs: number; forgiven: boolean },
): void {
  if (look.forgiven) {
    if (terms.within !== undefined || terms.statistic.kind === 'percentile') latencies.add(0)
  } else if (look.failed) {
    if (terms.failures === 'count') latencies.addFailure()
  } else if (!Number.isNaN(look.latencyUs)) latencies.add(look.latencyUs)
}

/** The measure of folded latencies. */
export function latencyMeasured(terms: Terms<'latency'>, latencies: Latencies, seen: Seen): Measured {
  const isShare = terms.within !== undefined
  const base: Measured = {
    ...noMeasure(isShare ? '%' : 's'),
    coverage: seen.looks === 0 ? null : fraction(seen.looks - seen.blind, seen.looks),
    admitted: seen.admitted,
  }
  if (latencies.count === 0) return { ...base, nothing: seen.eligibleMs === 0 }
  const value = isShare ? latencies.share() : latencies.statistic(terms.statistic)
  // Mean and maximum skip what failed: without an answer there is no value, which is not the same as a late one.
  const beyond = value === null && terms.statistic.kind === 'percentile'
  return { ...base, nothing: false, value, best: value, worst: value, beyond }
}

/** A number's statistic over the period, or the share of good grains. */
export function measureGauge(terms: Terms<'gauge'>, context: MeasureContext): Measured {
  if (terms.grain !== undefined && terms.bad !== undefined)
    return shareOfGoodGrains(terms.of, grainRuleOf({ ...terms, grain: terms.grain, bad: terms.bad }), context)
  const window = windowOf(context)
  const values: { at: number; value: Fraction }[] = []
  let [looks, known] = [0, 0]
  for (const source of sourcesIn(terms.of)) {
    const series = context.view.series(source, context.counted)
    for (let row = 0; row < series.length; row++) {
      const at = series.at[row] as number
      if (at < context.counted.from || at >= context.counted.to || !covers(window.eligible, at)) continue
      // What is forgiven is no number that counts: leaving it out can only spare the one who promised.
      if (covers(window.forgiven, at)) continue
      looks++
      const value = parseDecimal(series.texts.value?.[row] ?? '')
      if (value === null) continue
      known++
      values.push({ at, value })
    }
  }
  values.sort((a, b) => a.at - b.at)
  // Without a number there is none of any kind: a sum of nothing seen is not nought.
  const value =
    known === 0
      ? null
      : statisticOf(
          values.map((each) => each.value),
          terms.statistic,
        )
  const unit =
    context.commitment.target.kind === 'condition' ? context.commitment.target.condition.quantity.unit : ''
  const base = {
    ...noMeasure(unit),
    coverage: looks === 0 ? null : fraction(known, looks),
    admitted: window.admitted,
  }
  // A gauge gives plain numbers: of a time in seconds, of a share as a fraction of 1.
  return value === null
    ? { ...base, nothing: total(window.eligible) === 0 }
    : { ...base, nothing: false, value, best: value, worst: value }
}

/** Good ÷ total over the whole period; a line over the period's edge is shared out by time. */
export function measureSuccessRatio(terms: Terms<'successRatio'>, context: MeasureContext): Measured {
  const window = windowOf(context)
  const members: readonly Subject[] = terms.of.kind === 'pool' ? terms.of.of : [terms.of]
  let [badCount, totalCount] = [zero, zero]
  let [looks, blind] = [0, 0]
  for (const source of members.flatMap(sourcesIn)) {
    const series = context.view.series(source, context.counted)
    if (series.kind === 'state') {
      const seen = countLooks(series, window)
      looks += seen.looks
      blind += seen.blind
      totalCount = add(totalCount, fraction(seen.looks - seen.blind))
      badCount = add(badCount, fraction(seen.failed))
      continue
    }
    const sums = spreadRatios([series], window.eligible)
    const forgiven = spreadRatios([series], intersect(window.eligible, window.forgiven))
    for (const sum of sums)
      if (sum) [badCount, totalCount] = [add(badCount, sum.bad), add(totalCount, sum.total)]
    for (const sum of forgiven) if (sum) badCount = subtract(badCount, sum.bad)
    for (let row = 0; row < series.length; row++) {
      if (!touches(window.eligible, series.at[row] as number, series.to[row] as number)) continue
      looks++
      if (series.outcome[row] === unknown) blind++
    }
  }
  const base = {
    ...noMeasure('%'),
    coverage: looks === 0 ? null : fraction(looks - blind, looks),
    admitted: window.admitted,
    counts: { bad: badCount, total: totalCount },
  }
  if (compare(totalCount, fraction(terms.atLeastEvents ?? 0)) < 0) return { ...base, nothing: blind === 0 }
  if (isZero(totalCount)) return { ...base, nothing: total(window.eligible) === 0 || blind < looks }
  const value = subtract(one, fraction(badCount.n * totalCount.d, badCount.d * totalCount.n))
  return { ...base, nothing: false, value, best: value, worst: value }
}

/** The looks of a source that count; what is forgiven is good whatever it was. */
export function countLooks({ at, outcome, length }: Series, { eligible, forgiven }: Window) {
  let [looks, blind, failed] = [0, 0, 0]
  for (let row = 0; row < length; row++) {
    const instant = at[row] as number
    if (!covers(eligible, instant)) continue
    looks++
    if (outcome[row] === good || covers(forgiven, instant)) continue
    if (outcome[row] === bad) failed++
    else blind++
  }
  return { looks, blind, failed }
}

/** Whether a line's span has something in common with the time that counts. */
function touches(eligible: Spans, from: number, to: number): boolean {
  const next = eligible[firstAfter(eligible, from)]
  return next !== undefined && next.from < to
}

/** The share of grains that were good, among those that are known and not skipped. */
function shareOfGoodGrains(of: Subject, rule: GrainRule, context: MeasureContext): Measured {
  const { view, asOf, counted } = context
  const span = { from: counted.from, to: Math.min(counted.to, asOf) }
  const window = windowOf(context)
  if (span.from >= span.to) return noMeasure('%')
  const judged = grainLine(of, rule, span, {
    begins: [context.period.from, context.period.to],
    asOf,
    series: (name, part) => view.series(name, part),
    speech: (subject, part) => lineOf(subject, part, (name) => view.line(name, part, asOf)),
  })
  const counts = countsIn(judged, window)
  const [fine, failed, blind] = [fraction(counts.good), fraction(counts.bad), fraction(counts.unknown)]
  const all = add(add(fine, failed), blind)
  if (isZero(all)) return { ...noMeasure('%'), admitted: window.admitted }
  const share = (part: Fraction): Fraction => multiply(part, fraction(all.d, all.n))
  const known = add(fine, failed)
  const value = isZero(known) ? null : multiply(fine, fraction(known.d, known.n))
  return {
    ...noMeasure('%'),
    nothing: false,
    admitted: window.admitted,
    coverage: share(known),
    counts: { bad: failed, total: all },
    value,
    best: share(add(fine, blind)),
    worst: share(fine),
  }
}

/** A grain counts once, however much of it is eligible; it is forgiven where all of that is. */
function countsIn({ edges, verdicts }: JudgedGrains, window: Window): Record<GrainVerdict, number> {
  const counts = { good: 0, bad: 0, skip: 0, unknown: 0 }
  verdicts.forEach((verdict, i) => {
    counts[verdictIn(grainAt(edges, i), verdict, window)]++
  })
  return counts
}

function verdictIn(span: Span, verdict: GrainVerdict, { eligible, forgiven }: Window): GrainVerdict {
  if (verdict === 'skip' || !touches(eligible, span.from, span.to)) return 'skip'
  if (!touches(forgiven, span.from, span.to)) return verdict
  return subtractSpans(intersect(eligible, [span]), forgiven).length === 0 ? 'good' : verdict
}
