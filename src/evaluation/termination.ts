import { type Agreement, isoInstant, termsAt, zoneOf } from '../agreement/agreement.ts'
import { type DeadlineContext, lastMoment } from '../agreement/deadline.ts'
import { unitAround } from '../agreement/period.ts'
import type { TerminationClause, Trigger } from '../agreement/schema/clauses.ts'
import { countTrigger } from './countTrigger.ts'
import { outagesTrigger, totalTrigger } from './durationTriggers.ts'
import { lateAnswers } from './eventMeasures.ts'
import type { Judgement } from './judgePeriod.ts'
import {
  averageTrigger,
  type Counted,
  countedOf,
  type Fired,
  missedTrigger,
  type Outcome,
  overdueTrigger,
  type TerminationContext,
  type TriggerContext,
  type TriggerState,
} from './triggers.ts'
import type { TerminationResult } from './verdict.ts'

export function outcomeOf(judgement: Judgement): Outcome {
  const { question, measured, result } = judgement
  const asked = question.commitment.measure
  const late = asked.kind === 'elapsed' ? lateAnswers(asked.terms, judgement.context) : []
  return {
    commitment: question.name,
    of: question.of ?? null,
    from: question.period.from,
    to: question.period.to,
    verdict: judgement.verdict,
    certainSince: judgement.certainSince,
    value: measured.value,
    figure: `${result.measure.value ?? ''}${result.measure.unit}`,
    outages: measured.outages.flatMap(({ inside, countedMs }) => {
      const [first, last] = [inside[0], inside.at(-1)]
      return first && last ? [{ from: first.from, to: last.to, ms: countedMs, pieces: inside }] : []
    }),
    missedEvents: late.map(({ from, due }) => ({ asked: from, at: due + 1 })).sort((a, b) => a.at - b.at),
    trailing: question.commitment.period.kind === 'trailing',
  }
}

/** How a clause stands: the times it was met, and what counts towards the next. */
export interface ClauseState {
  readonly clause: string
  readonly terms: TerminationClause
  readonly fired: readonly Fired[]
  /** The last day, inclusive, on which each of them can be used; null where there is none. */
  readonly usableUntil: readonly (string | null)[]
  /** True when one more miss (or outage, event, cap) would meet it. */
  readonly oneAway: boolean
  readonly towards: readonly Counted[]
}

/** Every termination clause with its triggers in order of time, without what was mended in time. */
export function clauseStates(agreement: Agreement, context: TerminationContext): ClauseState[] {
  const terms = termsAt(agreement, context.asOf)
  return Object.entries(terms.termination).map(([clause, each]) => {
    const trigger = { ...context, agreement, calendar: each.calendar ?? null }
    const { fired, towards, oneAway } = evaluateTrigger(each.when, trigger)
    const standing = fired.filter((one) => {
      if (one.at > context.asOf) return false
      const cured = curedBy(agreement, { clause, terms: each, fired: one }, context)
      return one.mendedAt === undefined || cured === null || one.mendedAt > cured
    })
    const usableUntil = standing.map(
      (one) => terminationResult(agreement, { clause, terms: each }, one, context).exerciseBy,
    )
    return { clause, terms: each, fired: standing, usableUntil, oneAway, towards }
  })
}

interface CureQuestion {
  readonly clause: string
  readonly terms: TerminationClause
  readonly fired: Fired
}

/** The last moment of the time to mend, from the recorded notice (else from the trigger); null where there is none. */
function curedBy(
  agreement: Agreement,
  { clause, terms, fired }: CureQuestion,
  context: TerminationContext,
): number | null {
  if (terms.cure === undefined) return null
  const notice = context.events.find(
    (event) => event.type === 'notice.given' && event.data.about === clause && event.at >= fired.at,
  )
  return lastMoment(notice?.at ?? fired.at, terms.cure, deadlinesOf(agreement, terms, fired.at, context))
}

const deadlinesOf = (
  agreement: Agreement,
  { calendar }: TerminationClause,
  at: number,
  { holidays }: TerminationContext,
): DeadlineContext => ({
  calendars: termsAt(agreement, at).calendars,
  timeZone: zoneOf(agreement),
  holidays,
  calendar: calendar ?? null,
})

