import { add, type Fraction, parseDecimal, zero } from '../../agreement/fraction.ts'
import { isOfEvents } from '../../agreement/schema/measures.ts'
import { total } from '../../agreement/spans.ts'
import { sourcesIn } from '../../agreement/subject.ts'
import type { Series } from '../../evidence/series.ts'
import { outcomes, reasons } from '../../sources/observation.ts'
import type { Judgement } from '../judgePeriod.ts'
import { bad, lineOf, spansOf, unknown } from '../line.ts'
import { cut, exactly, secondsOf } from './arithmetic.ts'
import { combinationText, instant, type Section, spanLines, subjectText } from './words.ts'

/** What each source said in the period; equal outcomes in a row are one line. */
export function evidenceSection(judgement: Judgement): Section | null {
  const asked = judgement.question.commitment.measure
  if (isOfEvents(asked)) return null
  const names = [...new Set(sourcesIn(asked.terms.of))]
  return { title: 'evidence in the period', lines: names.flatMap((name) => sourceLines(judgement, name)) }
}

function sourceLines(judgement: Judgement, name: string): string[] {
  const { question } = judgement
  const series = question.view.series(name, question.period)
  const source = question.version.sources.get(name)
  const holds =
    series.kind === 'state' && source
      ? Number.isFinite(source.holdsForMs)
        ? `; one speaks until the next, for ${secondsOf(source.holdsForMs)} at most`
        : `; silence is ${source.silence}`
      : ''
  if (series.kind === 'ratio') return ratioLines(judgement, series, [...rowsIn(series, question.period)])
  const { runs, counts } = runsIn(series, question.period)
  const all = counts.reduce((sum, count) => sum + count, 0)
  const each = outcomes.map((outcome, i) => `${counts[i]} ${outcome}`)
  return [`${name}: ${all} observations (${each.join(', ')})${holds}`, ...runLines(judgement, series, runs)]
}

function* rowsIn(series: Series, span: { from: number; to: number }): Generator<number> {
  for (let row = 0; row < series.length; row++) {
    const [at, to] = [series.at[row] as number, series.to[row] as number]
    if (at < span.to && (Number.isNaN(to) ? at >= span.from : to > span.from)) yield row
  }
}

interface Run {
  readonly first: number
  last: number
  count: number
}

/** Runs of equal outcomes that are not good, and how many there are of each outcome. */
function runsIn(series: Series, span: { from: number; to: number }) {
  const { outcome, reason } = series
  const runs: Run[] = []
  const counts = outcomes.map(() => 0)
  let [before, run]: [number, Run | null] = [-1, null]
  for (const row of rowsIn(series, span)) {
    const said = outcome[row] as number
    counts[said] = (counts[said] ?? 0) + 1
    const isSame = before >= 0 && said === outcome[before] && reason[row] === reason[before]
    before = row
    if (said === 0) continue
    if (run && isSame) {
      run.last = row
      run.count++
    } else {
      run = { first: row, last: row, count: 1 }
      runs.push(run)
    }
  }
  return { runs, counts }
}

function runLines(judgement: Judgement, series: Series, runs: readonly Run[]): string[] {
  return cut(
    runs,
    ({ first, last, count }) => {
      const to = series.to[last] as number
      const end = Number.isNaN(to) ? (series.at[last] as number) : to
      const why = (series.reason[first] ?? 0) > 0 ? ` (${reasons[(series.reason[first] as number) - 1]})` : ''
      const until = count > 1 || !Number.isNaN(to) ? ` … ${instant(judgement, end)}` : ''
      return `  ${instant(judgement, series.at[first] as number)}${until}: ${count} × ${outcomes[series.outcome[first] ?? 2]}${why}`
    },
    (left) => `  … ${left.length} more runs, ${left.reduce((sum, run) => sum + run.count, 0)} observations`,
  )
}

function ratioLines(judgement: Judgement, series: Series, rows: readonly number[]): string[] {
  const text = (name: 'bad' | 'total', row: number): Fraction =>
    parseDecimal(series.texts[name]?.[row] ?? '') ?? zero
  const sum = (name: 'bad' | 'total', of: readonly number[]): string =>
    exactly(
      of.reduce((all, row) => add(all, text(name, row)), zero),
      '',
    )
  const blind = rows.filter((row) => series.outcome[row] === 2).length
  const failing = rows.filter((row) => text('bad', row).n > 0n)
  return [
    `${series.source}: ${rows.length} spans, ${sum('bad', rows)} bad of ${sum('total', rows)}, ${blind} without figures`,
    ...cut(
      failing,
      (row) =>
        `  ${instant(judgement, series.at[row] as number)} … ${instant(judgement, series.to[row] as number)}: ${exactly(text('bad', row), '')} bad of ${exactly(text('total', row), '')}`,
      (left) => `  … ${left.length} more spans, ${sum('bad', left)} bad of ${sum('total', left)}`,
    ),
  ]
}

/** What the sources say together, where there are several. */
export function combinationSection(judgement: Judgement): Section | null {
  const { question } = judgement
  const asked = question.commitment.measure
  if (isOfEvents(asked) || asked.terms.of.kind === 'source') return null
  const subject = asked.terms.of
  const lines = [`${subjectText(subject)}: ${combinationText(subject)}`]
  const isState = sourcesIn(subject).every(
    (name) => question.view.series(name, question.period).kind === 'state',
  )
  if (!isState || subject.kind === 'pool' || judgement.measured.time === null)
    return { title: 'subject', lines }
  const span = { from: question.period.from, to: Math.min(question.period.to, question.asOf) }
  if (span.from >= span.to) return { title: 'subject', lines }
  const source = (name: string) => question.view.line(name, span, question.asOf)
  for (const name of new Set(sourcesIn(subject))) {
    const own = lineOf({ kind: 'source', source: name }, span, source)
    lines.push(
      `  ${name}: bad ${secondsOf(total(spansOf(own, bad)))}, unknown ${secondsOf(total(spansOf(own, unknown)))}`,
    )
  }
  const joined = lineOf(subject, span, source)
  const downs = spansOf(joined, bad)
  lines.push(
    `  together: bad ${secondsOf(total(downs))}, unknown ${secondsOf(total(spansOf(joined, unknown)))}`,
    ...spanLines(judgement, downs, '    '),
  )
  return { title: 'subject', lines }
}
