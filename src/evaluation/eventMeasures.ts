import { workingTime } from '../agreement/calendar.ts'
import { addLength, type DeadlineContext, nthWorkingDay } from '../agreement/deadline.ts'
import { fraction, multiply, one, parseDecimal, roundToWhole, subtract, zero } from '../agreement/fraction.ts'
import { fixedMs, type Length, longestMs } from '../agreement/length.ts'
import { unitAround } from '../agreement/period.ts'
import type { CalendarReference } from '../agreement/schema/calendars.ts'
import { periodEnded, type Within } from '../agreement/schema/eventMeasures.ts'
import type { Measure } from '../agreement/schema/measures.ts'

import type { Event } from '../evidence/event.ts'
import type { MeasureContext } from './context.ts'
import { answerTo, statedDue } from './invoices.ts'
import { type Measured, noMeasure } from './measured.ts'
import { periodAnswer, periodQuestion } from './periodPairs.ts'

type ElapsedTerms = Extract<Measure, { kind: 'elapsed' }>['terms']
type OccurrencesTerms = Extract<Measure, { kind: 'occurrences' }>['terms']

/** A question and its answer, with the instant until which (inclusive) the answer was in time. */
export interface Pair {
  readonly question: Event
  readonly answer: Event | null
  readonly due: number
  readonly state: 'inTime' | 'late' | 'running'
}

/** Share of events answered in time; an event belongs to the period that contains its question. */
export function measureElapsed(terms: ElapsedTerms, context: MeasureContext): Measured {
  const all = elapsedPairs(terms, context)
  const counted = terms.count === 'answered' ? all.filter((pair) => pair.answer !== null) : all
  const judged = counted.filter((pair) => pair.state !== 'running')
  const late = judged.filter((pair) => pair.state === 'late').length
  const counts = { bad: fraction(late), total: fraction(judged.length) }
  if (counted.length < terms.atLeastEvents || counted.length === 0) return { ...noMeasure('%'), counts }
  const inTime = (missed: number, of: number) => subtract(one, fraction(missed, of))
  const running = counted.length - judged.length
  return {
    ...noMeasure('%'),
    counts,
    nothing: false,
    value: judged.length === 0 ? null : inTime(late, judged.length),
    // A clock that still runs may yet be answered in time, or not.
    best: inTime(late, counted.length),
    worst: inTime(late + running, counted.length),
    coverage: fraction(judged.length, counted.length),
    late: counted
      .filter((pair) => pair.state === 'late')
      .map((pair) => ({
        from: pair.question.at,
        to: pair.answer?.at ?? context.asOf,
        due: overdueFrom(pair, terms, context),
      })),
  }
}

/** From when on time is too much: a day that ends at midnight is over there, though its last moment is the one before. */
function overdueFrom({ question, due }: Pair, terms: ElapsedTerms, { terms: { timeZone } }: MeasureContext) {
  const isDay =
    lengthFor(question, terms.within)?.unit === 'businessDay' || statedDue(question, timeZone) !== null
  return isDay && unitAround(due, 'day', timeZone).to === due + 1 ? due + 1 : due
}

export interface LateAnswer {
  readonly from: number
  readonly to: number | null
  /** The last instant at which it would have been in time. */
  readonly due: number
}

/** The late pairs that count, from each question to its answer, or null while there is none. */
export function lateAnswers(terms: ElapsedTerms, context: MeasureContext): LateAnswer[] {
  return elapsedPairs(terms, context)
    .filter((pair) => pair.state === 'late' && (terms.count !== 'answered' || pair.answer !== null))
    .map(({ question, answer, due }) => ({ from: question.at, to: answer?.at ?? null, due }))
}

