import { canonicalJson } from './canonical.ts'
import { type Period, type WindowTerms, windowAround } from './period.ts'
import type { AgreementTerms } from './schema/agreement.ts'
import type { ExclusionKind } from './schema/clauses.ts'
import type { Planned, Recurrence } from './schema/planned.ts'

type Recurring = Extract<Planned, { kind: 'recurring' }>

/** One span of planned time and when the text announced it, in UTC milliseconds. */
export interface PlannedSpan extends Period {
  readonly announcedAt: number
}

/**
 * The terms with the instant at which each planned time was announced: when the text that names it came into force
 * (`at`), or, where the text before named the same already, when that one did.
 */
export function announcedWith(
  terms: AgreementTerms,
  before: AgreementTerms | null,
  at: number,
): AgreementTerms {
  if (Object.values(terms.exclusions).every((rule) => rule.planned === undefined)) return terms
  const exclusions = Object.entries(terms.exclusions).map(([name, rule]): [string, ExclusionKind] => {
    if (rule.planned === undefined) return [name, rule]
    const known = new Map((before?.exclusions[name]?.planned ?? []).map((each) => [keyOf(each), each]))
    const planned = rule.planned.map((each) => ({
      ...each,
      announcedAt: known.get(keyOf(each))?.announcedAt ?? Math.max(each.announcedAt ?? at, at),
    }))
    return [name, { ...rule, planned }]
  })
  return { ...terms, exclusions: Object.fromEntries(exclusions) }
}

const keyOf = ({ announcedAt: _, ...written }: Planned): string => canonicalJson(written as never)

/** The planned spans that touch a span, whole, in order of time. Times that the clocks skip move on by the gap. */
export function plannedSpans(planned: readonly Planned[], span: Period, timeZone: string): PlannedSpan[] {
  return planned
    .flatMap((each) => occurrences(each, span, timeZone))
    .filter(({ from, to }) => from < to && from < span.to && to > span.from)
    .sort((a, b) => a.from - b.from || a.to - b.to)
}

function occurrences(each: Planned, span: Period, timeZone: string): PlannedSpan[] {
  const announcedAt = each.announcedAt ?? Number.POSITIVE_INFINITY
  if (each.kind === 'once')
    return [{ from: instantOf(each.from, timeZone), to: instantOf(each.to, timeZone), announcedAt }]
  return datesOf(each, span, timeZone).map((date) => ({
    from: instantAt(date, each.from, timeZone),
    to: instantAt(date, each.to > each.from ? each.to : each.to + 1440, timeZone),
    announcedAt,
  }))
}

const instantOf = (local: string, timeZone: string): number =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds

function instantAt(date: Temporal.PlainDate, minute: number, timeZone: string): number {
  const day = date.add({ days: Math.floor(minute / 1440) })
  const plainTime = Temporal.PlainTime.from({ hour: Math.floor((minute % 1440) / 60), minute: minute % 60 })
  return day.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds
}

/** The local dates on which it begins, from the day before a span on. */
function datesOf({ every, since, until }: Recurring, span: Period, timeZone: string): Temporal.PlainDate[] {
  const dateAt = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate()
  const first = later(dateAt(span.from).subtract({ days: 1 }), since)
  const last = dateAt(span.to)
  const found: Temporal.PlainDate[] = []
  for (let date = first; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    if (until !== undefined && date.toString() >= until) break
    if (every.some((rule) => recursOn(rule, date))) found.push(date)
  }
  return found
}

const later = (date: Temporal.PlainDate, other: string | undefined): Temporal.PlainDate =>
  other !== undefined && other > date.toString() ? Temporal.PlainDate.from(other) : date

/** A month without the date, such as a 31st in April, is left out. */
function recursOn(rule: Recurrence, date: Temporal.PlainDate): boolean {
  switch (rule.kind) {
    case 'daily':
      return true
    case 'weekday':
      return date.dayOfWeek === rule.day
    case 'dayOfMonth':
      return date.day === (rule.day === 'last' ? date.daysInMonth : rule.day)
    case 'weekdayOfMonth': {
      if (date.dayOfWeek !== rule.day) return false
      if (rule.ordinal === 'last') return date.day + 7 > date.daysInMonth
      return Math.ceil(date.day / 7) === ['first', 'second', 'third', 'fourth'].indexOf(rule.ordinal) + 1
    }
  }
}

/** From where on planned time matters for a period: the begin of the windows in which a kind is used up. */
export function plannedFrom({ budget, times }: ExclusionKind, from: number, terms: WindowTerms): number {
  const windows = [...(budget ?? []), ...(times ? [times] : [])].flatMap(({ per }) =>
    per === 'period' || per === 'exclusion' ? [] : [windowAround(from, per, terms).from],
  )
  return Math.min(from, ...windows)
}
