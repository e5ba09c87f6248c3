import { divide, type Fraction, fraction, one, zero } from '../agreement/fraction.ts'
import type { Measure } from '../agreement/schema/measures.ts'
import type { Event } from '../evidence/event.ts'
import type { MeasureContext } from './context.ts'
import { customersOf, retentionOf, satisfactionOf, usedOf, votesOf } from './customerFigures.ts'
import { matches } from './eventMeasures.ts'
import { type Measured, noMeasure } from './measured.ts'
import { worthOver } from './worth.ts'

type Terms<K extends Measure['kind']> = Extract<Measure, { kind: K }>['terms']

/** The events of the counted part of the period that are seen and that `where` admits. */
export function eventsOf(
  { where }: { where?: Terms<'satisfaction'>['where'] },
  context: MeasureContext,
): Event[] {
  const { counted, asOf, view } = context
  return view.events.filter(
    (event) => event.at >= counted.from && event.at < counted.to && event.at <= asOf && matches(event, where),
  )
}

/** A share of what was told: nothing told, or too little of it, is nothing to judge. */
function told(value: Fraction | null, n: number, { bad, least }: { bad: Fraction; least: number }): Measured {
  const counts = { bad, total: fraction(n) }
  if (value === null || n < least) return { ...noMeasure('%'), counts }
  return { ...noMeasure('%'), nothing: false, counts, value, best: value, worst: value, coverage: one }
}

/** The share of satisfied answers, or promoters less detractors. `bad` counts those who are not satisfied, or detract. */
export function measureSatisfaction(terms: Terms<'satisfaction'>, context: MeasureContext): Measured {
  const votes = votesOf(eventsOf(terms, context), terms.of)
  const bad = fraction(terms.of === 'csat' ? votes.n - votes.for : votes.against)
  return told(satisfactionOf(votes, terms.of), votes.n, { bad, least: terms.atLeastEvents })
}

/** What was used ÷ what was agreed for the whole period, by days. */
export function measureUsage(terms: Terms<'usageRate'>, context: MeasureContext): Measured {
  const used = usedOf(eventsOf(terms, context), terms.of)
  const { timeZone } = context.terms
  const agreed = worthOver({ amount: terms.agreed, per: terms.per }, context.period, timeZone)
  const rate = used && agreed.n > 0n ? divide(used.quantity, agreed) : null
  return told(rate, used?.reports ?? 0, { bad: zero, least: terms.atLeastEvents })
}

/** (customers at the end − new ones) ÷ customers at the start. */
export function measureRetention(terms: Terms<'retentionRate'>, context: MeasureContext): Measured {
  const count = customersOf(eventsOf(terms, context))
  return told(count && retentionOf(count), count?.reports ?? 0, { bad: zero, least: terms.atLeastEvents })
}
