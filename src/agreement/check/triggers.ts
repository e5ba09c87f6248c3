import { startOfDate } from '../agreement.ts'
import type { Path } from '../document.ts'
import { compare, one, zero } from '../fraction.ts'
import { fixedMs } from '../length.ts'
import { periodsTouching } from '../period.ts'
import { namedBy } from '../references.ts'
import type { AgreementTerms } from '../schema/agreement.ts'
import type { PlainTrigger, TerminationClause, Trigger } from '../schema/clauses.ts'
import type { CommitmentTerms } from '../schema/commitments.ts'
import { isNoCapReached } from './caps.ts'
import { type Finding, type Proof, refuse, warn } from './finding.ts'
import { shortestMs } from './periods.ts'
import { isTimed, measureAxis } from './quantities.ts'
import { shownMs } from './shown.ts'
import { canBeMissed } from './targets.ts'

/** Rights of termination that can never arise, or arise from their own holder's miss. */
export const terminationProof: Proof = ({ terms }) =>
  Object.entries(terms.termination).flatMap(([name, clause]) => [
    ...triggerFindings(clause.when, ['termination', name, 'when'], terms),
    ...ownMiss(clause, ['termination', name], terms),
  ])

function triggerFindings(trigger: Trigger, path: Path, terms: AgreementTerms): Finding[] {
  if (trigger.kind === 'any' || trigger.kind === 'all') {
    const found = trigger.of.flatMap((each, i) => triggerFindings(each, [...path, trigger.kind, i], terms))
    const isNever = trigger.kind === 'all' && found.some(({ severity }) => severity === 'warning')
    return isNever ? [...found, warn(path, 'can never happen, since one of its parts cannot')] : found
  }
  const meaningless = unitProblem(trigger, terms)
  if (meaningless !== null) return [refuse(path, meaningless)]
  const reason = neverReason(trigger, terms)
  return reason === null ? [] : [warn(path, `can never happen: ${reason}`)]
}

/** An average that is compared with a value of another kind, or with none. */
function unitProblem(trigger: PlainTrigger, terms: AgreementTerms): string | null {
  if (trigger.kind !== 'average') return null
  const commitment = terms.commitments[trigger.average]
  const limit = trigger.below ?? trigger.above
  if (limit === undefined) return 'an average needs `below` or `above`, such as below: 97%'
  if (!commitment || limit.value.n === 0n) return null
  const { unit } = measureAxis(commitment)
  const names = { '%': 'a share such as 97%', s: 'a time such as 30m', '': 'a plain number' }
  return limit.unit === unit ? null : `the average of ${trigger.average} is ${names[unit]}`
}

function neverReason(trigger: PlainTrigger, terms: AgreementTerms): string | null {
  if (trigger.kind === 'capReached') return capReason(trigger, terms)
  const name = namedBy(trigger)
  const commitment = terms.commitments[name]
  if (!commitment) return null
  switch (trigger.kind) {
    case 'missed':
      if (!canBeMissed(commitment)) return `${name} can never be missed`
      return tooFewPeriods(trigger.times, commitment, terms)
    case 'outages':
      return noOutages(name, commitment) ?? tooLong(trigger)
    case 'total':
      return noOutages(name, commitment) ?? tooMuch(trigger)
    case 'average':
      return beyond(trigger, commitment) ?? tooFewPeriods(trigger.over, commitment, terms)
    case 'missedEvents':
      return commitment.measure.kind === 'elapsed' ? null : `${name} counts no events that could be missed`
    case 'overdue':
      return commitment.measure.kind === 'elapsed' ? null : `${name} has no clock that could run out`
  }
}

const noOutages = (name: string, { measure }: CommitmentTerms): string | null =>
  isTimed(measure) ? null : `${name} measures ${measure.kind}, which has no outages`

/** More periods than fit into the term. */
export function tooFewPeriods(
  times: number,
  { period }: CommitmentTerms,
  { term, timeZone, renewal }: AgreementTerms,
): string | null {
  const shortest = shortestMs(period)
  if (term.until === undefined || renewal || shortest === null || period.kind === 'trailing') return null
  const span = { from: startOfDate(term.from, timeZone), to: startOfDate(term.until, timeZone) }
  if ((span.to - span.from) / shortest > times + 2) return null
  const periods = periodsTouching(period, span, { timeZone, term: { from: span.from, until: span.to } })
  return periods.length < times ? `the term has ${periods.length} periods, and it takes ${times}` : null
}

type Of<K extends PlainTrigger['kind']> = Extract<PlainTrigger, { kind: K }>
const unitDays = { month: 31, quarter: 92, year: 366 } as const
const dayMs = 86_400_000

/** So many outages, each longer than a length, begin in one span only if all but the last fit into it. */
function tooLong({ longerThan = 0, times, within }: Of<'outages'>): string | null {
  const span =
    within.kind === 'calendar'
      ? unitDays[within.unit] * dayMs
      : within.length.unit === 'month'
        ? within.length.count * 31 * dayMs
        : fixedMs(within.length)
  if (span === null || longerThan * (times - 1) < span) return null
  return `${times} outages longer than ${shownMs(longerThan)} do not begin within ${shownMs(span)}`
}

function tooMuch({ exceeds, within }: Of<'total'>): string | null {
  if (within.kind !== 'calendar' || exceeds < unitDays[within.unit] * dayMs) return null
  return `a ${within.unit} has ${unitDays[within.unit]} days at most, and the total must exceed ${shownMs(exceeds)}`
}

function beyond({ below, above }: Of<'average'>, commitment: CommitmentTerms): string | null {
  const axis = measureAxis(commitment)
  const isUnder = below && axis.from && compare(below.value, zero) <= 0
  const isOver = above && axis.to && compare(above.value, one) >= 0
  if ((below === undefined || isUnder) && (above === undefined || isOver))
    return `no average lies ${isUnder ? 'below 0' : 'above 100%'}`
  return null
}

/** A cap is reached once a month at most. */
function capReason({ times, within }: Of<'capReached'>, terms: AgreementTerms): string | null {
  const caps = terms.credits.cap ?? []
  if (caps.every(({ per }) => per === 'incident' || per === 'period'))
    return 'only a cap per month or longer is reached, and there is none'
  if (isNoCapReached(terms)) return 'no cap can ever be reached'
  const months =
    within.kind === 'calendar'
      ? { month: 1, quarter: 3, year: 12 }[within.unit]
      : within.length.unit === 'month'
        ? within.length.count
        : Math.floor((fixedMs(within.length) ?? Number.POSITIVE_INFINITY) / (28 * dayMs)) + 1
  return times > months + 1 ? `a cap is reached once a month, and it takes ${times} times` : null
}

/** A right that arises from a miss of the party that it belongs to. */
function ownMiss({ when, right }: TerminationClause, path: Path, terms: AgreementTerms): Finding[] {
  if (when.kind === 'any' || when.kind === 'all' || when.kind === 'capReached') return []
  const name = namedBy(when)
  return terms.commitments[name]?.by === right
    ? [warn([...path, 'right'], `${name} is the ${right}'s own: its miss gives the ${right} the right`)]
    : []
}
