import { type Fraction, fraction, multiply, parseDecimal } from './fraction.ts'

/**
 * A length of time as the contract writes it. Milliseconds are the same everywhere; days and months are the
 * calendar's, in the agreement's zone; business days need a calendar.
 */
export interface Length {
  readonly unit: 'ms' | 'day' | 'month' | 'businessDay'
  /** Whole, in `unit`. */
  readonly count: number
  readonly text: string
}

const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
}
const calendarDays: Readonly<Record<string, number>> = { d: 1, day: 1, days: 1, w: 7, week: 7, weeks: 7 }
const calendarMonths: Readonly<Record<string, number>> = {
  month: 1,
  months: 1,
  quarter: 3,
  quarters: 3,
  year: 12,
  years: 12,
}
const lengthText =
  /^(\d+(?:\.\d+)?) ?(ms|s|min|m|h|days?|d|weeks?|w|business days?|months?|quarters?|years?)$/
const words: Readonly<Record<string, string>> = {
  second: 's',
  seconds: 's',
  minute: 'm',
  minutes: 'm',
  hour: 'h',
  hours: 'h',
}

/** Longer than any contract, and so short that no instant within it lies outside what a calendar can hold. */
export const longestMs = 9_000_000_000_000
const dayMs = 86_400_000
const longest: Readonly<Record<Length['unit'], number>> = {
  ms: longestMs,
  day: Math.floor(longestMs / dayMs),
  businessDay: Math.floor(longestMs / dayMs),
  month: Math.floor(longestMs / (31 * dayMs)),
}

const whole = (value: Fraction, most: number): number | null =>
  value.d === 1n && value.n <= BigInt(most) ? Number(value.n) : null

/** Reads `90s`, `2.5h`, `30d`, `2 business days` or `12 months`; null where the text is not a length. */
export function parseLength(raw: string): Length | null {
  const text = raw.trim().replace(/[a-z]+$/, (word) => words[word] ?? word)
  const match = lengthText.exec(text)
  const amount = match && parseDecimal(match[1] ?? '')
  if (!match || !amount) return null
  const unit = match[2] ?? ''
  const [time, days, months] = [milliseconds[unit], calendarDays[unit], calendarMonths[unit]]
  const as = (kind: Length['unit'], factor: number): Length | null => {
    const count = whole(multiply(amount, fraction(factor)), longest[kind])
    return count === null ? null : { unit: kind, count, text: raw }
  }
  if (time !== undefined) return as('ms', time)
  if (days !== undefined) return as('day', days) ?? as('ms', days * dayMs)
  if (months !== undefined) return as('month', months)
  return as('businessDay', 1)
}

/** The length in milliseconds with days of 24 hours, or null for months and business days. */
export function fixedMs(length: Length): number | null {
  if (length.unit === 'ms') return length.count
  return length.unit === 'day' ? length.count * dayMs : null
}
