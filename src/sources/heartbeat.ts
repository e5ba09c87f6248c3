import type { HeartbeatTerms } from '../agreement/sourceTerms.ts'
import type { Reason, StateObservation } from './observation.ts'

/** What is known about a job that must report in. All instants are UTC ms. */
export interface HeartbeatKnowledge {
  readonly source: string
  /** Instants at which it reported, in any order. */
  readonly pushes: readonly number[]
  /** Spans [from, to) in which nobody could have taken a report, and why. */
  readonly blind: readonly { readonly from: number; readonly to: number; readonly reason: Reason }[]
}

/** The slot up to which a heartbeat can be judged at `now`: its last instant plus grace must be over. */
const isOver = (slot: number, { everyMs, graceMs }: HeartbeatTerms, now: number): boolean =>
  slot + everyMs + graceMs <= now

/**
 * The observations of the slots with begin in (after, now] that can be judged. A slot is good where a report came in
 * it or within `grace` of its end, unknown where nobody could take one in that time, else bad: `missed`.
 */
export function* heartbeats(
  terms: HeartbeatTerms,
  known: HeartbeatKnowledge,
  span: { after: number; now: number },
): Generator<StateObservation> {
  const { everyMs, graceMs } = terms
  const pushes = Float64Array.from(known.pushes).sort()
  let next = 0
  for (
    let slot = (Math.floor(span.after / everyMs) + 1) * everyMs;
    isOver(slot, terms, span.now);
    slot += everyMs
  ) {
    const end = slot + everyMs + graceMs
    while (next < pushes.length && (pushes[next] ?? 0) < slot) next++
    const isGood = (pushes[next] ?? Infinity) < end
    const blind = known.blind.find(({ from, to }) => from < end && to > slot)
    const base = { kind: 'state' as const, source: known.source, at: slot }
    if (isGood) yield { ...base, outcome: 'good' }
    else if (blind) yield { ...base, outcome: 'unknown', reason: blind.reason }
    else yield { ...base, outcome: 'bad', reason: 'missed' }
  }
}
