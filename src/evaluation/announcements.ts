import { fraction, one, subtract } from '../agreement/fraction.ts'
import type { Measure } from '../agreement/schema/measures.ts'
import type { MeasureContext } from './context.ts'
import { type Measured, noMeasure } from './measured.ts'
import { isNoticeEnough } from './notice.ts'

type NoticeTerms = Extract<Measure, { kind: 'notice' }>['terms']

/**
 * Share of the announced spans of a kind that were announced early enough; a span belongs to the period that contains
 * its begin, whether or not its time is excluded in the end.
 */
export function measureNotice(terms: NoticeTerms, context: MeasureContext): Measured {
  const { counted, asOf, view } = context
  const announced = view.exclusions.filter(
    ({ kind, from, announcedAt }) =>
      kind === terms.of && from >= counted.from && from < counted.to && announcedAt <= asOf,
  )
  const short = announced.filter(
    (exclusion) => !isNoticeEnough(exclusion, terms.atLeast, terms.calendar, context),
  ).length
  const counts = { bad: fraction(short), total: fraction(announced.length) }
  if (announced.length < Math.max(1, terms.atLeastEvents)) return { ...noMeasure('%'), counts }
  const value = subtract(one, fraction(short, announced.length))
  return { ...noMeasure('%'), counts, nothing: false, value, best: value, worst: value, coverage: one }
}
