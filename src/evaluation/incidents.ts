import type { Version } from '../agreement/agreement.ts'
import type { Holidays } from '../agreement/calendar.ts'
import type { Period } from '../agreement/period.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import { countedEvents, isOfEvents, type StateTerms } from '../agreement/schema/measures.ts'
import type { Span } from '../agreement/spans.ts'
import type { MeasureContext } from './context.ts'
import type { EvidenceView } from './evidenceView.ts'
import { bad, good, type Line, unknown } from './line.ts'
import { measure } from './measure.ts'
import { calendarsOf } from './periodQuestion.ts'
import { stateReadings } from './stateMeasures.ts'
import { partialGrainMs } from './stateReading.ts'

export interface IncidentQuestion {
  readonly version: Version
  readonly name: string
  readonly commitment: CommitmentTerms
  readonly view: EvidenceView
  readonly holidays: Holidays
  /** UTC milliseconds: what lies after it is not seen. */
  readonly asOf: number
  /** Incidents that begin in it. */
  readonly span: Span
  /** No bad time lies over the span's begin: what is before it is not looked at. */
  readonly isCut?: true
}

/** One outage or event that is judged alone. */
export interface Incident {
  readonly period: Period
  /** What comes after it has been seen, so that its end is known; an event has ended at once. */
  readonly hasEnded: boolean
}

/** Bad time without a good moment between: what an outage is shaped from. */
export interface Run extends Span {
  /** No good moment is seen before it, so that it may have begun earlier. */
  readonly isOpenBefore: boolean
  /** No good moment is seen after it. */
  readonly isOpenAfter: boolean
}

export interface Incidents {
  /** In order of time; of an outage from its counted start to its end, of an event its millisecond. */
  readonly found: readonly Incident[]
  readonly runs: readonly Run[]
}

/** Each shaped outage, or each event, that the measure counts and that begins in a span while a version is in force. */
export function incidentsIn(question: IncidentQuestion): Incidents {
  const { version, commitment, span } = question
  const isAsked = ({ period: { from, to } }: Incident): boolean =>
    from >= version.from &&
    (version.until === null || from < version.until) &&
    from >= span.from &&
    from < span.to &&
    from < to
  const asked = commitment.measure
  if (isOfEvents(asked)) return { found: eventsIn(question).filter(isAsked), runs: [] }
  const { found, runs } = outagesIn(asked.terms as StateTerms, question)
  return { found: found.filter((each) => isAsked(each) && isCounted(each, question)), runs }
}

/** Every event of the kind that is judged: one of which the contract promises nothing has nothing to judge. */
function eventsIn({ commitment: { measure: asked }, view, asOf }: IncidentQuestion): Incident[] {
  if (!isOfEvents(asked)) return []
  const type = countedEvents(asked)
  return view.events
    .filter((event) => event.type === type && event.at <= asOf)
    .map(({ at }) => ({ period: { from: at, to: at + 1 }, hasEnded: true }))
}

function outagesIn(terms: StateTerms, question: IncidentQuestion): Incidents {
  const { commitment, span, version } = question
  const view = question.isCut ? { ...question.view, extent: () => null } : question.view
  // What an exclusion leaves of an outage is asked of each alone; where it shapes the outage itself, it is known before.
  const { exclude: _, ...plain } = commitment
  const shaped = terms.outage.of === 'unexcused' ? commitment : plain
  const grainMs = partialGrainMs(commitment)
  // The grid of grains is that of the version, so that it is the same whatever stretch is looked at.
  const offset = (((span.from - version.from) % grainMs) + grainMs) % grainMs
  const period = { from: span.from - offset, to: Math.max(span.to, span.from - offset + 1) }
  const readings = stateReadings(terms, contextFor({ ...question, commitment: shaped, view }, period, span))
  return {
    found: readings
      .flatMap(({ line, outages }) =>
        outages.map(({ outage: { from, to } }) => ({
          period: { from, to },
          hasEnded: line.segments.some((each) => each.to > to && each.state !== unknown),
        })),
      )
      .sort((a, b) => a.period.from - b.period.from || a.period.to - b.period.to),
    runs: readings.flatMap(({ line }) => runsOf(line)),
  }
}

/** Whether anything of an outage is left after exclusions, their budgets taken as those of its own period. */
function isCounted({ period }: Incident, question: IncidentQuestion): boolean {
  return (
    question.commitment.exclude === undefined ||
    measure(contextFor(question, period, period)).outages.length > 0
  )
}

function runsOf({ segments }: Line): Run[] {
  const runs: Run[] = []
  let open: { from: number; to: number } | null = null
  let hasBeenGood = false
  const close = (isOpenAfter: boolean): void => {
    if (open !== null) runs.push({ ...open, isOpenBefore: !hasBeenGood, isOpenAfter })
    open = null
  }
  for (const { from, to, state } of segments) {
    if (state === bad) open = { from: (open as Span | null)?.from ?? from, to }
    if (state !== good) continue
    close(false)
    hasBeenGood = true
  }
  close(true)
  return runs
}

function contextFor(
  { name, commitment, version, view, asOf, holidays }: IncidentQuestion,
  period: Span,
  counted: Span,
): MeasureContext {
  const calendars = calendarsOf(version, holidays)
  return { name, commitment, terms: version.terms, period, counted, view, asOf, calendars }
}
