import { isoInstant } from '../agreement/agreement.ts'
import { addLength, type DeadlineContext } from '../agreement/deadline.ts'
import { type Period, unitAround } from '../agreement/period.ts'
import type { ClaimTerms } from '../agreement/schema/claims.ts'
import type { Event } from '../evidence/event.ts'
import type { Measured } from './measured.ts'

export interface ClaimContext {
  readonly period: Period
  readonly nextPeriods: (count: number) => Period | null
  readonly measured: Measured
  readonly certainSince: number | null
  readonly events: readonly Event[]
  readonly asOf: number
  readonly deadlines: DeadlineContext
}

/** Where a due credit stands: by itself, open for a claim until a day, claimed, or too late. */
export interface ClaimState {
  readonly state: 'automatic' | 'claimable' | 'claimed' | 'expired'
  /** The last day, inclusive, or an instant for lengths in hours; null where there is none (yet). */
  readonly until: string | null
}

interface Deadline {
  /** The first millisecond that is too late. */
  readonly end: number
  readonly text: string
}

type Step = Extract<ClaimTerms, { kind: 'steps' }>['steps'][number]

export function claimState(claim: ClaimTerms | undefined, context: ClaimContext): ClaimState {
  if (claim === undefined || claim.kind === 'automatic') return { state: 'automatic', until: null }
  let until: Deadline | null = null
  for (const step of claim.steps) {
    const deadline = deadlineOf(step, context)
    const done = stepDone(step, deadline, context)
    if (done) continue
    if (deadline !== null && context.asOf >= deadline.end) return { state: 'expired', until: deadline.text }
    if (deadline !== null && (until === null || deadline.end < until.end)) until = deadline
    else if (deadline === null && until === null) return { state: 'claimable', until: null }
  }
  return until === null ? { state: 'claimed', until: null } : { state: 'claimable', until: until.text }
}

function stepDone(step: Step, deadline: Deadline | null, context: ClaimContext): boolean {
  const type = step.kind === 'until' ? 'claim.filed' : step.event
  return context.events.some((event) => {
    if (event.type !== type || event.at > context.asOf) return false
    if (deadline !== null && event.at >= deadline.end) return false
    return namesPeriod(event, context) ?? event.at >= (firstStart(context) ?? context.period.from)
  })
}

/** Whether an event's data names this period; null where it names none. */
function namesPeriod(event: Event, context: ClaimContext): boolean | null {
  const { period } = event.data
  if (typeof period !== 'string') return null
  const begin = isoInstant(context.period.from, context.deadlines.timeZone)
  return begin.startsWith(period.split('/')[0] ?? period)
}

const firstStart = (context: ClaimContext): number | null => context.measured.outages[0]?.outage.from ?? null

function deadlineOf(step: Step, context: ClaimContext): Deadline | null {
  if (step.kind === 'until') return endOfNth(step.until, context)
  const anchor = anchorOf(step.after, context)
  if (anchor === null) return null
  const deadlines = { ...context.deadlines, calendar: step.calendar ?? null }
  if (step.within.unit === 'ms') {
    const end = anchor + step.within.count
    return { end: end + 1, text: isoInstant(end, deadlines.timeZone) }
  }
  // Days count from the last day of the period, or from the day of the instant.
  const day = step.after === 'periodEnd' ? anchor - 1 : anchor
  return endOfDay(
    step.within.unit === 'businessDay'
      ? addLength(day, step.within, deadlines) - 1
      : addLength(day, step.within, deadlines),
    deadlines.timeZone,
  )
}

function endOfDay(at: number, timeZone: string): Deadline {
  const day = unitAround(at, 'day', timeZone)
  return {
    end: day.to,
    text: Temporal.Instant.fromEpochMilliseconds(day.from)
      .toZonedDateTimeISO(timeZone)
      .toPlainDate()
      .toString(),
  }
}

function anchorOf(after: Extract<Step, { kind: 'within' }>['after'], context: ClaimContext): number | null {
  const { outages } = context.measured
  switch (after) {
    case 'periodEnd':
      return context.period.to
    case 'incident':
      return outages[0]?.outage.from ?? context.period.from
    case 'last incident':
      return outages.at(-1)?.outage.from ?? context.period.from
    case 'end of incident':
      return outages.at(-1)?.outage.to ?? context.period.to
    case 'certain':
      return context.certainSince
    case 'ticket.resolved':
    case 'meeting.held':
    case 'invoice.issued':
      return eventAnchor(after, context)
  }
}

/** The event whose data names the period, else the first after the last counted outage. */
function eventAnchor(type: string, context: ClaimContext): number | null {
  const events = context.events.filter((event) => event.type === type && event.at <= context.asOf)
  const named = events.find((event) => namesPeriod(event, context) === true)
  const after = context.measured.outages.at(-1)?.outage.to ?? context.period.to
  return (
    (named ?? events.find((event) => event.at >= after && namesPeriod(event, context) === null))?.at ?? null
  )
}

function endOfNth(
  rule: { nth: number; unit: string; anchor: 'incident' | 'periodEnd' },
  context: ClaimContext,
): Deadline | null {
  const zone = context.deadlines.timeZone
  if (rule.unit === 'period') {
    const period = context.nextPeriods(rule.nth)
    return period === null ? null : endOfDay(period.to - 1, zone)
  }
  const at = rule.anchor === 'incident' ? (firstStart(context) ?? context.period.from) : context.period.to - 1
  let unit = unitAround(at, rule.unit as 'month', zone)
  for (let n = 0; n < rule.nth; n++) unit = unitAround(unit.to, rule.unit as 'month', zone)
  return endOfDay(unit.to - 1, zone)
}
