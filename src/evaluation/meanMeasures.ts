import {
  add,
  divide,
  type Fraction,
  fraction,
  greatest,
  isZero,
  one,
  parseDecimal,
  subtract,
  sum,
  zero,
} from '../agreement/fraction.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { Measure } from '../agreement/schema/measures.ts'
import {
  covers,
  firstAfter,
  intersect,
  type Span,
  subtract as subtractSpans,
  total,
} from '../agreement/spans.ts'
import { sourcesIn } from '../agreement/subject.ts'
import type { Series } from '../evidence/series.ts'
import type { MeasureContext } from './context.ts'
import { spreadRatios } from './grainVerdicts.ts'
import { bad, unknown } from './line.ts'
import { type Measured, noMeasure } from './measured.ts'
import { type Window, windowOf } from './valueMeasures.ts'

type Terms<K extends Measure['kind']> = Extract<Measure, { kind: K }>['terms']

/** The unweighted mean of the grains' ratios: each grain weighs the same however many requests it had. */
export function measureMeanSuccessRatio(terms: Terms<'meanSuccessRatio'>, context: MeasureContext): Measured {
  const window = windowOf(context)
  const ratios = grainRatios(terms, context, window)
  let [value, best, worst, known, blind] = [zero, zero, zero, 0, 0]
  for (const ratio of ratios) {
    if (ratio === 'skip') continue
    if (ratio === 'unknown') blind++
    else {
      known++
      value = add(value, ratio.value)
      best = add(best, ratio.best)
      worst = add(worst, ratio.worst)
    }
  }
  const all = known + blind
  const base = { ...noMeasure('%'), admitted: window.admitted }
  if (all === 0) return { ...base, nothing: ratios.length > 0 || total(window.eligible) === 0 }
  const share = (value: Fraction, count: number): Fraction => divide(value, fraction(count))
  return {
    ...base,
    nothing: false,
    coverage: fraction(known, all),
    value: known === 0 ? null : share(value, known),
    best: share(add(best, fraction(blind)), all),
    worst: share(worst, all),
  }
}

/** A grain's ratio by what is known, and at best and at worst where some of its looks are unknown. */
type Ratio = Readonly<Record<'value' | 'best' | 'worst', Fraction>> | 'skip' | 'unknown'
const exactly = (value: Fraction): Ratio => ({ value, best: value, worst: value })

/** The ratio of each grain that has ended and of which something is eligible, in order of time. */
export function grainRatios(
  terms: Terms<'meanSuccessRatio'>,
  context: MeasureContext,
  window: Window,
): readonly Ratio[] {
  const end = Math.min(context.counted.to, context.asOf)
  const grains: Span[] = []
  for (let from = context.counted.from; from < end; from += terms.grain)
    grains.push({ from, to: Math.min(from + terms.grain, context.counted.to) })
  const kept = grains.filter((grain) => grain.to <= end && intersect([grain], window.eligible).length > 0)
  const samples = sourcesIn(terms.of).map((source) => context.view.series(source, context.counted))
  return ratiosOf(kept, samples, { window, empty: terms.empty })
}

/** Of each grain only the eligible part is looked at; what failed in its forgiven part did not fail. */
function ratiosOf(
  grains: readonly Span[],
  samples: readonly Series[],
  { window, empty }: { window: Window; empty: Terms<'meanSuccessRatio'>['empty'] },
): Ratio[] {
  const eligible = grains.map((grain) => intersect([grain], window.eligible))
  const parts = eligible.flatMap((inside, grain) => [
    ...subtractSpans(inside, window.forgiven).map((span) => ({ ...span, grain, isForgiven: false })),
    ...intersect(inside, window.forgiven).map((span) => ({ ...span, grain, isForgiven: true })),
  ])
  parts.sort((a, b) => a.from - b.from)
  const isState = samples.some((series) => series.kind === 'state')
  const sums: readonly PartSum['sum'][] = isState ? countLooks(samples, parts) : spreadRatios(samples, parts)
  const byGrain = Map.groupBy(
    parts.map((part, i) => ({ ...part, sum: sums[i] ?? null })),
    (part) => part.grain,
  )
  return grains.map((_, i) => ratioOf(byGrain.get(i) ?? [], empty))
}

