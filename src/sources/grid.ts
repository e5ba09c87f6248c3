import { createHash } from 'node:crypto'
import { Cron, CronPattern } from 'croner'
import type { CronReading } from '../agreement/sourceDefinition.ts'
import type { Schedule, SourceTerms } from '../agreement/sourceTerms.ts'

/**
 * The slots of a schedule on the UTC time line. A slot begins at its instant and ends where the next one begins.
 * `next` gives the first slot strictly after an instant; `shortestGapMs` and
 * `longestGapMs` are the least and the greatest distance of two neighbours.
 */
export interface Grid {
  next(after: number): number
  readonly shortestGapMs: number
  readonly longestGapMs: number
}

/** The slots of one source, moved by its own offset: `at` is slot + offset. */
export interface SourceSlots {
  readonly offsetMs: number
  /** How long after its due instant a history is read, so that equal schedules do not ask all at once. */
  readonly spreadMs: number
  readonly grid: Grid
  /** The first `at` strictly after an instant. */
  nextAt(after: number): number
  /** The end of the slot that an `at` belongs to, offset included: where the next slot's `at` lies. */
  endOf(at: number): number
}

/** Beyond this no slot is looked for: the last instant of a Date. */
const never = 8.64e15
const dayMs = 86_400_000
const minuteMs = 60_000
const mostSpreadMs = 10_000

/** Only what a grid needs of a source. */
export type Scheduled = Pick<SourceTerms, 'identity' | 'look' | 'schedule'>

const listed = (flags: readonly number[]): number[] => flags.flatMap((set, value) => (set ? [value] : []))

/** Six fields, seconds first; five get second 0. */
const fieldsOf = (expression: string): string[] => {
  const fields = expression.trim().split(/\s+/)
  return fields.length === 5 ? ['0', ...fields] : fields
}

const isOpen = (field: string | undefined): boolean => field === '*' || field === '?'

/**
 * Why a cron expression cannot be a schedule, or null where it can. A text that restricts both the day of the month
 * and the day of the week is refused, since cron programs read it in two ways ("both" and "either").
 */
export function cronProblem(expression: string): string | null {
  const fields = fieldsOf(expression)
  if (fields.length !== 6)
    return `a cron expression has 5 fields, or 6 with seconds first; this has ${fields.length}`
  if (!isOpen(fields[3]) && !isOpen(fields[5]))
    return 'restricts both the day of the month and the day of the week, which cron programs read in two ways; give only one of them'
  try {
    return dayCron(fields).nextRun(new Date(0)) && gridOf({ kind: 'cron', expression }) ? null : 'never comes'
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/^CronPattern: /, '')
  }
}

/** What the agreement's parser needs to know of a cron expression. */
export function readCron(expression: string): CronReading {
  const problem = cronProblem(expression)
  if (problem !== null) return { ok: false, problem }
  const { shortestGapMs, longestGapMs } = gridOf({ kind: 'cron', expression })
  return { ok: true, shortestGapMs, longestGapMs }
}

/** The UTC days on which an expression runs at all, as an expression of its own. */
const dayCron = (fields: readonly string[]): Cron =>
  new Cron(`0 0 0 ${fields.slice(3).join(' ')}`, {
    timezone: 'UTC',
    mode: '6-part',
    domAndDow: true,
    paused: true,
  })

interface DayTimes {
  /** The first time of day (ms) at or after `ms`, or null where the day has no more. */
  from(ms: number): number | null
  readonly first: number
  readonly last: number
  readonly gapsMs: ReadonlySet<number>
}

const gapsOf = (values: readonly number[], unitMs: number, spanMs: number): number[] =>
  values.slice(1).map((value, i) => (value - (values[i] ?? 0)) * unitMs - spanMs)

/** The times of day of an expression: in UTC they are the same on each day that it runs on. */
function dayTimes(expression: string): DayTimes {
  const pattern = new CronPattern(expression, 'UTC', { mode: '6-part' })
  const [hours, minutes, seconds] = [listed(pattern.hour), listed(pattern.minute), listed(pattern.second)]
  const spans = (values: readonly number[], unit: number): number =>
    ((values.at(-1) ?? 0) - (values[0] ?? 0)) * unit
  const [secondsSpan, minutesSpan] = [spans(seconds, 1000), spans(minutes, minuteMs)]
  const gaps = [
    ...gapsOf(seconds, 1000, 0),
    ...gapsOf(minutes, minuteMs, secondsSpan),
    ...gapsOf(hours, 60 * minuteMs, secondsSpan + minutesSpan),
  ]
  const at = (h: number, m: number, s: number): number => (h * 60 + m) * minuteMs + s * 1000
  const inHour = (h: number, ms: number): number | null => {
    for (const m of minutes) {
      if (at(h, m, seconds.at(-1) ?? 0) < ms) continue
      return at(h, m, seconds.find((s) => at(h, m, s) >= ms) ?? 0)
    }
    return null
  }
  const from = (ms: number): number | null => {
    for (const h of hours) {
      const found = at(h + 1, 0, 0) > ms ? inHour(h, ms) : null
      if (found !== null) return found
    }
    return null
  }
  const first = at(hours[0] ?? 0, minutes[0] ?? 0, seconds[0] ?? 0)
  return {
    from,
    first,
    last: first + secondsSpan + minutesSpan + spans(hours, 60 * minuteMs),
    gapsMs: new Set(gaps),
  }
}