/** The pairs whose question lies in the counted part of the period. */
export function elapsedPairs(terms: ElapsedTerms, context: MeasureContext): Pair[] {
  const seen = context.view.events.filter((event) => event.at <= context.asOf)
  if (terms.from === periodEnded) return periodPair(seen, terms, context)
  const bySubject = Map.groupBy(seen, (event) => event.subject)
  return [...bySubject.values()]
    .flatMap((events) => pairsOf(events, terms, context))
    .filter(({ question }) => question.at >= context.counted.from && question.at < context.counted.to)
    .sort((a, b) => a.question.at - b.question.at)
}

/** The end of the commitment's own period is the question: `where` says which answers count. */
function periodPair(seen: readonly Event[], terms: ElapsedTerms, context: MeasureContext): Pair[] {
  const question = periodQuestion(context)
  if (question === null) return []
  const candidates = seen.filter((event) => event.type === terms.to && matches(event, terms.where))
  const answer = periodAnswer(candidates, context)
  // Days count from the period's last day, hours from its end.
  const length = lengthFor(question, terms.within)
  if (length === null) return []
  const begin = length.unit === 'ms' ? question : { ...question, at: question.at - 1 }
  const due = dueOf(begin, length, { events: [], terms, context })
  const late = answer === null ? due < context.asOf : answer.at > due
  return [{ question, answer, due, state: late ? 'late' : answer === null ? 'running' : 'inTime' }]
}

function pairsOf(events: readonly Event[], terms: ElapsedTerms, context: MeasureContext): Pair[] {
  const questions = events.filter((event) => event.type === terms.from && matches(event, terms.where))
  const answers = events.filter((event) => event.type === terms.to)
  return questions.flatMap((question): Pair[] => {
    const length = lengthFor(question, terms.within)
    // The contract's table has no limit for it: it promises nothing about such an event.
    if (length === null) return []
    const answer = answerTo(question, answers)
    const due = dueOf(question, length, { events, terms, context })
    if (answer) return [{ question, answer, due, state: answer.at <= due ? 'inTime' : 'late' }]
    return [{ question, answer, due, state: due < context.asOf ? 'late' : 'running' }]
  })
}

export function matches(
  event: Event,
  where: Readonly<Record<string, readonly (string | boolean)[]>> | undefined,
): boolean {
  return Object.entries(where ?? {}).every(([attribute, wanted]) =>
    wanted.some((each) => event.data[attribute] === each),
  )
}

function lengthFor(question: Event, within: Within): Length | null {
  switch (within.kind) {
    case 'length':
      return within.length
    case 'table':
      return limitFor(within.lengths, String(question.data[within.by]))
    case 'each': {
      const units = parseDecimal(String(question.data[within.per] ?? ''))
      const ms = fixedMs(within.each)
      if (units === null || ms === null) return null
      const count = roundToWhole(multiply(fraction(ms), units), 'floor')
      // Who tells less than nothing, or more than any clock runs for, has told no quantity.
      return count < 0n || count > BigInt(longestMs)
        ? null
        : { unit: 'ms', count: Number(count), text: within.each.text }
    }
  }
}

/** A severity such as "constructor" is in no table: every object answers to that name, and such a clock would never run out. */
const limitFor = (lengths: Readonly<Record<string, Length>>, value: string): Length | null =>
  Object.hasOwn(lengths, value) ? (lengths[value] ?? null) : null

/**
 * The last instant at which an answer is in time: the due date that an invoice states, else by working time only where
 * there is a calendar; pauses left out.
 */
function dueOf(
  question: Event,
  length: Length,
  asked: { events: readonly Event[]; terms: ElapsedTerms; context: MeasureContext },
): number {
  const { events, terms, context } = asked
  const deadlines: DeadlineContext = { ...context.calendars, calendar: terms.calendar ?? null }
  const start = startOf(question.at, terms, deadlines)
  const pauses = pausesOf(question.at, events, terms, context.asOf)
  const stated = statedDue(question, context.terms.timeZone)
  if (stated === null && length.unit === 'ms')
    return spend(start, length.count, { calendar: terms.calendar ?? null, pauses, deadlines })
  const unpaused = stated ?? lastInstant(addLength(start, length, deadlines), length, context)
  // A pause that begins when the time has run out gives none back.
  return pauses.reduce(
    (due, pause) => (pause.from <= due ? due + Math.max(0, pause.to - Math.max(pause.from, start)) : due),
    unpaused,
  )
}

