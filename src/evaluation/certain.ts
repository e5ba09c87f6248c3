import { compare, one, zero } from '../agreement/fraction.ts'
import { countedEvents } from '../agreement/schema/measures.ts'
import type { MeasureContext } from './context.ts'
import { elapsedPairs, matches } from './eventMeasures.ts'
import { conditionOf, verdictOf } from './judge.ts'
import { halve, likelyCertain } from './likelyCertain.ts'
import { measure, measuring } from './measure.ts'
import type { Measured } from './measured.ts'
import type { Pieces } from './pieces.ts'

/**
 * The least instant from which the breach of a period is certain: the evidence before it and the exclusions standing
 * at it, continued with the most favourable future, miss the target. Called for periods that are breached, with what
 * they measured; a piece for each time that the period is measured again.
 */
export function* certainSince(context: MeasureContext, own: Measured): Pieces<number> {
  const { measure: asked, averagedWith } = context.commitment
  const end = context.period.to
  if (averagedWith !== undefined) return end
  switch (asked.kind) {
    case 'uptime':
    case 'downtime':
    case 'longestOutage':
      return onlyGetsWorse(context) ? ((yield* firstCertain(context, own)) ?? end) : end
    case 'outages':
      return onlyGetsWorse(context) ? shapedAt(context, (yield* firstCertain(context, own)) ?? end) : end
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
  return isCertain(measure(wholeAt(context, at)), context)
}

/** The period as it could be known at an instant. */
const wholeAt = (context: MeasureContext, at: number): MeasureContext => ({
  ...context,
  counted: context.period,
  asOf: at,
})

const isCertain = (measured: Measured, { commitment }: MeasureContext): boolean =>
  verdictOf(measured, commitment) === 'breached'

/** An outage is one from its begin on, not from its first whole millisecond. */
function shapedAt(context: MeasureContext, at: number): number {
  const { outages } = measure({ ...context, counted: context.period, asOf: at })
  const last = outages.at(-1)
  return last?.countedMs === 1 && last.inside[0]?.to === at ? at - 1 : at
}

/**
 * Between two announcements of exclusions more evidence can only make it worse, so each such stretch is searched;
 * an exclusion announced later may undo what was certain, hence the stretches one after the other.
 */
function* firstCertain(asked: MeasureContext, own: Measured): Pieces<number | null> {
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
    const isLast = i + 1 === starts.length
    const [from, to] = [starts[i] as number, isLast ? context.asOf : (starts[i + 1] as number) - 1]
    const measured = isLast ? own : yield* measuring(wholeAt(context, to))
    if (!isLast && !isCertain(measured, context)) continue
    return yield* searched(context, { from, to, measured })
  }
  return null
}

interface Stretch {
  readonly from: number
  /** Here the breach is certain, with this measure. */
  readonly to: number
  readonly measured: Measured
}

/** How much further away each next look lies where the likely instant was not the one. */
const farther = 8

/** The least instant of a stretch at which the breach is certain: looked for beside the likely one, then by halving. */
function* searched(context: MeasureContext, { from, to, measured }: Stretch): Pieces<number> {
  function* holds(at: number): Pieces<boolean> {
    if (at >= to) return true
    yield
    return isCertain(yield* measuring(wholeAt(context, at)), context)
  }
  const likely = Math.min(Math.max(likelyCertain(measured, context) ?? from, from), to)
  const isLater = !(yield* holds(likely))
  let [low, high] = isLater ? [likely + 1, to] : [from, likely]
  for (let step = 1; low < high; step *= farther) {
    const at = isLater ? Math.min(high, likely + step) : Math.max(low, likely - step)
    const isHere = yield* holds(at)
    if (isHere) high = at
    else low = at + 1
    if (isHere === isLater) break
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (yield* holds(middle)) high = middle
    else low = middle + 1
  }
  return high
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
  // Before the first of them none was missed, however many questions there were.
  const first = missed.reduce((least, at) => Math.min(least, at), to)
  const instants = [...missed, ...pairs.map((pair) => pair.question.at), to]
    .filter((at) => (target.kind === 'all' ? at >= first : at >= to))
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
  if (asked.kind === 'usageRate') return instants.find((at) => isCertainAt(context, at)) ?? to
  const i = halve(0, instants.length, (index) => {
    const at = instants[index]
    return at === undefined || isCertainAt(context, at)
  })
  return instants[i] ?? to
}
