import { startOfDate } from '../../agreement/agreement.ts'
import { sha256 } from '../../agreement/canonical.ts'
import { eventTypeProblem } from '../../agreement/eventTypes.ts'
import { periodEnded } from '../../agreement/schema/eventMeasures.ts'
import type { SourceTerms } from '../../agreement/sourceTerms.ts'
import { seriesKindOf } from '../../agreement/sourceTerms.ts'
import type { Span } from '../../agreement/spans.ts'
import { didYouMean } from '../../agreement/suggest.ts'
import { namedBegin } from '../../evaluation/periodPairs.ts'
import type { Event, Exclusion, FeeLine } from '../../evidence/event.ts'
import { asKind, type EvidenceLine, type LineProblem, parseLine } from '../../evidence/lines.ts'
import type { Caller, Refusal, Taken } from '../../http/service.ts'
import type { Observation } from '../../sources/observation.ts'
import type { Recorded, Store } from '../../store.ts'
import { ownEventPrefix } from '../credits/creditEntries.ts'
import { heartbeatEvent } from '../life/life.ts'
import type { Touch, Touched } from '../touched.ts'
import { inForceAt, sourcesNow, type Watched, zone } from '../watched.ts'
import { piecesOf } from './evidenceMemory.ts'
import { prunedReason } from './pruned.ts'
import { eventTellerProblem, lineTellerProblem, mostAheadMs } from './tellers.ts'

/** A report that names no period is looked for in the periods of so long before it: a quarter. */
const unnamedReachMs = 92 * 86_400_000

export interface IntakeParts {
  readonly store: Store
  readonly now: () => number
  /** Takes in observations that are on disk already. */
  readonly absorb: (observations: readonly Observation[]) => void
  /** Marks the time that evidence touches before it is on disk, and until it is taken in. */
  readonly holding: Touched['holding']
  readonly expecting: <T>(observations: readonly Observation[], takeIn: () => Promise<T>) => Promise<T>
  /** Something arrived that may touch periods that are closed. */
  readonly touched: (watched: Watched, span: Span) => void
  /** False where it stood already. */
  readonly announce: (watched: Watched, exclusion: Exclusion, caller: Caller) => Promise<boolean>
}

interface Sorted {
  readonly observations: { index: number; observation: Observation }[]
  readonly events: { index: number; event: Event }[]
  readonly exclusions: { index: number; exclusion: Exclusion }[]
  readonly fees: FeeLine[]
  readonly refused: Refusal[]
}

interface Batch {
  readonly watched: Watched
  readonly sorted: Sorted
  readonly sources: ReadonlyMap<string, SourceTerms>
}

