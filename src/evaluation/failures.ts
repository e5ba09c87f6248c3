import { divide, type Fraction, fraction, greatest, subtract, sum, zero } from '../agreement/fraction.ts'
import type { Statistic } from '../agreement/schema/badTime.ts'
import { statisticOfLengths } from './lengths.ts'
import type { Measured } from './measured.ts'

/** What a period says of its failures, in milliseconds: every outage of which some time counts, and how many began. */
export interface Failures {
  readonly lengths: readonly Fraction[]
  readonly begun: number
  readonly upMs: Fraction
}

/** The same as measured, and between which extremes it lies with the unknown time. */
export interface KnownFailures {
  readonly nominal: Failures
  /** Null where all is known. */
  readonly extremes: {
    readonly asGood: Failures
    readonly asBad: Failures
    /** Between how many outages began. */
    readonly least: number
    readonly most: number
    /** How many more may have gone on from before. */
    readonly carried: number
  } | null
}

type Figures = Pick<Measured, 'value' | 'best' | 'worst' | 'beyond' | 'nothing'>

const seconds = (ms: Fraction): Fraction => divide(ms, fraction(1000))
const known = (value: Fraction): Figures => ({
  value,
  best: value,
  worst: value,
  beyond: false,
  nothing: false,
})

/**
 * How long failures lasted, in seconds; nothing to judge where there was none. With unknown time the bounds are outer
 * ones: the sums and the numbers of outages are extremes, though no one filling may have both.
 */
export function repairFigures({ nominal, extremes }: KnownFailures, asked: Statistic): Figures {
  const value = statisticOfLengths(nominal.lengths, asked)
  if (extremes === null)
    return value === null ? { ...known(zero), value: null, nothing: true } : known(seconds(value))
  const { asGood, asBad, least, most, carried } = extremes
  const longest = asBad.lengths.reduce(greatest, zero)
  const bounds = {
    mean: [
      divide(sum(asGood.lengths), fraction(Math.max(1, most + carried))),
      divide(sum(asBad.lengths), fraction(Math.max(1, least))),
    ],
    max: [asGood.lengths.reduce(greatest, zero), longest],
  } as const
  const [best, worst] = asked.kind === 'mean' || asked.kind === 'max' ? bounds[asked.kind] : [zero, longest]
  return {
    ...known(seconds(value ?? zero)),
    best: seconds(best),
    worst: seconds(asked.kind === 'mean' && sum(asBad.lengths).n > 0n ? smaller(worst, longest) : worst),
  }
}

/** No mean is longer than the longest. */
const smaller = (a: Fraction, b: Fraction): Fraction => (a.n * b.d <= b.n * a.d ? a : b)

/** Up time ÷ failures, in seconds; without a failure it lies beyond every number. */
export function betweenFigures({ nominal, extremes }: KnownFailures): Figures {
  const value = perFailure(nominal.upMs, nominal.begun)
  const figures = { ...known(zero), value, best: value, worst: value, beyond: value === null }
  if (extremes === null) return figures
  return {
    ...figures,
    best: perFailure(extremes.asGood.upMs, extremes.least),
    worst: perFailure(extremes.asBad.upMs, extremes.most),
  }
}

const perFailure = (upMs: Fraction, failures: number): Fraction | null =>
  failures === 0 ? null : divide(seconds(upMs), fraction(failures))

export const upMsOf = (totalMs: number, badMs: Fraction): Fraction => subtract(fraction(totalMs), badMs)
