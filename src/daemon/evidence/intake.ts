import { setImmediate } from 'node:timers/promises'
import { startOfDate } from '../../agreement/agreement.ts'
import { eventTypeProblem } from '../../agreement/eventTypes.ts'
import type { Span } from '../../agreement/spans.ts'
import type { Event, Exclusion, FeeLine } from '../../evidence/event.ts'
import type { Caller, Taken } from '../../http/service.ts'
import type { Observation } from '../../sources/observation.ts'
import type { Recorded, Store } from '../../store.ts'
import { ownEventPrefix } from '../credits/creditEntries.ts'
import { inPieces } from '../judging/inPieces.ts'
import { heartbeatEvent } from '../life/life.ts'
import type { Touched } from '../touched.ts'
import { type Watched, zone } from '../watched.ts'
import { isHeartbeat } from './heartbeatReport.ts'
import { prunedReason } from './pruned.ts'
import { type Sorted, sortLines } from './sortLines.ts'
import { eventTellerProblem, mostAheadMs } from './tellers.ts'
import { expectedSpans, touchedSpans, touchesOf } from './touchedTime.ts'

/** Observations of one transaction: others have their turn before the next. What a stop leaves out is sent again. */
const recordedAtOnce = 1000

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

/** Evidence and events that come over REST: kept first, then judged. */
export class Intake {
  readonly #parts: IntakeParts

  constructor(parts: IntakeParts) {
    this.#parts = parts
  }

  async takeLines(watched: Watched, lines: readonly unknown[], caller: Caller): Promise<Taken> {
    const sorted = await inPieces(sortLines(lines, { watched, caller, now: this.#parts.now() }))
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
    const announced = await this.#announceAll(watched, sorted, caller)
    return {
      accepted: recorded.added + events.accepted + fees.added + announced.added,
      duplicates: recorded.duplicates + events.duplicates + fees.duplicates + announced.duplicates,
      refused: [
        ...sorted.refused,
        ...events.refused.map(({ index, problem }) => ({
          index: sorted.events[index]?.index ?? index,
          problem,
        })),
      ].sort((a, b) => a.index - b.index),
    }
  }

  /** Announces one exclusion after the other; what is refused of them joins `refused`. */
  async #announceAll(
    watched: Watched,
    { exclusions, refused }: Sorted,
    caller: Caller,
  ): Promise<{ added: number; duplicates: number }> {
    let [added, duplicates] = [0, 0]
    for (const { index, exclusion } of exclusions) {
      try {
        if (await this.#parts.announce(watched, exclusion, caller)) added++
        else duplicates++
      } catch (error) {
        refused.push({ index, problem: error instanceof Error ? error.message : String(error) })
      }
    }
    return { added, duplicates }
  }

  #keepObservations(told: readonly Observation[]): Promise<Recorded> {
    const { store, absorb, expecting } = this.#parts
    return expecting(told, async () => {
      let [added, duplicates] = [0, 0]
      const conflicts: Observation[] = []
      for (let i = 0; i < told.length; i += recordedAtOnce) {
        if (i > 0) await setImmediate()
        const some = told.slice(i, i + recordedAtOnce)
        const recorded = await store.record(some)
        const refused = new Set(recorded.conflicts)
        if (recorded.added > 0) absorb(some.filter((each) => !refused.has(each)))
        added += recorded.added
        duplicates += recorded.duplicates
        conflicts.push(...recorded.conflicts)
      }
      return { added, duplicates, conflicts }
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
    for (const span of touchedSpans(watched, watched.events, fresh)) this.#parts.touched(watched, span)
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
}

/** Keeps a list in order of time. */
function insert(events: Event[], event: Event): void {
  let place = events.length
  while (place > 0 && (events[place - 1] as Event).at > event.at) place--
  events.splice(place, 0, event)
}
