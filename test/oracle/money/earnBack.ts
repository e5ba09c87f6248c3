import { beginOf, slotMs } from '../values/calendar.ts'
import type { MoneyScene } from './contract.ts'
import type { Judged } from './oracle.ts'
import { placeOf } from './place.ts'

/** The period with which a miss is made up for: the last of so many that all kept the promise, one after the other. */
export function madeUpBy(scene: MoneyScene, all: readonly Judged[], missed: Judged): Judged | null {
  const { earnBack } = missed.promise
  if (earnBack === null || missed.credit.state === 'none' || missed.credit.state === 'silent') return null
  const own = all.filter(({ promise }) => promise.name === missed.promise.name)
  const next = own.slice(own.indexOf(missed) + 1).slice(0, earnBack)
  const last = next.at(-1)
  if (!last || next.length < earnBack || next.some(({ isMissed }) => isMissed)) return null
  return hasLapsedBy(scene, missed, last.period.to) ? null : last
}

/** Whether the last day for a claim was over by then, with nothing claimed. */
function hasLapsedBy(scene: MoneyScene, { credit }: Judged, slot: number): boolean {
  if (credit.state !== 'expired' || credit.claimUntil === null) return false
  const next = Temporal.PlainDate.from(credit.claimUntil).add({ days: 1 }).toZonedDateTime(scene.zone)
  return next.epochMilliseconds - beginOf(placeOf(scene)) <= slot * slotMs
}
