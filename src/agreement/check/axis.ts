import {
  add,
  compare,
  divide,
  type Fraction,
  fraction,
  multiply,
  one,
  roundToWhole,
  subtract,
} from '../fraction.ts'
import type { Quantity } from '../sourceTerms.ts'
import { shownValue } from './shown.ts'

export interface Bound {
  readonly value: Fraction
  readonly isIncluded: boolean
}

/** The values that a quantity can have. */
export interface Axis {
  readonly unit: Quantity['unit']
  /** Null where there is no least, or greatest. */
  readonly from: Bound | null
  readonly to: Bound | null
  /** Only whole multiples of it occur; null where every value does. */
  readonly step: Fraction | null
}

/** Values that lie together, with one of them. */
export interface Stretch {
  readonly from: Bound | null
  readonly to: Bound | null
  readonly sample: Fraction
}

/**
 * Cuts an axis at every limit: each limit alone and what lies between two of them, in order. Whatever compares a value
 * with these limits only is the same all over one stretch. A stretch in which no value can occur is left out.
 */
export function stretches(limits: readonly Fraction[], axis: Axis): Stretch[] {
  const ends = [axis.from, axis.to].flatMap((bound) => (bound ? [bound.value] : []))
  const cuts = [...limits, ...ends]
    .sort(compare)
    .filter((value, i, all) => i === 0 || compare(value, all[i - 1] as Fraction) !== 0)
  const pieces = cuts.flatMap((cut, i) => [between(cuts[i - 1] ?? null, cut, axis), at(cut, axis)])
  return [...pieces, between(cuts.at(-1) ?? null, null, axis)].filter((each) => each !== null)
}

function at(value: Fraction, axis: Axis): Stretch | null {
  if (axis.step && divide(value, axis.step).d !== 1n) return null
  const bound = { value, isIncluded: true }
  return isAfter(value, axis.from) && isBefore(value, axis.to)
    ? { from: bound, to: bound, sample: value }
    : null
}

function between(from: Fraction | null, to: Fraction | null, axis: Axis): Stretch | null {
  const isBelow = axis.from && (from === null || compare(from, axis.from.value) < 0)
  const isAbove = axis.to && (to === null || compare(to, axis.to.value) > 0)
  const sample = isBelow || isAbove ? null : sampleOf(from, to, axis.step)
  const open = (value: Fraction | null) => (value ? { value, isIncluded: false } : null)
  return sample ? { from: open(from), to: open(to), sample } : null
}

const isAfter = (value: Fraction, from: Bound | null): boolean => {
  const order = from ? compare(value, from.value) : 1
  return order > 0 || (order === 0 && from?.isIncluded === true)
}
const isBefore = (value: Fraction, to: Bound | null): boolean => {
  const order = to ? compare(value, to.value) : -1
  return order < 0 || (order === 0 && to?.isIncluded === true)
}

/** A value strictly between two others that can occur, near their middle; null where there is none. */
function sampleOf(from: Fraction | null, to: Fraction | null, step: Fraction | null): Fraction | null {
  const size = step ?? one
  const middle =
    from && to
      ? multiply(add(from, to), fraction(1, 2))
      : from
        ? add(from, size)
        : to
          ? subtract(to, size)
          : fraction(0)
  if (!step) return middle
  const near = (['floor', 'ceil'] as const).map((mode) =>
    multiply(fraction(roundToWhole(divide(middle, step), mode)), step),
  )
  return (
    near.find(
      (value) => (from === null || compare(value, from) > 0) && (to === null || compare(value, to) < 0),
    ) ?? null
  )
}

/** Joins neighbours for which `kindOf` says the same; null leaves one out. */
export function joined<K>(
  all: readonly Stretch[],
  kindOf: (value: Fraction) => { readonly same: string; readonly kind: K } | null,
): { readonly stretch: Stretch; readonly kind: K }[] {
  const found: { stretch: Stretch; kind: K; same: string }[] = []
  let last: (typeof found)[number] | null = null
  for (const stretch of all) {
    const told = kindOf(stretch.sample)
    if (told && last && last.same === told.same) {
      // What has a middle is the better example of the two.
      const { from, sample } = last.stretch
      const isPoint = compare(sample, from?.value ?? fraction(-1)) === 0
      last.stretch = { from, to: stretch.to, sample: isPoint ? stretch.sample : sample }
    } else {
      last = told ? { stretch, ...told } : null
      if (last) found.push(last)
    }
  }
  return found.map(({ stretch, kind }) => ({ stretch, kind }))
}

/** A stretch in words: `of 99%`, or `above 97.9% and below 98%, such as 97.95%,`; the axis's own ends go without saying. */
export function shownStretch({ from, to, sample }: Stretch, { unit, ...axis }: Axis): string {
  const isEnd = (bound: Bound | null, end: Bound | null) =>
    bound === null || (end !== null && compare(bound.value, end.value) === 0)
  if (from && to && compare(from.value, to.value) === 0) return `of ${shownValue(sample, unit)}`
  const least = isEnd(from, axis.from)
    ? []
    : [`${from?.isIncluded ? 'of at least' : 'above'} ${shownValue(from?.value ?? sample, unit)}`]
  const most = isEnd(to, axis.to)
    ? []
    : [`${to?.isIncluded ? 'of at most' : 'below'} ${shownValue(to?.value ?? sample, unit)}`]
  const example = `such as ${shownValue(sample, unit)}`
  return `${[[...least, ...most].join(' and '), example].filter(Boolean).join(', ')},`
}
