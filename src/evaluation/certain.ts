import { compare, one, zero } from '../agreement/fraction.ts'
import { countedEvents } from '../agreement/schema/measures.ts'
import type { MeasureContext } from './context.ts'
import { elapsedPairs, matches } from './eventMeasures.ts'
import { conditionOf, verdictOf } from './judge.ts'
import { measure } from './measure.ts'

/**
 * The least instant from which the breach of a period is certain: the evidence before it and the exclusions standing
 * at it, continued with the most favourable future, miss the target. Called for periods that are breached.
 */
export function certainSince(context: MeasureContext): number {
  const { measure: asked, averagedWith } = context.commitment
  const end = context.period.to
  if (averagedWith !== undefined) return end
  switch (asked.kind) {
    case 'uptime':
    case 'downtime':
    case 'longestOutage':
      return onlyGetsWorse(context) ? (firstCertain(context) ?? end) : end
    case 'outages':
      return onlyGetsWorse(context) ? shapedAt(context, firstCertain(context) ?? end) : end
    case 'elapsed':
      return enoughLate(context)
    case 'occurrences':
    case 'usageRate':
      return onlyGetsWorse(context) ? oneTooMany(context) : end
    default:
      return end
  }
}

/** Whether a breach by this measure can become certain before its period ends. */
export function canBeCertainEarly(context: MeasureContext): boolean {
  const { measure: asked, averagedWith, target, period } = context.commitment
  if (averagedWith !== undefined) return false
  // How long an outage lasts, nobody knows before its end, and so no share of it.
  if (period.kind === 'incident' && asked.kind === 'uptime') return false
  if (asked.kind === 'elapsed') return target.kind === 'all'
  const byTime =
    asked.kind === 'uptime' ||
    asked.kind === 'downtime' ||
    asked.kind === 'longestOutage' ||
    asked.kind === 'outages'
  return (byTime || asked.kind === 'occurrences' || asked.kind === 'usageRate') && onlyGetsWorse(context)
}

/** Whether time can only move the measure away from the target. */
function onlyGetsWorse(context: MeasureContext): boolean {
  const condition = conditionOf(context.commitment.target)
  if (condition === null) return false
  const risesWithTime = context.commitment.measure.kind !== 'uptime'
  if (condition.operator === '=') return compare(condition.quantity.value, risesWithTime ? zero : one) === 0
  return risesWithTime ? condition.operator.startsWith('<') : condition.operator.startsWith('>')
}

/** Whether the breach is certain with what is known before `at`. */
export function isCertainAt(context: MeasureContext, at: number): boolean {
  const whole = { ...context, counted: context.period, asOf: at }
  return verdictOf(measure(whole), context.commitment) === 'breached'
}

/** An outage is one from its begin on, not from its first whole millisecond. */
function shapedAt(context: MeasureContext, at: number): number {
  const { outages } = measure({ ...context, counted: context.period, asOf: at })
  const last = outages.at(-1)
  return last?.countedMs === 1 && last.inside[0]?.to === at ? at - 1 : at
}

/**
 * Between two announcements of exclusions more evidence can only make it worse, so each such stretch is searched by
 * halving; an exclusion announced later may undo what was certain, hence the stretches one after the other.
 */
function firstCertain(asked: MeasureContext): number | null {
  const context: MeasureContext = { knownGrains: new Map(), ...asked }
  const kinds = new Set(context.commitment.exclude ?? [])
  const announced = context.view.exclusions
    .filter((each) => kinds.has(each.kind))
    .map((each) => each.announcedAt)
  const starts = [
    ...new Set([
      context.period.from,
      ...announced.filter((at) => at > context.period.from && at < context.asOf),
    ]),
  ].sort((a, b) => a - b)
  for (let i = 0; i < starts.length; i++) {
    const [from, to] = [
      starts[i] as number,
      i + 1 < starts.length ? (starts[i + 1] as number) - 1 : context.asOf,
    ]
    if (!isCertainAt(context, to)) continue
    return halve(from, to, (at) => isCertainAt(context, at))
  }
  return null
}

/** The least whole number in [low, high] for which a test holds that holds at `high` and stays true once true. */
function halve(low: number, high: number, holds: (at: number) => boolean): number {
  let [from, to] = [low, high]
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    if (holds(middle)) to = middle
    else from = middle + 1
  }
  return to
}

/** A question that must be answered is missed by its deadline; a share of them is only known when no more can come. */
function enoughLate(context: MeasureContext): number {
  const { measure: asked, target } = context.commitment
  const { to } = context.period
  if (asked.kind !== 'elapsed') return to
  const pairs = elapsedPairs(asked.terms, { ...context, counted: context.period })
  const late = pairs.filter((pair) => pair.state === 'late')
  const missed = late.map(({ due, answer }) =>
    asked.terms.count === 'answered' ? (answer?.at ?? due + 1) : due + 1,
  )
  const instants = [...missed, ...pairs.map((pair) => pair.question.at), to]
    .filter((at) => target.kind === 'all' || at >= to)
    .sort((a, b) => a - b)
  return instants.find((at) => isCertainAt(context, at)) ?? to
}

/** The event with which it became too much. */
function oneTooMany(context: MeasureContext): number {
  const { measure: asked } = context.commitment
  const { from, to } = context.period
  if (asked.kind !== 'occurrences' && asked.kind !== 'usageRate') return to
  const type = countedEvents(asked)
  const instants = context.view.events
    .filter(
      (event) =>
        event.type === type && event.at >= from && event.at < to && matches(event, asked.terms.where),
    )
    .map((event) => event.at)
  return instants.find((at) => isCertainAt(context, at)) ?? to
}
