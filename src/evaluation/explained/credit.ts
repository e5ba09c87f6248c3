import { satisfies } from '../../agreement/quantity.ts'
import type { CreditTerms } from '../../agreement/schema/credits.ts'
import { giftOf } from '../credit.ts'
import { creditMinor } from '../creditOwed.ts'
import { bandedValue } from '../creditQuantities.ts'
import { owedMeasure } from '../deemed.ts'
import { type CreditContext, dueWithin } from '../gifts.ts'
import type { Judgement } from '../judgePeriod.ts'
import { feeContext } from '../periodFees.ts'
import { calendarsOf } from '../periodQuestion.ts'
import { figure } from './arithmetic.ts'
import { givenLines, onWords } from './gifts.ts'
import type { Section } from './words.ts'

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
    calendars: calendarsOf(question.version, question.holidays),
  }
}

function scheduleLines(schedule: CreditTerms, judgement: Judgement, currency: string): string[] {
  const { verdict } = judgement
  if (verdict === 'undetermined' || verdict === 'silent' || verdict === 'notApplicable')
    return [`nothing is due: the verdict is ${verdict}`]
  const context = contextOf(judgement, schedule)
  const lines = schedule.bands ? bandLines(schedule, context) : []
  const gift = giftOf(schedule, context, verdict === 'breached')
  if (gift === 'silent')
    return [...lines, 'the text leaves open what is due here (a hole or an overlap of its bands): silent']
  if (gift === null || dueWithin(gift, schedule, context) === null)
    return [
      ...lines,
      verdict === 'breached' ? 'no step is complete: nothing is due' : 'the target is met: nothing is due',
    ]
  return [...lines, ...givenLines(gift, { schedule, context, judgement, currency })]
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
