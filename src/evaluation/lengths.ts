import { divide, type Fraction, fraction, multiply, roundToWhole, sum } from '../agreement/fraction.ts'
import type { Statistic } from '../agreement/schema/badTime.ts'

/** A statistic of lengths: percentiles by nearest rank; null where there is none, or beyond those that are known. */
export function statisticOfLengths(lengths: readonly Fraction[], asked: Statistic): Fraction | null {
  return ofSorted([...lengths].sort(ascending), lengths.length, asked)
}

const ascending = (a: Fraction, b: Fraction): number => {
  const over = a.n * b.d - b.n * a.d
  return over < 0n ? -1 : over > 0n ? 1 : 0
}

/** The most that a statistic can be where `open` more lengths have no end yet: null without end. */
export function mostOfLengths(lengths: readonly Fraction[], open: number, asked: Statistic): Fraction | null {
  const isEndless = open > 0 && (asked.kind === 'mean' || asked.kind === 'max')
  return isEndless ? null : ofSorted([...lengths].sort(ascending), lengths.length + open, asked)
}

function ofSorted(sorted: readonly Fraction[], count: number, asked: Statistic): Fraction | null {
  if (count === 0) return null
  switch (asked.kind) {
    case 'percentile':
      return sorted[rankOf(asked.share, count) - 1] ?? null
    case 'min':
      return sorted[0] ?? null
    case 'max':
      return sorted.at(-1) ?? null
    case 'mean':
      return divide(sum(sorted), fraction(count))
    case 'sum':
      return sum(sorted)
    case 'last':
    case 'share':
      throw new Error(`lengths have no ${asked.kind}`)
  }
}

/** Which of so many, in order of size, is a percentile: the nearest rank. */
export const rankOf = (share: Fraction, count: number): number =>
  Number(roundToWhole(multiply(share, fraction(count)), 'ceil'))
