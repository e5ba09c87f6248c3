import { type Agreement, isoInstant, termsAt, zoneOf } from '../agreement/agreement.ts'
import type { Holidays } from '../agreement/calendar.ts'
import { addLength } from '../agreement/deadline.ts'
import { add, compare, divide, type Fraction, fraction, zero } from '../agreement/fraction.ts'
import { unitAround } from '../agreement/period.ts'
import type { TerminationClause, Trigger } from '../agreement/schema/clauses.ts'
import type { Event } from '../evidence/event.ts'
import { type Counted, outagesTrigger, totalTrigger } from './durationTriggers.ts'
import { elapsedPairs } from './eventMeasures.ts'
import type { Judgement } from './judgePeriod.ts'
import type { FinishedVerdict, TerminationResult } from './verdict.ts'

/** What a finished period means for termination clauses: all of it can be read from the ledger again. */
export interface Outcome {
  readonly commitment: string
  readonly of: string | null
  readonly from: number
  readonly to: number
  readonly verdict: FinishedVerdict
  readonly certainSince: number | null
  readonly value: Fraction | null
  /** The measure for eyes. */
  readonly figure: string
  /** Counted bad time inside the period. */
  readonly outages: readonly { readonly from: number; readonly to: number; readonly ms: number }[]
  /** Deadlines that passed unanswered or late: the instant after each. */
  readonly missedAt: readonly number[]
  readonly trailing: boolean
}

export function outcomeOf(judgement: Judgement): Outcome {
  const { question, measured, result } = judgement
  const asked = question.commitment.measure
  const late =
    asked.kind === 'elapsed'
      ? elapsedPairs(asked.terms, judgement.context).filter((pair) => pair.state === 'late')
      : []
  return {
    commitment: question.name,
    of: question.of ?? null,
    from: question.period.from,
    to: question.period.to,
    verdict: judgement.verdict,
    certainSince: judgement.certainSince,
    value: measured.value,
    figure: `${result.measure.value ?? ''}${result.measure.unit}`,
    outages: measured.outages.flatMap((each) =>
      each.inside.map((span) => ({ from: span.from, to: span.to, ms: span.to - span.from })),
    ),
    missedAt: late.map((pair) => pair.due + 1).sort((a, b) => a - b),
    trailing: question.commitment.period.kind === 'trailing',
  }
}

export interface TerminationContext {
  readonly outcomes: readonly Outcome[]
  readonly capsReached: readonly number[]
  readonly events: readonly Event[]
  readonly asOf: number
  readonly holidays: Holidays
}

/** A trigger completed at an instant, and what it counted. */
export interface Fired {
  readonly at: number
  readonly counted: readonly Counted[]
}

/** How a clause stands: the times it was met, and what counts towards the next. */
export interface ClauseState {
  readonly clause: string
  readonly terms: TerminationClause
  readonly fired: readonly Fired[]
  /** True when one more miss (or outage, event, cap) would meet it. */
  readonly oneAway: boolean
  readonly towards: readonly Counted[]
}

/** Every termination clause with its triggers in order of time. */
export function clauseStates(agreement: Agreement, context: TerminationContext): ClauseState[] {
  const terms = termsAt(agreement, context.asOf)
  return Object.entries(terms.termination).map(([clause, each]) => {
    const { fired, towards, oneAway } = evaluateTrigger(each.when, { ...context, agreement })
    return { clause, terms: each, fired: fired.filter((one) => one.at <= context.asOf), oneAway, towards }
  })
}

export function terminations(agreement: Agreement, context: TerminationContext): TerminationResult[] {
  return clauseStates(agreement, context).flatMap((state) =>
    state.fired.map((fired) => terminationResult(agreement, state, fired, context)),
  )
}

export function terminationResult(
  agreement: Agreement,
  state: ClauseState,
  fired: Fired,
  context: TerminationContext,
): TerminationResult {
  const zone = zoneOf(agreement)
  const { exercise, calendar } = state.terms
  const calendars = {
    calendars: termsAt(agreement, fired.at).calendars,
    timeZone: zone,
    holidays: context.holidays,
    calendar: calendar ?? null,
  }
  const after =
    exercise?.after === 'periodEnd'
      ? Math.max(fired.at, ...fired.counted.map((each) => each.to - 1))
      : fired.at
  const by = exercise ? unitAround(addLength(after, exercise.within, calendars), 'day', zone).from : null
  return {
    clause: state.clause,
    right: state.terms.right,
    triggeredAt: isoInstant(fired.at, zone),
    exerciseBy: by === null ? null : isoInstant(by, zone).slice(0, 10),
  }
}

