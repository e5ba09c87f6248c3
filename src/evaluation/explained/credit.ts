import { add, divide, type Fraction, fraction, isZero, multiply } from '../../agreement/fraction.ts'
import { satisfies } from '../../agreement/quantity.ts'
import type { CreditTerms, FeeBase, ForEach, Give, GiveUnit } from '../../agreement/schema/credits.ts'
import { bandFor, type Credit, type CreditContext, creditOf, type Given } from '../credit.ts'
import { creditMinor } from '../creditOwed.ts'
import { bandedValue, eachSeconds, missedEvents, multipliedSeconds, quantityOf } from '../creditQuantities.ts'
import { owedMeasure } from '../deemed.ts'
import { baseOf } from '../feeBases.ts'
import { daysIn } from '../fees.ts'
import type { Judgement } from '../judgePeriod.ts'
import { feeContext } from '../periodFees.ts'
import { bracketed, exactly, figure, seconds } from './arithmetic.ts'
import { type Section, spanText } from './words.ts'

/** How the credit came about: band or steps, units, base with its window, amount, rounded once. */
export function creditSection(judgement: Judgement): Section {
  const { question, credit, result } = judgement
  const schedules = question.commitment.credit
  if (schedules === undefined || credit === null || result.credit === null)
    return { title: 'credit', lines: ['the contract names none for this commitment'] }
  const currency = question.version.terms.currency ?? ''
  const lines = schedules.flatMap((schedule, i) => [
    ...(schedules.length > 1 ? [`schedule ${i + 1} of ${schedules.length}${clauseText(schedule)}:`] : []),
    ...scheduleLines(schedule, judgement, currency),
  ])
  return { title: 'credit', lines: [...lines, ...amountLines(judgement, currency)] }
}

const clauseText = ({ clause }: CreditTerms): string => (clause === undefined ? '' : ` (${clause})`)

function contextOf(judgement: Judgement, schedule: CreditTerms): CreditContext {
  const { question, verdict } = judgement
  const { commitment } = question
  const measured = owedMeasure(judgement.measured, commitment, judgement.result.deemed !== undefined)
  return {
    commitment: { ...question.commitment, credit: [schedule] },
    measured,
    verdict,
    fees: feeContext(question),
    missesInRow: verdict === 'breached' ? question.missesBefore + 1 : 0,
  }
}

function scheduleLines(schedule: CreditTerms, judgement: Judgement, currency: string): string[] {
  const { verdict } = judgement
  if (verdict === 'undetermined' || verdict === 'silent' || verdict === 'notApplicable')
    return [`nothing is due: the verdict is ${verdict}`]
  const context = contextOf(judgement, schedule)
  const given = creditOf(context)
  const lines = schedule.bands ? bandLines(schedule, context) : []
  if (given === null || given.state === 'silent')
    return [...lines, 'the text leaves open what is due here (a hole or an overlap of its bands): silent']
  if (given.state === 'none')
    return [
      ...lines,
      verdict === 'breached' ? 'no step is complete: nothing is due' : 'the target is met: nothing is due',
    ]
  const [one] = given.given
  if (one === undefined) return lines
  const due: Due = { ...one, money: given.money }
  return [
    ...lines,
    ...unitLines(schedule, due, context),
    ...moneyLines(schedule, due, { context, judgement, currency }),
  ]
}

/** What one schedule gives: one unit, and its money. */
type Due = Given & Pick<Credit, 'money'>
type Base = ReturnType<typeof baseOf>

const onWords: Readonly<Record<CreditTerms['on'], string>> = {
  measure: 'the measure',
  excess: 'the excess',
  shortfall: 'the shortfall',
  exceedance: 'distance from the target ÷ target',
  missedEvents: 'missed events',
  duration: 'bad time',
}

