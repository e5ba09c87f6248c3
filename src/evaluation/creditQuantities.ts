import {
  add,
  divide,
  type Fraction,
  fraction,
  greatest,
  isZero,
  multiply,
  one,
  roundToWhole,
  subtract,
  sum,
  zero,
} from '../agreement/fraction.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import type { CreditTerms, ForEach, Touched } from '../agreement/schema/credits.ts'
import { total } from '../agreement/spans.ts'
import { conditionOf, rounded } from './judge.ts'
import { type CountedOutage, type Measured, weightOf } from './measured.ts'

/** A measure and the commitment that it is of. */
export interface Missed {
  readonly commitment: CommitmentTerms
  readonly measured: Measured
}

const seconds = (ms: number): Fraction => fraction(ms, 1000)

/** What bands look at. */
export function bandedValue(schedule: CreditTerms, missed: Missed): Fraction | null {
  if (schedule.on === 'measure') return rounded(missed.measured.value, missed.commitment.rounding)
  return quantityOf(schedule.on, missed)
}

/** The quantities beside the measure that bands and steps may use; all positive on the missed side, times in seconds. */
export function quantityOf(
  on: 'excess' | 'shortfall' | 'exceedance' | 'missedEvents' | 'duration',
  missed: Missed,
): Fraction | null {
  const { measured, commitment } = missed
  if (on === 'missedEvents') return missedEvents(missed)
  if (on === 'duration') return durationOf(measured)
  if (on === 'excess' && measured.late)
    return sum(measured.late.map((each) => seconds(Math.max(0, each.to - each.due))))
  const target = conditionOf(commitment.target)?.quantity.value
  const distance = distanceOf(missed)
  if (target === undefined || distance === null) return null
  if (on === 'shortfall') return distance
  if (on === 'exceedance') return isZero(target) ? null : divide(distance, target)
  return excessSeconds(missed, target) ?? distance
}

/** How far a measure lies beyond its target, positive on the missed side; above it for "=". */
function distanceOf({ measured, commitment }: Missed): Fraction | null {
  const condition = conditionOf(commitment.target)
  const value = rounded(measured.value, commitment.rounding)
  if (condition === null || value === null) return null
  const { operator, quantity } = condition
  return operator.startsWith('>') ? subtract(quantity.value, value) : subtract(value, quantity.value)
}

/** Events that were late or failed; of occurrences those that are too many, or that are missing. */
export function missedEvents({ measured, commitment }: Missed): Fraction | null {
  const condition = conditionOf(commitment.target)
  const value = rounded(measured.value, commitment.rounding)
  if (commitment.measure.kind !== 'occurrences' || condition === null || value === null)
    return measured.counts?.bad ?? null
  const { operator, quantity } = condition
  const strict = fraction(operator === '<' || operator === '>' ? 1 : 0)
  const most = subtract(fraction(roundToWhole(quantity.value, strict.n > 0n ? 'ceil' : 'floor')), strict)
  const least = add(fraction(roundToWhole(quantity.value, strict.n > 0n ? 'floor' : 'ceil')), strict)
  const [tooMany, missing] = [subtract(value, most), subtract(least, value)]
  if (operator === '=') return greatest(tooMany, missing)
  return greatest(zero, operator.startsWith('>') ? missing : tooMany)
}

/** The counted bad time, or from the late questions to their answers. */
function durationOf({ time, late }: Measured): Fraction | null {
  if (late) return sum(late.map((each) => seconds(each.to - each.from)))
  return time ? seconds(time.badMs) : null
}

/** The time that the target allows, where it allows a time in all. */
function allowedSeconds({ measured, commitment }: Missed, target: Fraction): Fraction | null {
  if (measured.time === null) return null
  if (commitment.measure.kind === 'uptime')
    return multiply(subtract(one, target), seconds(measured.time.totalMs))
  return commitment.measure.kind === 'downtime' ? target : null
}

/** Bad time beyond what the target leaves. */
function excessSeconds(missed: Missed, target: Fraction): Fraction | null {
  const allowed = allowedSeconds(missed, target)
  return allowed && subtract(seconds(missed.measured.time?.badMs ?? 0), allowed)
}

