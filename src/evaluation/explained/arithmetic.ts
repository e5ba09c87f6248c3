import { add, type Fraction, fraction, multiply, toDecimal, toExact, zero } from '../../agreement/fraction.ts'

/*
 * Every figure that is printed is exact: a decimal where it ends, else a fraction, and what is cut to fit the eye stands
 * behind "≈". A line with " = " can therefore be redone with a pocket calculator, and a test does.
 */

const hundred = fraction(100)
const mostPlaces = 12

/** Whether a fraction is a decimal with few places. */
function ends(value: Fraction): boolean {
  let { d } = value
  let places = 0
  for (const prime of [2n, 5n]) {
    let times = 0
    for (; d % prime === 0n; d /= prime) times++
    places = Math.max(places, times)
  }
  return d === 1n && places <= mostPlaces
}

/** A number with its unit: `300 s`, `10 %`, `1/3`; a percentage that does not end stays a fraction of 1. */
export function exactly(value: Fraction, unit: string): string {
  const after = unit === '' ? '' : ` ${unit}`
  if (unit === '%')
    return ends(value) ? `${toDecimal(multiply(value, hundred), mostPlaces)} %` : toExact(value)
  return `${ends(value) ? toDecimal(value, mostPlaces) : toExact(value)}${after}`
}

/** The same for eyes, at most six places; empty where the exact figure is as short. */
export function nearly(value: Fraction, unit: string): string {
  if (ends(value)) return ''
  const shown = toDecimal(unit === '%' ? multiply(value, hundred) : value)
  return ` ≈ ${shown}${unit === '' ? '' : ` ${unit}`}`
}

export const figure = (value: Fraction, unit: string): string =>
  `${exactly(value, unit)}${nearly(value, unit)}`

/** The same as a factor: a fraction in brackets, so that `÷` in a line is one thing only. */
export function bracketed(value: Fraction, unit = ''): string {
  const text = exactly(value, unit)
  return text.includes('/') ? `(${text})` : text
}

export const seconds = (ms: number): Fraction => fraction(ms, 1000)
export const secondsOf = (ms: number): string => exactly(seconds(ms), 's')

const mostTerms = 12

/** `a + b + c = sum`, the middle of a long one as `[n more, x]`. */
export function sumLine(parts: readonly Fraction[], unit: string): string {
  const all = parts.reduce(add, zero)
  if (parts.length === 0) return `0 = ${exactly(all, unit)}`
  const half = mostTerms / 2
  const shown =
    parts.length <= mostTerms
      ? parts.map((part) => exactly(part, unit))
      : [
          ...parts.slice(0, half).map((part) => exactly(part, unit)),
          `[${parts.length - mostTerms} more, ${exactly(parts.slice(half, -half).reduce(add, zero), unit)}]`,
          ...parts.slice(-half).map((part) => exactly(part, unit)),
        ]
  return `${shown.join(' + ')} = ${figure(all, unit)}`
}

const mostLines = 24

/** A list with its middle cut out, where `more` says what was left out and what it comes to. */
export function cut<T>(
  items: readonly T[],
  line: (item: T, index: number) => string,
  more: (left: readonly T[]) => string = (left) => `… ${left.length} more`,
): string[] {
  if (items.length <= mostLines) return items.map(line)
  const half = mostLines / 2
  return [
    ...items.slice(0, half).map(line),
    more(items.slice(half, -half)),
    ...items.slice(-half).map((item, i) => line(item, items.length - half + i)),
  ]
}