export interface TriggerState {
  readonly fired: readonly Fired[]
  readonly towards: readonly Counted[]
  readonly oneAway: boolean
}

export type TriggerContext = TerminationContext & { readonly agreement: Agreement }

export function evaluateTrigger(trigger: Trigger, context: TriggerContext): TriggerState {
  switch (trigger.kind) {
    case 'missed':
      return eachMember(trigger.missed, context, (outcomes) => missedTrigger(trigger, outcomes))
    case 'outages':
      return eachMember(trigger.outages, context, (outcomes) =>
        outagesTrigger(trigger, outcomes, zoneOf(context.agreement)),
      )
    case 'total':
      return eachMember(trigger.total, context, (outcomes) =>
        totalTrigger(trigger, outcomes, zoneOf(context.agreement)),
      )
    case 'average':
      return eachMember(trigger.average, context, (outcomes) => averageTrigger(trigger, outcomes))
    case 'missedEvents':
      return eachMember(trigger.missedEvents, context, (outcomes) => {
        const instants = outcomes.flatMap((outcome) =>
          outcome.missedAt.map((at) => ({ at, counted: countedOf(outcome) })),
        )
        return countTrigger(instants, trigger.times, trigger.within, zoneOf(context.agreement))
      })
    case 'capReached': {
      const instants = context.capsReached.map((at) => ({
        at,
        counted: { commitment: 'credits', from: at, to: at, figure: 'cap' },
      }))
      return countTrigger(instants, trigger.times, trigger.within, zoneOf(context.agreement))
    }
    case 'overdue':
      return overdueTrigger(trigger, context)
    case 'any': {
      const states = trigger.of.map((each) => evaluateTrigger(each, context))
      const fired = states.flatMap((state) => state.fired).sort((a, b) => a.at - b.at)
      return {
        fired,
        towards: states.find((state) => state.oneAway)?.towards ?? [],
        oneAway: states.some((state) => state.oneAway),
      }
    }
    case 'all': {
      const states = trigger.of.map((each) => evaluateTrigger(each, context))
      const firsts = states.map((state) => state.fired[0])
      if (firsts.every((first) => first !== undefined)) {
        const at = Math.max(...firsts.map((first) => first.at))
        return {
          fired: [{ at, counted: firsts.flatMap((first) => first.counted) }],
          towards: [],
          oneAway: false,
        }
      }
      const open = states.filter((state) => state.fired.length === 0)
      return {
        fired: [],
        towards: open[0]?.towards ?? [],
        oneAway: open.length === 1 && (open[0]?.oneAway ?? false),
      }
    }
  }
}

/** A clause about a commitment that judges several sources alone counts each of them by itself. */
function eachMember(
  name: string,
  context: TriggerContext,
  of: (outcomes: readonly Outcome[]) => TriggerState,
): TriggerState {
  const all = context.outcomes
    .filter((outcome) => outcome.commitment === name)
    .sort((a, b) => a.from - b.from || a.to - b.to)
  const states = [...Map.groupBy(all, (outcome) => outcome.of).values()].map(of)
  return {
    fired: states.flatMap((state) => state.fired).sort((a, b) => a.at - b.at),
    towards: states.find((state) => state.oneAway)?.towards ?? [],
    oneAway: states.some((state) => state.oneAway),
  }
}

const countedOf = (outcome: Outcome): Counted => ({
  commitment: outcome.commitment,
  from: outcome.from,
  to: outcome.to,
  figure: outcome.figure,
})

function missedTrigger(
  rule: Extract<Trigger, { kind: 'missed' }>,
  outcomes: readonly Outcome[],
): TriggerState {
  const fired: Fired[] = []
  let window: { outcome: Outcome; missed: boolean }[] = []
  let wasBreached = false
  for (const outcome of outcomes) {
    if (outcome.verdict === 'silent' || outcome.verdict === 'notApplicable') continue
    const repeated = outcome.trailing && wasBreached && outcome.verdict === 'breached'
    wasBreached = outcome.verdict === 'breached' || (wasBreached && outcome.verdict === 'undetermined')
    if (repeated) continue
    if (rule.consecutive === true && outcome.verdict === 'met') window = []
    if (rule.consecutive === true && outcome.verdict === 'undetermined') continue
    window.push({ outcome, missed: outcome.verdict === 'breached' })
    if (rule.outOf !== undefined) window = window.slice(-rule.outOf)
    const misses = window.filter((each) => each.missed)
    if (outcome.verdict === 'breached' && misses.length >= rule.times) {
      fired.push({
        at: outcome.certainSince ?? outcome.to,
        counted: misses.map((each) => countedOf(each.outcome)),
      })
      window = window.map((each) => ({ ...each, missed: false }))
      if (rule.consecutive === true) window = []
    }
  }
  // What would fall out of the window at the next period no longer helps.
  const next = rule.outOf === undefined ? window : window.slice(-(rule.outOf - 1))
  const open = (rule.outOf === 1 ? [] : next).filter((each) => each.missed)
  return {
    fired,
    towards: open.map((each) => countedOf(each.outcome)),
    oneAway: rule.times > 1 && open.length === rule.times - 1,
  }
}

