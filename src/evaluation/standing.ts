import { isoInstant } from '../agreement/agreement.ts'
import {
  compare,
  divide,
  type Fraction,
  fraction,
  isZero,
  multiply,
  one,
  subtract,
  toDecimal,
} from '../agreement/fraction.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import { canBeCertainEarly, isCertainAt } from './certain.ts'
import { judgeRunning } from './creditOwed.ts'
import { conditionOf, missesNow } from './judge.ts'
import { measure } from './measure.ts'
import { countFigures, type Measured, measureFigures, noMeasure, secondsFigures } from './measured.ts'
import { targetText } from './periodFacts.ts'
import { contextOf, type PeriodQuestion } from './periodQuestion.ts'
import { nothingSeen, shownFigure } from './shown.ts'
import type { RunningState, Standing } from './verdict.ts'

/** What is known of a running period beside its evidence. */
export interface RunningContext {
  readonly question: PeriodQuestion
  /** The measure to date where a fold keeps it; else it is measured from the view. */
  readonly folded: Measured | null
  /** Since when a breach that stands in the ledger is certain, with the zone's offset; null where none stands. */
  readonly breachedSince: string | null
  /** Where each outage or event is judged alone: whether its end is known. */
  readonly incident?: 'goingOn' | 'ended'
}

/** How a commitment stands now: figures to date, state, and how long the budget lasts at the recent rate. */
export function standingOf({ question, folded, breachedSince, incident }: RunningContext): Standing {
  const { commitment, version, period, asOf, name, of } = question
  const zone = version.terms.timeZone
  const whole = contextOf(question)
  const now = Math.min(Math.max(asOf, period.from + 1), period.to)
  const toDate = folded ?? measure({ ...whole, counted: { from: period.from, to: now } })
  const isCertain =
    breachedSince !== null || (mayBeCertain(toDate) && canBeCertainEarly(whole) && isCertainAt(whole, asOf))
  const totalMs = wholeTotalMs(question, toDate)
  const pace = paceOf(question, toDate, { now, totalMs })
  const state = stateOf({ question, toDate, isCertain, pace, isGoingOn: incident === 'goingOn' })
  const isUnseen =
    toDate.time !== null && toDate.time.totalMs > 0 && toDate.time.unknownMs >= toDate.time.totalMs
  const { credit } = judgeRunning(question, toDate, missesNow(toDate, commitment) || isCertain)
  return {
    commitment: name,
    ...(of === undefined ? {} : { of }),
    title: commitment.title ?? name,
    by: commitment.by,
    ...(commitment.clause === undefined ? {} : { clause: commitment.clause }),
    target: targetText({ question }),
    from: isoInstant(period.from, zone),
    to: isoInstant(period.to, zone),
    state,
    ...(incident === undefined ? {} : { openIncident: incident }),
    ...(isUnseen ? { unseen: true } : {}),
    measure: measureFigures(isUnseen ? { ...toDate, value: null } : toDate, null),
    ...(toDate.time ? { seconds: secondsFigures(toDate.time) } : {}),
    ...(toDate.counts ? { counts: countFigures(toDate.counts) } : {}),
    shown: isUnseen ? nothingSeen : shownFigure(toDate, commitment),
    certainSince: breachedSince,
    budgetRemaining: budgetText(commitment, toDate, totalMs),
    secondsToCertainty: state === 'onTrack' || isCertain ? null : pace.secondsToCertainty,
    credit,
    gauges: {
      toDate: isUnseen ? null : asNumber(toDate.value),
      best: asNumber(toDate.best),
      worst: asNumber(toDate.worst),
      target: asNumber(conditionOf(commitment.target)?.quantity.value ?? null),
    },
  }
}

/** How a commitment stands of which each outage or event is judged alone, while there is none: nothing is missed. */
export function quietStanding(
  asked: Pick<PeriodQuestion, 'name' | 'of' | 'commitment' | 'version'>,
  now: number,
): Standing {
  const { name, of, commitment, version } = asked
  const at = isoInstant(now, version.terms.timeZone)
  const nothing = noMeasure(unitOf(commitment))
  return {
    commitment: name,
    ...(of === undefined ? {} : { of }),
    title: commitment.title ?? name,
    by: commitment.by,
    ...(commitment.clause === undefined ? {} : { clause: commitment.clause }),
    target: targetText({ question: { commitment } }),
    ...{ from: at, to: at, state: 'onTrack', openIncident: 'none' },
    measure: measureFigures(nothing, null),
    shown: shownFigure(nothing, commitment),
    ...{ certainSince: null, budgetRemaining: null, secondsToCertainty: null, credit: null },
    gauges: {
      ...{ toDate: null, best: null, worst: null },
      target: asNumber(conditionOf(commitment.target)?.quantity.value ?? null),
    },
  }
}

