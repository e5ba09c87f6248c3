import { isOfValue } from '../../agreement/schema/measures.ts'
import { periodContextOf } from '../../evaluation/periodQuestion.ts'
import type { Entry } from '../../ledger/entry.ts'
import { scalingIn } from '../../value/promisedValue.ts'
import { currentOf, inForceAt, type Watched } from '../watched.ts'
import { type Judged, judgedIn, memberNames, periodsIn } from './periods.ts'

/** The periods of other promises by whose verdicts this one is judged: they are closed first. */
export const decidingFor = (watched: Watched, judged: Judged): Judged[] => [
  ...deeming(watched, judged),
  ...scaling(watched, judged),
]

/** The periods that this one's verdict decides, of those that are closed. */
export function decidedBy(watched: Watched, judged: Judged, isClosed: (judged: Judged) => boolean): Judged[] {
  return memberNames(watched)
    .filter(({ name }) => name !== judged.member.name)
    .flatMap((name) => periodsIn(watched, name, judged.period))
    .filter((other) => mayBeDecided(other) && isClosed(other) && decides(watched, judged, other))
}

const mayBeDecided = ({ member: { commitment } }: Judged): boolean =>
  commitment.deemedMissed !== undefined || isOfValue(commitment.measure)

function decides(watched: Watched, { member, period }: Judged, other: Judged): boolean {
  const isThis = (each: Judged): boolean =>
    each.member.name === member.name && each.period.from === period.from && each.period.to === period.to
  const isIncident = member.commitment.period.kind === 'incident'
  return decidingFor(watched, other).some(isThis) || (isIncident && isScaling(watched, other, member.name))
}

/**
 * Closed periods whose verdict is older in the chain than one that decides it: a stop may have come in between, before they
 * were judged again. Judging one again that is right already changes nothing.
 */
export function olderThanDecided(watched: Watched, closed: readonly Entry[]): Judged[] {
  const all = closed.flatMap((entry) => {
    const judged = judgedIn(watched, entry)
    return judged ? [{ judged, seq: entry.seq }] : []
  })
  const decided = all.filter(({ judged }) => mayBeDecided(judged))
  const isDecidedSince = (other: (typeof all)[number]): boolean =>
    all.some(
      ({ judged, seq }) =>
        seq > other.seq &&
        judged.period.from < other.judged.period.to &&
        judged.period.to > other.judged.period.from &&
        judged.member.name !== other.judged.member.name &&
        decides(watched, judged, other.judged),
    )
  // Value follows from the verdicts of the others, also from those that are deemed.
  const isLast = ({ judged }: (typeof all)[number]): number =>
    Number(isOfValue(judged.member.commitment.measure))
  return decided
    .filter(isDecidedSince)
    .sort((a, b) => isLast(a) - isLast(b))
    .map(({ judged }) => judged)
}

/** The miss of another promise by which this one is deemed missed. */
function deeming(watched: Watched, { member, period }: Judged): Judged[] {
  const name = member.commitment.deemedMissed?.when
  if (name === undefined) return []
  const last = { from: period.to - 1, to: period.to }
  return periodsIn(watched, { name, of: undefined }, last).filter((other) => other.period.to === period.to)
}

const scalingNames = (watched: Watched, period: Judged['period']): ReadonlySet<string> =>
  scalingIn(period, {
    versionAt: (at) => inForceAt(watched, at).version,
    calendar: periodContextOf(currentOf(watched)),
  })

/** Nobody knows how many incidents a month will have: value is judged without waiting for them, and again with each. */
const isScaling = (watched: Watched, { member, period }: Judged, name: string): boolean =>
  isOfValue(member.commitment.measure) && scalingNames(watched, period).has(name)

/** What scales the benefits by which value is measured. Nothing closes what ended before the daemon knew the agreement. */
function scaling(watched: Watched, { member, period }: Judged): Judged[] {
  if (!isOfValue(member.commitment.measure)) return []
  const names = scalingNames(watched, period)
  return memberNames(watched)
    .filter(({ name }) => names.has(name))
    .flatMap((name) => periodsIn(watched, name, period))
    .filter((other) => other.period.to > watched.knownSince)
    .filter((other) => other.member.commitment.period.kind !== 'trailing' || other.period.to <= period.to)
}
