import { fraction } from '../../agreement/fraction.ts'
import type { Bad, Statistic } from '../../agreement/schema/badTime.ts'
import type { Subject } from '../../agreement/schema/subject.ts'
import { type Span, total } from '../../agreement/spans.ts'
import { sourcesIn } from '../../agreement/subject.ts'
import { grainLine, grainsThat } from '../grains.ts'
import { grainRuleOf, spreadRatios } from '../grainVerdicts.ts'
import type { Judgement } from '../judgePeriod.ts'
import { bad, good, lineOf, spansOf, unknown } from '../line.ts'
import { cut, exactly, figure, secondsOf } from './arithmetic.ts'
import { type Section, spanText } from './words.ts'

interface GrainTerms {
  readonly of: Subject
  readonly grain: number
  readonly bad: Bad
  readonly statistic?: Statistic | null
  readonly failures?: 'count' | 'skip'
  readonly within?: number | undefined
}

function whenText(rule: Bad): string {
  const { when } = rule
  if (when.kind === 'allFail') return 'every observation in it failed'
  if (when.kind === 'anyFail') return 'any observation in it failed'
  const condition = when.condition.text
  if (when.kind === 'value') return `its share (or statistic) is ${condition}`
  const { statistic } = when
  return `its ${statistic.kind === 'percentile' ? statistic.text : statistic.kind} is ${condition}`
}

function ruleText({ grain, bad: rule }: GrainTerms): string {
  const thin =
    rule.minSamples === undefined ? '' : `; with fewer than ${rule.minSamples} samples it is ${rule.thin}`
  return `${secondsOf(grain)} each from the period's start, bad when ${whenText(rule)}${thin}; an empty one is ${rule.empty}`
}

/** How the grains of the period were judged, and the figures of each bad one. */
export function grainSection(terms: GrainTerms, judgement: Judgement): Section {
  const { question } = judgement
  const { view, asOf } = question
  const span = { from: question.period.from, to: Math.min(question.period.to, asOf) }
  const rule = grainRuleOf(terms)
  const context = {
    begins: [question.period.from, question.period.to],
    asOf,
    series: (name: string, part: Span) => view.series(name, part),
    speech: (subject: Subject, part: Span) => lineOf(subject, part, (name) => view.line(name, part, asOf)),
  }
  const lines = [ruleText(terms)]
  if (span.from >= span.to) return { title: 'grains', lines }
  const judged = grainLine(terms.of, rule, span, context)
  const { line, skipped } = judged
  const count = (ms: number): string => figure(fraction(ms, terms.grain), '')
  lines.push(
    `good ${count(total(spansOf(line, good)) - total(skipped))}, bad ${count(total(spansOf(line, bad)))}, unknown ${count(total(spansOf(line, unknown)))}, skipped ${count(total(skipped))}`,
  )
  const failing = grainsThat(judged, 'bad')
  const series = [...new Set(sourcesIn(terms.of))].map((name) => view.series(name, span))
  const isRatio = series[0]?.kind === 'ratio'
  const sums = isRatio ? spreadRatios(series, failing) : []
  lines.push(
    ...cut(failing, (grain, i) => {
      const sum = sums[i]
      const share =
        sum && sum.total.n > 0n
          ? `: ${exactly(sum.bad, '')} ÷ ${exactly(sum.total, '')} = ${figure(fraction(sum.bad.n * sum.total.d, sum.bad.d * sum.total.n), '%')}`
          : ''
      return `  bad ${spanText(judgement, grain)}${share}`
    }),
  )
  return { title: 'grains', lines }
}
