import { divide, fraction, multiply, roundToWhole } from '../fraction.ts'
import { satisfies } from '../quantity.ts'
import type { CommitmentTerms } from '../schema/commitments.ts'
import { stretches } from './axis.ts'
import { type Finding, type Proof, warn } from './finding.ts'
import { conditionOf, measureAxis } from './quantities.ts'
import { shownValue } from './shown.ts'

/** Targets that no measure meets, that every measure meets, or that rounding moves. */
export const targetProof: Proof = ({ terms }) =>
  Object.entries(terms.commitments).flatMap(([name, commitment]) => targetFindings(name, commitment))

function targetFindings(name: string, commitment: CommitmentTerms): Finding[] {
  const condition = conditionOf(commitment.target)
  if (condition === null) return []
  const path = ['commitments', name, 'target']
  const meets = stretches([condition.quantity.value], measureAxis(commitment)).map(({ sample }) =>
    satisfies(sample, condition),
  )
  if (!meets.includes(true)) return [warn(path, 'no measure can meet this target: each period is a miss')]
  if (!meets.includes(false)) return [warn(path, 'every measure meets this target: it can never be missed')]
  const moved = movedTo(commitment)
  return moved === null ? [] : [warn(path, moved)]
}

/** What a target asks for that lies between two values which the rounded measure can have. */
function movedTo(commitment: CommitmentTerms): string | null {
  const condition = conditionOf(commitment.target)
  const { rounding } = commitment
  if (condition === null || rounding === undefined || rounding.to.unit !== condition.quantity.unit)
    return null
  const { value, unit } = condition.quantity
  const steps = divide(value, rounding.to.value)
  if (steps.d === 1n || condition.operator === '=') return null
  const isLeast = condition.operator.startsWith('>')
  const whole = fraction(roundToWhole(steps, isLeast ? 'ceil' : 'floor'))
  const asked = shownValue(multiply(whole, rounding.to.value), unit)
  return `the measure is rounded to ${shownValue(rounding.to.value, unit)} before it is compared, so "${condition.text}" asks for ${isLeast ? '>=' : '<='} ${asked}`
}

/** Whether a commitment can be missed at all. */
export function canBeMissed(commitment: CommitmentTerms): boolean {
  const condition = conditionOf(commitment.target)
  if (condition === null) return false
  const all = stretches([condition.quantity.value], measureAxis(commitment))
  return all.some(({ sample }) => !satisfies(sample, condition))
}
