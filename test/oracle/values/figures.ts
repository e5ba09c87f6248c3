/** A fraction of integers, written anew: the oracle shares no arithmetic with the engine. */
export type Figure = readonly [n: bigint, d: bigint]

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b))

export function figure(n: bigint | number, d: bigint | number = 1n): Figure {
  const [above, below] = [BigInt(n), BigInt(d)]
  const g = gcd(above, below) || 1n
  return below < 0n ? [-above / g, -below / g] : [above / g, below / g]
}

export const plus = (a: Figure, b: Figure): Figure => figure(a[0] * b[1] + b[0] * a[1], a[1] * b[1])
export const minus = (a: Figure, b: Figure): Figure => figure(a[0] * b[1] - b[0] * a[1], a[1] * b[1])
export const times = (a: Figure, b: Figure): Figure => figure(a[0] * b[0], a[1] * b[1])
export const over = (a: Figure, b: Figure): Figure => figure(a[0] * b[1], a[1] * b[0])
export const isLess = (a: Figure, b: Figure): boolean => a[0] * b[1] < b[0] * a[1]
export const isSame = (a: Figure, b: Figure): boolean => !isLess(a, b) && !isLess(b, a)
export const addedUp = (all: readonly Figure[]): Figure => all.reduce(plus, figure(0))
export const exact = (a: Figure | null): string | null => (a === null ? null : `${a[0]}/${a[1]}`)

export type Operator = '>=' | '<=' | '>' | '<' | '='
/** The operator as it reads. */
export function holds(value: Figure, operator: Operator, limit: Figure): boolean {
  const equal = isSame(value, limit)
  if (operator === '=') return equal
  if (operator === '>=') return equal || isLess(limit, value)
  if (operator === '<=') return equal || isLess(value, limit)
  return operator === '>' ? isLess(limit, value) : isLess(value, limit)
}

export type Mode = 'halfUp' | 'halfEven' | 'floor' | 'ceil'
/** The multiple of a step that a value of at least 0 is rounded to: by counting how much is left over. */
export function roundedTo(value: Figure, step: Figure, mode: Mode): Figure {
  const [n, d] = over(value, step)
  const below = n / d
  const left = n - below * d
  if (left === 0n || mode === 'floor') return times(figure(below), step)
  const isHalf = left * 2n === d
  const isUp = mode === 'ceil' || left * 2n > d || (isHalf && (mode === 'halfUp' || below % 2n === 1n))
  return times(figure(isUp ? below + 1n : below), step)
}

/** Decimal digits of a value, by long division; at most six, the last one rounded half up. */
export function decimal(value: Figure): string {
  const [n, d] = roundedTo(
    value[0] < 0n ? figure(-value[0], value[1]) : value,
    figure(1, 1_000_000),
    'halfUp',
  )
  const whole = n / d
  let [rest, digits] = [n % d, '']
  while (rest > 0n) {
    rest *= 10n
    digits += String(rest / d)
    rest %= d
  }
  return `${value[0] < 0n ? '-' : ''}${whole}${digits === '' ? '' : `.${digits}`}`
}
