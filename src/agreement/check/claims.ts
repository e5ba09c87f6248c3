import type { Path } from '../document.ts'
import { fixedMs, type Length } from '../length.ts'
import type { AgreementTerms } from '../schema/agreement.ts'
import type { ClaimTerms } from '../schema/claims.ts'
import type { CommitmentTerms } from '../schema/commitments.ts'
import { type Finding, type Proof, warn } from './finding.ts'
import { longestMs, periodName } from './periods.ts'
import { shownMs } from './shown.ts'

/** Deadlines of claims that can pass before the period closes, when nobody knows yet what to claim. */
export const claimProof: Proof = ({ terms }) => {
  const seen = new Set<string>()
  return Object.entries(terms.commitments).flatMap(([name, commitment]) =>
    claimsOf(name, commitment, terms).flatMap(({ claim, path }) => {
      const found = stepFindings(claim, path, name, commitment)
      const isNew = !seen.has(path.join('.'))
      if (found.length > 0) seen.add(path.join('.'))
      return isNew ? found : []
    }),
  )
}

/** How each of a commitment's credits is claimed, and where that is written: a credit's own goes before. */
function claimsOf(
  name: string,
  { credit, claim }: CommitmentTerms,
  { credits }: AgreementTerms,
): { claim: ClaimTerms; path: Path }[] {
  const above = claim
    ? { claim, path: ['commitments', name, 'claim'] }
    : credits.claim
      ? { claim: credits.claim, path: ['credits', 'claim'] }
      : null
  return (credit ?? []).flatMap((schedule, i) => {
    if (schedule.claim) return [{ claim: schedule.claim, path: ['commitments', name, 'credit', i, 'claim'] }]
    return above ? [above] : []
  })
}

function stepFindings(claim: ClaimTerms, path: Path, name: string, { period }: CommitmentTerms): Finding[] {
  const longest = longestMs(period)
  if (claim.kind === 'automatic' || longest === null || period.kind === 'trailing') return []
  return claim.steps.flatMap((step, i) => {
    const early =
      step.kind === 'until'
        ? step.until.anchor === 'incident' && step.until.unit !== 'period'
          ? latestEnd(step.until)
          : null
        : step.event === 'claim.filed' && isIncident(step.after)
          ? atMost(step.within)
          : null
    if (early === null || early >= longest) return []
    const place = claim.steps.length === 1 ? path : [...path, i]
    const said = step.kind === 'until' ? 'this' : `${step.within.text} after the incident`
    return [
      warn(
        place,
        `${said} can pass ${shownMs(longest - early)} before ${periodName(period)} of ${name} ends, when its measure is not known yet`,
      ),
    ]
  })
}

const isIncident = (after: string): boolean =>
  after === 'incident' || after === 'last incident' || after === 'end of incident'

const dayMs = 86_400_000
/** An upper bound of a length: working days may have weekends and holidays in between. */
function atMost(length: Length): number | null {
  if (length.unit === 'month') return length.count * 31 * dayMs
  return length.unit === 'businessDay' ? (length.count * 2 + 4) * dayMs : fixedMs(length)
}

const unitDays = { month: 31, quarter: 92, year: 366 } as const
/** How long after an incident at the begin of its unit the n-th unit ends. */
const latestEnd = ({ nth, unit }: { nth: number; unit: string }): number =>
  (nth + 1) * (unitDays[unit as keyof typeof unitDays] ?? 366) * dayMs
