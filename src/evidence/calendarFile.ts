import ical, { type VEvent } from 'node-ical'
import { withoutHidden } from '../agreement/hidden.ts'
import { CalendarProblem, checkEvent, checkFile, checkRule } from './calendarRules.ts'

/** One occurrence of an event of a calendar file. */
export interface Occurrence {
  /** The event's UID and the occurrence's original begin: the same whenever the file is read. */
  readonly key: string
  readonly summary: string
  /** UTC milliseconds, [from, to). */
  readonly from: number
  readonly to: number
}

export type CalendarReading =
  | { readonly ok: true; readonly occurrences: readonly Occurrence[] }
  | { readonly ok: false; readonly problem: string }

export interface CalendarQuestion {
  /** In which days and times without a zone are meant. */
  readonly timeZone: string
  /** Occurrences that begin in [from, until); UTC milliseconds. */
  readonly from: number
  readonly until: number
  /** More occurrences are refused; what is announced by one request unless given. */
  readonly most?: number
}

const mostAnnounced = 400
const mostEvents = 200
const dayMs = 86_400_000
const timed = /^(DTSTART|DTEND|EXDATE|RECURRENCE-ID)((?:;[^:]*)?):(.*)$/i

/**
 * The occurrences of an iCalendar file (RFC 5545), with rules, exceptions and moved occurrences. Everything is unrolled
 * on the wall clock of the event's zone and turned into instants here: an occurrence at a time that the clocks skip is
 * as long after the hour before as written, and every occurrence lasts exactly as long as the first.
 */
export function readCalendar(text: string, question: CalendarQuestion): CalendarReading {
  try {
    return { ok: true, occurrences: occurrencesIn(text, question) }
  } catch (error) {
    return {
      ok: false,
      problem: error instanceof CalendarProblem ? error.message : 'it is no iCalendar file',
    }
  }
}

function occurrencesIn(text: string, question: CalendarQuestion): Occurrence[] {
  const lines = text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/)
  checkFile(lines)
  const zones = new Map<string, string>()
  const parsed = ical.sync.parseICS(onWallClock(lines, question.timeZone, zones).join('\r\n'))
  const events = Object.values(parsed).filter((each): each is VEvent => each?.type === 'VEVENT')
  if (events.length > mostEvents) throw new CalendarProblem(`it has more than ${mostEvents} events`)
  const found: Occurrence[] = []
  for (const event of events) {
    found.push(...unrolled(event, zones.get(event.uid) ?? question.timeZone, question))
    const most = question.most ?? mostAnnounced
    if (found.length > most)
      throw new CalendarProblem(`it has more than ${most} occurrences that could be announced`)
  }
  return found.sort((a, b) => a.from - b.from || (a.key < b.key ? -1 : 1))
}

/** Every time as the wall clock of its event's zone shows it, written as if that were UTC. */
function onWallClock(lines: readonly string[], ownZone: string, zones: Map<string, string>): string[] {
  const isKept = blocksOf(lines)
  const kept = lines.filter((_, i) => isKept[i])
  const begins = kept.flatMap((line, i) => (/^BEGIN:VEVENT$/i.test(line.trim()) ? [i] : []))
  const zoneOfLine: string[] = []
  const masters = new Set<string>()
  for (const [n, begin] of begins.entries()) {
    const event = kept.slice(begin, begins[n + 1] ?? kept.length)
    const start = event
      .map((line) => timed.exec(line))
      .find((match) => match?.[1]?.toUpperCase() === 'DTSTART')
    const zone = start ? zoneOf(start[2] ?? '', start[3] ?? '', ownZone) : ownZone
    const uid = event.find((line) => /^UID[:;]/i.test(line))?.replace(/^UID[^:]*:/i, '')
    checkEvent(event, uid?.trim() ?? '', masters)
    if (uid !== undefined && !zones.has(uid)) zones.set(uid, zone)
    for (let i = begin; i < begin + event.length; i++) zoneOfLine[i] = zones.get(uid ?? '') ?? zone
  }
  return kept.map((line, i) => {
    const zone = zoneOfLine[i]
    return zone === undefined ? line : rewritten(line, zone, ownZone)
  })
}

/** Alarms and zone definitions have times of their own, and are not needed. */
function blocksOf(lines: readonly string[]): boolean[] {
  let depth = 0
  return lines.map((line) => {
    if (/^BEGIN:(VALARM|VTIMEZONE)$/i.test(line.trim())) depth++
    const isKept = depth === 0
    if (/^END:(VALARM|VTIMEZONE)$/i.test(line.trim())) depth--
    return isKept
  })
}

