/**
 * An exact rational number in lowest terms, `d` always above zero. Whole numbers decide: every measure, target and
 * share is one of these, and only rendering turns it into a decimal.
 */
export interface Fraction {
  readonly n: bigint
  readonly d: bigint
}

export type RoundingMode = 'halfUp' | 'halfEven' | 'floor' | 'ceil'

export const zero: Fraction = { n: 0n, d: 1n }
export const one: Fraction = { n: 1n, d: 1n }

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (y > 0n) [x, y] = [y, x % y]
  return x
}

/** `n / d` in lowest terms. Throws a RangeError where `d` is zero. */
export function fraction(n: bigint | number, d: bigint | number = 1n): Fraction {
  if (d === 1n) return { n: BigInt(n), d: 1n }
  const [num, den] = [BigInt(n), BigInt(d)]
  if (den === 0n) throw new RangeError(`a fraction's denominator is zero (${num}/0)`)
  const g = gcd(num, den) || 1n
  const sign = den < 0n ? -1n : 1n
  return { n: (sign * num) / g, d: (sign * den) / g }
}

export const add = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d + b.n * a.d, a.d * b.d)
export const subtract = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d - b.n * a.d, a.d * b.d)
export const multiply = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.n, a.d * b.d)
export const divide = (a: Fraction, b: Fraction): Fraction => fraction(a.n * b.d, a.d * b.n)

/** Below zero, zero or above zero as `a` is below, equal to or above `b`. */
export function compare(a: Fraction, b: Fraction): number {
  const [left, right] = [a.n * b.d, b.n * a.d]
  return left < right ? -1 : left > right ? 1 : 0
}

export const isZero = (a: Fraction): boolean => a.n === 0n
export const greatest = (a: Fraction, b: Fraction): Fraction => (compare(a, b) >= 0 ? a : b)
export const sum = (all: readonly Fraction[]): Fraction => all.reduce(add, zero)

const decimalText = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/

/** Reads a decimal such as `99.95`, `-0.5` or `1e3` exactly, or answers null where the text is not one. */
export function parseDecimal(text: string): Fraction | null {
  const match = decimalText.exec(text)
  if (!match || text.length > 64) return null
  const [, sign, whole = '', decimals = '', exponent = '0'] = match
  const shift = Number(exponent) - decimals.length
  const digits = BigInt(whole + decimals) * (sign === '-' ? -1n : 1n)
  return shift >= 0 ? fraction(digits * 10n ** BigInt(shift)) : fraction(digits, 10n ** BigInt(-shift))
}

/** The whole number nearest to `a` by `mode`; halves go away from zero with `halfUp`. */
export function roundToWhole(a: Fraction, mode: RoundingMode): bigint {
  const below = a.n >= 0n || a.n % a.d === 0n ? a.n / a.d : a.n / a.d - 1n
  if (a.n % a.d === 0n) return below
  const twice = compare(fraction(2n * (a.n - below * a.d), a.d), one)
  switch (mode) {
    case 'floor':
      return below
    case 'ceil':
      return below + 1n
    case 'halfUp':
      return twice > 0 || (twice === 0 && a.n > 0n) ? below + 1n : below
    case 'halfEven':
      return twice > 0 || (twice === 0 && below % 2n !== 0n) ? below + 1n : below
  }
}

/** `a` rounded to a multiple of `step`. */
export const roundToStep = (a: Fraction, step: Fraction, mode: RoundingMode): Fraction =>
  multiply(fraction(roundToWhole(divide(a, step), mode)), step)

/** `a` with exactly `places` decimals, as text. */
export function toFixedDecimal(a: Fraction, places: number, mode: RoundingMode = 'halfUp'): string {
  const scaled = roundToWhole(multiply(a, fraction(10n ** BigInt(places))), mode)
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0')
  const sign = scaled < 0n ? '-' : ''
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** `a` as a decimal with at most `places` decimals, trailing zeros dropped. */
export function toDecimal(a: Fraction, places = 6, mode: RoundingMode = 'halfUp'): string {
  const text = toFixedDecimal(a, places, mode)
  if (!text.includes('.')) return text
  const short = text.replace(/\.?0+$/, '')
  return short === '-0' ? '0' : short
}

/** The fraction as `"8639/8640"`, the form in which decisions may be redone. */
export const toExact = (a: Fraction): string => `${a.n}/${a.d}`

/** Reads what `toExact` wrote; null where the text is no fraction. */
export function parseExact(text: string): Fraction | null {
  const [, n, d] = /^(-?\d+)\/([1-9]\d*)$/.exec(text) ?? []
  return n === undefined || d === undefined ? null : fraction(BigInt(n), BigInt(d))
}
