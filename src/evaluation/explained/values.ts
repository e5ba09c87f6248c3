import {
  add,
  compare,
  divide,
  type Fraction,
  fraction,
  greatest,
  isZero,
  parseDecimal,
  zero,
} from '../../agreement/fraction.ts'
import type { Measure } from '../../agreement/schema/measures.ts'
import { covers, intersect } from '../../agreement/spans.ts'
import { sourcesIn } from '../../agreement/subject.ts'
import { spreadRatios } from '../grainVerdicts.ts'
import { conditionOf } from '../judge.ts'
import type { Judgement } from '../judgePeriod.ts'
import { Latencies, rankOf } from '../latencies.ts'
import { bad, unknown } from '../line.ts'
import { grainRatios, scoreOf, seenValue } from '../meanMeasures.ts'
import { countLooks, foldLook, windowOf } from '../valueMeasures.ts'
import { bracketed, cut, exactly, figure, sumLine } from './arithmetic.ts'
import { instant } from './words.ts'

type Terms<K extends Measure['kind']> = Extract<Measure, { kind: K }>['terms']

/** Rows of the measure's sources that count: in service hours and not removed. */
function* countedRows(judgement: Judgement, names: readonly string[]) {
  const { context } = judgement
  const window = windowOf(context)
  for (const source of names) {
    const series = context.view.series(source, context.counted)
    for (let row = 0; row < series.length; row++) {
      const at = series.at[row] as number
      if (at >= context.counted.from && at < context.counted.to && covers(window.eligible, at))
        yield { series, row, at, isForgiven: covers(window.forgiven, at) }
    }
  }
}

export function latencyFigures(terms: Terms<'latency'>, judgement: Judgement): string[] {
  const condition = conditionOf(judgement.question.commitment.target)
  const limitUs =
    terms.within !== undefined
      ? terms.within * 1000
      : condition?.quantity.unit === 's'
        ? Number((condition.quantity.value.n * 1_000_000n) / condition.quantity.value.d)
        : null
  const latencies = new Latencies(limitUs, true)
  let [looks, blind] = [0, 0]
  for (const { series, row, isForgiven } of countedRows(judgement, sourcesIn(terms.of))) {
    looks++
    if (series.outcome[row] === unknown) blind++
    else
      foldLook(latencies, terms, {
        failed: series.outcome[row] === bad,
        latencyUs: series.latencyUs[row] as number,
        forgiven: isForgiven,
      })
  }
  const { count, failures, answered, within } = latencies
  const head = `${looks} looks, ${blind} unknown; ${answered} times and ${failures} failures${failures > 0 ? ', which count as above every limit' : ''}`
  const { value } = judgement.own
  if (count === 0) return [head]
  if (terms.within !== undefined && value !== null)
    return [
      head,
      `share within ${exactly(fraction(terms.within, 1000), 's')}: ${within} ÷ ${count} = ${figure(value, '%')}`,
    ]
  if (terms.statistic.kind === 'percentile')
    return [head, ...percentileLines(terms.statistic, latencies, { value, limitUs })]
  if (value === null) return [head]
  if (terms.statistic.kind === 'mean') {
    const sum = exactly(fraction(value.n * BigInt(answered), value.d), 's')
    return [head, `mean: ${sum} ÷ ${answered} = ${figure(value, 's')}`]
  }
  return [head, `${terms.statistic.kind}: ${figure(value, 's')}`]
}

function percentileLines(
  statistic: { readonly share: Fraction; readonly text: string },
  latencies: Latencies,
  { value, limitUs }: { value: Fraction | null; limitUs: number | null },
): string[] {
  const { count, within, answered } = latencies
  const rank = rankOf(statistic.share, count)
  const product = fraction(statistic.share.n * BigInt(count), statistic.share.d)
  return [
    `rank: ${exactly(statistic.share, '%')} × ${count} = ${exactly(product, '')}, so the ${rank}th of ${count} in order of size`,
    value === null
      ? `${statistic.text}: the ${rank}th lies among the failures, since only ${answered} looks were answered`
      : `${statistic.text}: the ${rank}th is ${figure(value, 's')}`,
    ...(limitUs === null
      ? []
      : [`${within} of ${count} took ${exactly(fraction(limitUs, 1_000_000), 's')} at most`]),
  ]
}

export function gaugeFigures(terms: Terms<'gauge'>, judgement: Judgement): string[] {
  const rows = [...countedRows(judgement, sourcesIn(terms.of))]
  const values = rows
    .flatMap(({ series, row, at }) => {
      const value = parseDecimal(series.texts.value?.[row] ?? '')
      return value === null ? [] : [{ at, value }]
    })
    .sort((a, b) => a.at - b.at)
  const { value, unit } = judgement.own
  const { statistic } = terms
  const lines = [`${rows.length} observations, ${values.length} with a number`]
  if (value === null || values.length === 0) return lines
  const sum = values.reduce((all, each) => add(all, each.value), zero)
  const valueUnit = unit === '%' ? '' : unit
  if (statistic.kind === 'mean')
    return [
      ...lines,
      `sum: ${sumLine(
        values.map((each) => each.value),
        '',
      )}`,
      `mean: ${exactly(sum, '')} ÷ ${values.length} = ${figure(value, unit)}`,
    ]
  if (statistic.kind === 'sum')
    return [
      ...lines,
      `sum: ${sumLine(
        values.map((each) => each.value),
        valueUnit,
      )}`,
    ]
  if (statistic.kind === 'percentile') {
    const rank = rankOf(statistic.share, values.length)
    return [
      ...lines,
      `${statistic.text}: the ${rank}th of ${values.length} in order of size is ${figure(value, unit)}`,
    ]
  }
  const found = values.findLast((each) => compare(each.value, value) === 0)
  return [
    ...lines,
    `${statistic.kind}: ${figure(value, unit)}${found ? `, at ${instant(judgement, found.at)}` : ''}`,
  ]
}

