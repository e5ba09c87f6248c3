import { compare, type Fraction, fraction, multiply, parseDecimal } from './fraction.ts'
import type { Quantity } from './sourceTerms.ts'

export const operators = ['>=', '<=', '>', '<', '='] as const
export type Operator = (typeof operators)[number]

/** An operator and a value, such as `>= 99.9%`; `text` is as written. */
export interface Condition {
  readonly operator: Operator
  readonly quantity: Quantity
  readonly text: string
}

const seconds: Readonly<Record<string, Fraction>> = {
  us: fraction(1, 1_000_000),
  µs: fraction(1, 1_000_000),
  ms: fraction(1, 1000),
  s: fraction(1),
  m: fraction(60),
  min: fraction(60),
  h: fraction(3600),
  d: fraction(86_400),
}
const quantityText =
  /^([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?) ?(%|us|µs|ms|s|min|m|h|d|days?|hours?|minutes?|seconds?)?$/
const longUnits: Readonly<Record<string, string>> = { day: 'd', hour: 'h', minute: 'm', second: 's' }

/** Reads `99.9%` (a share of 1), `300ms` (seconds) or `3` (a plain number); null where the text is none of them. */
export function parseQuantity(text: string): Quantity | null {
  const match = quantityText.exec(text.trim())
  const value = match && parseDecimal(match[1] ?? '')
  if (!match || !value) return null
  const unit = match[2] ?? ''
  if (unit === '') return { value, unit: '' }
  if (unit === '%') return { value: multiply(value, fraction(1, 100)), unit: '%' }
  const factor = seconds[unit] ?? seconds[longUnits[unit.replace(/s$/, '')] ?? '']
  return factor ? { value: multiply(value, factor), unit: 's' } : null
}

const conditionText = /^(>=|<=|≥|≤|>|<|=)\s*(.+)$/
const asciiOperators: Readonly<Record<string, Operator>> = { '≥': '>=', '≤': '<=' }

/** Reads one condition such as `< 99.9%`; null where the text is none. */
export function parseCondition(text: string): Condition | null {
  const match = conditionText.exec(text.trim())
  const quantity = match && parseQuantity(match[2] ?? '')
  if (!match || !quantity) return null
  const written = match[1] ?? ''
  return { operator: asciiOperators[written] ?? (written as Operator), quantity, text: text.trim() }
}

/** Reads a comma-separated list of conditions that must all hold. */
export function parseConditions(text: string): readonly Condition[] | null {
  const conditions = text.split(',').map(parseCondition)
  return conditions.every((each) => each !== null) ? conditions : null
}

/** Whether `value` (in the condition's unit) satisfies the operator, exactly. */
export function satisfies(value: Fraction, condition: { operator: Operator; quantity: Quantity }): boolean {
  const order = compare(value, condition.quantity.value)
  switch (condition.operator) {
    case '>=':
      return order >= 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    case '=':
      return order === 0
  }
}
