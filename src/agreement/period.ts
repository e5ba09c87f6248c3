import type { CalendarUnit, PeriodTerms } from './schema/commitments.ts'

/** A half-open stretch of time in UTC milliseconds. */
export interface Period {
  readonly from: number
  readonly to: number
}

export interface PeriodContext {
  readonly timeZone: string
  readonly term: { readonly from: number; readonly until: number | null }
}

const zoned = (at: number, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)

const dateOf = (at: number, timeZone: string): Temporal.PlainDate => zoned(at, timeZone).toPlainDate()
const midnight = (date: Temporal.PlainDate, timeZone: string): number =>
  date.toZonedDateTime(timeZone).epochMilliseconds

const unitMonths: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 }

/** The calendar unit that holds an instant, in the zone's local time; weeks begin on Monday. */
export function unitAround(at: number, unit: CalendarUnit, timeZone: string, startMonth = 1): Period {
  if (unit === 'hour') return hourAround(at, timeZone)
  const date = dateOf(at, timeZone)
  const first = firstDate(date, unit, startMonth)
  const next =
    unit === 'day'
      ? first.add({ days: 1 })
      : unit === 'week'
        ? first.add({ days: 7 })
        : first.add({ months: unitMonths[unit] ?? 1 })
  return { from: midnight(first, timeZone), to: midnight(next, timeZone) }
}

/** The hour of the clock; where the clock is set by half an hour in it, it ends and begins there. */
function hourAround(at: number, timeZone: string): Period {
  const local = zoned(at, timeZone)
  const sinceFull = (local.minute * 60 + local.second) * 1000 + local.millisecond
  const [from, to] = [at - sinceFull, at - sinceFull + 3_600_000]
  const [before, after] = [
    zoned(at + 1, timeZone).getTimeZoneTransition('previous'),
    local.getTimeZoneTransition('next'),
  ]
  return {
    from: Math.max(from, before?.epochMilliseconds ?? from),
    to: Math.min(to, after?.epochMilliseconds ?? to),
  }
}

function firstDate(date: Temporal.PlainDate, unit: CalendarUnit, startMonth: number): Temporal.PlainDate {
  if (unit === 'day' || unit === 'hour') return date
  if (unit === 'week') return date.subtract({ days: date.dayOfWeek - 1 })
  const months = unitMonths[unit] ?? 1
  const since = (((date.month - startMonth) % months) + months) % months
  return date.with({ day: 1 }).subtract({ months: since })
}

/** The n-th unit from an anchor date: counted from the anchor each time, so that the 31st does not drift. */
function billingAround(at: number, unit: CalendarUnit, anchor: string, timeZone: string): Period {
  if (unit === 'hour') return unitAround(at, 'hour', timeZone)
  const start = Temporal.PlainDate.from(anchor)
  const begin = (n: number): number => {
    if (unit === 'day') return midnight(start.add({ days: n }), timeZone)
    if (unit === 'week') return midnight(start.add({ weeks: n }), timeZone)
    return midnight(start.add({ months: n * (unitMonths[unit] ?? 1) }), timeZone)
  }
  const date = dateOf(at, timeZone)
  const days = start.until(date, { largestUnit: 'days' }).days
  const months = (date.year - start.year) * 12 + date.month - start.month
  let n =
    unit === 'day'
      ? days
      : unit === 'week'
        ? Math.floor(days / 7)
        : Math.floor(months / (unitMonths[unit] ?? 1))
  while (begin(n) > at) n--
  while (begin(n + 1) <= at) n++
  return { from: begin(n), to: begin(n + 1) }
}

/** The span of a trailing length that ends at an instant. */
function trailingUntil(
  to: number,
  terms: Extract<PeriodTerms, { kind: 'trailing' }>,
  timeZone: string,
): Period {
  const { unit, count } = terms.length
  if (unit === 'ms') return { from: to - count, to }
  const end = zoned(to, timeZone)
  return { from: end.subtract(unit === 'day' ? { days: count } : { months: count }).epochMilliseconds, to }
}

/** The whole period of `terms` that holds an instant, before the term clips it. For trailing: the one that ends at the next local midnight. */
export function wholePeriod(terms: PeriodTerms, at: number, timeZone: string): Period {
  switch (terms.kind) {
    case 'calendar':
      return unitAround(at, terms.unit, timeZone)
    case 'billing':
      return billingAround(at, terms.unit, terms.anchor, timeZone)
    case 'fiscal':
      return unitAround(at, terms.unit, timeZone, terms.startsIn)
    case 'trailing':
      return trailingUntil(unitAround(at, 'day', timeZone).to, terms, timeZone)
    case 'incident':
      return { from: at, to: at }
  }
}

/** What the windows of budgets and caps are counted from. */
export interface WindowTerms {
  readonly timeZone: string
  readonly term: { readonly from: string }
}

/** The window that holds an instant; a year of the contract begins on the day of the year on which the term began. */
export const windowAround = (
  at: number,
  unit: CalendarUnit | 'contract year',
  { timeZone, term }: WindowTerms,
): Period =>
  unit === 'contract year' ? billingAround(at, 'year', term.from, timeZone) : unitAround(at, unit, timeZone)

/** Clips to the term; null where nothing is left. */
export function clipToTerm(period: Period, term: PeriodContext['term']): Period | null {
  const from = Math.max(period.from, term.from)
  const to = term.until === null ? period.to : Math.min(period.to, term.until)
  return from < to ? { from, to } : null
}

/** The period that holds an instant, clipped by the term; null outside of the term. */
export function periodAt(terms: PeriodTerms, at: number, context: PeriodContext): Period | null {
  if (at < context.term.from || (context.term.until !== null && at >= context.term.until)) return null
  return clipToTerm(wholePeriod(terms, at, context.timeZone), context.term)
}

/** The trailing span that ends at an instant (a claim), clipped by the term; null for other periods and outside of the term. */
export function trailingTo(terms: PeriodTerms, to: number, context: PeriodContext): Period | null {
  if (terms.kind !== 'trailing' || to <= context.term.from) return null
  if (context.term.until !== null && to > context.term.until) return null
  return clipToTerm(trailingUntil(to, terms, context.timeZone), context.term)
}

/** The period after one, clipped by the term; null at the term's end. */
export function periodAfter(terms: PeriodTerms, period: Period, context: PeriodContext): Period | null {
  return periodAt(
    terms,
    terms.kind === 'trailing' ? unitAround(period.to, 'day', context.timeZone).from : period.to,
    context,
  )
}

/** The period before one, clipped by the term; null at the term's begin. */
export function periodBefore(terms: PeriodTerms, period: Period, context: PeriodContext): Period | null {
  return periodAt(
    terms,
    (terms.kind === 'trailing' ? unitAround(period.to - 1, 'day', context.timeZone).from : period.from) - 1,
    context,
  )
}

/** Every period that [from, to) touches, in order, clipped by the term. Trailing ones are touched as long as they look back on it. */
export function periodsTouching(terms: PeriodTerms, span: Period, context: PeriodContext): Period[] {
  const found: Period[] = []
  const end = context.term.until === null ? Number.POSITIVE_INFINITY : context.term.until
  let next = periodAt(terms, Math.max(span.from, context.term.from), context)
  while (next !== null && found.length < 100_000) {
    const over = terms.kind === 'trailing' ? next.from >= span.to : next.from >= span.to || next.from >= end
    if (over) break
    found.push(next)
    next = periodAfter(terms, next, context)
  }
  return found
}