interface PartSum {
  readonly isForgiven: boolean
  /** `open` looks of a state are unknown; a `blind` count hides how many there were. Null where nothing was seen. */
  readonly sum: {
    readonly bad: Fraction
    readonly total: Fraction
    readonly blind: boolean
    readonly open?: Fraction
  } | null
}

function ratioOf(parts: readonly PartSum[], empty: Terms<'meanSuccessRatio'>['empty']): Ratio {
  if (parts.every((part) => part.isForgiven)) return exactly(one)
  const covered = parts.flatMap(({ isForgiven, sum: found }) => (found ? [{ isForgiven, ...found }] : []))
  const judged = covered.filter((part) => !part.isForgiven)
  if (covered.length === 0 || judged.some((part) => part.blind)) return 'unknown'
  const failed = sum(judged.map((part) => part.bad))
  const known = sum(covered.map((part) => part.total))
  const open = sum(judged.map((part) => part.open ?? zero))
  const all = add(known, open)
  if (isZero(known)) {
    if (!isZero(open)) return 'unknown'
    return empty === 'good' || empty === 'bad' ? exactly(empty === 'good' ? one : zero) : empty
  }
  return {
    value: subtract(one, divide(failed, known)),
    best: subtract(one, divide(failed, all)),
    worst: subtract(one, divide(add(failed, open), all)),
  }
}

/** The looks of states in each part: failed, known, and those of which nothing is known. */
function countLooks(samples: readonly Series[], parts: readonly Span[]): PartSum['sum'][] {
  const found = parts.map(() => ({ bad: 0, known: 0, open: 0 }))
  for (const series of samples) {
    for (let row = 0; row < series.length; row++) {
      const at = series.at[row] as number
      const part = found[firstAfter(parts, at)]
      if (part === undefined || at < (parts[firstAfter(parts, at)] as Span).from) continue
      if (series.outcome[row] === unknown) part.open++
      else part.known++
      if (series.outcome[row] === bad) part.bad++
    }
  }
  return found.map(({ bad: failed, known, open }) =>
    known + open === 0
      ? null
      : { bad: fraction(failed), total: fraction(known), open: fraction(open), blind: false },
  )
}

/** The mean of the observations' scores, each by the first step that it meets. */
export function measureScore(terms: Terms<'score'>, context: MeasureContext): Measured {
  const window = windowOf(context)
  let [points, known, looks] = [zero, 0, 0]
  // A forgiven look is as good as one can be.
  const most = terms.points.map((step) => step.give).reduce(greatest)
  for (const source of sourcesIn(terms.of)) {
    const series = context.view.series(source, context.counted)
    for (let row = 0; row < series.length; row++) {
      const at = series.at[row] as number
      if (!covers(window.eligible, at)) continue
      looks++
      const isForgiven = covers(window.forgiven, at)
      if (series.outcome[row] === unknown && !isForgiven) continue
      const isBad = series.outcome[row] === bad
      const score = isForgiven ? most : scoreOf(terms, isBad, seenValue(series, row))
      if (score === null) continue
      known++
      points = add(points, score)
    }
  }
  const base = {
    ...noMeasure('%'),
    admitted: window.admitted,
    coverage: looks === 0 ? null : fraction(known, looks),
    counts: { bad: subtract(fraction(known), points), total: fraction(known) },
  }
  if (known === 0) return { ...base, nothing: total(window.eligible) === 0 }
  const value = divide(points, fraction(known))
  return { ...base, nothing: false, value, best: value, worst: value }
}

/** What a look saw: its time in seconds, or a gauge's number; null where it has none. */
export function seenValue(series: Series, row: number): Fraction | null {
  if (series.kind === 'gauge') return parseDecimal(series.texts.value?.[row] ?? '')
  const latencyUs = series.latencyUs[row] as number
  return Number.isNaN(latencyUs) ? null : fraction(latencyUs, 1_000_000)
}

export function scoreOf(terms: Terms<'score'>, isBad: boolean, seen: Fraction | null): Fraction | null {
  for (const { when, give } of terms.points) {
    if (when === null) return give
    if (when === 'bad' ? isBad : !isBad && seen !== null && typeof when !== 'string' && satisfies(seen, when))
      return give
  }
  return null
}
