import { earnBackOf } from '../earnBack.ts'
import type { AgreementTerms } from '../schema/agreement.ts'
import type { CommitmentTerms } from '../schema/commitments.ts'
import { type Finding, type Proof, refuse, warn } from './finding.ts'
import { tooFewPeriods } from './triggers.ts'

/** Credits that can never be earned back although the text says so, and schedules of one credit that say it differently. */
export const earnBackProof: Proof = ({ terms }) => [
  ...Object.entries(terms.commitments).flatMap(([name, commitment]) => ownFindings(name, commitment, terms)),
  ...commonFindings(terms),
]

function ownFindings(name: string, commitment: CommitmentTerms, terms: AgreementTerms): Finding[] {
  const rules = (commitment.credit ?? []).map(({ earnBack }) => earnBack)
  const at = rules.findIndex((rule) => rule !== undefined)
  if (at === -1) return []
  const path = ['commitments', name, 'credit', at, 'earnBack']
  const said = JSON.stringify(rules[at])
  if (rules.some((rule) => JSON.stringify(rule) !== said))
    return [refuse(path, 'a credit is earned back whole: say the same `earnBack` in each of its schedules')]
  if (rules[at]?.kind === 'none')
    return terms.credits.earnBack === undefined
      ? [warn(path, 'nothing is earned back without it either: `credits` has no `earnBack`')]
      : []
  const reason = neverReason(commitment, terms)
  return reason === null ? [] : [warn(path, `no credit is ever earned back: ${reason}`)]
}

/** The rule for all credits, where it is of use to none of those that have no other. */
function commonFindings(terms: AgreementTerms): Finding[] {
  if (terms.credits.earnBack?.kind !== 'after') return []
  const governed = Object.values(terms.commitments).filter(({ credit }) =>
    credit?.every(({ earnBack }) => earnBack === undefined),
  )
  const reasons = governed.map((commitment) => neverReason(commitment, terms))
  if (reasons.includes(null)) return []
  const why = reasons[0] ?? 'no commitment has a credit that this is about'
  return [warn(['credits', 'earnBack'], `no credit is ever earned back: ${why}`)]
}

function neverReason(commitment: CommitmentTerms, terms: AgreementTerms): string | null {
  const count = earnBackOf(commitment, terms)
  if (count === null) return null
  if (commitment.period.kind === 'trailing') return 'a trailing span has no next period, it slides on'
  return tooFewPeriods(count + 1, commitment, terms)
}