const timedKinds = ['downtime', 'longestOutage', 'repairTime', 'timeBetweenFailures', 'timeTaken']
const unitOf = ({ measure: { kind }, target }: CommitmentTerms): Measured['unit'] => {
  if (timedKinds.includes(kind)) return 's'
  return kind === 'uptime' || kind === 'elapsed' || target.kind === 'all' ? '%' : ''
}

interface StateQuestion {
  readonly question: PeriodQuestion
  readonly toDate: Measured
  readonly isCertain: boolean
  readonly pace: Pace
  readonly isGoingOn: boolean
}

function stateOf({ question, toDate, isCertain, pace, isGoingOn }: StateQuestion): RunningState {
  const { commitment, period, asOf } = question
  if (isCertain) return 'breached'
  if (asOf >= period.to && !isGoingOn) return 'closing'
  if (onlyDecidedAtEnd(commitment)) return 'onTrack'
  if (missesNow(toDate, commitment)) return 'failing'
  return pace.misses ? 'atRisk' : 'onTrack'
}

/** A count that must be reached is below its target until it is reached: that is no failing. */
const onlyDecidedAtEnd = (commitment: CommitmentTerms): boolean =>
  (commitment.measure.kind === 'occurrences' || commitment.measure.kind === 'usageRate') &&
  (conditionOf(commitment.target)?.operator.startsWith('>') ?? false)

/** Without any bad time nothing is certain by time; what counts no time may be. */
const mayBeCertain = (toDate: Measured): boolean => toDate.time === null || toDate.time.badMs > 0

/** The eligible time of the whole period where it is known, for budgets. */
function wholeTotalMs(question: PeriodQuestion, toDate: Measured): number {
  const { period, commitment } = question
  const isByTime = commitment.measure.kind === 'uptime' || commitment.measure.kind === 'downtime'
  if (toDate.time === null || !isByTime) return 0
  const whole = measure({ ...contextOf(question), counted: period })
  return whole.time?.totalMs ?? period.to - period.from
}

interface Pace {
  readonly misses: boolean
  readonly secondsToCertainty: string | null
}

const steady: Pace = { misses: false, secondsToCertainty: null }

/** At the rate of the last twelfth of the period: is the target missed before its end, and when is that certain? */
function paceOf(
  question: PeriodQuestion,
  toDate: Measured,
  { now, totalMs }: { now: number; totalMs: number },
): Pace {
  const { commitment, period } = question
  const budget = budgetMs(commitment, totalMs)
  if (budget === null || toDate.time === null || toDate.time.badMs === 0 || now >= period.to) return steady
  const twelfth = Math.max(1, Math.floor((period.to - period.from) / 12))
  const recent = { from: Math.max(period.from, now - twelfth), to: now }
  const lately = measure({ ...contextOf(question), counted: recent }).time?.badMs ?? 0
  if (lately === 0) return steady
  const left = subtract(budget, fraction(toDate.time.badMs))
  const rate = fraction(lately, twelfth)
  const untilCertain = divide(left, rate)
  const misses = compare(untilCertain, fraction(period.to - now)) < 0
  const seconds = divide(untilCertain, fraction(1000))
  return { misses, secondsToCertainty: toDecimal(seconds.n < 0n ? fraction(0) : seconds, 0, 'floor') }
}

/** The bad milliseconds that the target leaves, or null where it leaves no time. */
function budgetMs(commitment: CommitmentTerms, totalMs: number): Fraction | null {
  const condition = conditionOf(commitment.target)
  if (condition === null) return null
  const target = condition.quantity.value
  if (commitment.measure.kind === 'uptime' && condition.operator.startsWith('>'))
    return multiply(subtract(one, target), fraction(totalMs))
  if (commitment.measure.kind === 'downtime' && condition.operator.startsWith('<'))
    return multiply(target, fraction(1000))
  return null
}

/** What is left of the error budget as a share of it; negative when overspent. */
function budgetText(commitment: CommitmentTerms, toDate: Measured, totalMs: number): string | null {
  const share = remaining(commitment, toDate, totalMs)
  return share === null ? null : toDecimal(share, 6, 'floor')
}

function remaining(commitment: CommitmentTerms, toDate: Measured, totalMs: number): Fraction | null {
  const condition = conditionOf(commitment.target)
  if (condition === null || toDate.value === null) return null
  const target = condition.quantity.value
  const left = (budget: Fraction, spent: Fraction): Fraction | null =>
    isZero(budget) ? null : divide(subtract(budget, spent), budget)
  const time = budgetMs(commitment, totalMs)
  if (time !== null && toDate.time !== null) return left(time, fraction(toDate.time.badMs))
  if (toDate.unit === '%' && condition.operator.startsWith('>'))
    return left(subtract(one, target), subtract(one, toDate.value))
  if (toDate.unit !== '%' && condition.operator.startsWith('<')) return left(target, toDate.value)
  return null
}

/** For gauges only, never for decisions. */
export const asNumber = (value: Fraction | null): number | null =>
  value === null ? null : Number(value.n) / Number(value.d)