function bandLines(schedule: CreditTerms, context: CreditContext): string[] {
  const value = bandedValue(schedule, context)
  const unit = schedule.bands?.[0]?.when[0]?.quantity.unit ?? ''
  const head =
    value === null
      ? 'the value lies beyond every number'
      : `banded by ${onWords[schedule.on]}: ${figure(value, unit)}`
  const bands = (schedule.bands ?? []).map(({ when, give, clause }) => {
    const holds = value !== null && when.every((condition) => satisfies(value, condition))
    const words = when.map((condition) => condition.text).join(', ')
    return `  band ${words} gives ${give.text}${clause === undefined ? '' : ` (${clause})`}: ${holds ? 'holds' : 'does not hold'}`
  })
  const holding = (schedule.bands ?? []).filter(
    ({ when }) => value !== null && when.every((condition) => satisfies(value, condition)),
  )
  const overlap =
    holding.length > 1 && schedule.overlap !== undefined
      ? [`  of several, the ${schedule.overlap} one counts`]
      : []
  return [head, ...bands, ...overlap]
}

/** `percent` units are shares of 1. */
const unitNames: Readonly<Record<GiveUnit, string>> = {
  percent: '%',
  day: 'days',
  multiple: 'times',
  point: 'points',
  money: '',
  extension: 'days of extension',
}

/** What one unit is: the schedule's own, or that of the band that holds. */
function giveOf(schedule: CreditTerms, context: CreditContext): Give | undefined {
  if (schedule.bands === undefined) return schedule.give
  const band = bandFor(schedule.bands, schedule, context, context.verdict === 'breached')
  return band === null || band === 'silent' ? undefined : band.give
}

function unitLines(schedule: CreditTerms, given: Due, context: CreditContext): string[] {
  const { forEach, pool } = schedule
  const give = giveOf(schedule, context)
  if (pool)
    return [
      `at risk: ${[pool.atRisk, pool.category, pool.item].map((share) => exactly(share, '%')).join(' × ')} = ${figure(given.units, '%')}`,
    ]
  const lines = forEach ? stepLines(forEach, context) : []
  const amount = give?.amount
  if (amount === undefined || isZero(amount)) return lines
  const quantity = divide(given.units, amount)
  const unit = unitNames[given.unit]
  const repeat =
    schedule.repeat && context.missesInRow > 1
      ? [
          `repeated: miss ${context.missesInRow} in a row multiplies by ${exactly(schedule.repeat.multiplier, '')}`,
        ]
      : []
  const share =
    schedule.share === 'affected' && given.unit !== 'multiple'
      ? ['weighed by the share that was affected']
      : []
  if (given.unit === 'multiple') return [...lines, ...repeat]
  if (schedule.bands && repeat.length === 0 && share.length === 0) return lines
  return [
    ...lines,
    ...repeat,
    ...share,
    `units: ${bracketed(quantity)} × ${exactly(amount, unit)} = ${figure(given.units, unit)}`,
  ]
}

function stepLines(rule: ForEach, context: CreditContext): string[] {
  if (rule.kind === 'missedEvent')
    return [`missed events: ${exactly(missedEvents(context) ?? fraction(0), '')}`]
  const size =
    rule.size.kind === 'time'
      ? seconds(rule.size.ms)
      : rule.size.kind === 'share'
        ? rule.size.share
        : rule.size.number
  const unit = rule.size.kind === 'time' ? 's' : rule.size.kind === 'share' ? '%' : ''
  const counted = (quantity: Fraction | null, what: string): string =>
    quantity === null || quantity.n <= 0n
      ? `${what}: none`
      : `${what}, ${rule.steps} steps of ${exactly(size, unit)}: ${bracketed(quantity, unit)} ÷ ${exactly(size, unit)} = ${figure(divide(quantity, size), '')}`
  if (rule.per === 'outage')
    return eachSeconds(rule.of, context)
      .slice(0, 24)
      .map((length, i) => counted(length, `outage ${i + 1}`))
  if (rule.of === 'outage')
    return [counted(eachSeconds('outage', context).reduce(add, fraction(0)), 'outages together')]
  const on = rule.of === 'downtime' ? 'duration' : rule.of
  return [counted(quantityOf(on, context), onWords[on])]
}

