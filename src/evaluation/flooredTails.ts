import {
  add,
  compare,
  type Fraction,
  fraction,
  greatest,
  one,
  subtract,
  zero,
} from '../agreement/fraction.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import { bad, type Line, unknown } from './line.ts'
import { partialGrainMs } from './stateReading.ts'

/*
 * With `partialGrain: floor` whole grains are kept from an outage's start, and what begins earlier may keep less at its
 * end: an outage from 08:00 to 08:30 keeps half an hour, one from 07:50 the time until 08:20, of which twenty minutes lie in
 * service hours from 08:00 on. All unknown time as good, or all as bad, is then not yet the most favourable way to fill it.
 */

/** How much bad time more or less than these two fillings another one may find, in ms; 0 without `floor`. */
export function flooredTailMs(lines: readonly Line[], commitment: CommitmentTerms): number {
  const { measure } = commitment
  if (!('outage' in measure.terms) || measure.terms.outage.partialGrain !== 'floor') return 0
  const grainMs = partialGrainMs(commitment)
  return lines.reduce((sum, line) => sum + startsIn(line, grainMs) * grainMs, 0)
}

/** Unknown stretches in which an outage may have begun that keeps a grain: before bad time, or as long as one themselves. */
const startsIn = ({ segments }: Line, grainMs: number): number =>
  segments.filter(
    ({ from, to, state }, i) => state === unknown && (segments[i + 1]?.state === bad || to - from >= grainMs),
  ).length

export interface Extremes {
  readonly best: Fraction
  readonly worst: Fraction
}

/** Bounds that hold for those other fillings too: of a share of a total in ms, or of seconds. */
export function widened(
  { best, worst }: Extremes,
  { tailMs, totalMs, isShare }: { tailMs: number; totalMs: number; isShare: boolean },
): Extremes {
  if (tailMs === 0) return { best, worst }
  const tail = fraction(tailMs, isShare ? totalMs : 1000)
  if (!isShare) return { best: greatest(zero, subtract(best, tail)), worst: add(worst, tail) }
  const more = add(best, tail)
  return { best: compare(more, one) > 0 ? one : more, worst: greatest(zero, subtract(worst, tail)) }
}