/** Evidence and events that come over REST: kept first, then judged. */
export class Intake {
  readonly #parts: IntakeParts

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  async takeLines(watched: Watched, lines: readonly unknown[], caller: Caller): Promise<Taken> {
    const sorted = this.#sort(watched, lines, caller)
    const recorded = await this.#keepObservations(sorted.observations.map((each) => each.observation))
    const conflicts = new Set(recorded.conflicts)
    for (const { index, observation } of sorted.observations)
      if (conflicts.has(observation))
        sorted.refused.push({ index, problem: await this.#conflictReason(observation) })
    const events = await this.takeEvents(
      watched,
      sorted.events.map((each) => each.event),
      caller,
    )
    const fees = await this.#takeFees(watched, sorted.fees)
    let [announced, known] = [0, 0]
    for (const { index, exclusion } of sorted.exclusions) {
      try {
        if (await this.#parts.announce(watched, exclusion, caller)) announced++
        else known++
      } catch (error) {
        sorted.refused.push({ index, problem: error instanceof Error ? error.message : String(error) })
      }
    }
    return {
      accepted: recorded.added + events.accepted + fees.added + announced,
      duplicates: recorded.duplicates + events.duplicates + fees.duplicates + known,
      refused: [
        ...sorted.refused,
        ...events.refused.map(({ index, problem }) => ({
          index: sorted.events[index]?.index ?? index,
          problem,
        })),
      ].sort((a, b) => a.index - b.index),
    }
  }

  #keepObservations(told: readonly Observation[]): Promise<Recorded> {
    const { store, absorb, expecting } = this.#parts
    return expecting(told, async () => {
      const recorded = await store.record(told)
      const conflicts = new Set(recorded.conflicts)
      if (recorded.added > 0) absorb(told.filter((each) => !conflicts.has(each)))
      return recorded
    })
  }

  async #conflictReason({ source, at, to }: Observation): Promise<string> {
    const before = await this.#parts.store.prunedBefore(source)
    return (to ?? at + 1) <= before
      ? prunedReason(source, before)
      : 'another observation of this source stands for that time already; propose a correction instead'
  }

  /** Keeps events that others tell, by what their role may tell. */
  async takeEvents(watched: Watched, events: readonly Event[], caller: Caller): Promise<Taken> {
    if (events.length === 0) return { accepted: 0, duplicates: 0, refused: [] }
    return this.#keepEvents(
      watched,
      events,
      events.map((event) => this.#eventProblem(watched, event, caller)),
    )
  }

  /** Keeps an event that this daemon makes itself, of what a party did over REST. */
  async takeOwn(watched: Watched, event: Event): Promise<void> {
    await this.#keepEvents(watched, [event], [null])
  }

  #keepEvents(
    watched: Watched,
    events: readonly Event[],
    problems: readonly (string | null)[],
  ): Promise<Taken> {
    const takable = events.filter((_, index) => problems[index] === null)
    return this.#parts.holding(touchesOf(watched, expectedSpans(watched, takable)), () =>
      this.#takeInEvents(watched, events, { takable, problems }),
    )
  }

  async #takeInEvents(
    watched: Watched,
    events: readonly Event[],
    { takable, problems }: { takable: readonly Event[]; problems: readonly (string | null)[] },
  ): Promise<Taken> {
    const known = new Set(watched.events.map((event) => event.id))
    const result = await this.#parts.store.recordEvents(watched.id, takable)
    const conflicts = new Set(result.conflicts.map((event) => event.id))
    const fresh = takable.filter(
      (event) => event.type !== heartbeatEvent && !known.has(event.id) && !conflicts.has(event.id),
    )
    for (const event of new Map(fresh.map((each) => [each.id, each])).values()) insert(watched.events, event)
    for (const span of [...spansOf(watched.events, fresh), ...answeredSpans(watched, fresh)])
      this.#parts.touched(watched, span)
    const refused = [
      ...problems.flatMap((problem, index) => (problem === null ? [] : [{ index, problem }])),
      ...events.flatMap((event, index) =>
        conflicts.has(event.id)
          ? [{ index, problem: `an event with the id "${event.id}" is known with another content` }]
          : [],
      ),
    ]
    return { accepted: result.added, duplicates: result.duplicates, refused }
  }

  /** Why an event cannot be taken; reports of heartbeats are made here and by nobody else. */
  #eventProblem(watched: Watched, event: Event, caller: Caller): string | null {
    if (event.id.startsWith(ownEventPrefix))
      return `ids that begin with "${ownEventPrefix}" are made here only`
    if (event.at > this.#parts.now() + mostAheadMs) return '`at` lies in the future'
    if (event.type === heartbeatEvent) return isHeartbeat(event) ? null : eventTypeProblem(event.type, [])
    const problem = eventTypeProblem(
      event.type,
      watched.documents.flatMap(({ agreement }) => agreement.versions.map((version) => version.terms)),
    )
    return problem ?? eventTellerProblem(watched, event, { caller, now: this.#parts.now() })
  }

  async #takeFees(
    watched: Watched,
    fees: readonly FeeLine[],
  ): Promise<{ added: number; duplicates: number }> {
    if (fees.length === 0) return { added: 0, duplicates: 0 }
    const spans = fees.map((fee) => ({
      from: startOfDate(fee.from, zone(watched)),
      to: startOfDate(fee.until, zone(watched)),
    }))
    return this.#parts.holding(touchesOf(watched, spans), async () => {
      const result = await this.#parts.store.recordFees(watched.id, fees)
      watched.fees.splice(0, watched.fees.length, ...(await this.#parts.store.fees(watched.id)))
      for (const span of spans) this.#parts.touched(watched, span)
      return result
    })
  }

  #sort(watched: Watched, lines: readonly unknown[], caller: Caller): Sorted {
    const sorted: Sorted = { observations: [], events: [], exclusions: [], fees: [], refused: [] }
    const now = this.#parts.now()
    const sources = sourcesNow(watched, now)
    lines.forEach((line, index) => {
      const read = parseLine(JSON.stringify(line), index + 1)
      const problem =
        lineTellerProblem(watched, read, caller) ?? this.#place({ watched, sorted, sources }, read, index)
      if (problem !== null) sorted.refused.push({ index, problem })
    })
    return sorted
  }

  /** Puts a line where it belongs; answers why it cannot be taken. */
  #place(batch: Batch, read: EvidenceLine | LineProblem, index: number): string | null {
    const { sorted } = batch
    switch (read.kind) {
      case 'problem':
        return read.message.replace(/^line \d+: /, '')
      case 'event':
        sorted.events.push({ index, event: read.event })
        return null
      case 'exclusion':
        sorted.exclusions.push({ index, exclusion: read.exclusion })
        return null
      case 'fee':
        sorted.fees.push(read.fee)
        return null
      case 'observation':
        return this.#placeObservation(batch, read.observation, index)
    }
  }

  #placeObservation(
    { watched, sorted, sources }: Batch,
    observation: Observation,
    index: number,
  ): string | null {
    const source = sources.get(observation.source)
    if (!source)
      return `the agreement has no source "${observation.source}"${didYouMean(observation.source, [...sources.keys()])}`
    if ((observation.to ?? observation.at) > this.#parts.now() + mostAheadMs)
      return 'this lies in the future; is the clock right?'
    if (source.look.kind === 'heartbeat') {
      if (observation.outcome !== 'good') return 'a heartbeat only reports that it ran: outcome good'
      sorted.events.push({ index, event: heartbeat(source, observation.at) })
      return null
    }
    if (source.look.kind !== 'push' && source.look.kind !== 'declared')
      return `"${source.name}" is measured by Upheld itself; only push, declared and heartbeat sources take reports`
    const kind = seriesKindOf(source.look)
    if (kind === 'event') return `"${source.name}" takes events, not observations`
    const fitting = asKind(observation, kind)
    if (fitting === null) return `"${source.name}" gives a ${kind}, this line is a ${observation.kind}`
    const reason =
      fitting.reason ??
      (fitting.outcome === 'bad' ? 'declared' : fitting.outcome === 'unknown' ? 'reported' : undefined)
    // What is told late belongs to the definition that the source's name had at that time.
    const until = { from: observation.at, to: (observation.to ?? observation.at) + 1 }
    const [piece] = piecesOf(watched.life.uses.get(source.name) ?? [], until)
    sorted.observations.push({
      index,
      observation: { ...fitting, source: piece?.identity ?? source.identity, ...(reason ? { reason } : {}) },
    })
    return null
  }
}

