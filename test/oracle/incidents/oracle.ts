import { cents, stepsIn } from '../money/figures.ts'
import { beginOf, dayEdges, type Place, periodsOf, type Stretch, slotMs } from '../values/calendar.ts'
import { type Figure, figure, times } from '../values/figures.ts'
import { type Cap, feeCents, type IncidentScene } from './contract.ts'
import { type Incident, incidentsOf } from './outages.ts'

/* What each outage is worth, alone and together with the others of its month. */
export interface Judged extends Incident {
  readonly isMissed: boolean
  readonly certainAt: number | null
  /** A share of the fee, or plain money. */
  readonly worth: Worth
  readonly claimUntil: string | null
  readonly state: string
  readonly month: number
}
export interface Worth {
  readonly percent: Figure | null
  readonly units: Figure | null
  /** Cents of its own; null for points, which are money at the month's end. */
  readonly cents: bigint | null
  readonly points: number
}

const nothing: Worth = { percent: figure(0), units: null, cents: 0n, points: 0 }
const share = (tenths: number): Figure => figure(tenths, 1000)
const ofFee = (part: Figure): bigint => cents(times(figure(feeCents, 100), part), 'halfUp')

/** The place of the months that the scene's days lie in, from the first day of the term. */
const yearOf = ({ place }: IncidentScene): Place => ({ ...place, days: 150 })
export const monthsOf = (scene: IncidentScene): Stretch[] => periodsOf(yearOf(scene), 'month')
const monthAt = (scene: IncidentScene, slot: number): number =>
  monthsOf(scene).findIndex(({ from, to }) => from <= slot && slot < to)

/** Of a whole month, though the term may have clipped it. */
function wholeMonth(scene: IncidentScene, slot: number): { days: number; slots: number } {
  const at = zoned(scene, slot * slotMs).toPlainDate()
  const [first, last] = [at.with({ day: 1 }), at.with({ day: at.daysInMonth }).add({ days: 1 })]
  const ms = (day: Temporal.PlainDate) => day.toZonedDateTime(scene.place.zone).epochMilliseconds
  return { days: at.daysInMonth, slots: (ms(last) - ms(first)) / slotMs }
}
const zoned = ({ place }: IncidentScene, ms: number): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(beginOf(place) + ms).toZonedDateTimeISO(place.zone)

function worthOf(scene: IncidentScene, { from, counted }: Incident, missesInRow: number): Worth {
  const { schedule, target } = scene
  const bad = counted.length
  const percent = (part: Figure): Worth =>
    part[0] === 0n
      ? nothing
      : { percent: times(part, figure(100)), units: null, cents: ofFee(part), points: 0 }
  switch (schedule.kind) {
    case 'pool':
      return percent(times(share(schedule.atRisk), share(schedule.item)))
    case 'steps': {
      const quantity = schedule.of === 'excess' ? bad - target : bad
      const count = stepsIn(figure(quantity), figure(schedule.slots), schedule.step)
      return percent(times(share(schedule.tenths), count))
    }
    case 'bands': {
      const i = schedule.until.findIndex((until) => bad <= until)
      return percent(share(schedule.tenths[i === -1 ? schedule.until.length : i] ?? 0))
    }
    case 'once': {
      const { give, multiplier } = schedule
      const factor = multiplier !== null && missesInRow > 1 ? multiplier : 1
      const none = { percent: null, units: null, cents: null, points: 0 }
      const month = wholeMonth(scene, from)
      switch (give.unit) {
        case 'percent':
          return percent(times(share(give.tenths), figure(factor)))
        case 'money':
          return { ...none, cents: BigInt(give.cents * factor) }
        case 'points':
          return { ...none, units: figure(give.count * factor), points: give.count * factor }
        case 'days':
          return {
            ...none,
            units: figure(give.count * factor),
            cents: ofFee(figure(give.count * factor, month.days)),
          }
        case 'multiple':
          return { ...none, cents: ofFee(figure(give.count * factor * bad, month.slots)) }
      }
    }
  }
}

/** The first millisecond beyond what the target leaves, and not before it is known to be an outage. */
function certainAt({ target }: IncidentScene, { counted, shapedAt }: Incident): number {
  return Math.max(shapedAt, (counted[target] ?? 0) * slotMs + 1)
}

/** The end of the scene's days, as of which one looks. */
export const asOfSlot = ({ place }: IncidentScene): number => dayEdges(place).at(-1) ?? 0

function claimOf(scene: IncidentScene, { from, to }: Incident): { state: string; claimUntil: string | null } {
  if (scene.claim === null) return { state: 'automatic', claimUntil: null }
  const { days, after } = scene.claim
  const last = zoned(scene, (after === 'incident' ? from : to) * slotMs)
    .toPlainDate()
    .add({ days })
  const end = last.add({ days: 1 }).toZonedDateTime(scene.place.zone).epochMilliseconds
  const isOver = end <= beginOf(scene.place) + asOfSlot(scene) * slotMs
  return { state: isOver ? 'expired' : 'claimable', claimUntil: last.toString() }
}

export function judgedOf(scene: IncidentScene): Judged[] {
  let missesInRow = 0
  return incidentsOf(scene).map((incident): Judged => {
    const isMissed = incident.counted.length > scene.target
    missesInRow = isMissed ? missesInRow + 1 : 0
    const worth = isMissed ? worthOf(scene, incident, missesInRow) : nothing
    const isNothing = worth.points === 0 && worth.cents === 0n
    return {
      ...incident,
      isMissed,
      worth,
      certainAt: isMissed ? certainAt(scene, incident) : null,
      month: monthAt(scene, incident.from),
      ...(isNothing ? { state: 'none', claimUntil: null } : claimOf(scene, incident)),
    }
  })
}

