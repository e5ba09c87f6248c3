import { type Fraction, one } from '../agreement/fraction.ts'
import { type ValueMeasure, valueUnit } from '../agreement/schema/measures.ts'
import type { Span } from '../agreement/spans.ts'
import type { MeasureContext } from './context.ts'
import { type Measured, noMeasure } from './measured.ts'

/** What the agreement was worth in a span: the value, and its extremes over what nobody knows of the verdicts. */
export interface Valued {
  readonly value: Fraction | null
  readonly best: Fraction | null
  readonly worst: Fraction | null
  /** Nothing was promised, or nobody was asked. */
  readonly nothing: boolean
  /** How it is computed, one step a line. */
  readonly lines: () => readonly string[]
}

/** `asOf` in UTC milliseconds: invoices and answers after it are not seen. Only months that end in the span count. */
export type ValuedBy = (asked: ValueMeasure, span: Span, asOf: number) => Valued

/** Prices are those that are known when the period closes, so that an invoice of later changes no verdict. */
export const valuedIn = (asked: ValueMeasure, context: MeasureContext): Valued | null => {
  const { view, counted, period, terms, asOf } = context
  return view.valued?.(asked, counted, Math.min(asOf, period.to + terms.settle)) ?? null
}

export function measureValue(asked: ValueMeasure, context: MeasureContext): Measured {
  const unit = valueUnit(asked)
  const valued = valuedIn(asked, context)
  if (valued === null || valued.nothing) return noMeasure(unit)
  const { value, best, worst } = valued
  return { ...noMeasure(unit), nothing: false, value, best, worst, coverage: one }
}
