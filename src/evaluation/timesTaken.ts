import { workingTime } from '../agreement/calendar.ts'
import { fraction, zero } from '../agreement/fraction.ts'
import type { Measure } from '../agreement/schema/measures.ts'
import { total } from '../agreement/spans.ts'
import type { Event } from '../evidence/event.ts'
import type { MeasureContext } from './context.ts'
import { matches, pausesOf, startOf, withoutPauses } from './eventMeasures.ts'
import { answerTo } from './invoices.ts'
import { mostOfLengths, statisticOfLengths } from './lengths.ts'
import { type Measured, noMeasure } from './measured.ts'

export type TimeTakenTerms = Extract<Measure, { kind: 'timeTaken' }>['terms']

/** A question and its answer, with the counted milliseconds between them; up to now where there is none yet. */
export interface Taken {
  readonly question: Event
  readonly answer: Event | null
  readonly ms: number
}

/** The questions of the counted part of the period that count, in order of time. */
export const timesTaken = (terms: TimeTakenTerms, context: MeasureContext): Taken[] =>
  pairsTaken(terms, context).map(({ question, answer, events }) => {
    const end = answer?.at ?? context.asOf
    return { question, answer, ms: countedMs({ question, events, end }, terms, context) }
  })

/** When those that have been answered were. */
export const answeredAt = (terms: TimeTakenTerms, context: MeasureContext): number[] =>
  pairsTaken(terms, context).flatMap(({ answer }) => answer?.at ?? [])

interface PairTaken extends Pick<Taken, 'question' | 'answer'> {
  /** Everything about the same subject. */
  readonly events: readonly Event[]
}

function pairsTaken(terms: TimeTakenTerms, context: MeasureContext): PairTaken[] {
  const { counted, asOf } = context
  const seen = context.view.events.filter((event) => event.at <= asOf)
  return [...Map.groupBy(seen, (event) => event.subject).values()]
    .flatMap((events) => pairsOf(events, terms))
    .filter(({ question }) => question.at >= counted.from && question.at < counted.to)
    .filter(({ answer }) => terms.count === 'all' || answer !== null)
    .sort((a, b) => a.question.at - b.question.at)
}

function pairsOf(events: readonly Event[], terms: TimeTakenTerms): PairTaken[] {
  const answers = events.filter((event) => event.type === terms.to)
  return events
    .filter((event) => event.type === terms.from && matches(event, terms.where))
    .map((question) => ({ question, answer: answerTo(question, answers), events }))
}

/** Working time only where there is a calendar; pauses left out. */
function countedMs(
  { question, events, end }: { question: Event; events: readonly Event[]; end: number },
  terms: TimeTakenTerms,
  { calendars, asOf }: MeasureContext,
): number {
  const from = startOf(question.at, terms, { ...calendars, calendar: terms.calendar ?? null })
  if (from >= end) return 0
  const span = { from, to: end }
  const open = terms.calendar === undefined ? [span] : workingTime(terms.calendar, span, calendars)
  const pauses = pausesOf(question.at, events, terms, asOf)
  return total(open.flatMap((part) => withoutPauses(part, pauses)))
}

/**
 * How long answers took, in seconds. One that has not come yet took at least as long as it has been waited for, and may
 * take for ever: of the mean and the longest there is then no most.
 */
export function measureTimeTaken(terms: TimeTakenTerms, context: MeasureContext): Measured {
  const all = timesTaken(terms, context)
  const counts = { bad: zero, total: fraction(all.length) }
  if (all.length < terms.atLeastEvents || all.length === 0) return { ...noMeasure('s'), counts }
  const lengths = all.map(({ ms }) => fraction(ms, 1000))
  const answered = lengths.filter((_, i) => all[i]?.answer !== null)
  const value = statisticOfLengths(lengths, terms.statistic)
  return {
    ...noMeasure('s'),
    counts,
    nothing: false,
    value,
    best: value,
    worst: mostOfLengths(answered, all.length - answered.length, terms.statistic),
    coverage: fraction(answered.length, all.length),
  }
}
