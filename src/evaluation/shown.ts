import { type Fraction, fraction, multiply, toDecimal } from '../agreement/fraction.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import { conditionOf } from './judge.ts'
import type { Measured } from './measured.ts'

/** Shown where the figure lies beyond every answer that came; readers have words of their own for it. */
export const noAnswer = 'no answer in time'
/** Shown where a time between failures lies beyond every number. */
export const noFailure = 'no failure'

/** Shown while nobody has looked at anything of a running period yet. */
export const nothingSeen = 'nothing seen yet'

/**
 * A measure for eyes: rounded away from the target's good side, so that the eye never sees a better figure than the
 * verdict. Percentages with two decimals (more where the target has more), times in their natural unit.
 */
export function shownFigure(measured: Measured, commitment: CommitmentTerms): string {
  const condition = conditionOf(commitment.target)
  const mode = condition === null || condition.operator.startsWith('>') ? 'floor' : 'ceil'
  if (measured.value === null && measured.beyond)
    return commitment.measure.kind === 'timeBetweenFailures' ? noFailure : noAnswer
  if (measured.value === null) return '–'
  if (measured.unit === '%')
    return `${toDecimal(multiply(measured.value, fraction(100)), placesOf(condition?.text ?? ''), mode)} %`
  if (measured.unit === 's') return shownTime(measured.value, mode)
  return toDecimal(measured.value, 3, mode)
}

/** One decimal more than the target is written with, two at least. */
const placesOf = (target: string): number =>
  Math.min(6, Math.max(2, (/\.(\d+)/.exec(target)?.[1]?.length ?? 0) + 1))

function shownTime(seconds: Fraction, mode: 'floor' | 'ceil'): string {
  const thousand = multiply(seconds, fraction(1000))
  if (seconds.n < 10n * seconds.d) return `${toDecimal(thousand, 1, mode)} ms`
  if (seconds.n < 120n * seconds.d) return `${toDecimal(seconds, 1, mode)} s`
  const whole = Number(toDecimal(seconds, 0, mode))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  return [hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : '', rest > 0 ? `${rest} s` : '']
    .filter(Boolean)
    .join(' ')
}