function rewritten(line: string, zone: string, ownZone: string): string {
  if (/^RRULE/i.test(line)) return ruleOnWallClock(line, zone)
  const match = timed.exec(line)
  if (!match) return line
  const [, name = '', parameters = '', values = ''] = match
  if (/VALUE=DATE(?:;|$)/i.test(parameters) || /^\d{8}(?:,|$)/.test(values)) {
    for (const value of values.split(',')) localTime(value, /^(\d{4})(\d\d)(\d\d)$/)
    return line
  }
  const walls = values.split(',').map((value) => {
    const from = zoneOf(parameters, value, ownZone)
    return from === zone ? written(localTime(value)) : wallOf(instantOf(value, from), zone)
  })
  return `${name}:${walls.map((wall) => `${wall}Z`).join(',')}`
}

function ruleOnWallClock(line: string, zone: string): string {
  checkRule(line)
  return line.replace(
    /UNTIL=(\d{8}T\d{6})Z/i,
    (_, until: string) => `UNTIL=${wallOf(instantOf(until, 'UTC'), zone)}Z`,
  )
}

function zoneOf(parameters: string, value: string, ownZone: string): string {
  if (/Z$/i.test(value.trim())) return 'UTC'
  const named = /;TZID="?([^";:]+)"?/i.exec(parameters)?.[1]
  if (named === undefined) return ownZone
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(named)
    return named
  } catch {
    throw new CalendarProblem(
      `there is no time zone "${named.slice(0, 60)}": write one such as Europe/Berlin`,
    )
  }
}

/** A day or time that exists; what is written as a leap second is the second before it, as RFC 5545 says. */
function localTime(
  text: string,
  form = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z?$/i,
): Temporal.PlainDateTime {
  const match = form.exec(text.trim())
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match?.slice(1).map(Number) ?? []
  const fields = { year, month, day, hour, minute, second: second === 60 ? 59 : second }
  try {
    return Temporal.PlainDateTime.from(fields, { overflow: 'reject' })
  } catch {
    throw new CalendarProblem(`"${text.slice(0, 40)}" is no time`)
  }
}

const instantOf = (wall: string, zone: string): number =>
  localTime(wall).toZonedDateTime(zone).epochMilliseconds

const written = (wall: Temporal.PlainDateTime): string =>
  wall.toString({ fractionalSecondDigits: 0 }).replace(/[-:]/g, '')

const wallOf = (at: number, zone: string): string =>
  written(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime())

function unrolled(event: VEvent, zone: string, { from, until }: CalendarQuestion): Occurrence[] {
  // A wall clock is at most a day away from UTC.
  const range = { from: new Date(from - 2 * dayMs), to: new Date(until + 2 * dayMs) }
  return ical
    .expandRecurringEvent(event, range)
    .flatMap((instance): Occurrence[] => {
      const own = instance.event as VEvent
      if (/^cancelled$/i.test(own.status ?? '')) return []
      const isWholeDay = instance.isFullDay
      const start = isWholeDay ? midnightOf(instance.start, zone) : inZone(instance.start, zone)
      const lasts = inZone(own.end ?? own.start, zone) - inZone(own.start, zone)
      if (lasts < 0) throw new CalendarProblem('an event ends before it begins')
      const to = isWholeDay ? midnightOf(instance.end, zone) : start + lasts
      const origin = own.recurrenceid ?? instance.start
      const key = `${event.uid} ${isWholeDay ? midnightOf(origin, zone) : inZone(origin, zone)}`
      const summary = typeof instance.summary === 'string' ? instance.summary : (instance.summary?.val ?? '')
      return to > start ? [{ key, summary: withoutHidden(summary), from: start, to }] : []
    })
    .filter((each) => each.from >= from && each.from < until)
}

/** What was written as if it were UTC is the wall clock of the zone; a time that is skipped moves on by the gap. */
const inZone = (wall: Date, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(wall.getTime())
    .toZonedDateTimeISO('UTC')
    .toPlainDateTime()
    .toZonedDateTime(zone).epochMilliseconds

/** Days without a time come as midnights of the process's own zone. */
const midnightOf = (day: Date, zone: string): number =>
  Temporal.PlainDate.from({
    year: day.getFullYear(),
    month: day.getMonth() + 1,
    day: day.getDate(),
  }).toZonedDateTime(zone).epochMilliseconds
