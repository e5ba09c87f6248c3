import { divide, fraction, sum } from '../agreement/fraction.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import { isOfEvents } from '../agreement/schema/measures.ts'
import type { Subject } from '../agreement/schema/subject.ts'
import { measureNotice } from './announcements.ts'
import type { MeasureContext } from './context.ts'
import { measureRetention, measureSatisfaction, measureUsage } from './customerMeasures.ts'
import { measureElapsed, measureOccurrences } from './eventMeasures.ts'
import { measureMeanSuccessRatio, measureScore } from './meanMeasures.ts'
import type { Measured } from './measured.ts'
import { type Pieces, whole } from './pieces.ts'
import { measureState } from './stateMeasures.ts'
import { measureTimeTaken } from './timesTaken.ts'
import { measureValue } from './valued.ts'
import { measureGauge, measureLatency, measureSuccessRatio } from './valueMeasures.ts'

/** Measures a period of one commitment. */
export const measure = (context: MeasureContext): Measured => whole(measuring(context))

/** The same in pieces: the only place that knows every measure. */
export function* measuring(context: MeasureContext): Pieces<Measured> {
  const { measure: asked } = context.commitment
  switch (asked.kind) {
    case 'uptime':
    case 'downtime':
    case 'longestOutage':
    case 'outages':
    case 'repairTime':
    case 'timeBetweenFailures':
      return yield* measureState(asked.kind, asked.terms, context)
    case 'latency':
      return measureLatency(asked.terms, context)
    case 'gauge':
      return measureGauge(asked.terms, context)
    case 'successRatio':
      return measureSuccessRatio(asked.terms, context)
    case 'meanSuccessRatio':
      return measureMeanSuccessRatio(asked.terms, context)
    case 'score':
      return measureScore(asked.terms, context)
    case 'elapsed':
      return measureElapsed(asked.terms, context)
    case 'timeTaken':
      return measureTimeTaken(asked.terms, context)
    case 'occurrences':
      return measureOccurrences(asked.terms, context)
    case 'notice':
      return measureNotice(asked.terms, context)
    case 'satisfaction':
      return measureSatisfaction(asked.terms, context)
    case 'usageRate':
      return measureUsage(asked.terms, context)
    case 'retentionRate':
      return measureRetention(asked.terms, context)
    case 'valueRetained':
    case 'customerValue':
    case 'valueRatio':
      return measureValue(asked, context)
  }
}

/**
 * The unweighted mean of a period's measure and those of periods before it, as `averagedWith` asks for. Where one of
 * them has no value, the mean has none; one beyond every number takes it along.
 */
export function averaged(own: Measured, before: readonly Measured[]): Measured {
  const others = before.filter((each) => !each.nothing)
  if (own.nothing || others.length === 0) return own
  const all = [own, ...others]
  const mean = (of: (measured: Measured) => Measured['value']): Measured['value'] => {
    const values = all.flatMap((each) => of(each) ?? [])
    return values.length < all.length ? null : divide(sum(values), fraction(values.length))
  }
  return {
    ...own,
    value: mean((each) => each.value),
    best: mean((each) => each.best),
    worst: mean((each) => each.worst),
    beyond: all.some((each) => each.beyond),
  }
}

/** The members that `each` judges alone, with the commitment's measure narrowed to one; null where it does not say `each`. */
export function membersOf(
  commitment: CommitmentTerms,
): readonly { readonly of: string; readonly commitment: CommitmentTerms }[] | null {
  const { measure: asked } = commitment
  if (isOfEvents(asked)) return null
  const subject: Subject = asked.terms.of
  if (subject.kind !== 'each') return null
  return subject.of.map((member, i) => {
    const name = member.kind === 'source' ? member.source : String(i + 1)
    const narrowed = { kind: asked.kind, terms: { ...asked.terms, of: member } } as CommitmentTerms['measure']
    return { of: name, commitment: { ...commitment, measure: narrowed } }
  })
}
