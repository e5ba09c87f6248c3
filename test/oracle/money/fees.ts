import { dayEdges, periodsOf, type Stretch } from '../values/calendar.ts'
import { addedUp, type Figure, figure, isLess, times } from '../values/figures.ts'
import type { MoneyScene, PromiseTerms } from './contract.ts'
import { monthsOf, placeOf } from './place.ts'

/* The fee that a credit is a share of, literally: month by month. */
const nought = figure(0)

function feeOfMonth(scene: MoneyScene, month: number): Figure {
  const line = scene.lines.find((each) => each.month === month)
  return figure(line ? line.cents : scene.fee.cents, 100)
}

/** The fee over a stretch of whole months, and the days and slots that it is for. */
export function feeOver(scene: MoneyScene, period: Stretch) {
  const all = periodsOf({ ...placeOf(scene), days: 365 }, 'month')
  const within = all.flatMap((month, i) => (period.from <= month.from && month.to <= period.to ? [i] : []))
  const unit = { month: 1, quarter: 3, year: 12 }[scene.fee.per]
  if (within.length >= unit) {
    const amount =
      unit === 1
        ? addedUp(within.map((month) => feeOfMonth(scene, month)))
        : times(figure(scene.fee.cents, 100), figure(within.length, unit))
    return { amount, window: period }
  }
  const start = Math.floor((within[0] ?? 0) / unit) * unit
  const whole =
    unit === 12
      ? periodsOf({ ...placeOf(scene), days: 365 }, 'year')[0]
      : periodsOf({ ...placeOf(scene), days: 365 }, 'quarter')[start / 3]
  return { amount: figure(scene.fee.cents, 100), window: whole ?? period }
}

export function baseOf(
  scene: MoneyScene,
  promise: PromiseTerms,
  period: Stretch,
  periods: readonly Stretch[],
) {
  const { base } = promise
  if (base === 'fees.f of previous period') {
    const before = periods.find((each) => each.to === period.from)
    return before ? feeOver(scene, before) : { amount: nought, window: period }
  }
  if (base === 'fees.f of next period') {
    const after = periodsOf({ ...placeOf(scene), days: 366 }, promise.period).find(
      ({ from }) => from === period.to,
    )
    return after ? feeOver(scene, after) : { amount: nought, window: period }
  }
  if (base === 'fees.f of one month') {
    const last = monthsOf(scene).find((month) => month.to === period.to) ?? period
    // Of a fee for more than a month it is the month's part.
    const parts = { month: 1, quarter: 3, year: 12 }[scene.fee.per]
    return parts === 1 ? feeOver(scene, last) : { amount: figure(scene.fee.cents, 100 * parts), window: last }
  }
  const own = feeOver(scene, period)
  if (base === 'fees.f') return own
  // The other fee is 500 a month.
  const count = monthsOf(scene).filter((month) => period.from <= month.from && month.to <= period.to).length
  const other = figure(500 * count)
  return isLess(own.amount, other) ? { amount: other, window: period } : own
}

export const daysIn = (scene: MoneyScene, { from, to }: Stretch): number =>
  dayEdges({ ...placeOf(scene), days: 366 }).filter((edge) => from <= edge && edge < to).length
