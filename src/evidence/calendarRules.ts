/** What a calendar file says and its reader would pass over or bend: who announces by it must know what it announces. */
export class CalendarProblem extends Error {}

const listOf = (form: string): RegExp => new RegExp(`^${form}(,${form})*$`, 'i')
const weekday = '(SU|MO|TU|WE|TH|FR|SA)'
const dayOfMonth = '[+-]?([1-9]|[12]\\d|3[01])'
const dayOfYear = '[+-]?([1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-6])'

/** The parts of a rule (RFC 5545, 3.3.10) with their values; others are refused. */
const parts: Readonly<Record<string, RegExp>> = {
  FREQ: /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/i,
  INTERVAL: /^[1-9]\d{0,3}$/,
  COUNT: /^[1-9]\d{0,8}$/,
  UNTIL: /^\d{8}(T\d{6}Z?)?$/i,
  WKST: listOf(weekday),
  BYDAY: listOf(`([+-]?[1-9]\\d?)?${weekday}`),
  BYMONTH: listOf('([1-9]|1[0-2])'),
  BYMONTHDAY: listOf(dayOfMonth),
  BYYEARDAY: listOf(dayOfYear),
  BYWEEKNO: listOf('[+-]?([1-9]|[1-4]\\d|5[0-3])'),
  BYSETPOS: listOf(dayOfYear),
}
/** Parts that RFC 5545 allows beside some frequencies only; elsewhere a reader passes over them. */
const onlyBeside: Readonly<Record<string, readonly string[]>> = {
  BYWEEKNO: ['YEARLY'],
  BYYEARDAY: ['YEARLY'],
  BYMONTHDAY: ['DAILY', 'MONTHLY', 'YEARLY'],
}

/** Throws a CalendarProblem where an RRULE has a part that would be passed over, or recurs within a day. */
export function checkRule(line: string): void {
  const value = line.slice(line.indexOf(':') + 1).trim()
  if (/(SECONDLY|MINUTELY|HOURLY)|BYSECOND|BYMINUTE|BYHOUR/i.test(value))
    throw new CalendarProblem('an event recurs more often than daily')
  const read = new Map<string, string>()
  for (const part of value.split(';')) {
    const [, name = '', text = ''] = /^([A-Z]+)=(.+)$/i.exec(part) ?? []
    const key = name.toUpperCase()
    if (!Object.hasOwn(parts, key) || !parts[key]?.test(text) || read.has(key))
      throw new CalendarProblem(`"${part.slice(0, 60)}" in a rule cannot be read`)
    read.set(key, text.toUpperCase())
  }
  const frequency = read.get('FREQ') ?? ''
  const stray = Object.entries(onlyBeside).find(([key, of]) => read.has(key) && !of.includes(frequency))
  if (stray) throw new CalendarProblem(`a rule has ${stray[0]} beside FREQ=${frequency}`)
}

const unread: readonly [RegExp, string][] = [
  [/^RDATE[:;]/i, 'an event lists dates of its own (RDATE): write a rule, or one event each'],
  [/^EXRULE[:;]/i, 'an event takes out dates by a rule (EXRULE): list them as EXDATE'],
]
const duration = /^DURATION(;[^:]*)?:[+-]?P(\d{1,4}W|(\d{1,5}D)?(T(\d{1,6}H)?(\d{1,7}M)?(\d{1,9}S)?)?)$/i

/** Throws a CalendarProblem for an event of which something would be left out without a word. */
export function checkEvent(lines: readonly string[], uid: string, masters: Set<string>): void {
  const has = (name: string): string | undefined =>
    lines.find((line) => new RegExp(`^${name}[:;]`, 'i').test(line))
  for (const [form, problem] of unread)
    if (lines.some((line) => form.test(line))) throw new CalendarProblem(problem)
  if (uid === '') throw new CalendarProblem('an event has no UID')
  const length = has('DURATION')
  if (length !== undefined && !duration.test(length.trim()))
    throw new CalendarProblem(`"${length.slice(0, 60)}" is no length`)
  const isOfDays = /VALUE=DATE(?:;|:)|:\d{8}$/i.test(has('DTSTART')?.trim() ?? '')
  const isCancelled = lines.some((line) => /^STATUS[^:]*:CANCELLED$/i.test(line.trim()))
  if (!isOfDays && !isCancelled && length === undefined && has('DTEND') === undefined)
    throw new CalendarProblem(`the event "${uid.slice(0, 60)}" has no length: give its DTEND`)
  if (has('RECURRENCE-ID') !== undefined) return
  if (lines.filter((line) => /^RRULE[:;]/i.test(line)).length > 1)
    throw new CalendarProblem('an event has two rules: write one event each')
  if (masters.has(uid)) throw new CalendarProblem(`two events have the UID "${uid.slice(0, 60)}"`)
  masters.add(uid)
}

/** Throws a CalendarProblem for a file that is no calendar, several at once, or one that takes events back. */
export function checkFile(lines: readonly string[]): void {
  if (lines[0]?.trim().toUpperCase() !== 'BEGIN:VCALENDAR')
    throw new CalendarProblem('it is no iCalendar file')
  if (lines.filter((line) => /^BEGIN:VCALENDAR$/i.test(line.trim())).length > 1)
    throw new CalendarProblem('it holds several calendars: send one after the other')
  if (lines.some((line) => /^METHOD[^:]*:CANCEL$/i.test(line.trim())))
    throw new CalendarProblem('it takes its events back (METHOD:CANCEL): withdraw them instead')
}