const limitOf = (cap: Cap): bigint => ('cents' in cap ? BigInt(cap.cents) : ofFee(share(cap.tenths)))
const least = (all: readonly bigint[]): bigint => all.reduce((a, b) => (a < b ? a : b))
const most = (all: readonly bigint[]): bigint => all.reduce((a, b) => (a > b ? a : b), 0n)

export interface Month {
  readonly from: number
  readonly amount: bigint
  readonly isCapped: boolean
}
/** What each month owes: each outage under its own caps, then joined, then under those of the month and the year. */
export function monthsOwed(scene: IncidentScene, judged: readonly Judged[]): Month[] {
  const given: bigint[] = []
  return monthsOf(scene).flatMap(({ from }, month): Month[] => {
    given[month] = 0n
    const here = judged.filter((each) => each.month === month && each.state !== 'none')
    if (here.length === 0) return []
    const paying = here.filter(({ state }) => state !== 'expired')
    const own = paying.map(({ worth }) => worth.cents ?? 0n)
    const ofEach = scene.caps.filter(({ per }) => per === 'incident').map(limitOf)
    const single = own.map((amount) => least([amount, ...ofEach]))
    const points = ofFee(
      figure(
        paying.reduce((sum, { worth }) => sum + worth.points, 0),
        100,
      ),
    )
    const before = scene.join === 'sum' ? single.reduce((a, b) => a + b, points) : most([...single, points])
    let left = before
    for (const cap of scene.caps) {
      if (cap.per === 'incident') continue
      const spent = cap.per === 'month' ? 0n : given.slice(0, month).reduce((a, b) => a + b, 0n)
      const room = limitOf(cap) > spent ? limitOf(cap) - spent : 0n
      left = least([left, room])
    }
    given[month] = left
    return [{ from, amount: left, isCapped: left < before || own.some((amount, i) => amount !== single[i]) }]
  })
}

/** Whether two starts, in slots, lie in one span. */
function isTogether(scene: IncidentScene, before: number, start: number): boolean {
  const { trigger } = scene
  if (trigger.kind === 'missed') return false
  const { within } = trigger
  if (typeof within !== 'string') return (start - before) * slotMs < within.days * 86_400_000
  const name = (slot: number) => {
    const { year, month } = zoned(scene, slot * slotMs)
    return within === 'month' ? `${year} ${month}` : `${year} ${Math.ceil(month / 3)}`
  }
  return name(before) === name(start)
}

/** Milliseconds from the begin of the term at which a right arises. */
export function rightsOf(scene: IncidentScene, judged: readonly Judged[]): number[] {
  const { trigger } = scene
  switch (trigger.kind) {
    case 'missed':
      return missed(trigger, judged)
    case 'outages': {
      const long = judged.filter(({ counted }) => counted.length > trigger.slots)
      const met: number[] = []
      let waiting: Judged[] = []
      for (const each of long) {
        waiting = [...waiting.filter((one) => isTogether(scene, startOf(one), startOf(each))), each]
        if (waiting.length < trigger.times) continue
        met.push((each.counted[trigger.slots] ?? 0) * slotMs + 1)
        waiting = []
      }
      return met
    }
    case 'total':
      return totals(scene, trigger.slots, judged)
  }
}
/** An outage that counts begins where something of it counts. */
const startOf = ({ counted }: Judged): number => counted[0] ?? 0

function missed(rule: { times: number; outOf: number | null }, judged: readonly Judged[]): number[] {
  const used = new Set<number>()
  return judged.flatMap((each, i) => {
    if (!each.isMissed) return []
    const first = rule.outOf === null ? 0 : Math.max(0, i - rule.outOf + 1)
    const misses: number[] = []
    for (let j = i; j >= first; j--) {
      const isMiss = judged[j]?.isMissed && !used.has(j)
      if (rule.outOf === null && !isMiss) break
      if (isMiss) misses.push(j)
    }
    if (misses.length < rule.times) return []
    for (const j of misses) used.add(j)
    return [each.certainAt ?? 0]
  })
}

/** Counted slots one after the other; an outage over the edge of a calendar's unit counts in each. */
function totals(scene: IncidentScene, limit: number, judged: readonly Judged[]): number[] {
  const { trigger } = scene
  const isCalendar = trigger.kind === 'total' && typeof trigger.within === 'string'
  const pieces = judged.flatMap(({ counted }) => {
    if (!isCalendar) return [counted]
    const parts: number[][] = []
    for (const slot of counted) {
      const last = parts.at(-1)
      if (last && isTogether(scene, last[0] ?? 0, slot)) last.push(slot)
      else parts.push([slot])
    }
    return parts
  })
  const met: number[] = []
  let waiting: (readonly number[])[] = []
  for (const piece of pieces) {
    waiting = waiting.filter((one) => isTogether(scene, one[0] ?? 0, piece[0] ?? 0))
    const before = waiting.reduce((sum, one) => sum + one.length, 0)
    waiting.push(piece)
    if (before + piece.length <= limit) continue
    met.push((piece[limit - before] ?? 0) * slotMs + 1)
    waiting = []
  }
  return met
}
