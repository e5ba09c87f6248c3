/*
 * Local days and periods, day by day: a period is a run of days that bear one name. A slot is ten minutes.
 */
export const slotMs = 600_000

export interface Place {
  readonly zone: string
  /** The first day of the term. */
  readonly first: string
  readonly days: number
}
export type PeriodName =
  | 'hour'
  | 'day'
  | 'week'
  | 'month'
  | 'quarter'
  | 'year'
  | { readonly billing: 'month' | 'week' | 'quarter'; readonly anchor: string }
  | { readonly fiscal: 'quarter' | 'year'; readonly startsIn: number }

/** Slots from the begin of the first day; half-open. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

const midnight = (date: Temporal.PlainDate, zone: string): number =>
  date.toZonedDateTime(zone).epochMilliseconds
export const beginOf = ({ zone, first }: Place): number => midnight(Temporal.PlainDate.from(first), zone)

/** The slots at which the local days begin, the end of the last one too. */
export function dayEdges(place: Place): number[] {
  const first = Temporal.PlainDate.from(place.first)
  const begin = beginOf(place)
  return Array.from(
    { length: place.days + 1 },
    (_, i) => (midnight(first.add({ days: i }), place.zone) - begin) / slotMs,
  )
}

/** The day of a month as many months after an anchor: its own day, or the month's last. */
function monthsAfter(anchor: Temporal.PlainDate, months: number): string {
  const index = anchor.year * 12 + anchor.month - 1 + months
  const first = Temporal.PlainDate.from({ year: Math.floor(index / 12), month: (index % 12) + 1, day: 1 })
  return first.with({ day: Math.min(anchor.day, first.daysInMonth) }).toString()
}

function billingName(date: Temporal.PlainDate, unit: string, anchor: string): string {
  const start = Temporal.PlainDate.from(anchor)
  if (unit === 'week') return String(Math.floor(start.until(date).total('days') / 7))
  const step = unit === 'quarter' ? 3 : 1
  let n = -60
  while (monthsAfter(start, (n + 1) * step) <= date.toString()) n++
  return String(n)
}

/** What the period of a day is called: days of one period bear one name. */
function nameOf(date: Temporal.PlainDate, period: PeriodName): string {
  if (typeof period !== 'string') {
    if ('billing' in period) return billingName(date, period.billing, period.anchor)
    const months = date.year * 12 + date.month - period.startsIn
    return String(Math.floor(months / (period.fiscal === 'quarter' ? 3 : 12)))
  }
  if (period === 'day') return date.toString()
  if (period === 'week') return `${date.yearOfWeek} ${date.weekOfYear}`
  if (period === 'month') return date.toString().slice(0, 7)
  return period === 'year' ? String(date.year) : `${date.year} ${Math.ceil(date.month / 3)}`
}

const listed = new Map<string, Stretch[]>()
/** The periods of a place, found once. */
export function periodsOf(place: Place, period: PeriodName): Stretch[] {
  const key = JSON.stringify([place, period])
  const found = listed.get(key) ?? (period === 'hour' ? hoursOf(place) : foundPeriods(place, period))
  listed.set(key, found)
  return found
}

/** Every period of the place's days, the first one clipped by the term; the last one only if it ends there. */
function foundPeriods(place: Place, period: PeriodName): Stretch[] {
  const edges = dayEdges(place)
  const first = Temporal.PlainDate.from(place.first)
  const found: { from: number; to: number }[] = []
  let last: string | null = null
  for (let i = 0; i < place.days; i++) {
    const name = nameOf(first.add({ days: i }), period)
    const [from, to] = [edges[i] ?? 0, edges[i + 1] ?? 0]
    const open = found.at(-1)
    if (open && name === last) open.to = to
    else found.push({ from, to })
    last = name
  }
  return nameOf(first.add({ days: place.days }), period) === last ? found.slice(0, -1) : found
}

/** Slots of one hour of the clock on the wall; of one that is shown twice, and of one in which it is set, each is its own. */
function hoursOf(place: Place): Stretch[] {
  const end = dayEdges(place).at(-1) ?? 0
  const found: { from: number; to: number }[] = []
  let last = ''
  for (let slot = 0; slot < end; slot++) {
    const wall = Temporal.Instant.fromEpochMilliseconds(beginOf(place) + slot * slotMs).toZonedDateTimeISO(
      place.zone,
    )
    const name = `${wall.toPlainDate()} ${wall.hour} ${wall.offset}`
    const open = found.at(-1)
    if (open && name === last) open.to = slot + 1
    else found.push({ from: slot, to: slot + 1 })
    last = name
  }
  return found
}

export interface Hours {
  /** 1 is Monday. */
  readonly days: readonly number[]
  /** Local minutes of the day; an end at or before the begin is on the next day. */
  readonly from: number
  readonly to: number
}

const looked = new Map<string, boolean[]>()
/** Whether the calendar is open in a slot, by looking at a clock on the wall; each slot is looked at once. */
export function isOpen(place: Place, hours: Hours, slot: number): boolean {
  const key = JSON.stringify([place.zone, place.first, hours])
  const seen = looked.get(key) ?? []
  looked.set(key, seen)
  seen[slot] ??= isOpenOnTheWall(place, hours, slot)
  return seen[slot]
}

function isOpenOnTheWall(place: Place, hours: Hours, slot: number): boolean {
  const wall = Temporal.Instant.fromEpochMilliseconds(beginOf(place) + slot * slotMs).toZonedDateTimeISO(
    place.zone,
  )
  const minute = wall.hour * 60 + wall.minute
  const today = hours.days.includes(wall.dayOfWeek)
  if (hours.from < hours.to) return today && hours.from <= minute && minute < hours.to
  const yesterday = hours.days.includes(wall.subtract({ days: 1 }).dayOfWeek)
  return (today && minute >= hours.from) || (yesterday && minute < hours.to)
}
