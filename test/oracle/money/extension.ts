import { last, type MoneyScene } from './contract.ts'
import type { Judged } from './oracle.ts'

/** The new end of the term, in UTC milliseconds: so many days later as credits that need no claim, or were claimed, give. */
export function extendedTo(scene: MoneyScene, judged: readonly Judged[]): number | null {
  const given = judged.filter(
    ({ promise, credit }) =>
      promise.schedule.kind === 'once' &&
      promise.schedule.give.unit === 'extension' &&
      ['automatic', 'claimed'].includes(credit.state),
  )
  const days = given.reduce((sum, { credit }) => sum + Number(credit.units ?? 0), 0)
  if (days === 0) return null
  return Temporal.PlainDate.from(last).add({ days }).toZonedDateTime(scene.zone).epochMilliseconds
}