export function terminations(agreement: Agreement, context: TerminationContext): TerminationResult[] {
  return clauseStates(agreement, context).flatMap((state) =>
    state.fired.map((fired) => terminationResult(agreement, state, fired, context)),
  )
}

export function terminationResult(
  agreement: Agreement,
  state: Pick<ClauseState, 'clause' | 'terms'>,
  fired: Fired,
  context: TerminationContext,
): TerminationResult {
  const zone = zoneOf(agreement)
  const { clause, terms } = state
  const { exercise } = terms
  const mendable = curedBy(agreement, { clause, terms, fired }, context) ?? fired.at
  const ends = exercise?.after === 'periodEnd' ? fired.counted.map((each) => endOfPeriod(each, context)) : []
  // What arises with the very end of a period is counted from its last day, as claims are.
  const end = Math.max(...ends)
  const since = mendable === end + 1 ? end : Math.max(mendable, end)
  const by = exercise
    ? unitAround(
        lastMoment(since, exercise.within, deadlinesOf(agreement, terms, fired.at, context)),
        'day',
        zone,
      ).from
    : null
  return {
    clause: state.clause,
    right: state.terms.right,
    triggeredAt: isoInstant(fired.at, zone),
    exerciseBy: by === null ? null : isoInstant(by, zone).slice(0, 10),
  }
}

/**
 * The last moment of the judged period in which what was counted ends, of a cap that of the month whose credits reached
 * it; an outage is not a period of its own.
 */
function endOfPeriod(counted: Counted, { outcomes, capsReached }: TerminationContext): number {
  const { commitment, from, to, figure } = counted
  const reached = figure === 'cap' ? capsReached.find(({ month }) => month === from) : undefined
  if (reached) return reached.until - 1
  const own = outcomes.find(
    (each) => each.commitment === commitment && !each.trailing && each.from < to && to <= each.to,
  )
  return (own?.to ?? to) - 1
}

export function evaluateTrigger(trigger: Trigger, context: TriggerContext): TriggerState {
  switch (trigger.kind) {
    case 'missed':
      return eachMember(trigger.missed, context, (outcomes) =>
        missedTrigger(trigger, outcomes, zoneOf(context.agreement)),
      )
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
          // An event belongs to the time in which it was asked, however late its deadline is.
          outcome.missedEvents.map(({ asked, at }) => ({ at, start: asked, counted: countedOf(outcome) })),
        )
        return countTrigger(instants, trigger.times, trigger.within, zoneOf(context.agreement))
      })
    case 'capReached': {
      const instants = context.capsReached.map(({ at, month }) => ({
        at,
        start: month,
        counted: { commitment: 'credits', from: month, to: at, figure: 'cap' },
      }))
      return countTrigger(instants, trigger.times, trigger.within, zoneOf(context.agreement))
    }
    case 'overdue':
      return overdueTrigger(trigger, context)
    case 'any':
      return anyOf(trigger.of.map((each) => evaluateTrigger(each, context)))
    case 'all':
      return allOf(trigger.of.map((each) => evaluateTrigger(each, context)))
  }
}

/** Met whenever one of them is; what two of them say of one instant is one occurrence. */
function anyOf(states: readonly TriggerState[]): TriggerState {
  const fired = states.flatMap((state) => state.fired).sort((a, b) => a.at - b.at)
  return {
    fired: fired.filter((each, i) => each.at !== fired[i - 1]?.at),
    towards: states.find((state) => state.oneAway)?.towards ?? [],
    oneAway: states.some((state) => state.oneAway),
  }
}

/** Met when each of them is: each use takes one occurrence of every one. */
function allOf(states: readonly TriggerState[]): TriggerState {
  const uses = Math.min(...states.map((state) => state.fired.length))
  const fired = Array.from({ length: uses }, (_, use): Fired => {
    const each = states.flatMap((state) => state.fired[use] ?? [])
    return { at: Math.max(...each.map(({ at }) => at)), counted: each.flatMap(({ counted }) => counted) }
  })
  const open = states.filter((state) => state.fired.length === uses)
  const [only] = open
  return {
    fired,
    towards: only?.towards ?? [],
    oneAway: open.length === 1 && (only?.oneAway ?? false),
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
