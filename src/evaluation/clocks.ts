import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import type { CreditTerms } from '../agreement/schema/credits.ts'
import { leavesOf } from '../agreement/schema/gifts.ts'
import type { MeasureContext } from './context.ts'
import { elapsedPairs, type Pair } from './eventMeasures.ts'
import { answeredAt } from './timesTaken.ts'

/**
 * The instant from which every clock that began in the period has stopped or run out; its end at least. Where a credit
 * is paid by how late an answer is, the clock of one that is there stops with it.
 */
export function clocksOut(commitment: CommitmentTerms, context: MeasureContext): number {
  const asked = commitment.measure
  if (asked.kind === 'timeTaken') return Math.max(context.period.to, ...answeredAt(asked.terms, context))
  if (asked.kind !== 'elapsed') return context.period.to
  const pairs = elapsedPairs(asked.terms, context)
  const ends = pairs.map(({ due, answer }) => Math.min(due, answer?.at ?? Number.POSITIVE_INFINITY))
  const stopped = ends.filter(Number.isFinite).map((end) => end + 1)
  return Math.max(context.period.to, ...stopped, ...paidAnswers(commitment, pairs))
}

/** How many answers may still come in time, and the last instant at which one does; null while a clock stands still. */
export function clocksRunning(
  { measure }: CommitmentTerms,
  context: MeasureContext,
): { readonly count: number; readonly until: number | null } | null {
  if (measure.kind !== 'elapsed') return null
  const running = elapsedPairs(measure.terms, context).filter(({ state }) => state === 'running')
  const counted = measure.terms.count === 'answered' ? [] : running
  if (counted.length === 0) return null
  const until = Math.max(...counted.map(({ due }) => due))
  return { count: counted.length, until: Number.isFinite(until) ? until : null }
}

/** The late answers by whose instant a credit is paid. */
export function paidAnswers({ credit }: CommitmentTerms, pairs: readonly Pair[]): number[] {
  if (!credit?.some(isByLateness)) return []
  return pairs.flatMap(({ state, answer }) => (state === 'late' && answer !== null ? [answer.at] : []))
}

/** Whether a schedule looks at how long an answer took, or how long after its time it came. */
function isByLateness({ forEach, on, give, bands }: CreditTerms): boolean {
  if (forEach?.kind === 'touched') return true
  if (forEach?.kind === 'step') return forEach.of !== 'shortfall'
  const gives = (bands?.map((band) => band.give) ?? (give ? [give] : [])).flatMap(leavesOf)
  return on === 'excess' || on === 'duration' || gives.some(({ unit }) => unit === 'multiple')
}