/** The close of a working day is in time itself; a day that closes at midnight ends before it, since that is the next day's. */
function lastInstant(close: number, { unit }: Length, { terms: { timeZone } }: MeasureContext): number {
  if (unit !== 'businessDay') return close
  return close === unitAround(close, 'day', timeZone).from ? close - 1 : close
}

/** Questions after the cut-off (one made at it is in time) begin on the next working day. */
export function startOf(at: number, terms: Pick<ElapsedTerms, 'cutoff'>, deadlines: DeadlineContext): number {
  if (terms.cutoff === undefined) return at
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(deadlines.timeZone)
  const cutoff = { hour: Math.floor(terms.cutoff / 60) % 24, minute: terms.cutoff % 60 }
  if (Temporal.PlainTime.compare(local.toPlainTime(), Temporal.PlainTime.from(cutoff)) <= 0) return at
  return nthWorkingDay(local.toPlainDate(), 1, deadlines).toZonedDateTime(deadlines.timeZone)
    .epochMilliseconds
}

export function pausesOf(
  from: number,
  events: readonly Event[],
  terms: Pick<ElapsedTerms, 'pause'>,
  asOf: number,
): { from: number; to: number }[] {
  if (terms.pause === undefined) return []
  const [stops, goesOn] = terms.pause
  const pauses: { from: number; to: number }[] = []
  let since: number | null = null
  for (const event of events) {
    if (event.at < from) continue
    if (event.type === stops) since ??= event.at
    else if (event.type === goesOn && since !== null) {
      pauses.push({ from: since, to: event.at })
      since = null
    }
  }
  if (since !== null) pauses.push({ from: since, to: asOf })
  return pauses
}

interface Clock {
  readonly calendar: CalendarReference | null
  readonly pauses: readonly { readonly from: number; readonly to: number }[]
  readonly deadlines: DeadlineContext
}

/** The instant at which `ms` of the clock's running time have passed since `start`. */
function spend(start: number, ms: number, clock: Clock): number {
  let left = ms
  const step = 14 * 86_400_000
  for (let from = start; from < start + 400 * step; from += step) {
    const span = { from, to: from + step }
    const open = clock.calendar === null ? [span] : workingTime(clock.calendar, span, clock.deadlines)
    for (const part of open) {
      for (const piece of withoutPauses(part, clock.pauses)) {
        if (left <= piece.to - piece.from) return piece.from + left
        left -= piece.to - piece.from
      }
    }
  }
  return Number.POSITIVE_INFINITY
}

export function withoutPauses(
  part: { from: number; to: number },
  pauses: Clock['pauses'],
): { from: number; to: number }[] {
  return pauses.reduce<{ from: number; to: number }[]>(
    (pieces, pause) =>
      pieces.flatMap((piece) =>
        [
          { from: piece.from, to: Math.min(piece.to, pause.from) },
          { from: Math.max(piece.from, pause.to), to: piece.to },
        ].filter((each) => each.from < each.to),
      ),
    [part],
  )
}

/** How often something happened in the period. */
export function measureOccurrences(terms: OccurrencesTerms, context: MeasureContext): Measured {
  const { counted, asOf } = context
  const found = context.view.events.filter(
    (event) =>
      event.type === terms.of &&
      event.at >= counted.from &&
      event.at < counted.to &&
      event.at <= asOf &&
      matches(event, terms.where),
  )
  const value = fraction(found.length)
  const counts = { bad: zero, total: value }
  if (found.length < (terms.atLeastEvents ?? 0)) return { ...noMeasure(''), counts }
  return {
    ...noMeasure(''),
    nothing: false,
    value,
    best: value,
    worst: value,
    coverage: one,
    counts,
  }
}
