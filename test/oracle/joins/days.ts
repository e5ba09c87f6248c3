import { beginOf, dayEdges, type Place, type Stretch, slotMs } from '../values/calendar.ts'
import { first, type JoinScene, monthCount } from './contract.ts'

/* Local days of the year, by number; the months are runs of them. */
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
export const placeOf = ({ zone }: Pick<JoinScene, 'zone'>): Place => ({ zone, first, days: 366 })

const edges = new Map<string, readonly number[]>()
const edgesOf = (scene: Pick<JoinScene, 'zone'>): readonly number[] => {
  const known = edges.get(scene.zone) ?? dayEdges(placeOf(scene))
  edges.set(scene.zone, known)
  return known
}

/** The number of the local day that holds a slot; days before the term are below nought. */
export const dayOf = (scene: JoinScene, slot: number): number =>
  edgesOf(scene).findLastIndex((edge) => edge <= slot)
export const beginOfDay = (scene: Pick<JoinScene, 'zone'>, day: number): number => edgesOf(scene)[day] ?? 0

/** The days of a month as [first, end). January is 0, the December before it -1. */
export function daysOfMonth(month: number): Stretch {
  if (month < 0) return { from: -31, to: 0 }
  const from = lengths.slice(0, month).reduce((sum, each) => sum + each, 0)
  return { from, to: from + (lengths[month] ?? 0) }
}
export const monthOfDay = (day: number): number => {
  let month = -1
  while (day >= daysOfMonth(month).to) month++
  return month
}

/** The days of a promise's periods in the four months. */
export function periodsOf(period: 'day' | 'month'): Stretch[] {
  const months = Array.from({ length: monthCount }, (_, month) => daysOfMonth(month))
  if (period === 'month') return months
  return Array.from({ length: months.at(-1)?.to ?? 0 }, (_, day) => ({ from: day, to: day + 1 }))
}
export const slotsOf = (scene: JoinScene, days: Stretch): Stretch => ({
  from: beginOfDay(scene, days.from),
  to: beginOfDay(scene, days.to),
})
export const instantOf = (scene: JoinScene, slot: number): number => beginOf(placeOf(scene)) + slot * slotMs
