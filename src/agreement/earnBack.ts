import type { AgreementTerms } from './schema/agreement.ts'
import type { CommitmentTerms } from './schema/commitments.ts'

/** How many periods in a row must meet the target for a credit to be given back; null where none ever is. A credit's own words go before. */
export function earnBackOf(
  { credit }: Pick<CommitmentTerms, 'credit'>,
  { credits }: Pick<AgreementTerms, 'credits'>,
): number | null {
  if (credit === undefined) return null
  const rule = credit.find(({ earnBack }) => earnBack !== undefined)?.earnBack ?? credits.earnBack
  return rule?.kind === 'after' ? rule.periods : null
}
