import { periodEnded } from '../../agreement/schema/eventMeasures.ts'
import type { Span } from '../../agreement/spans.ts'
import { namedBegin } from '../../evaluation/periodPairs.ts'
import type { Event } from '../../evidence/event.ts'
import { heartbeatEvent } from '../life/life.ts'
import type { Touch } from '../touched.ts'
import { inForceAt, type Watched, zone } from '../watched.ts'

/** A report that names no period is looked for in the periods of so long before it: a quarter. */
const unnamedReachMs = 92 * 86_400_000

/** The time that `fresh` events touch, `all` being those that are known with them: of their pairs, and of what they answer. */
export const touchedSpans = (watched: Watched, all: readonly Event[], fresh: readonly Event[]): Span[] => [
  ...spansOf(all, fresh),
  ...answeredSpans(watched, fresh),
]

/** The time that events touch: an answer belongs to the period of its question, which has the same subject. */
function spansOf(all: readonly Event[], fresh: readonly Event[]): Span[] {
  const begins = new Map<string, number>()
  const subjects = new Set(fresh.map((event) => event.subject))
  for (const { subject, at } of all) {
    if (subjects.has(subject)) begins.set(subject, Math.min(begins.get(subject) ?? at, at))
  }
  return fresh.map(({ subject, at }) => ({ from: Math.min(at, begins.get(subject) ?? at), to: at + 1 }))
}

/** A report answers the end of the period that it names, or of one before it: those may lie well before the report. */
function answeredSpans(watched: Watched, fresh: readonly Event[]): Span[] {
  const answers = new Set(
    Object.values(inForceAt(watched, Number.POSITIVE_INFINITY).version.terms.commitments).flatMap(
      ({ measure }) =>
        measure.kind === 'elapsed' && measure.terms.from === periodEnded ? [measure.terms.to] : [],
    ),
  )
  return fresh
    .filter(({ type }) => answers.has(type))
    .map((event) => {
      const named = namedBegin(event, zone(watched))
      return named === null
        ? { from: event.at - unnamedReachMs, to: event.at + 1 }
        : { from: named, to: named + 1 }
    })
}

/** What events will touch once they are among the others. */
export function expectedSpans(watched: Watched, events: readonly Event[]): Span[] {
  const known = new Set(watched.events.map(({ id }) => id))
  const fresh = events.filter(({ id, type }) => type !== heartbeatEvent && !known.has(id))
  if (fresh.length === 0) return []
  return touchedSpans(watched, [...watched.events, ...fresh], fresh)
}

export const touchesOf = ({ id }: Watched, spans: readonly Span[]): Touch[] =>
  spans.map((span) => ({ agreement: id, span }))
