import { compare, type Fraction, one, roundToStep } from '../agreement/fraction.ts'
import { type Condition, satisfies } from '../agreement/quantity.ts'
import type { CommitmentTerms, Rounding, Target } from '../agreement/schema/commitments.ts'
import type { Measured } from './measured.ts'
import type { FinishedVerdict } from './verdict.ts'

/** The condition that a target stands for; `all` is every event; null where the contract states none. */
export function conditionOf(target: Target): Condition | null {
  switch (target.kind) {
    case 'condition':
      return target.condition
    case 'all':
      return { operator: '>=', quantity: { value: one, unit: '%' }, text: 'all' }
    case 'unstated':
      return null
  }
}

export const rounded = (value: Fraction | null, rounding: Rounding | undefined): Fraction | null =>
  value === null || rounding === undefined ? value : roundToStep(value, rounding.to.value, rounding.mode)

/** Whether a value keeps the target after rounding; a value beyond every number keeps only "at least". */
function keeps(value: Fraction | null, condition: Condition, rounding: Rounding | undefined): boolean {
  const compared = rounded(value, rounding)
  if (compared === null) return condition.operator === '>' || condition.operator === '>='
  return satisfies(compared, condition)
}

/** The verdict of a finished period: certain only where every filling of the unknown time agrees. */
export function verdictOf(measured: Measured, commitment: CommitmentTerms): FinishedVerdict {
  const condition = conditionOf(commitment.target)
  if (condition === null) return 'silent'
  if (measured.nothing) return 'notApplicable'
  const { whenUnknown, rounding, minCoverage } = commitment
  const unmeasured = measured.value === null && !measured.beyond
  const tooLittle =
    minCoverage !== undefined && (measured.coverage === null || compare(measured.coverage, minCoverage) < 0)
  if ((unmeasured || tooLittle) && whenUnknown === 'undetermined') return 'undetermined'
  if (unmeasured) return whenUnknown === 'good' ? 'met' : 'breached'
  const [best, worst] = [
    keeps(measured.best, condition, rounding),
    keeps(measured.worst, condition, rounding),
  ]
  if (best === worst && !tooLittle) return best ? 'met' : 'breached'
  if (whenUnknown === 'undetermined') return 'undetermined'
  if (tooLittle && whenUnknown === 'bad') return 'breached'
  return (whenUnknown === 'good' ? best : worst) ? 'met' : 'breached'
}

/** Whether the value to date misses the target. */
export function missesNow(measured: Measured, commitment: CommitmentTerms): boolean {
  const condition = conditionOf(commitment.target)
  if (condition === null || measured.nothing || (measured.value === null && !measured.beyond)) return false
  return !keeps(measured.value, condition, commitment.rounding)
}
