import { add, divide, type Fraction, fraction, isZero, one, subtract, zero } from '../agreement/fraction.ts'
import { satisfies } from '../agreement/quantity.ts'
import { sourcesIn } from '../agreement/references.ts'
import type { Measure } from '../agreement/schema/measures.ts'
import { covers, intersect, type Span, total } from '../agreement/spans.ts'
import type { MeasureContext } from './context.ts'
import { spreadRatios } from './grains.ts'
import { bad, unknown } from './line.ts'
import { type Measured, noMeasure } from './measured.ts'
import { windowOf } from './valueMeasures.ts'

type Terms<K extends Measure['kind']> = Extract<Measure, { kind: K }>['terms']

/** The unweighted mean of the grains' ratios: each grain weighs the same however many requests it had. */
export function measureMeanSuccessRatio(terms: Terms<'meanSuccessRatio'>, context: MeasureContext): Measured {
  const window = windowOf(context)
  const end = Math.min(context.counted.to, context.asOf)
  const grains: Span[] = []
  for (let from = context.counted.from; from < end; from += terms.grain)
    grains.push({ from, to: Math.min(from + terms.grain, context.counted.to) })
  const kept = grains.filter((grain) => grain.to <= end && intersect([grain], window.eligible).length > 0)
  const sums = spreadRatios(
    sourcesIn(terms.of).map((source) => context.view.series(source, context.counted)),
    kept,
  )
  let [sum, known, blind] = [zero, 0, 0]
  kept.forEach((grain, i) => {
    const ratio = grainRatio(sums[i] ?? null, terms.empty)
    if (ratio === 'skip') return
    if (ratio === 'unknown') blind++
    else {
      known++
      sum = add(sum, covers(window.forgiven, grain.from) ? one : ratio)
    }
  })
  const all = known + blind
  const base = { ...noMeasure('%'), admitted: window.admitted }
  if (all === 0) return { ...base, nothing: kept.length > 0 || total(window.eligible) === 0 }
  const share = (value: Fraction, count: number): Fraction => divide(value, fraction(count))
  return {
    ...base,
    nothing: false,
    coverage: fraction(known, all),
    value: known === 0 ? null : share(sum, known),
    best: share(add(sum, fraction(blind)), all),
    worst: share(sum, all),
  }
}

function grainRatio(
  sum: { bad: Fraction; total: Fraction; blind: boolean } | null,
  empty: 'good' | 'bad' | 'skip' | 'unknown',
): Fraction | 'skip' | 'unknown' {
  if (sum === null || sum.blind) return 'unknown'
  if (!isZero(sum.total)) return subtract(one, fraction(sum.bad.n * sum.total.d, sum.bad.d * sum.total.n))
  return empty === 'good' ? one : empty === 'bad' ? zero : empty
}

/** The mean of the observations' scores, each by the first step that it meets. */
export function measureScore(terms: Terms<'score'>, context: MeasureContext): Measured {
  const window = windowOf(context)
  let [sum, known, looks] = [zero, 0, 0]
  for (const source of sourcesIn(terms.of)) {
    const series = context.view.series(source, context.counted)
    for (let row = 0; row < series.length; row++) {
      const at = series.at[row] as number
      if (!covers(window.eligible, at)) continue
      looks++
      if (series.outcome[row] === unknown) continue
      const isBad = series.outcome[row] === bad && !covers(window.forgiven, at)
      const points = scoreOf(terms, isBad, series.latencyUs[row] as number)
      if (points === null) continue
      known++
      sum = add(sum, points)
    }
  }
  const base = {
    ...noMeasure('%'),
    admitted: window.admitted,
    coverage: looks === 0 ? null : fraction(known, looks),
    counts: { bad: subtract(fraction(known), sum), total: fraction(known) },
  }
  if (known === 0) return { ...base, nothing: total(window.eligible) === 0 }
  const value = divide(sum, fraction(known))
  return { ...base, nothing: false, value, best: value, worst: value }
}

function scoreOf(terms: Terms<'score'>, isBad: boolean, latencyUs: number): Fraction | null {
  for (const { when, give } of terms.points) {
    if (when === null) return give
    if (
      when === 'bad'
        ? isBad
        : !isBad &&
          !Number.isNaN(latencyUs) &&
          typeof when !== 'string' &&
          satisfies(fraction(latencyUs, 1_000_000), when)
    )
      return give
  }
  return null
}
