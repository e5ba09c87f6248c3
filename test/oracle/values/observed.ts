import { isOpen, type Stretch } from './calendar.ts'
import type { RatioLine, ValueScene } from './contract.ts'
import { addedUp, type Figure, figure, isLess, over, plus } from './figures.ts'

/** What one period says by itself: the value, its extremes, and how much of it is known. */
export interface Own {
  readonly value: Figure | null
  readonly best: Figure | null
  readonly worst: Figure | null
  readonly beyond: boolean
  readonly known: number
  readonly asked: number
  readonly isNothing: boolean
  readonly bad: Figure | null
  readonly total: Figure | null
}

export const one = figure(1)
export const nought = figure(0)
export const nothing: Own = {
  value: null,
  best: null,
  worst: null,
  beyond: false,
  known: 0,
  asked: 0,
  isNothing: true,
  bad: null,
  total: null,
}
export const settled = (value: Figure | null) => ({ value, best: value, worst: value })

export interface Time {
  readonly isNone: boolean
  readonly eligible: (slot: number) => boolean
  readonly forgiven: (slot: number) => boolean
}

export function timeOf({ contract, world }: ValueScene, period: Stretch): Time {
  const excluded = (slot: number) => world.exclusions.some((each) => each.from <= slot && slot < each.to)
  const open = (slot: number) => contract.hours === null || isOpen(contract.place, contract.hours, slot)
  const eligible = (slot: number) =>
    period.from <= slot && slot < period.to && open(slot) && !(contract.effect === 'remove' && excluded(slot))
  return {
    isNone: !slots(period).some(eligible),
    eligible,
    forgiven: (slot) => contract.effect === 'excuse' && excluded(slot),
  }
}

export const slots = ({ from, to }: Stretch): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i)

/** What lines say of some slots: each line lies evenly over its own. */
export function spread(lines: readonly RatioLine[], some: readonly number[]) {
  let [bad, total, isBlind, isCovered] = [nought, nought, false, false]
  for (const line of lines)
    for (const slot of some)
      if (line.from <= slot && slot < line.to) {
        isCovered = true
        if (line.total === null) isBlind = true
        else {
          bad = plus(bad, figure(line.bad, line.to - line.from))
          total = plus(total, figure(line.total, line.to - line.from))
        }
      }
  return { bad, total, isBlind, isCovered }
}

/** The least value such that at least so many per cent of all are at most it. */
export function nearestRank(sorted: readonly Figure[], percent: number): Figure | null {
  return sorted.find((_, i) => (i + 1) * 100 >= percent * sorted.length) ?? null
}
export const ascending = (values: readonly Figure[]): Figure[] =>
  [...values].sort((a, b) => (isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0))

export function gaugeFigure(values: readonly Figure[], statistic: string): Figure | null {
  const sorted = ascending(values)
  if (values.length === 0) return null
  if (statistic === 'sum') return addedUp(values)
  if (statistic === 'mean') return over(addedUp(values), figure(values.length))
  if (statistic === 'last') return values.at(-1) ?? null
  if (statistic.startsWith('p')) return nearestRank(sorted, Number(statistic.slice(1)))
  return (statistic === 'min' ? sorted[0] : sorted.at(-1)) ?? null
}
