import type { AgreementTerms } from './schema/agreement.ts'
import type { CommitmentTerms } from './schema/commitments.ts'
import { isOfEvents } from './schema/measures.ts'
import { sourcesIn } from './subject.ts'

/** The sources by which a commitment is judged: what it measures, then what relieves it. In order, each once. */
export function judgingSources(
  { measure, exclude }: CommitmentTerms,
  { exclusions }: Pick<AgreementTerms, 'exclusions'>,
): string[] {
  const measured = isOfEvents(measure) ? [] : sourcesIn(measure.terms.of)
  return [...new Set([...measured, ...reliefSources({ exclude }, { exclusions })])]
}

/** The gauges by which a commitment's kinds of exclusion hold. */
export function reliefSources(
  { exclude }: Pick<CommitmentTerms, 'exclude'>,
  { exclusions }: Pick<AgreementTerms, 'exclusions'>,
): string[] {
  return (exclude ?? []).flatMap((name) => {
    const rule = exclusions[name]?.while
    return rule?.kind === 'gauge' ? [rule.gauge] : []
  })
}
