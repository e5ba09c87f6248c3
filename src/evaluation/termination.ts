import { type Agreement, isoInstant, termsAt, zoneOf } from '../agreement/agreement.ts'
import { addLength } from '../agreement/deadline.ts'
import { unitAround } from '../agreement/period.ts'
import type { TerminationClause, Trigger } from '../agreement/schema/clauses.ts'
import { outagesTrigger, totalTrigger } from './durationTriggers.ts'
import { elapsedPairs } from './eventMeasures.ts'
import type { Judgement } from './judgePeriod.ts'
import {
  averageTrigger,
  type Counted,
  countedOf,
  countTrigger,
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
