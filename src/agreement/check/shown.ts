import { type Fraction, fraction, multiply, toDecimal } from '../fraction.ts'
import type { Quantity } from '../sourceTerms.ts'

const units: readonly (readonly [name: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
]

/** A length of time as a contract would write it, such as `30m30s` or `4m1.92s`, from whole milliseconds. */
export function shownMs(ms: number): string {
  if (ms > 0 && ms < 1000) return `${ms}ms`
  let left = ms
  const parts = units.flatMap(([name, size]) => {
    const count = Math.floor(left / size)
    left -= count * size
    return count > 0 ? [`${count}${name}`] : []
  })
  return left > 0 || parts.length === 0
    ? `${parts.join('')}${toDecimal(fraction(left, 1000))}s`
    : parts.join('')
}

/** A value with its unit. */
export function shownValue(value: Fraction, unit: Quantity['unit']): string {
  if (unit === '%') return `${toDecimal(multiply(value, fraction(100)))}%`
  if (unit === '') return toDecimal(value)
  const ms = multiply(value, fraction(1000))
  return ms.d === 1n && ms.n >= 0n && ms.n < 1_000_000_000_000n
    ? shownMs(Number(ms.n))
    : `${toDecimal(value)}s`
}
