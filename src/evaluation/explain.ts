import { isoInstant } from '../agreement/agreement.ts'
import { toExact } from '../agreement/fraction.ts'
import { sourcesIn } from '../agreement/references.ts'
import { countedEvents, isOfEvents } from '../agreement/schema/measures.ts'
import type { Span } from '../agreement/spans.ts'
import type { Series } from '../evidence/series.ts'
import type { Judgement } from './judgePeriod.ts'
import { secondsText } from './measured.ts'
import { targetText } from './periodFacts.ts'
import { readingsOf } from './readings.ts'

const mostLines = 200

/** Observations → outages → exclusions → eligible time → fraction → rounding → verdict → credit, to be redone by hand. */
export function explainJudgement(judgement: Judgement): string {
  return [
    ...heading(judgement),
    ...observationLines(judgement),
    ...outageLines(judgement),
    ...exclusionLines(judgement),
    ...figureLines(judgement),
    ...verdictLines(judgement),
    ...creditLines(judgement),
    ...readingLines(judgement),
  ].join('\n')
}

const zoneOf = ({ question }: Judgement): string => question.version.terms.timeZone

function heading({ question, result }: Judgement): string[] {
  const { agreement, commitment, name, of } = question
  return [
    `${commitment.title ?? name}${of === undefined ? '' : ` (${of})`} — ${agreement.versions[0]?.terms.title ?? agreement.id}`,
    ...(commitment.clause === undefined ? [] : [`clause: ${commitment.clause}`]),
    `period: ${result.from} … ${result.to} (end exclusive), ${question.version.terms.timeZone}`,
    `judged by: ${agreement.digest}, as of ${isoInstant(question.asOf, question.version.terms.timeZone)}`,
    '',
  ]
}

function observationLines(judgement: Judgement): string[] {
  const { question } = judgement
  const asked = question.commitment.measure
  if (asked.kind === 'notice')
    return [
      '1. announcements',
      `   of ${asked.terms.of}, at least ${asked.terms.atLeast.text} before their begin`,
      '',
    ]
  if (isOfEvents(asked))
    return [
      '1. events',
      `   ${asked.kind === 'elapsed' ? `${asked.terms.from} → ${asked.terms.to}` : countedEvents(asked)}`,
      '',
    ]
  return [
    '1. observations in the period',
    ...sourcesIn(asked.terms.of).map(
      (name) => `   ${name}: ${countText(question.view.series(name, question.period), question.period)}`,
    ),
    '',
  ]
}

function countText(series: Series, period: Span): string {
  const counts = [0, 0, 0]
  for (let i = 0; i < series.length; i++) {
    const at = series.at[i] as number
    if (at >= period.from && at < period.to)
      counts[series.outcome[i] as number] = (counts[series.outcome[i] as number] ?? 0) + 1
  }
  const [good = 0, bad = 0, unknown = 0] = counts
  return `${good + bad + unknown} (${good} good, ${bad} bad, ${unknown} unknown)`
}

function outageLines(judgement: Judgement): string[] {
  const { measured } = judgement
  if (measured.time === null) return []
  const zone = zoneOf(judgement)
  const lines = measured.outages.slice(0, mostLines).map((each, i) => {
    const inside = each.inside
      .map((span) => `${isoInstant(span.from, zone)} … ${isoInstant(span.to, zone)}`)
      .join(' + ')
    return `   ${i + 1}. ${inside}: ${secondsText(each.countedMs)} s count`
  })
  const more =
    measured.outages.length > mostLines ? [`   and ${measured.outages.length - mostLines} more`] : []
  return [
    '2. outages that count (shaped whole, exclusions cut out, the part inside the period)',
    ...(lines.length > 0 ? lines : ['   none']),
    ...more,
    '',
  ]
}

function exclusionLines(judgement: Judgement): string[] {
  const zone = zoneOf(judgement)
  const claims = judgement.measured.admitted.flatMap((kind) =>
    kind.claims.map(
      ({ exclusion, span }) =>
        `   ${exclusion.id} (${kind.name}, ${kind.effect}): ${isoInstant(span.from, zone)} … ${isoInstant(span.to, zone)}`,
    ),
  )
  return claims.length > 0
    ? ['3. exclusions that count', ...claims, '']
    : ['3. exclusions that count', '   none', '']
}

function figureLines({ measured, result }: Judgement): string[] {
  const { seconds, counts, measure } = result
  const time = seconds
    ? [
        `   eligible time: ${seconds.total} s (${seconds.excluded} s removed)`,
        `   bad time: ${seconds.bad} s (${seconds.excused} s forgiven)`,
        `   unknown time: ${seconds.unknown} s`,
      ]
    : []
  const events = counts ? [`   total: ${counts.total}, bad: ${counts.bad}`] : []
  const formula =
    seconds && measure.unit === '%' && measured.value
      ? [`   1 − ${seconds.bad} ÷ ${seconds.total} = ${measure.exact}`]
      : []
  const value =
    measured.value === null
      ? ['   no value']
      : [
          `   value: ${measure.value}${measure.unit} (exactly ${toExact(measured.value)}${measure.unit === '%' ? ' of 1' : ''})`,
        ]
  const bounds =
    measure.best === measure.worst
      ? []
      : [
          `   best ${measure.best}${measure.unit} if all unknown time was good, worst ${measure.worst}${measure.unit}`,
        ]
  const rounded =
    measure.rounded === null ? [] : [`   rounded by the contract: ${measure.rounded}${measure.unit}`]
  return ['4. figures', ...time, ...events, ...formula, ...value, ...bounds, ...rounded, '']
}

function verdictLines(judgement: Judgement): string[] {
  const { result } = judgement
  const since = result.certainSince === null ? [] : [`   certain since ${result.certainSince}`]
  const deemed = result.deemed
    ? [
        `   deemed missed: ${result.deemed.by} was missed${result.deemed.as === null ? '' : `; the credit is that of ${result.deemed.as}`}`,
      ]
    : []
  return ['5. verdict', `   target ${targetText(judgement)}: ${result.verdict}`, ...deemed, ...since, '']
}

function creditLines({ result }: Judgement): string[] {
  const { credit } = result
  if (credit === null) return ['6. credit', '   the contract names none']
  const what = [
    credit.percent === null ? null : `${credit.percent} %`,
    credit.units === null ? null : `${credit.units} ${credit.unit}`,
  ].filter((each) => each !== null)
  const until = credit.claimUntil === null ? '' : `, until ${credit.claimUntil}`
  return [
    '6. credit',
    `   ${[...what, credit.amount === null ? 'amount open' : `${credit.amount} ${credit.currency}`].join(', ')}: ${credit.state}${until}`,
  ]
}

function readingLines(judgement: Judgement): string[] {
  const readings = Object.entries(readingsOf(judgement) ?? {}).filter(
    ([, each]) =>
      each.verdict !== judgement.verdict || each.amount !== (judgement.result.credit?.amount ?? null),
  )
  return readings.length === 0
    ? []
    : [
        '',
        '7. other readings of the clause',
        ...readings.map(([name, each]) => `   ${name}: ${each.verdict}, ${each.amount ?? 'no amount'}`),
      ]
}
