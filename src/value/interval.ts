import { add, divide, type Fraction, fraction, multiply, one, subtract } from '../agreement/fraction.ts'

/** The 97.5 % quantile of the normal distribution, for two-sided intervals of 95 %. */
const z = fraction(1_959_963_984_540_054n, 1_000_000_000_000_000n)
const zSquared = multiply(z, z)

export interface Interval {
  readonly low: Fraction
  readonly high: Fraction
}

const digits = 10n ** 24n

/** The greatest whole number whose square is at most `n`, by Newton's steps. */
function wholeRoot(n: bigint): bigint {
  if (n < 2n) return n
  let guess = 1n << BigInt((n.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (guess + n / guess) >> 1n
    if (next >= guess) return guess
    guess = next
  }
}

/** The square root of a fraction that is not below zero, cut off after 24 digits. */
const root = ({ n, d }: Fraction): Fraction => fraction(wholeRoot((n * digits * digits) / d), digits)

const clamp = (value: Fraction, low: Fraction, high: Fraction): Fraction => {
  if (value.n * low.d < low.n * value.d) return low
  return value.n * high.d > high.n * value.d ? high : value
}

/**
 * Wilson's score interval of a share at 95 %: centre (p + z²/2n) ÷ (1 + z²/n), half width z √(p(1 − p)/n + z²/4n²) ÷
 * (1 + z²/n). E. B. Wilson, JASA 22 (1927); figures checked against R. G. Newcombe, Statistics in Medicine 17 (1998).
 */
export function wilson(successes: number, n: number): Interval {
  const share = fraction(successes, n)
  const perAnswer = divide(zSquared, fraction(n))
  const scale = add(one, perAnswer)
  const centre = divide(add(share, divide(perAnswer, fraction(2))), scale)
  const variance = add(
    divide(multiply(share, subtract(one, share)), fraction(n)),
    divide(perAnswer, fraction(4 * n)),
  )
  const half = divide(multiply(z, root(variance)), scale)
  return {
    low: successes === 0 ? fraction(0) : clamp(subtract(centre, half), fraction(0), one),
    high: successes === n ? one : clamp(add(centre, half), fraction(0), one),
  }
}

/**
 * The interval of a net promoter score at 95 %, adjusted Wald: three answers are added, 3/4 of them promoters and 3/4
 * detractors, then score ± z √((p + d − (p − d)²) ÷ n). B. Rocks, "Interval Estimation for the 'Net Promoter Score'",
 * The American Statistician 70 (2016), who found it the best of six; a plain Wald interval has no width where all agree.
 */
export function promoterInterval(promoters: number, detractors: number, n: number): Interval {
  const answers = fraction(n + 3)
  const [p, d] = [promoters, detractors].map((count) => divide(fraction(4 * count + 3, 4), answers)) as [
    Fraction,
    Fraction,
  ]
  const score = subtract(p, d)
  const variance = divide(subtract(add(p, d), multiply(score, score)), answers)
  const margin = multiply(z, root(variance))
  return {
    low: clamp(subtract(score, margin), fraction(-1), one),
    high: clamp(add(score, margin), fraction(-1), one),
  }
}
