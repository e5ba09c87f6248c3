import type { Schedule, SourceTerms } from '../agreement/sourceTerms.ts'
import { dueQueue } from './dueQueue.ts'
import { type Grid, gridCache, type SourceSlots, slotsOf } from './grid.ts'
import { evenRuns, type HistorySlot, mostPoints } from './history.ts'
import type { Seen } from './look.ts'
import { isProbed, unknownAt, unknownBetween } from './missed.ts'
import type { Observation, Reason } from './observation.ts'
import { type Found, Outbox, type Waiting } from './outbox.ts'

/** A source and the instant (UTC ms) up to which each of its slots has an observation already. */
export interface Planned {
  readonly source: SourceTerms
  readonly since: number
}

export interface RoundsParts {
  /** UTC that never goes back, with the step forward since the last reading. */
  readonly read: () => { readonly now: number; readonly step: { readonly kind: Reason } | null }
  readonly look: (source: SourceTerms, at: number) => Promise<Seen>
  readonly readSlots: (source: SourceTerms, run: readonly HistorySlot[]) => Promise<readonly Observation[]>
  /** Why this thread was late over the last `ms`. */
  readonly lateness: (ms: number) => Reason
  /** At most so many looks at a time. */
  readonly mostInFlight: number
}

interface State {
  source: SourceTerms
  readonly slots: SourceSlots
  /** The first `at` that nobody has accounted for. */
  nextAt: number
  /** The `at` that is being looked at. */
  inFlight: number | null
  /** What waits for the look under way, so that a source's slots are told in their order. */
  held: Waiting[]
  isGone: boolean
  /** Nobody has looked at it yet: what lies behind is the time in which the daemon did not run. */
  isNew: boolean
  /** Since when the source's own history could not be read (UTC ms), and how many tries ended so. */
  failing: { readonly since: number; readonly tries: number } | null
}

/** A slot that is due longer than this is not looked at any more: it would say how things are at another time. */
const mostLateMs = 2_000
const retryMs = 5_000
const longestRetryMs = 300_000
/** How long a history may stay unreadable until its slots are given up. */
export const giveUpMs = 6 * 3_600_000
const busyAgainMs = 20

const lateLimit = (state: State): number => Math.min(mostLateMs, state.slots.grid.shortestGapMs / 2)

const delayOf = ({ look }: SourceTerms): number => (look.kind === 'prometheus' ? look.terms.delayMs : 0)
const hasHistory = (state: State): boolean => state.source.look.kind === 'prometheus'

/** When a state is looked at next: at its slot, or for a history once the slot is over and its samples are there. */
const dueOf = (state: State): number =>
  hasHistory(state)
    ? state.slots.endOf(state.nextAt) + delayOf(state.source) + state.slots.spreadMs
    : state.nextAt

const nobodyLooked = (state: State, at: number, reason: Reason): Found => ({
  observation: unknownAt(state.source, at, state.slots.endOf(at), reason),
  look: null,
})

/** The slots of a history that can be read now, at equal steps: one read's worth. */
function readable(state: State, now: number): HistorySlot[] {
  const slots: HistorySlot[] = []
  for (let at = state.nextAt; slots.length < mostPoints; ) {
    const to = state.slots.endOf(at)
    if (to + delayOf(state.source) > now) break
    slots.push({ at, to })
    at = to
  }
  return evenRuns(slots)[0] ?? []
}

/** The rounds of a measuring thread: which slot is due, who is being looked at, what came of it. */
export class Rounds {
  readonly #parts: RoundsParts
  readonly #queue = dueQueue<State>()
  readonly #states = new Map<string, State>()
  readonly #outbox = new Outbox()
  readonly #inFlight = new Set<State>()
  readonly #gridFor: (schedule: Schedule) => Grid = gridCache()
  #isStopped = false
  #lastNow = 0

  constructor(parts: RoundsParts) {
    this.#parts = parts
  }

