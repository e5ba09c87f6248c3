import { type Figure, figure, isLess, minus, over, times } from '../values/figures.ts'

/** Whole steps in a quantity that is not below nought. */
export function stepsIn(quantity: Figure, size: Figure, kind: 'complete' | 'started' | 'exact'): Figure {
  if (!isLess(figure(0), quantity)) return figure(0)
  const count = over(quantity, size)
  if (kind === 'exact') return count
  const whole = figure(count[0] / count[1])
  return kind === 'complete' || !isLess(whole, count) ? whole : figure(whole[0] + 1n)
}

/** Whole cents of an amount of money, by the rule as it reads. */
export function cents(amount: Figure, mode: 'halfUp' | 'halfEven'): bigint {
  const [n, d] = times(amount, figure(100))
  const below = n / d
  const twice = minus(figure(n, d), figure(below))
  const isHalf = twice[0] * 2n === twice[1]
  const isMore = twice[0] * 2n > twice[1]
  return isMore || (isHalf && (mode === 'halfUp' || below % 2n === 1n)) ? below + 1n : below
}
export const money = (all: bigint): string => `${all / 100n}.${String(all % 100n).padStart(2, '0')}`
