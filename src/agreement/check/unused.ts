import { judgingSources } from '../relief.ts'
import type { AgreementTerms } from '../schema/agreement.ts'
import { type Finding, type Proof, warn } from './finding.ts'

/** Sources that nothing measures, and exclusions that nothing excludes. */
export const unusedProof: Proof = ({ terms }) => [...unusedSources(terms), ...unusedExclusions(terms)]

function unusedSources(terms: AgreementTerms): Finding[] {
  const used = new Set(
    Object.values(terms.commitments).flatMap((commitment) => judgingSources(commitment, terms)),
  )
  return Object.entries(terms.sources).flatMap(([name, { look }]) => {
    const isForEvents = look.kind === 'push' && look.terms === 'event'
    if (used.has(name) || isForEvents || look.kind === 'shared') return []
    return [warn(['sources', name], 'no commitment measures this source')]
  })
}

function unusedExclusions(terms: AgreementTerms): Finding[] {
  const used = new Set(
    Object.values(terms.commitments).flatMap(({ measure, exclude }) => [
      ...(exclude ?? []),
      ...(measure.kind === 'notice' ? [measure.terms.of] : []),
    ]),
  )
  return Object.keys(terms.exclusions).flatMap((name) =>
    used.has(name) ? [] : [warn(['exclusions', name], 'no commitment excludes it, so it excuses nothing')],
  )
}