const daysLookedAt = 500

/** Distances (ms) between days on which an expression runs, until both ends of what can be are seen. */
function dayGaps(fields: readonly string[], days: Cron): Set<number> {
  if (fields.slice(3).every(isOpen)) return new Set([dayMs])
  const gaps = new Set<number>()
  let day = days.nextRun(new Date(0))
  for (let seen = 0; day && seen < daysLookedAt; seen++) {
    const next = days.nextRun(day)
    if (next) gaps.add(next.getTime() - day.getTime())
    if (gaps.size > 1 && gaps.has(dayMs)) break
    day = next
  }
  return gaps
}

function cronGrid(expression: string): Grid {
  const fields = fieldsOf(expression)
  const [days, times] = [dayCron(fields), dayTimes(fields.join(' '))]
  const everyDay = fields.slice(3).every(isOpen)
  const gaps = new Set([
    ...times.gapsMs,
    ...[...dayGaps(fields, days)].map((gap) => gap + times.first - times.last),
  ])
  // The day last found: slots are mostly asked for in order, and a look at the calendar is the dear part.
  let known = { day: Number.NaN, next: Number.NaN }
  const dayAtOrAfter = (day: number): number => {
    if (everyDay) return day
    if (day > known.day && day <= known.next) return known.next
    known = { day: day - 1, next: days.nextRun(new Date(day - 1))?.getTime() ?? never }
    return known.next
  }
  const next = (after: number): number => {
    const today = Math.floor(after / dayMs) * dayMs
    const time = dayAtOrAfter(today) === today ? times.from(after - today + 1) : null
    return time === null ? Math.min(never, dayAtOrAfter(today + dayMs) + times.first) : today + time
  }
  return { next, shortestGapMs: Math.min(...gaps, never), longestGapMs: Math.max(...gaps) }
}

/** The grid of a schedule. Throws where a cron expression is not one (see `cronProblem`). */
export function gridOf(schedule: Schedule): Grid {
  if (schedule.kind === 'cron') return cronGrid(schedule.expression)
  const { intervalMs } = schedule
  return {
    next: (after) => (Math.floor(after / intervalMs) + 1) * intervalMs,
    shortestGapMs: intervalMs,
    longestGapMs: intervalMs,
  }
}

/** A share of 1 that belongs to an identity: the same on every machine and after every restart. */
function shareOf(identity: string): number {
  return createHash('sha256').update(identity).digest().readUIntBE(0, 6) / 2 ** 48
}

/**
 * Where in its slots a source looks, in whole ms: spread over the slot of `every`, over at most a minute of cron's.
 * Sources with a history of their own and heartbeats are read for whole slots and have none.
 */
function offsetIn(source: Scheduled, grid: Grid): number {
  if (source.look.kind === 'prometheus' || source.look.kind === 'heartbeat') return 0
  const span = source.schedule?.kind === 'cron' ? Math.min(grid.shortestGapMs, minuteMs) : grid.shortestGapMs
  return span < 1000 ? 0 : Math.floor(shareOf(source.identity) * span)
}

/** The slots of a source, or null where nobody looks: pushed and declared sources report by themselves. */
export function slotsOf(
  source: Scheduled,
  gridFor: (schedule: Schedule) => Grid = gridOf,
): SourceSlots | null {
  if (!source.schedule || source.look.kind === 'push' || source.look.kind === 'declared') return null
  const grid = gridFor(source.schedule)
  const offsetMs = offsetIn(source, grid)
  const nextAt = (after: number): number => grid.next(after - offsetMs) + offsetMs
  const spreadMs = Math.floor(shareOf(source.identity) * Math.min(grid.shortestGapMs / 4, mostSpreadMs))
  return { offsetMs, spreadMs, grid, nextAt, endOf: nextAt }
}

/** The offset of a source inside its slots in ms; 0 where it has no schedule. */
export const offsetOf = (source: Scheduled): number => slotsOf(source)?.offsetMs ?? 0

/** The first instant strictly after `after` at which the source looks; Infinity where it never does. */
export const nextAt = (source: Scheduled, after: number): number => slotsOf(source)?.nextAt(after) ?? Infinity

/** The instants in (after, until] at which the source looks, one by one: months of seconds cost no memory. */
export function* slotsBetween(source: Scheduled, after: number, until: number): Generator<number> {
  const slots = slotsOf(source)
  if (!slots) return
  for (let at = slots.nextAt(after); at <= until && at < never; at = slots.nextAt(at)) yield at
}

/** A cache of grids for many sources with equal schedules, each compiled once. */
export function gridCache(): (schedule: Schedule) => Grid {
  const grids = new Map<string, Grid>()
  return (schedule) => {
    const key = schedule.kind === 'cron' ? schedule.expression : String(schedule.intervalMs)
    const grid = grids.get(key) ?? gridOf(schedule)
    grids.set(key, grid)
    return grid
  }
}