export function ratioFigures(terms: Terms<'successRatio'>, judgement: Judgement): string[] {
  const { counts, value } = judgement.own
  if (counts === null) return []
  const window = windowOf(judgement.context)
  const members = terms.of.kind === 'pool' ? terms.of.of : [terms.of]
  const names = members.flatMap(sourcesIn)
  const own = names.map((name) => {
    const series = judgement.context.view.series(name, judgement.context.counted)
    if (series.kind === 'state') {
      const { looks, blind, failed } = countLooks(series, window)
      return { name, bad: fraction(failed), total: fraction(looks - blind) }
    }
    const sum = (spans: typeof window.eligible, of: 'bad' | 'total'): Fraction =>
      spreadRatios([series], spans).reduce((all, each) => (each ? add(all, each[of]) : all), zero)
    const forgiven = sum(intersect(window.eligible, window.forgiven), 'bad')
    const failed = sum(window.eligible, 'bad')
    return {
      name,
      bad: fraction(failed.n * forgiven.d - forgiven.n * failed.d, failed.d * forgiven.d),
      total: sum(window.eligible, 'total'),
    }
  })
  const lines = own.map((each) => `${each.name}: ${exactly(each.bad, '')} bad of ${exactly(each.total, '')}`)
  if (own.length > 1)
    lines.push(
      `bad: ${sumLine(
        own.map((each) => each.bad),
        '',
      )}`,
      `total: ${sumLine(
        own.map((each) => each.total),
        '',
      )}`,
    )
  const least = terms.atLeastEvents
  if (value === null && least !== undefined && !isZero(counts.total))
    lines.push(`${exactly(counts.total, '')} in all, fewer than the ${least} that are asked for: not judged`)
  if (value !== null)
    lines.push(
      `good share: 1 − ${bracketed(counts.bad)} ÷ ${bracketed(counts.total)} = ${figure(value, '%')}`,
    )
  return lines
}

/** Equal values together: how many of each, so that the mean of thousands of grains can be redone. */
export function groupedMean(values: readonly Fraction[], what: string): string[] {
  const groups = new Map<string, { value: Fraction; count: number }>()
  for (const value of values) {
    const key = `${value.n}/${value.d}`
    const known = groups.get(key)
    if (known) known.count++
    else groups.set(key, { value, count: 1 })
  }
  const sorted = [...groups.values()].sort((a, b) => compare(a.value, b.value))
  const product = ({ value, count }: { value: Fraction; count: number }): Fraction =>
    fraction(value.n * BigInt(count), value.d)
  return [
    ...cut(
      sorted,
      (group) => `  ${group.count} ${what} of ${exactly(group.value, '')}`,
      (left) =>
        `  … ${left.length} other values, ${left.reduce((sum, group) => sum + group.count, 0)} ${what} together ${exactly(
          left.reduce((sum, group) => add(sum, product(group)), zero),
          '',
        )}`,
    ),
  ]
}

export function scoreFigures(terms: Terms<'score'>, judgement: Judgement): string[] {
  const points: Fraction[] = []
  // A forgiven look is as good as one can be.
  const most = terms.points.map((step) => step.give).reduce(greatest)
  for (const { series, row, isForgiven } of countedRows(judgement, sourcesIn(terms.of))) {
    if (series.outcome[row] === unknown && !isForgiven) continue
    const isBad = series.outcome[row] === bad
    const score = isForgiven ? most : scoreOf(terms, isBad, seenValue(series, row))
    if (score !== null) points.push(score)
  }
  return meanLines(points, 'observations', judgement)
}

function meanLines(values: readonly Fraction[], what: string, judgement: Judgement): string[] {
  const { value } = judgement.own
  if (values.length === 0 || value === null) return ['nothing to average']
  const sum = values.reduce(add, zero)
  return [
    ...groupedMean(values, what),
    `mean: ${bracketed(sum)} ÷ ${values.length} = ${figure(divide(sum, fraction(values.length)), '%')}`,
  ]
}

export function meanRatioFigures(terms: Terms<'meanSuccessRatio'>, judgement: Judgement): string[] {
  const { context } = judgement
  const all = grainRatios(terms, context, windowOf(context))
  const ratios = all.flatMap((ratio) => (typeof ratio === 'string' ? [] : [ratio.value]))
  const count = (what: string): number => all.filter((ratio) => ratio === what).length
  return [
    `${all.length} grains of ${exactly(fraction(terms.grain, 1000), 's')}: ${ratios.length} with a ratio, ${count('skip')} empty and skipped, ${count('unknown')} unknown`,
    ...meanLines(ratios, 'grains', judgement),
  ]
}