/** The base with its window, in words and figures. */
function baseLines(of: FeeBase, base: Base, judgement: Judgement, currency: string): string[] {
  const what = `base ${of.text}`
  if (base === 'pending') return [`${what}: not known yet, so the amount is pending`]
  const kept =
    of.kind === 'max'
      ? of.of.map((each) => {
          const own = baseOf(each, feeContext(judgement.question))
          return `  ${each.text}: ${own === 'pending' ? 'pending' : exactly(own.amount, currency)}`
        })
      : []
  return [...kept, `${what}, for ${spanText(judgement, base.window)}: ${figure(base.amount, currency)}`]
}

interface MoneyContext {
  readonly context: CreditContext
  readonly judgement: Judgement
  readonly currency: string
}

function moneyLines(
  schedule: CreditTerms,
  given: Due,
  { context, judgement, currency }: MoneyContext,
): string[] {
  if (given.unit === 'point') return ['points are turned into money in the month']
  if (given.unit === 'extension') return ['an extension of the term, no money']
  if (given.unit === 'money' && given.money !== null && given.money !== 'pending')
    return [`amount: ${figure(given.money, currency)}`]
  if (!schedule.of) return []
  const base = baseOf(schedule.of, context.fees)
  const lines = baseLines(schedule.of, base, judgement, currency)
  if (base === 'pending' || given.money === null || given.money === 'pending') return lines
  const [fee, due] = [bracketed(base.amount, currency), figure(given.money, currency)]
  if (given.unit === 'percent') return [...lines, `amount: ${fee} × ${bracketed(given.units, '%')} = ${due}`]
  if (given.unit === 'day') return [...lines, ...dayLines(schedule, given, { base, currency, judgement })]
  const time = multipliedSeconds(schedule, context)
  const give = giveOf(schedule, context)
  if (time === null || isZero(time) || isZero(given.money) || give === undefined)
    return [...lines, `amount: ${due}`]
  const length = divide(multiply(multiply(base.amount, give.amount), time), given.money)
  return [
    ...lines,
    `time that counts: ${exactly(time, 's')}, of the ${exactly(length, 's')} that the fee is for`,
    `amount: ${fee} × ${exactly(give.amount, '')} × ${bracketed(time, 's')} ÷ ${exactly(length, 's')} = ${due}`,
  ]
}

function dayLines(
  schedule: CreditTerms,
  given: Due,
  { base, currency, judgement }: { base: Exclude<Base, 'pending'>; currency: string; judgement: Judgement },
): string[] {
  if (given.money === null || given.money === 'pending' || isZero(given.units)) return []
  const day = divide(given.money, given.units)
  const days = daysIn(base.window, judgement.question.version.terms.timeZone)
  const isPlain = schedule.day === undefined
  const rule =
    schedule.day?.kind === 'part' ? `1/${schedule.day.part.d} of ${schedule.day.unit}` : schedule.day?.kind
  const first = isPlain
    ? `a day of the fee: ${bracketed(base.amount, currency)} ÷ ${days} = ${figure(day, currency)}`
    : `a day of the fee (${rule}): ${figure(day, currency)}`
  return [
    first,
    `amount: ${bracketed(given.units, '')} × ${bracketed(day, currency)} = ${figure(given.money, currency)}`,
  ]
}

function amountLines(judgement: Judgement, currency: string): string[] {
  const { question, credit, result } = judgement
  const figures = result.credit
  if (credit === null || figures === null) return []
  const minor = credit.state === 'due' ? creditMinor(question, credit) : null
  const { mode } = question.version.terms.money
  const rounded =
    minor === null || credit.money === null || credit.money === 'pending'
      ? []
      : [
          `rounded once to the minor unit, ${mode === 'halfUp' ? 'half up' : 'half to even'}: ${figures.amount} ${currency}`,
        ]
  return [...rounded, `state: ${figures.state}`]
}
