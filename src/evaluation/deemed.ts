import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import type { Span } from '../agreement/spans.ts'
import type { Measured } from './measured.ts'
import type { FinishedVerdict } from './verdict.ts'

/** A miss of another promise by which a period counts as missed. */
export interface Deemed {
  /** The commitment that was missed. */
  readonly by: string
  /** UTC milliseconds since when that is certain. */
  readonly since: number
}

/** A finished period of the other promise. */
export interface OtherPeriod {
  readonly period: Span
  readonly verdict: FinishedVerdict
  readonly certainSince: number | null
}

/** The miss of the period that holds the last moment of this one; null where it was no miss or is not known yet. */
export function deemedBy(
  { deemedMissed }: CommitmentTerms,
  period: Span,
  periodsOf: (commitment: string) => readonly OtherPeriod[],
): Deemed | null {
  if (deemedMissed === undefined) return null
  const other = periodsOf(deemedMissed.when).findLast(
    (each) => each.period.from < period.to && period.to <= each.period.to,
  )
  return other?.verdict === 'breached'
    ? { by: deemedMissed.when, since: other.certainSince ?? other.period.to }
    : null
}

/**
 * What a credit is computed by: for a deemed miss the contract's value where it names one, and where the contract says
 * who bears missing evidence, the measure with that evidence so.
 */
export function owedMeasure(measured: Measured, commitment: CommitmentTerms, isDeemed: boolean): Measured {
  const value = isDeemed ? commitment.deemedMissed?.as?.value : undefined
  if (value !== undefined) return { ...measured, value, best: value, worst: value, beyond: false }
  const { whenUnknown } = commitment
  if (whenUnknown === 'undetermined') return measured
  const bearing = whenUnknown === 'good' ? measured.best : measured.worst
  return { ...measured, ...measured.borne, value: bearing ?? measured.value }
}
