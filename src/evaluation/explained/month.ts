import { isoInstant, versionAt } from '../../agreement/agreement.ts'
import { parseDecimal, sum, toDecimal, zero } from '../../agreement/fraction.ts'
import type { Cap } from '../../agreement/schema/caps.ts'
import { capMinor, cappedEach, capWindow, feesOver } from '../caps.ts'
import { creditMinor } from '../creditOwed.ts'
import { minorText } from '../fees.ts'
import { joinShares, type Share } from '../joinShares.ts'
import { isCounted } from '../joins.ts'
import { joinWindow } from '../joinWindow.ts'
import type { Judgement } from '../judgePeriod.ts'
import { feeContext } from '../periodFees.ts'
import { pointsMinor } from '../points.ts'
import type { EarnedBackFigures, MonthlyCredit } from '../verdict.ts'
import { cut, exactly } from './arithmetic.ts'
import { instant, type Section, spanText } from './words.ts'

/** Everything judged of an agreement, and its months: where a period's credit goes. */
export interface Judged {
  readonly judgements: readonly Judgement[]
  readonly months: readonly MonthlyCredit[]
}

const isSame = (a: { from: number; to: number }, b: { from: number; to: number }): boolean =>
  a.from === b.from && a.to === b.to

const joinWords = {
  sum: 'they add up',
  max: 'the greatest counts',
  onePerDay: 'the greatest of each day counts',
  onePerEvent: 'the greatest of each event counts',
  customerElects: 'the customer elects one',
} as const

/** Join, caps and minimum of the month to which the period's credit belongs. */
export function monthSection(judgement: Judgement, judged: Judged): Section | null {
  const state = judgement.result.credit?.state
  if (state === undefined) return null
  const { question } = judgement
  const month = joinWindow(judgement.question)
  const version = versionAt(question.agreement, month.from)
  const { credits: rules, currency = '', timeZone } = version.terms
  const shown = judged.months.find((each) => each.from === isoInstant(month.from, timeZone))
  if (state === 'none' && !shown?.earnedBack) return null
  const own = withItself(judgement, judged.judgements).filter((each) => {
    const due = each.result.credit?.state
    return due !== undefined && due !== 'none' && isSame(joinWindow(each.question), month)
  })
  const shares = own.flatMap((each): Share[] => {
    const minor = each.credit && creditMinor(each.question, each.credit)
    if (minor === null || !isCounted(each)) return []
    return [{ judgement: each, minor: cappedEach(each, minor, rules, question.asOf).left }]
  })
  const points = pointsMinor(month, own.filter(isCounted), question.asOf)
  const all = points === 0n ? shares : [...shares, { judgement: null, minor: points }]
  const amount = (minor: bigint): string =>
    currency === '' ? String(minor) : `${minorText(minor, currency)} ${currency}`
  const joined = joinShares(all, rules)
  const others = (['sum', 'max'] as const).filter(
    (join) => join !== rules.join && joinShares(all, { ...rules, join }) !== joined,
  )
  return {
    title: `credits of the month ${spanText(judgement, month)}`,
    lines: [
      ...cut(own, (each) => `  ${shareText(each, shares, amount)}`),
      ...(points === 0n ? [] : [`  points of all commitments: ${amount(points)}`]),
      `join ${rules.join}: ${joinWords[rules.join]}: ${amount(joined)}`,
      ...others.map(
        (join) => `  (joined by ${join} it would be ${amount(joinShares(all, { ...rules, join }))})`,
      ),
      ...(rules.cap ?? []).flatMap((cap) => capLines(cap, { judgement, month, judged, amount })),
      ...(rules.minimum === undefined
        ? []
        : [`nothing is due at or below ${exactly(rules.minimum.amount, currency)}`]),
      ...(shown?.earnedBack ? backLines({ ...shown, earnedBack: shown.earnedBack }, currency) : []),
      shown === undefined
        ? 'the month is not closed yet'
        : `credit of the month: ${shown.amount} ${currency}${shown.capped ? ', cut by a cap' : ''}`,
    ],
  }
}

/** A period that still runs is none of the judged ones, and its credit belongs to the month all the same. */
function withItself(judgement: Judgement, judged: readonly Judgement[]): readonly Judgement[] {
  const { name, of, period } = judgement.question
  const isItself = ({ question }: Judgement): boolean =>
    question.name === name && question.of === of && question.period.from === period.from
  return judged.some(isItself) ? judged : [...judged, judgement]
}

/** What of earlier months is taken back in this one. */
function backLines(
  { earnedBack, offset, owedBack }: MonthlyCredit & { readonly earnedBack: readonly EarnedBackFigures[] },
  currency: string,
): string[] {
  return [
    ...earnedBack.map(({ commitment, of, from, amount }) => {
      const name = of === undefined ? commitment : `${commitment} (${of})`
      return `earned back: ${name} ${from.slice(0, 10)}: ${amount} ${currency}`
    }),
    `set off against what is earned back: ${offset} ${currency}; still owed back and carried over: ${owedBack} ${currency}`,
  ]
}

function shareText(each: Judgement, shares: readonly Share[], amount: (minor: bigint) => string): string {
  const { result, question } = each
  const share = shares.find(({ judgement }) => judgement === each)
  const name = question.of === undefined ? question.name : `${question.name} (${question.of})`
  const counts = share ? amount(share.minor) : `${result.credit?.state}, adds nothing`
  const cutBy =
    share &&
    result.credit?.amount !== null &&
    amount(share.minor) !== `${result.credit?.amount} ${result.credit?.currency}`
      ? ' after its own cap'
      : ''
  return `${name} ${result.from.slice(0, 10)}: ${counts}${cutBy}`
}

interface CapContext {
  readonly judgement: Judgement
  readonly month: { readonly from: number; readonly to: number }
  readonly judged: Judged
  readonly amount: (minor: bigint) => string
}

function capLines(cap: Cap, { judgement, month, judged, amount }: CapContext): string[] {
  const isEach = cap.per === 'incident' || cap.per === 'period'
  const window = isEach ? judgement.question.period : capWindow(cap, month, judgement.question.version.terms)
  const { question } = judgement
  const fees = isEach ? feeContext(question) : feesOver(window, judgement, question.asOf)
  const limit = capMinor(cap, fees, judgement)
  if (limit === null) return [`cap ${cap.text}: its fee is not known yet`]
  const spent = isEach
    ? []
    : judged.months.filter((each) => {
        const from = Temporal.Instant.from(each.from).epochMilliseconds
        return from >= window.from && from < month.from
      })
  const before =
    spent.length === 0 ? '' : `, of which ${spent.map(beforeOffset).join(' + ')} went to months before`
  return [`cap ${cap.text}: ${amount(limit)} for ${instant(judgement, window.from)} …${before}`]
}

/** What a month came to before anything was set off: by that caps are used up. */
function beforeOffset({ amount, offset }: MonthlyCredit): string {
  const both = [amount, ...(offset === undefined ? [] : [offset])].map((each) => parseDecimal(each) ?? zero)
  return both.length === 1 ? amount : toDecimal(sum(both))
}