/** The outages that a contract pays by themselves: of a longest outage those that are too long, of a count those long enough. */
export function qualifying({ measured, commitment }: Missed): readonly CountedOutage[] {
  const asked = commitment.measure
  const { outages } = measured
  if (asked.kind === 'outages')
    return outages.filter(({ outage }) => total(outage.counted) > (asked.terms.longerThan ?? 0))
  const condition = conditionOf(commitment.target)
  if (asked.kind !== 'longestOutage' || condition === null) return outages
  const { operator, quantity } = condition
  const reaches = (ms: number): boolean => {
    const over = subtract(seconds(ms), quantity.value).n
    return operator === '<' ? over >= 0n : over > 0n
  }
  return outages.filter(({ countedMs }) => reaches(countedMs))
}

/** What is stepped outage by outage (or late answer by late answer), in seconds. */
export function eachSeconds(of: Extract<ForEach, { kind: 'step' }>['of'], missed: Missed): Fraction[] {
  const { measured } = missed
  if (measured.late)
    return measured.late.map(({ from, to, due }) => seconds(Math.max(0, to - (of === 'excess' ? due : from))))
  const outages = of === 'downtime' ? measured.outages : qualifying(missed)
  const lengths = outages.map(({ countedMs }) => seconds(countedMs))
  return of === 'excess' ? beyondTarget(lengths, missed) : lengths
}

/** Of each outage what lies beyond the target: of one's own length, or once the time for all of them is used up. */
function beyondTarget(lengths: readonly Fraction[], missed: Missed): Fraction[] {
  const target = conditionOf(missed.commitment.target)?.quantity.value
  if (target === undefined) return [...lengths]
  if (missed.commitment.measure.kind === 'longestOutage')
    return lengths.map((length) => greatest(zero, subtract(length, target)))
  let left = allowedSeconds(missed, target) ?? zero
  return lengths.map((length) => {
    const over = greatest(zero, subtract(length, left))
    left = greatest(zero, subtract(left, length))
    return over
  })
}

function stepped(quantity: Fraction, rule: Extract<ForEach, { kind: 'step' }>): Fraction {
  if (quantity.n <= 0n) return zero
  const size =
    rule.size.kind === 'time'
      ? seconds(rule.size.ms)
      : rule.size.kind === 'share'
        ? rule.size.share
        : rule.size.number
  const count = divide(quantity, size)
  if (rule.steps === 'exact') return count
  return fraction(roundToWhole(count, rule.steps === 'complete' ? 'floor' : 'ceil'))
}

/** How many steps of an increment the miss is worth. */
export function steps(rule: Exclude<ForEach, Touched>, missed: Missed): Fraction {
  if (rule.kind === 'missedEvent') return missedEvents(missed) ?? zero
  if (rule.per === 'outage') return sum(eachSeconds(rule.of, missed).map((each) => stepped(each, rule)))
  if (rule.of === 'outage') return stepped(sum(eachSeconds('outage', missed)), rule)
  const quantity = quantityOf(rule.of === 'downtime' ? 'duration' : rule.of, missed)
  return quantity === null ? zero : stepped(quantity, rule)
}

/** How much of the affected there was in the counted time: 1 where nothing says. */
export function affectedShare({ outages }: Measured): Fraction {
  const all = sum(outages.map((outage) => fraction(outage.countedMs)))
  return isZero(all) ? one : divide(sum(outages.map(weightOf)), all)
}

/** The time of a multiple: the qualifying outages' own, the excess, or so many steps of a length. */
export function multipliedSeconds(schedule: CreditTerms, missed: Missed): Fraction | null {
  const { commitment } = missed
  if (schedule.on === 'excess') return quantityOf('excess', missed)
  if (schedule.forEach?.kind === 'step' && schedule.forEach.size.kind === 'time')
    return multiply(steps(schedule.forEach, missed), seconds(schedule.forEach.size.ms))
  if (missed.measured.late) return durationOf(missed.measured)
  const { terms } = commitment.measure
  const isAffected = schedule.share === 'affected' || ('unit' in terms && terms.unit === 'affected')
  const ms = qualifying(missed).map((each) => (isAffected ? weightOf(each) : fraction(each.countedMs)))
  return divide(sum(ms), fraction(1000))
}
