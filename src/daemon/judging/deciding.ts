import { isOfValue } from '../../agreement/schema/measures.ts'
import { periodContextOf } from '../../evaluation/judgePeriod.ts'
import { scalingIn } from '../../value/promisedValue.ts'
import { currentOf, inForceAt, type Watched } from '../watched.ts'
import { type Judged, memberNames, periodsIn } from './periods.ts'

/** The periods of other promises by whose verdicts this one is judged: they are closed first. */
export const decidingFor = (watched: Watched, judged: Judged): Judged[] => [
  ...deeming(watched, judged),
  ...scaling(watched, judged),
]

/** The periods that this one's verdict decides, of those that are closed. */
export function decidedBy(
  watched: Watched,
  { member, period }: Judged,
  isClosed: (judged: Judged) => boolean,
): Judged[] {
  const isThis = (other: Judged): boolean =>
    other.member.name === member.name && other.period.from === period.from && other.period.to === period.to
  const isIncident = member.commitment.period.kind === 'incident'
  return memberNames(watched)
    .filter(({ name }) => name !== member.name)
    .flatMap((name) => periodsIn(watched, name, period))
    .filter((other) => mayBeDecided(other) && isClosed(other))
    .filter(
      (other) =>
        decidingFor(watched, other).some(isThis) || (isIncident && isScaling(watched, other, member.name)),
    )
}

const mayBeDecided = ({ member: { commitment } }: Judged): boolean =>
  commitment.deemedMissed !== undefined || isOfValue(commitment.measure)

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
