import { beginOf, type Stretch, slotMs } from '../values/calendar.ts'
import type { Claim, MoneyScene } from './contract.ts'
import { monthsOf, placeOf } from './place.ts'

/** A judged period, and its outages with what of them lies outside of it. */
interface Found {
  readonly period: Stretch
  readonly whole: readonly Stretch[]
}

/** The local date of a slot, some days or months later. */
function dateAt(scene: MoneyScene, slot: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(beginOf(placeOf(scene)) + slot * slotMs)
    .toZonedDateTimeISO(scene.zone)
    .toPlainDate()
}

function lastDay(
  scene: MoneyScene,
  claim: NonNullable<Claim>,
  { period, whole: outages }: Found,
): Temporal.PlainDate {
  const begin = outages[0]?.from ?? period.from
  if ('endOf' in claim) {
    const day = dateAt(scene, begin).with({ day: 1 }).add({ months: claim.endOf })
    return day.with({ day: day.daysInMonth })
  }
  const anchors = {
    periodEnd: period.to - 1,
    incident: begin,
    'last incident': outages.at(-1)?.from ?? period.from,
    'end of incident': outages.at(-1)?.to ?? period.to,
  }
  return dateAt(scene, anchors[claim.after]).add({ days: claim.within })
}

/** By itself, or open until a day, claimed by then, or lapsed. */
export function claimed(
  scene: MoneyScene,
  claim: Claim,
  found: Found,
): { state: string; claimUntil: string | null } {
  if (claim === null) return { state: 'automatic', claimUntil: null }
  const last = lastDay(scene, claim, found)
  const end =
    (last.add({ days: 1 }).toZonedDateTime(scene.zone).epochMilliseconds - beginOf(placeOf(scene))) / slotMs
  const month = monthsOf(scene).findIndex((each) => each.from === found.period.from)
  const { from } = found.period
  // One of before the period that it names counts for nothing.
  const isClaimed = scene.claims.some(({ month: of, at }) => of === month && from <= at && at < end)
  if (isClaimed) return { state: 'claimed', claimUntil: null }
  return { state: asOf(scene) >= end ? 'expired' : 'claimable', claimUntil: last.toString() }
}

/** The instant that one looks at: ten days after the last month. */
export const asOf = (scene: MoneyScene): number => (monthsOf(scene).at(-1)?.to ?? 0) + 1440
