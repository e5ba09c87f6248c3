import { isoInstant } from '../agreement/agreement.ts'
import { type DeadlineContext, lastMoment } from '../agreement/deadline.ts'
import { type Period, unitAround } from '../agreement/period.ts'
import type { ClaimTerms } from '../agreement/schema/claims.ts'
import type { Event } from '../evidence/event.ts'
import type { Measured } from './measured.ts'

export interface ClaimContext {
  readonly period: Period
  /** One outage or event judged alone: any instant of it names it, since its begin may be known otherwise later. */
  readonly isIncident?: boolean
  readonly nextPeriods: (count: number) => Period | null
  readonly measured: Measured
  /** What was missed, where that is no outage: late answers, from the question to its answer. */
  readonly missed?: readonly Missed[]
  readonly certainSince: number | null
  readonly events: readonly Event[]
  /** The commitment whose credit it is, and all that an event could be about. */
  readonly about?: ClaimedCommitment
  readonly asOf: number
  readonly deadlines: DeadlineContext
}

export interface ClaimedCommitment {
  readonly commitment: string
  /** Its source, where it is judged alone. */
  readonly of?: string
  readonly all: readonly string[]
}

/** A counted outage or a late answer; `to` is null while it lasts, or nobody has answered. */
export interface Missed {
  readonly from: number
  readonly to: number | null
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

/** Every step must be done in time: one that was missed is the end of it, wherever it stands in the list. */
export function claimState(claim: ClaimTerms | undefined, context: ClaimContext): ClaimState {
  if (claim === undefined || claim.kind === 'automatic') return { state: 'automatic', until: null }
  const open = claim.steps
    .map((step) => ({ step, deadline: deadlineOf(step, context) }))
    .filter(({ step, deadline }) => !stepDone(step, deadline, context))
  if (open.length === 0) return { state: 'claimed', until: null }
  const deadlines = open.flatMap(({ deadline }) => deadline ?? []).sort((a, b) => a.end - b.end)
  const missed = deadlines.find((deadline) => context.asOf >= deadline.end)
  if (missed) return { state: 'expired', until: missed.text }
  return { state: 'claimable', until: deadlines[0]?.text ?? null }
}

export function stepDone(step: Step, deadline: Deadline | null, context: ClaimContext): boolean {
  return context.events.some((event) => {
    if (event.type !== step.event || event.at > context.asOf || !isAbout(event, context)) return false
    if (deadline !== null && event.at >= deadline.end) return false
    if (isAhead(event, context)) return false
    return namesPeriod(event, context) ?? event.at >= (firstStart(context) ?? context.period.from)
  })
}

/** Nobody claims for a time that has not begun; where an outage is judged alone, its begin may be known otherwise later. */
const isAhead = ({ type, at }: Event, { period, isIncident }: ClaimContext): boolean =>
  type === 'claim.filed' && isIncident !== true && at < period.from

/** An event that names one commitment, perhaps with its source (`uptime of eu`), says nothing of another. */
function isAbout(event: Event, { about }: Pick<ClaimContext, 'about'>): boolean {
  if (about === undefined || typeof event.data.about !== 'string') return true
  const [named = '', member] = event.data.about.split(' of ')
  if (!about.all.includes(named)) return true
  return named === about.commitment && (member === undefined || member === about.of)
}

/** Whether an event is about this period of this commitment: null where it names no period. */
export function eventNames(
  event: Event,
  asked: Pick<ClaimContext, 'period' | 'isIncident'> & { about: ClaimedCommitment; timeZone: string },
): boolean | null {
  return isAbout(event, asked) ? named(event, asked) : false
}

/** Whether an event's data names this period; null where it names none. */
const namesPeriod = (event: Event, context: ClaimContext): boolean | null =>
  named(event, { ...context, timeZone: context.deadlines.timeZone })

function named(
  { data: { period: text } }: Event,
  { period, isIncident, timeZone }: Pick<ClaimContext, 'period' | 'isIncident'> & { timeZone: string },
): boolean | null {
  if (typeof text !== 'string') return null
  const at = isIncident && isInstant.test(text) ? Date.parse(text) : Number.NaN
  return (at >= period.from && at < period.to) || namesBegin(text, period, timeZone)
}

const dayMs = 86_400_000
const isInstant = /T.*(?:Z|[+-]\d{2}:?\d{2})$/

/**
 * Whether a text such as `2026-03`, `2026-03-01`, an instant, or two of them with a slash between, is a period's begin.
 * A year alone names a period of a year: what is shorter is not claimed all at once.
 */
export function namesBegin(text: string, period: Period, timeZone: string): boolean {
  const begin = text.split('/')[0] ?? text
  if (isInstant.test(begin)) return Date.parse(begin) === period.from
  // The first year of a term may be a short one; no quarter is longer than 92 days.
  const isYear = /^\d{4}$/.test(begin) && period.to - period.from > 93 * dayMs
  if (!isYear && !/^\d{4}-\d{2}(-\d{2})?/.test(begin)) return false
  return isoInstant(period.from, timeZone).startsWith(begin)
}

const missedOf = (context: ClaimContext): readonly Missed[] =>
  context.missed ??
  context.measured.outages.map(({ outage, isGoingOn }) => ({
    from: outage.from,
    to: isGoingOn ? null : outage.to,
  }))

const firstStart = (context: ClaimContext): number | null => missedOf(context)[0]?.from ?? null

export function deadlineOf(step: Step, context: ClaimContext): Deadline | null {
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
  return endOfDay(lastMoment(day, step.within, deadlines), deadlines.timeZone)
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

export function anchorOf(
  after: Extract<Step, { kind: 'within' }>['after'],
  context: ClaimContext,
): number | null {
  const missed = missedOf(context)
  const last = missed.at(-1)
  switch (after) {
    case 'periodEnd':
      return context.period.to
    case 'incident':
      return missed[0]?.from ?? context.period.from
    case 'last incident':
      return last?.from ?? context.period.from
    case 'end of incident':
      return last ? last.to : context.period.to
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
  const events = context.events.filter(
    (event) => event.type === type && event.at <= context.asOf && isAbout(event, context),
  )
  const named = events.find((event) => namesPeriod(event, context) === true)
  const isGoingOn = context.missed === undefined && context.measured.outages.at(-1)?.isGoingOn === true
  if (named || isGoingOn) return named?.at ?? null
  const after = missedOf(context).at(-1)?.to ?? context.period.to
  return events.find((event) => event.at >= after && namesPeriod(event, context) === null)?.at ?? null
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

/** The first millisecond that is too late for a deadline as it is shown: a last day, or an instant that still counts. */
export function deadlineEnd(until: string, timeZone: string): number {
  if (until.includes('T')) return Temporal.Instant.from(until).epochMilliseconds + 1
  const day = Temporal.PlainDate.from(until).toZonedDateTime(timeZone)
  return unitAround(day.epochMilliseconds, 'day', timeZone).to
}
