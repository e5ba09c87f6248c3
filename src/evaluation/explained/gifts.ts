import { isoInstant } from '../../agreement/agreement.ts'
import { add, divide, type Fraction, fraction, isZero, multiply } from '../../agreement/fraction.ts'
import type { CreditTerms, ForEach, Touched } from '../../agreement/schema/credits.ts'
import type { FeeBase } from '../../agreement/schema/feeBases.ts'
import { type Gift, type Give, type GiveUnit, isChoice } from '../../agreement/schema/gifts.ts'
import { eachSeconds, missedEvents, multipliedSeconds, quantityOf } from '../creditQuantities.ts'
import { baseOf } from '../feeBases.ts'
import { daysIn } from '../fees.ts'
import { type CreditContext, type Due, dueOf, dueWithin, type Given, type Money } from '../gifts.ts'
import type { Judgement } from '../judgePeriod.ts'
import { feeContext } from '../periodFees.ts'
import { touchedUnits } from '../touchedUnits.ts'
import { bracketed, cut, exactly, figure, seconds, secondsOf } from './arithmetic.ts'
import { spanText } from './words.ts'

/** A schedule, and where it is looked at. */
export interface Explaining {
  readonly schedule: CreditTerms
  readonly context: CreditContext
  readonly judgement: Judgement
  readonly currency: string
}

/** What a schedule's gift comes to, with its least and most. */
export function givenLines(gift: Gift, asked: Explaining): string[] {
  const { schedule, context, currency } = asked
  const { atLeast, atMost, ...free } = schedule
  const lines = giftLines(gift, asked)
  if (atLeast === undefined && atMost === undefined) return lines
  const plain: CreditTerms = {
    on: 'measure',
    ...(free.of ? { of: free.of } : {}),
    ...(free.day ? { day: free.day } : {}),
  }
  const limits = (['atLeast', 'atMost'] as const).flatMap((key) => {
    const limit = schedule[key]
    if (limit === undefined) return []
    const head = key === 'atLeast' ? `no less than ${limit.text}:` : `no more than ${limit.text}:`
    return [head, ...indented(giftLines(limit, { ...asked, schedule: plain }))]
  })
  return [...lines, ...limits, `within its limits: ${comesTo(dueWithin(gift, schedule, context), currency)}`]
}

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)

function comesTo(due: Due | null, currency: string): string {
  if (due === null) return 'nothing'
  return due.money === 'pending' ? 'pending' : figure(due.money ?? fraction(0), currency)
}

function giftLines(gift: Gift, asked: Explaining): string[] {
  const { schedule, context, currency } = asked
  const due = dueOf(gift, schedule, context)
  if (isChoice(gift)) {
    const which = gift.choose === 'max' ? 'greatest' : 'least'
    const each = gift.among.flatMap((one) => [`  ${one.text}:`, ...indented(indented(giftLines(one, asked)))])
    return [`the ${which} of these counts:`, ...each, `the ${which} of them: ${comesTo(due, currency)}`]
  }
  const [given] = due?.given ?? []
  if (due === null || given === undefined) return ['nothing']
  const leaf: LeafDue = { ...given, money: due.money }
  const own = { ...asked, schedule: gift.of ? { ...schedule, of: gift.of } : schedule }
  return [...unitLines(gift, leaf, own), ...moneyLines(gift, leaf, own)]
}

/** What one amount comes to: one unit, and its money. */
type LeafDue = Given & { readonly money: Money }
type Base = ReturnType<typeof baseOf>

/** What bands and steps look at. */
export const onWords: Readonly<Record<CreditTerms['on'], string>> = {
  measure: 'the measure',
  excess: 'the excess',
  shortfall: 'the shortfall',
  exceedance: 'distance from the target ÷ target',
  missedEvents: 'missed events',
  duration: 'bad time',
}

/** `percent` units are shares of 1. */
const unitNames: Readonly<Record<GiveUnit, string>> = {
  percent: '%',
  day: 'days',
  multiple: 'times',
  point: 'points',
  money: '',
  extension: 'days of extension',
  extensionMonth: 'months of extension',
}

function unitLines(give: Give, given: LeafDue, { schedule, context }: Explaining): string[] {
  const { forEach, pool } = schedule
  if (pool)
    return [
      `at risk: ${[pool.atRisk, pool.category, pool.item].map((share) => exactly(share, '%')).join(' × ')} = ${figure(given.units, '%')}`,
    ]
  const lines = forEach ? stepLines(forEach, context) : []
  const { amount } = give
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
  if (rule.kind === 'touched') return touchedLines(rule, context)
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

/** Each day (hour, week) that counts, with what of it does. */
function touchedLines(rule: Touched, context: CreditContext): string[] {
  const { timeZone } = context.fees.terms
  const units = touchedUnits(rule, context)
  const what = rule.down === null ? '' : ` ${rule.down.text}`
  const days = rule.calendar === null ? '' : ' on working days'
  return [
    `each ${rule.unit} of the calendar with ${rule.of}${what}${days}: ${units.length}`,
    ...cut(
      units,
      ({ span, ms }) =>
        `  ${isoInstant(span.from, timeZone).slice(0, rule.unit === 'hour' ? 16 : 10)}: ${secondsOf(ms)}`,
    ),
  ]
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

function moneyLines(
  give: Give,
  given: LeafDue,
  { schedule, context, judgement, currency }: Explaining,
): string[] {
  if (given.unit === 'point') return ['points are turned into money in the month']
  if (given.unit === 'extension' || given.unit === 'extensionMonth')
    return ['an extension of the term, no money']
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
  if (time === null || isZero(time) || isZero(given.money)) return [...lines, `amount: ${due}`]
  const length = divide(multiply(multiply(base.amount, give.amount), time), given.money)
  return [
    ...lines,
    `time that counts: ${exactly(time, 's')}, of the ${exactly(length, 's')} that the fee is for`,
    `amount: ${fee} × ${exactly(give.amount, '')} × ${bracketed(time, 's')} ÷ ${exactly(length, 's')} = ${due}`,
  ]
}

function dayLines(
  schedule: CreditTerms,
  given: LeafDue,
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
