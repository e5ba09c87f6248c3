import { type Agreement, termsAt } from '../agreement/agreement.ts'
import type { Holidays } from '../agreement/calendar.ts'
import { lastMoment } from '../agreement/deadline.ts'
import { add, compare, divide, type Fraction, fraction, zero } from '../agreement/fraction.ts'
import type { CalendarReference } from '../agreement/schema/calendars.ts'
import type { Trigger } from '../agreement/schema/clauses.ts'
import type { Spans } from '../agreement/spans.ts'
import type { Event } from '../evidence/event.ts'
import { elapsedPairs } from './eventMeasures.ts'
import { spanBegin } from './spanBegin.ts'
import type { FinishedVerdict } from './verdict.ts'

/** A period or outage that counts towards a clause. */
export interface Counted {
  readonly commitment: string
  readonly from: number
  readonly to: number
  readonly figure: string
}

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
  /** Counted outages inside the period: `ms` of bad time between their ends, in `pieces` where it has holes. */
  readonly outages: readonly {
    readonly from: number
    readonly to: number
    readonly ms: number
    readonly pieces?: Spans
  }[]
  /** Questions that were not answered in time: when each was asked, and the instant after its deadline, in order of those. */
  readonly missedEvents: readonly MissedEvent[]
  readonly trailing: boolean
}

export interface MissedEvent {
  readonly asked: number
  readonly at: number
}

/** A cap of the credits that was reached. */
export interface CapReached {
  /** The instant of the breach that used it up. */
  readonly at: number
  /** The begin of the month whose credits reached it. */
  readonly month: number
  /** Its end, exclusive. */
  readonly until: number
}

export interface TerminationContext {
  readonly outcomes: readonly Outcome[]
  readonly capsReached: readonly CapReached[]
  readonly events: readonly Event[]
  readonly asOf: number
  readonly holidays: Holidays
}

/** A trigger completed at an instant, and what it counted. */
export interface Fired {
  readonly at: number
  readonly counted: readonly Counted[]
  /** When what was missed was made good after all, where it can be. */
  readonly mendedAt?: number
}

export interface TriggerState {
  readonly fired: readonly Fired[]
  readonly towards: readonly Counted[]
  readonly oneAway: boolean
}

export type TriggerContext = TerminationContext & {
  readonly agreement: Agreement
  /** The calendar of the clause's business days. */
  readonly calendar: CalendarReference | null
}

/** The commitments that a trigger counts; `credits` for their cap. */
export function namedIn(trigger: Trigger): string[] {
  switch (trigger.kind) {
    case 'missed':
      return [trigger.missed]
    case 'outages':
      return [trigger.outages]
    case 'total':
      return [trigger.total]
    case 'average':
      return [trigger.average]
    case 'missedEvents':
      return [trigger.missedEvents]
    case 'overdue':
      return [trigger.overdue]
    case 'capReached':
      return ['credits']
    case 'any':
    case 'all':
      return trigger.of.flatMap(namedIn)
  }
}

export const countedOf = (outcome: Outcome): Counted => ({
  commitment: outcome.commitment,
  from: outcome.from,
  to: outcome.to,
  figure: outcome.figure,
})

export function missedTrigger(
  rule: Extract<Trigger, { kind: 'missed' }>,
  outcomes: readonly Outcome[],
  zone: string,
): TriggerState {
  const fired: Fired[] = []
  let window: { outcome: Outcome; missed: boolean }[] = []
  let wasBreached = false
  const begin = rule.within ? spanBegin(rule.within, zone) : null
  for (const outcome of outcomes) {
    if (outcome.verdict === 'silent' || outcome.verdict === 'notApplicable') continue
    const repeated = outcome.trailing && wasBreached && outcome.verdict === 'breached'
    wasBreached = outcome.verdict === 'breached' || (wasBreached && outcome.verdict === 'undetermined')
    if (repeated) continue
    if (rule.consecutive === true && outcome.verdict === 'met') window = []
    if (rule.consecutive === true && outcome.verdict === 'undetermined') continue
    window.push({ outcome, missed: outcome.verdict === 'breached' })
    if (rule.outOf !== undefined) window = window.slice(-rule.outOf)
    if (begin !== null) window = window.filter((each) => each.outcome.from >= begin(outcome.from))
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

export function averageTrigger(
  rule: Extract<Trigger, { kind: 'average' }>,
  outcomes: readonly Outcome[],
): TriggerState {
  // What nobody knows is no figure: like a run, a mean goes on over it.
  const skipped = ['notApplicable', 'undetermined']
  const valued = outcomes.filter(({ value, verdict }) => value !== null && !skipped.includes(verdict))
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

export function overdueTrigger(
  rule: Extract<Trigger, { kind: 'overdue' }>,
  context: TriggerContext,
): TriggerState {
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
    const limit = lastMoment(pair.due, rule.by, { ...calendars, calendar: context.calendar }) + 1
    if (limit > asOf || (pair.answer && pair.answer.at < limit)) return []
    return [
      {
        at: limit,
        ...(pair.answer ? { mendedAt: pair.answer.at } : {}),
        counted: [
          { commitment: rule.overdue, from: pair.question.at, to: limit, figure: pair.question.subject },
        ],
      },
    ]
  })
  return { fired: fired.sort((a, b) => a.at - b.at), towards: [], oneAway: false }
}
