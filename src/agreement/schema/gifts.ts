import { compare, type Fraction, fraction, isZero, parseDecimal } from '../fraction.ts'
import { type FeeBase, parseFeeBase } from './feeBases.ts'
import { parsed } from './scalars.ts'

/** An `extension` of the term is in days; one in months goes by the calendar. */
export type GiveUnit = 'percent' | 'day' | 'multiple' | 'point' | 'money' | 'extension' | 'extensionMonth'

/** What one unit of credit is: `amount` is a share of 1 for `percent`, a plain number else. */
export interface Give {
  readonly unit: GiveUnit
  readonly amount: Fraction
  readonly text: string
  readonly currency?: string
  /** The fee that it is of, where it names its own: `5% of fees.support`. */
  readonly of?: FeeBase
}

/** The greatest or the least of several, told in money: `max(5%, 50.00 EUR)`. */
export interface GiveChoice {
  readonly choose: 'max' | 'min'
  readonly among: readonly Gift[]
  readonly text: string
}
export type Gift = Give | GiveChoice

export const isChoice = (gift: Gift): gift is GiveChoice => 'choose' in gift

const giveForms: readonly [RegExp, GiveUnit][] = [
  [/^(\d+(?:\.\d+)?) ?%$/, 'percent'],
  [/^(\d+(?:\.\d+)?) days?$/, 'day'],
  [/^(\d+(?:\.\d+)?) ?x$/, 'multiple'],
  [/^(\d+(?:\.\d+)?) points?$/, 'point'],
  [/^(\d+(?:\.\d+)?) ([A-Z]{3})$/, 'money'],
  [/^(\d+(?:\.\d+)?) days? extension$/, 'extension'],
  [/^(\d+) months? extension$/, 'extensionMonth'],
]

function parseGive(text: string): Give | null {
  for (const [form, unit] of giveForms) {
    const match = form.exec(text.trim())
    const amount = match && parseDecimal(match[1] ?? '')
    if (!match || !amount) continue
    const share = unit === 'percent' ? fraction(amount.n, amount.d * 100n) : amount
    return {
      unit,
      amount: share,
      text,
      ...(unit === 'money' && match[2] !== undefined ? { currency: match[2] } : {}),
    }
  }
  return null
}

/** One amount, such as that of a cap or a minimum. */
export const give = parsed<Give>(
  'a credit such as 10%, 3 days, 10x, 2 points, 500.00 EUR or 7 days extension',
  parseGive,
)

/** `10%`, or of its own fee: `10% of fees.support`. */
function parseOwnGive(text: string): Give | null {
  const match = /^(.+?) of (fees\..+|max\(.+\))$/.exec(text)
  if (!match) return parseGive(text)
  const [share, of] = [parseGive(match[1] ?? ''), parseFeeBase(match[2] ?? '')]
  if (!share || !of || (share.unit !== 'percent' && share.unit !== 'day' && share.unit !== 'multiple'))
    return null
  return { ...share, of, text }
}

const mostDeep = 4

/** A share of a fee, an amount, or the greatest or least of several; points and extensions are no money to compare. */
export function parseGift(text: string, depth = 0): Gift | null {
  const match = /^(max|min)\((.+)\)$/.exec(text.trim())
  if (!match) return parseOwnGive(text.trim())
  const parts = partsOf(match[2] ?? '')
  if (parts === null || parts.length < 2 || depth === mostDeep) return null
  const among = parts.map((part) => parseGift(part, depth + 1))
  const isMoney = (gift: Gift | null): gift is Gift => gift !== null && leavesOf(gift).every(isWorthMoney)
  return among.every(isMoney) ? { choose: match[1] as 'max' | 'min', among, text: text.trim() } : null
}

/** What stands between the commas that no bracket holds; null where brackets do not match. */
function partsOf(text: string): string[] | null {
  const parts = ['']
  let depth = 0
  for (const letter of text) {
    if (letter === '(') depth++
    if (letter === ')') depth--
    if (depth < 0) return null
    if (letter === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += letter
  }
  return depth === 0 ? parts.map((part) => part.trim()) : null
}

export const isExtension = (unit: GiveUnit | null): boolean =>
  unit === 'extension' || unit === 'extensionMonth'

export const isWorthMoney = ({ unit }: Pick<Give, 'unit'>): boolean => unit !== 'point' && !isExtension(unit)

export const gift = parsed<Gift>(
  'a credit such as 10%, 3 days, 10x, 2 points, 500.00 EUR, 7 days extension or "max(5%, 50.00 EUR)"',
  parseGift,
)

/** Where what is given begins or ends: an amount, or a share or days of the fee. */
export const giftLimit = parsed<Gift>(
  'an amount such as 50.00 EUR, 50% or 3 days, or the greater or lesser of them such as "max(5%, 50.00 EUR)"',
  (text) => {
    const read = parseGift(text)
    const isPlain = ({ unit }: Give): boolean => unit === 'percent' || unit === 'day' || unit === 'money'
    return read && leavesOf(read).every(isPlain) ? read : null
  },
)

/** Everything that may come to be given. */
export const leavesOf = (gift: Gift): readonly Give[] =>
  isChoice(gift) ? gift.among.flatMap(leavesOf) : [gift]

/** Whether nothing is given whatever the fees are. */
export function givesNothing(gift: Gift): boolean {
  if (!isChoice(gift)) return isZero(gift.amount)
  return gift.choose === 'max' ? gift.among.every(givesNothing) : gift.among.some(givesNothing)
}

export function isSameGift(a: Gift, b: Gift): boolean {
  if (isChoice(a) || isChoice(b)) {
    if (!isChoice(a) || !isChoice(b) || a.choose !== b.choose || a.among.length !== b.among.length)
      return false
    return a.among.every((each, i) => isSameGift(each, b.among[i] as Gift))
  }
  return a.unit === b.unit && compare(a.amount, b.amount) === 0 && a.of?.text === b.of?.text
}
