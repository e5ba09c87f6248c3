import { divide, type Fraction, fraction, isZero, multiply, one, subtract, zero } from '../fraction.ts'
import { unitsOf } from '../measureFit.ts'
import { type Condition, satisfies } from '../quantity.ts'
import type { CommitmentTerms, Target } from '../schema/commitments.ts'
import type { CreditTerms } from '../schema/credits.ts'
import { isOfValue } from '../schema/measures.ts'
import type { Quantity } from '../sourceTerms.ts'
import type { Axis, Bound } from './axis.ts'
import { shortestMs } from './periods.ts'

/** A quantity that bands may look at, over the values for which a credit is asked. */
export interface Banded {
  readonly axis: Axis
  /** As a sentence begins: `a measure`. */
  readonly noun: string
  /** Whether a value misses the target; all do beside the measure itself, whose met side is looked at too. */
  readonly misses: (value: Fraction) => boolean
  /** The target's value, where the quantity is the measure itself. */
  readonly target?: Fraction
}

/** Why a quantity never has a value. */
export interface NoQuantity {
  readonly problem: string
}

type On = CreditTerms['on']
export type BandedResult = Banded | NoQuantity | null

const included = (value: Fraction): Bound => ({ value, isIncluded: true })
const all = () => true

/** The condition that a target stands for: `all` is every event. */
export function conditionOf(target: Target): Condition | null {
  if (target.kind === 'all') return { operator: '>=', quantity: { value: one, unit: '%' }, text: 'all' }
  return target.kind === 'condition' ? target.condition : null
}

/** The values of a measure. Those of a gauge may be of any size and sign, promoters may be outnumbered, use may go beyond what was agreed, and value below nothing. */
export function measureAxis({ measure, rounding, averagedWith, target }: CommitmentTerms): Axis {
  const unit = targetUnit({ measure, target }) ?? unitsOf(measure)[0] ?? ''
  const isGauge = measure.kind === 'gauge' && measure.terms.bad === undefined
  const isFree =
    isGauge || measure.kind === 'satisfaction' || measure.kind === 'usageRate' || isOfValue(measure)
  const isCount = (measure.kind === 'outages' || measure.kind === 'occurrences') && averagedWith === undefined
  return {
    unit,
    from: isFree ? null : included(zero),
    to: unit === '%' && (!isFree || measure.kind === 'valueRetained') ? included(one) : null,
    step: rounding && rounding.to.unit === unit ? rounding.to.value : isCount ? one : null,
  }
}

/** What the bands of a schedule look at; null where it cannot be told from the text. */
export function bandedBy(on: On, commitment: CommitmentTerms): BandedResult {
  const condition = conditionOf(commitment.target)
  if (condition === null) return null
  switch (on) {
    case 'measure':
      return {
        axis: measureAxis(commitment),
        noun: 'a measure',
        misses: (value) => !satisfies(value, condition),
        target: condition.quantity.value,
      }
    case 'duration':
      return duration(commitment, condition)
    case 'missedEvents':
      return missedEvents(commitment)
    case 'exceedance':
      return isZero(condition.quantity.value)
        ? { problem: 'the exceedance of a target of zero has no value' }
        : distance(commitment, condition, 'an exceedance')
    case 'shortfall':
      return distance(commitment, condition, 'a shortfall')
    case 'excess':
      return excess(commitment, condition)
  }
}

const isStrict = ({ operator }: Condition): boolean => operator === '<' || operator === '>'

function distance(commitment: CommitmentTerms, condition: Condition, noun: string): BandedResult {
  if (condition.operator === '=') return null
  const { to } = measureAxis(commitment)
  const { value, unit } = condition.quantity
  const most = condition.operator.startsWith('>') ? value : to && subtract(to.value, value)
  const isShare = noun === 'an exceedance'
  const hasEnd = measureAxis(commitment).from !== null
  const end = hasEnd && most ? included(isShare ? divide(most, value) : most) : null
  const from = { value: zero, isIncluded: isStrict(condition) }
  return { axis: { unit: isShare ? '%' : unit, from, to: end, step: null }, noun, misses: all }
}