function averageTrigger(
  rule: Extract<Trigger, { kind: 'average' }>,
  outcomes: readonly Outcome[],
): TriggerState {
  const valued = outcomes.filter((outcome) => outcome.value !== null && outcome.verdict !== 'notApplicable')
  const fired: Fired[] = []
  let start = 0
  for (let i = 0; i < valued.length; i++) {
    if (i - start + 1 < rule.over) continue
    const window = valued.slice(i - rule.over + 1, i + 1)
    const mean = divide(
      window.reduce((sum, each) => add(sum, each.value ?? zero), zero),
      fraction(rule.over),
    )
    const below = rule.below && compare(mean, rule.below.value) < 0
    const above = rule.above && compare(mean, rule.above.value) > 0
    if (!below && !above) continue
    fired.push({ at: (valued[i] as Outcome).to, counted: window.map(countedOf) })
    start = i + 1
  }
  return { fired, towards: [], oneAway: false }
}

/** So many instants inside a span: sliding for a length, else the calendar's. */
export function countTrigger(
  instants: readonly { readonly at: number; readonly counted: Counted; readonly start?: number }[],
  times: number,
  within: Extract<Trigger, { kind: 'outages' }>['within'],
  zone: string,
): TriggerState {
  const sorted = [...instants].sort((a, b) => a.at - b.at)
  const fired: Fired[] = []
  let open: typeof sorted = []
  for (const each of sorted) {
    const start = each.start ?? each.at
    open = open.filter((before) => isInSpan(before.start ?? before.at, start, within, zone))
    open.push(each)
    if (open.length >= times) {
      fired.push({ at: each.at, counted: open.map((one) => one.counted) })
      open = []
    }
  }
  return { fired, towards: open.map((one) => one.counted), oneAway: times > 1 && open.length === times - 1 }
}

/** Whether two starts lie in one span. */
export function isInSpan(
  before: number,
  start: number,
  within: Extract<Trigger, { kind: 'outages' }>['within'],
  zone: string,
): boolean {
  if (within.kind === 'calendar')
    return unitAround(before, within.unit, zone).from === unitAround(start, within.unit, zone).from
  const { unit, count } = within.length
  if (unit === 'month') {
    // So many consecutive calendar months: the last of them holds the later start.
    const month = unitAround(start, 'month', zone)
    const first = Temporal.Instant.fromEpochMilliseconds(month.from)
      .toZonedDateTimeISO(zone)
      .subtract({ months: count - 1 })
    return before >= first.epochMilliseconds
  }
  const ms = unit === 'ms' ? count : count * 86_400_000
  return start - before < ms
}

function overdueTrigger(rule: Extract<Trigger, { kind: 'overdue' }>, context: TriggerContext): TriggerState {
  const { agreement, asOf, events, holidays } = context
  const terms = termsAt(agreement, asOf)
  const commitment = terms.commitments[rule.overdue]
  if (commitment?.measure.kind !== 'elapsed') return { fired: [], towards: [], oneAway: false }
  const span = { from: 0, to: asOf }
  const calendars = { calendars: terms.calendars, timeZone: terms.timeZone, holidays }
  const view = {
    seenUntil: asOf,
    events,
    exclusions: [],
    fees: [],
    extent: () => null,
    line: () => ({ span, segments: [], kth: () => null }),
    series: () => {
      throw new Error('events only')
    },
  }
  const pairs = elapsedPairs(commitment.measure.terms, {
    name: rule.overdue,
    commitment,
    terms,
    period: span,
    counted: span,
    view,
    asOf,
    calendars,
  })
  const fired = pairs.flatMap((pair): Fired[] => {
    const limit = addLength(pair.due, rule.by, { ...calendars, calendar: null }) + 1
    if (limit > asOf || (pair.answer && pair.answer.at < limit)) return []
    return [
      {
        at: limit,
        counted: [
          { commitment: rule.overdue, from: pair.question.at, to: limit, figure: pair.question.subject },
        ],
      },
    ]
  })
  return { fired, towards: [], oneAway: false }
}
