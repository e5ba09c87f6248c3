import type { ExclusionKind } from './schema/clauses.ts'

/** Whether no announcement of one party alone can ever count: what is asked of all, or each of several ways, wants both. */
export const needsBoth = ({ consent, either }: Pick<ExclusionKind, 'consent' | 'either'>): boolean =>
  consent === 'both' || either?.every((way) => way.consent === 'both') === true