function excess(commitment: CommitmentTerms, condition: Condition): BandedResult {
  // Late answers have a time of their own beyond their deadlines, as long as it may be.
  if (commitment.measure.kind === 'elapsed') return null
  const isTime = commitment.measure.kind === 'uptime' || commitment.measure.kind === 'downtime'
  if (!isTime) return distance(commitment, condition, 'an excess')
  if (condition.operator === '=' && !isZero(condition.quantity.value)) return null
  const from = { value: zero, isIncluded: isStrict(condition) }
  return { axis: { unit: 's', from, to: null, step: null }, noun: 'an excess', misses: all }
}

function missedEvents({ measure }: CommitmentTerms): BandedResult {
  const noun = 'a number of missed events'
  const axis = { unit: '' as const, to: null }
  switch (measure.kind) {
    case 'elapsed':
    case 'notice':
    case 'occurrences':
      return { axis: { ...axis, from: included(one), step: one }, noun, misses: all }
    case 'successRatio':
    case 'score':
    case 'satisfaction':
    case 'usageRate':
    case 'retentionRate':
    case 'valueRetained':
    case 'customerValue':
    case 'valueRatio':
      return null
    case 'uptime':
    case 'downtime':
    case 'longestOutage':
    case 'outages':
    case 'repairTime':
    case 'timeBetweenFailures':
    case 'timeTaken':
    case 'meanSuccessRatio':
    case 'latency':
    case 'gauge':
      return { problem: `${measure.kind} counts no events that could be missed` }
  }
}

/** The bad time of a period that misses: more than the target leaves, and no less than an outage lasts. */
function duration(commitment: CommitmentTerms, condition: Condition): BandedResult {
  const { measure, period, hours, exclude } = commitment
  if (measure.kind === 'elapsed') return null
  if (!isTimed(measure)) return { problem: `${measure.kind} has no bad time` }
  const shape = measure.terms.outage
  const shortest = shape.count === 'whole' ? (shape.atLeast ?? shape.longerThan ?? 0) : 0
  const length = hours === undefined && exclude === undefined ? shortestMs(period) : null
  const left = allowedSeconds(measure.kind, condition, length === null ? zero : fraction(length, 1000))
  if (left === null) return null
  const least = fraction(shortest, 1000)
  const isShape = least.n * left.d > left.n * least.d
  const from = isShape
    ? { value: least, isIncluded: shape.atLeast !== undefined }
    : { value: left, isIncluded: isStrict(condition) && !isZero(left) }
  return { axis: { unit: 's', from, to: null, step: null }, noun: 'a downtime', misses: all }
}

/** Measures of state: they have bad time and outages. */
export const isTimed = (
  measure: CommitmentTerms['measure'],
): measure is Extract<
  CommitmentTerms['measure'],
  { kind: 'uptime' | 'downtime' | 'longestOutage' | 'outages' | 'repairTime' | 'timeBetweenFailures' }
> =>
  measure.kind === 'uptime' ||
  measure.kind === 'downtime' ||
  measure.kind === 'longestOutage' ||
  measure.kind === 'repairTime' ||
  measure.kind === 'timeBetweenFailures' ||
  measure.kind === 'outages'

function allowedSeconds(kind: string, { operator, quantity }: Condition, length: Fraction): Fraction | null {
  if (operator.startsWith('>') !== (kind === 'uptime')) {
    return kind === 'uptime' && operator === '=' && quantity.value.n === quantity.value.d ? zero : null
  }
  if (kind === 'uptime') return multiply(subtract(one, quantity.value), length)
  return kind === 'downtime' || kind === 'longestOutage' ? quantity.value : kind === 'outages' ? zero : null
}

/** The unit of the target: of "= 0", which needs none, the measure's own. */
function targetUnit({
  measure,
  target,
}: Pick<CommitmentTerms, 'measure' | 'target'>): Quantity['unit'] | undefined {
  const written = conditionOf(target)?.quantity.unit
  const own = unitsOf(measure)
  return written === undefined || own.includes(written) ? written : own[0]
}

/** The units in which a limit of a quantity may be written. */
export function limitUnits(on: On, commitment: CommitmentTerms): readonly Quantity['unit'][] {
  const unit = targetUnit(commitment)
  const own = unit === undefined ? unitsOf(commitment.measure) : [unit]
  switch (on) {
    case 'measure':
    case 'shortfall':
      return own
    case 'excess':
      return ['uptime', 'elapsed'].includes(commitment.measure.kind) ? ['s'] : own
    case 'exceedance':
      return ['%', '']
    case 'missedEvents':
      return ['']
    case 'duration':
      return ['s']
  }
}
