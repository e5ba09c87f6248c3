import type { SourceTerms } from '../agreement/sourceTerms.ts'
import { type SourceSlots, slotsOf } from './grid.ts'
import type { Observation, Reason } from './observation.ts'

/** Whether the measuring thread looks at a source of this kind. */
export const isProbed = (source: SourceTerms): boolean =>
  source.schedule !== null && !['heartbeat', 'push', 'declared'].includes(source.look.kind)

/** An observation that says that nobody looked, of the kind that the source has. */
export function unknownAt(source: SourceTerms, at: number, to: number, reason: Reason): Observation {
  const base = { source: source.identity, at, outcome: 'unknown', reason } as const
  if (source.look.kind === 'json') return { kind: 'gauge', ...base }
  if (source.look.kind !== 'prometheus') return { kind: 'state', ...base }
  return source.look.terms.queries.kind === 'gauge'
    ? { kind: 'gauge', ...base }
    : { kind: 'ratio', ...base, to }
}

/** The slots of `of` in (after, until] as unknown observations, one by one. */
export function* unknownBetween(
  of: { readonly source: SourceTerms; readonly slots: SourceSlots },
  after: number,
  until: number,
  reason: Reason,
): Generator<Observation> {
  let at = of.slots.nextAt(after)
  while (at <= until) {
    const to = of.slots.endOf(at)
    yield unknownAt(of.source, at, to, reason)
    at = to
  }
}

/**
 * The slots in (after, until] at which nobody looked, as unknown observations, one by one: none for pushed and
 * declared sources. Sources with a history of their own are better read than given up.
 */
export function* missedSlots(
  source: SourceTerms,
  after: number,
  until: number,
  reason: Reason,
): Generator<Observation> {
  const slots = slotsOf(source)
  if (slots) yield* unknownBetween({ source, slots }, after, until, reason)
}