/** A report of a job, as the event that is kept of it. */
function heartbeat(source: SourceTerms, at: number): Event {
  return {
    id: heartbeatId(source.identity, at),
    type: heartbeatEvent,
    subject: source.identity,
    at,
    data: {},
  }
}

const heartbeatId = (identity: string, at: number): string =>
  `heartbeat-${sha256(`${identity} ${at}`).slice(0, 32)}`

const isHeartbeat = (event: Event): boolean => event.id === heartbeatId(event.subject, event.at)

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

/** Keeps a list in order of time. */
/** What events will touch once they are among the others. */
function expectedSpans(watched: Watched, events: readonly Event[]): Span[] {
  const known = new Set(watched.events.map(({ id }) => id))
  const fresh = events.filter(({ id, type }) => type !== heartbeatEvent && !known.has(id))
  if (fresh.length === 0) return []
  return [...spansOf([...watched.events, ...fresh], fresh), ...answeredSpans(watched, fresh)]
}

const touchesOf = ({ id }: Watched, spans: readonly Span[]): Touch[] =>
  spans.map((span) => ({ agreement: id, span }))

function insert(events: Event[], event: Event): void {
  let place = events.length
  while (place > 0 && (events[place - 1] as Event).at > event.at) place--
  events.splice(place, 0, event)
}
