import type { Stretch } from '../values/calendar.ts'
import { addedUp, type Figure, figure } from '../values/figures.ts'
import type { Base, JoinScene } from './contract.ts'
import { daysOfMonth, monthOfDay, slotsOf } from './days.ts'

/* The fee that a credit is a share of, day by day. */
const nought = figure(0)
const lastDay = daysOfMonth(3).to

const seen = (scene: JoinScene) => scene.invoices.filter(({ at }) => at <= scene.asOf)
const lengthOf = ({ from, to }: Stretch): number => to - from

/** What a day costs: by the invoice for its month, by a line for it, else by the agreement. */
function ofDay(scene: JoinScene, day: number, isAgreed: boolean): Figure {
  const month = monthOfDay(day)
  const told =
    seen(scene).find((each) => each.month === month) ?? scene.lines.find((each) => each.month === month)
  if (told) return figure(told.cents, 100 * lengthOf(daysOfMonth(month)))
  if (!isAgreed) return nought
  const days = { day: 1, month: lengthOf(daysOfMonth(month)), year: 365 }[scene.fee.per]
  return figure(scene.fee.cents, 100 * days)
}
/** Before the term and after it nothing is agreed. */
const isInTerm = ({ isEnding }: JoinScene, day: number): boolean => day >= 0 && !(isEnding && day >= lastDay)

const daysIn = ({ from, to }: Stretch): number[] => Array.from({ length: to - from }, (_, i) => from + i)

/** The days of the fee's unit that holds a day. */
function unitOf({ fee }: JoinScene, day: number): Stretch {
  if (fee.per === 'day') return { from: day, to: day + 1 }
  return fee.per === 'month'
    ? daysOfMonth(monthOfDay(day))
    : { from: day < 0 ? -365 : 0, to: day < 0 ? 0 : 365 }
}

/** The fee of a period: of the whole unit in which a shorter one begins, whether or not the term holds all of it. */
function ofPeriod(scene: JoinScene, days: Stretch): Figure {
  const unit = unitOf(scene, days.from)
  const window = lengthOf(days) < lengthOf(unit) ? unit : days
  const isAgreed = isInTerm(scene, days.from)
  return addedUp(daysIn(window).map((day) => ofDay(scene, day, isAgreed)))
}

function nextOf(days: Stretch, period: 'day' | 'month'): Stretch {
  return period === 'day' ? { from: days.to, to: days.to + 1 } : daysOfMonth(monthOfDay(days.to))
}
function previousOf(days: Stretch, period: 'day' | 'month'): Stretch {
  return period === 'day' ? { from: days.from - 1, to: days.from } : daysOfMonth(monthOfDay(days.from - 1))
}

export function baseOf(scene: JoinScene, base: Base, days: Stretch, period: 'day' | 'month'): Figure {
  switch (base) {
    case 'fees.f':
      return ofPeriod(scene, days)
    case 'fees.f of previous period':
      return ofPeriod(scene, previousOf(days, period))
    case 'fees.f of next period':
      // It begins where the judged one ends, which is over: after the term there is one, but no agreed fee.
      return ofPeriod(scene, nextOf(days, period))
    case 'fees.f of 30d before':
      return addedUp(
        daysIn({ from: days.from - 30, to: days.from }).map((day) => ofDay(scene, day, isInTerm(scene, day))),
      )
    case 'fees.f of one month':
      // Of a yearly fee it is the twelfth part.
      if (scene.fee.per === 'year') return figure(scene.fee.cents, 1200)
      return addedUp(daysIn(daysOfMonth(monthOfDay(days.to - 1))).map((day) => ofDay(scene, day, true)))
    case 'fees.f of next invoice': {
      const { to } = slotsOf(scene, days)
      const after = seen(scene).filter(({ at }) => at >= to)
      const [next] = after.sort((a, b) => a.at - b.at)
      // Without one the fee of the period that has begun stands for it.
      return next ? figure(next.cents, 100) : baseOf(scene, 'fees.f of next period', days, period)
    }
  }
}
