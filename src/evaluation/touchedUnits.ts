import { isWorkingDay } from '../agreement/calendar.ts'
import { fraction } from '../agreement/fraction.ts'
import { unitAround } from '../agreement/period.ts'
import { satisfies } from '../agreement/quantity.ts'
import type { Touched } from '../agreement/schema/credits.ts'
import { intersect, type Span, type Spans, total, union } from '../agreement/spans.ts'
import { qualifying } from './creditQuantities.ts'
import type { CreditContext } from './gifts.ts'

/** An hour, day or week of the calendar, with the milliseconds of it that count. */
export interface TouchedUnit {
  readonly span: Span
  readonly ms: number
}

/**
 * The units of the agreement's calendar of which some time counts, one after the other: once for all outages, or with
 * `per: outage` for each by itself.
 */
export function touchedUnits(rule: Touched, context: CreditContext): TouchedUnit[] {
  const parts = timesOf(rule, context)
  const asked = rule.per === 'outage' ? parts.map((each) => union(each)) : [union(parts.flat())]
  return asked.flatMap((spans) => unitsOf(spans, rule, context))
}

/** The counted time of each outage, or of each late answer what the rule asks for. */
function timesOf({ of }: Touched, context: CreditContext): Spans[] {
  const { late, outages } = context.measured
  if (late)
    return late.map(({ from, to, due }) => {
      const begin = of === 'excess' ? due : from
      return begin < to ? [{ from: begin, to }] : []
    })
  return (of === 'outage' ? qualifying(context) : outages).map(({ inside }) => inside)
}

function unitsOf(spans: Spans, rule: Touched, context: CreditContext): TouchedUnit[] {
  const { timeZone } = context.fees.terms
  const units: TouchedUnit[] = []
  let [at] = spans.map(({ from }) => from)
  while (at !== undefined) {
    const unit = unitAround(at, rule.unit, timeZone)
    const ms = total(intersect(spans, [unit]))
    if (counts({ span: unit, ms }, rule, context)) units.push({ span: unit, ms })
    at = spans.find(({ to }) => to > unit.to)?.from
    if (at !== undefined) at = Math.max(at, unit.to)
  }
  return units
}

function counts({ span, ms }: TouchedUnit, { down, calendar }: Touched, context: CreditContext): boolean {
  if (ms === 0 || (down !== null && !satisfies(fraction(ms, 1000), down))) return false
  if (calendar === null) return true
  const { timeZone } = context.fees.terms
  const day = Temporal.Instant.fromEpochMilliseconds(span.from).toZonedDateTimeISO(timeZone).toPlainDate()
  return isWorkingDay(calendar, day, context.calendars)
}
