import { type Agreement, versionAt, zoneOf } from './agreement/agreement.ts'
import type { Holidays } from './agreement/calendar.ts'
import { periodEnded } from './agreement/schema/eventMeasures.ts'
import { countedEvents, isOfEvents } from './agreement/schema/measures.ts'
import { seriesKindOf } from './agreement/sourceTerms.ts'
import { type Span, union } from './agreement/spans.ts'
import { sourcesIn } from './agreement/subject.ts'
import { type Evaluation, evaluateAgreement } from './evaluation/evaluateAgreement.ts'
import type { EvidenceFile } from './evaluation/evidenceFile.ts'
import { namedBegin } from './evaluation/periodPairs.ts'
import { periodContextOf } from './evaluation/periodQuestion.ts'
import { sourcesOf, viewOf, type WholeEvidence } from './evaluation/seriesView.ts'
import { seriesOf } from './evidence/series.ts'
import type { Observation } from './sources/observation.ts'
import { joinedMonths } from './value/credits.ts'
import type { ValueFigures } from './value/figures.ts'
import { valuedBy } from './value/promisedValue.ts'
import { valueFigures } from './value/show.ts'
import { stateValue } from './value/stateValue.ts'

export interface BacktestQuestion {
  readonly agreement: Agreement
  readonly evidence: EvidenceFile
  /** Only periods that touch this span. */
  readonly only: Span
  /** UTC milliseconds, or null for the closing of the last period. */
  readonly asOf: number | null
  readonly holidays: Holidays
}

const observationKeys = [
  'at',
  'to',
  'outcome',
  'reason',
  'latencyUs',
  'affected',
  'value',
  'bad',
  'total',
] as const

/** Evaluates an agreement over evidence without a daemon: the same functions that the daemon judges with. */
export function backtest(question: BacktestQuestion): Evaluation {
  const { agreement, evidence, only, asOf, holidays } = question
  const whole = wholeEvidence(agreement, evidence)
  const { extent, touches } = touchedBy(agreement, evidence)
  return evaluateAgreement(agreement, {
    view: viewOf(agreement, whole),
    holidays,
    asOf,
    only,
    extent,
    touches,
    valuedBy: (periods) =>
      valuedBy({
        versionAt: (at) => versionAt(agreement, at),
        calendar: periodContextOf(agreement),
        periods,
        events: evidence.events,
        fees: evidence.fees,
      }),
  })
}

/** What the agreement was worth in the periods of an evaluation; null where its text says nothing of value. */
export function valueOfBacktest(
  { agreement, evidence, asOf }: BacktestQuestion,
  { periods, credits, judgements }: Evaluation,
): ValueFigures | null {
  if (agreement.versions.every(({ terms }) => terms.value === undefined)) return null
  const until = asOf ?? Math.max(0, ...judgements.map(({ question }) => question.asOf))
  const { events, fees } = evidence
  const statement = stateValue({
    versionAt: (at) => versionAt(agreement, at),
    calendar: periodContextOf(agreement),
    periods,
    credits: joinedMonths(credits, periods),
    events,
    fees,
    asOf: until,
  })
  return valueFigures(statement, zoneOf(agreement))
}

/** Evidence by source, in columns; the same line twice counts once. */
export function wholeEvidence(agreement: Agreement, evidence: EvidenceFile): WholeEvidence {
  const sources = sourcesOf(agreement)
  const series = [...evidence.observations].map(([name, observations]) => {
    const source = sources.get(name)
    const kind = source ? seriesKindOf(source.look) : 'state'
    return [name, seriesOf(name, kind === 'event' ? 'state' : kind, distinct(observations))] as const
  })
  return {
    series: new Map(series),
    events: evidence.events,
    exclusions: evidence.exclusions,
    fees: evidence.fees,
    seenUntil: Number.POSITIVE_INFINITY,
  }
}

function distinct(observations: readonly Observation[]): Observation[] {
  const seen = new Map<string, Observation>()
  for (const each of observations) seen.set(keyOf(each), each)
  return [...seen.values()]
}

/** Everything that an observation says: two lines are the same only where all of it is. */
const keyOf = (observation: Observation): string =>
  observationKeys.map((name) => (observation as Partial<Record<typeof name, unknown>>)[name] ?? '').join(' ')

/** What of the evidence touches periods: observations of sources, and events, that any commitment names. */
function touchedBy(
  agreement: Agreement,
  evidence: EvidenceFile,
): { extent: Span | null; touches: (span: Span) => boolean } {
  const commitments = agreement.versions.flatMap((version) => Object.values(version.terms.commitments))
  const names = new Set(
    commitments.flatMap(({ measure }) => (isOfEvents(measure) ? [] : sourcesIn(measure.terms.of))),
  )
  const types = new Set(
    commitments.flatMap(({ measure }) => {
      if (measure.kind === 'elapsed' && measure.terms.from === periodEnded) return [measure.terms.to]
      return isOfEvents(measure) ? [countedEvents(measure)] : []
    }),
  )
  const spans: Span[] = []
  for (const [name, observations] of evidence.observations) {
    if (names.has(name)) for (const { at, to } of observations) spans.push({ from: at, to: to ?? at + 1 })
  }
  for (const event of evidence.events)
    if (types.has(event.type)) {
      spans.push({ from: event.at, to: event.at + 1 })
      const named = namedBegin(event, zoneOf(agreement))
      if (named !== null) spans.push({ from: named, to: named + 1 })
    }
  const announced = new Set(
    commitments.flatMap(({ measure }) => (measure.kind === 'notice' ? [measure.terms.of] : [])),
  )
  for (const { kind, from } of evidence.exclusions)
    if (announced.has(kind)) spans.push({ from, to: from + 1 })
  const touched = union(spans)
  const [first, last] = [touched[0], touched.at(-1)]
  const touches = (span: Span): boolean => {
    let [low, high] = [0, touched.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((touched[middle] as Span).to <= span.from) low = middle + 1
      else high = middle
    }
    const found = touched[low]
    return found !== undefined && found.from < span.to
  }
  return { extent: first && last ? { from: first.from, to: last.to } : null, touches }
}