  /** Looks at the clock and begins what is due. Harmless at any time. */
  wake(): void {
    if (this.#isStopped) return
    const { now, step } = this.#parts.read()
    this.#lastNow = now
    while (this.#queue.firstDue() <= now) {
      const state = this.#queue.take()
      if (!state || state.isGone) continue
      if (hasHistory(state)) void this.#readIfDue(state, now)
      else this.#lookIfDue(state, now, step?.kind ?? null)
    }
  }

  /** Milliseconds from the last waking until something is due. */
  dueInMs(): number {
    return this.#queue.firstDue() - this.#lastNow
  }

  /** Other sources from now on. Those that stay go on where they are; looks of those that go are still told. */
  replace(planned: readonly Planned[]): void {
    const wanted = new Set(planned.map(({ source }) => source.identity))
    for (const [identity, state] of this.#states) {
      if (wanted.has(identity)) continue
      state.isGone = true
      this.#states.delete(identity)
    }
    for (const plan of planned) this.#add(plan)
  }

  /** Ends all looks that are under way: their slots are unknown, `shutdown`. A history is read the next time. */
  stop(): void {
    this.#isStopped = true
    for (const state of [...this.#inFlight]) {
      if (state.inFlight === null || hasHistory(state)) continue
      this.#finish(state, nobodyLooked(state, state.inFlight, 'shutdown'))
    }
  }

  /** At most `most` observations, of each source in the order of its slots. */
  take(most: number): Found[] {
    return this.#outbox.take(most)
  }

  #add({ source, since }: Planned): void {
    const known = this.#states.get(source.identity)
    if (known) {
      known.source = source
      return
    }
    const slots = isProbed(source) ? slotsOf(source, this.#gridFor) : null
    if (!slots) return
    const rest = { inFlight: null, held: [], isGone: false, isNew: true, failing: null }
    const state: State = { source, slots, nextAt: slots.nextAt(since), ...rest }
    this.#states.set(source.identity, state)
    this.#queue.add(dueOf(state), state)
  }

  #tell(state: State, waiting: Waiting): void {
    if (state.inFlight === null) this.#outbox.add(waiting)
    else state.held.push(waiting)
  }

  #settle(state: State): void {
    state.inFlight = null
    this.#inFlight.delete(state)
  }

  #finish(state: State, found: Found): void {
    this.#settle(state)
    this.#outbox.add(found, ...state.held)
    state.held = []
  }

  #begin(state: State, at: number): void {
    state.inFlight = at
    this.#inFlight.add(state)
    void this.#parts.look(state.source, at).then(
      (seen) => state.inFlight === at && this.#finish(state, seen),
      () => state.inFlight === at && this.#finish(state, nobodyLooked(state, at, 'worker')),
    )
  }

  /** Slots that nobody can look at any more, told as unknown; the first that is fresh enough comes next. */
  #skip(state: State, now: number, reason: Reason): void {
    const fresh = state.slots.nextAt(now - lateLimit(state))
    const { source, slots } = state
    this.#tell(state, unknownBetween({ source, slots }, state.nextAt - 1, fresh - 1, reason))
    state.nextAt = fresh
  }

  #lookIfDue(state: State, now: number, stepped: Reason | null): void {
    const lateMs = now - state.nextAt
    const reason = state.isNew ? 'stopped' : stepped
    state.isNew = false
    if (lateMs > lateLimit(state)) this.#skip(state, now, reason ?? this.#parts.lateness(lateMs))
    const isBusy = state.inFlight === null && this.#inFlight.size >= this.#parts.mostInFlight
    if (state.nextAt <= now && !isBusy) {
      const at = state.nextAt
      state.nextAt = state.slots.endOf(at)
      if (state.inFlight === null) this.#begin(state, at)
      else this.#tell(state, nobodyLooked(state, at, 'overrun'))
    }
    this.#queue.add(isBusy ? Math.max(state.nextAt, now + busyAgainMs) : state.nextAt, state)
  }

  async #readIfDue(state: State, now: number): Promise<void> {
    const run = readable(state, now)
    const last = run.at(-1)
    if (!last) return this.#queue.add(dueOf(state), state)
    if (this.#inFlight.size >= this.#parts.mostInFlight) return this.#queue.add(now + busyAgainMs, state)
    state.inFlight = state.nextAt
    this.#inFlight.add(state)
    const read = await this.#parts.readSlots(state.source, run).catch(() => null)
    this.#settle(state)
    if (this.#isStopped || state.isGone) return
    if (!read) return this.#readLater(state, run, now)
    this.#outbox.add(...read.map((observation) => ({ observation, look: null })))
    state.nextAt = last.to
    state.failing = null
    this.#queue.add(dueOf(state), state)
  }

  /** A history that could not be read stays to be read; what stayed too long is given up. */
  #readLater(state: State, run: readonly HistorySlot[], now: number): void {
    const since = state.failing?.since ?? now
    const tries = (state.failing?.tries ?? 0) + 1
    state.failing = { since, tries }
    const lost = run.filter(({ to }) => Math.max(to + delayOf(state.source), since) + giveUpMs <= now)
    this.#outbox.add(...lost.map(({ at }) => nobodyLooked(state, at, 'read')))
    state.nextAt = lost.at(-1)?.to ?? state.nextAt
    this.#queue.add(now + Math.min(longestRetryMs, retryMs * 2 ** Math.min(tries - 1, 10)), state)
  }
}
