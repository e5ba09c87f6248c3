import { canonicalJson } from '../agreement/canonical.ts'
import { noAnswer, noFailure } from '../evaluation/shown.ts'
import type { Json } from '../ledger/entry.ts'
import type { StatementWords } from './words.ts'

/** Decimal text in the language's own marks, digits in groups; nothing is rounded. */
export function shownDecimal(text: string, { decimal, group }: StatementWords): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) return text
  const [, sign = '', whole = '', rest] = match
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, group)
  return `${sign === '' ? '' : '−'}${grouped}${rest === undefined ? '' : decimal + rest}`
}

/** An amount in its currency, such as `1,200.00 EUR`. */
export const shownMoney = (amount: string | null, currency: string, words: StatementWords): string =>
  amount === null ? words.unknown : `${shownDecimal(amount, words)} ${currency}`

/** A share of 1 as per cent with at most two places, cut off towards zero, so that it never looks better than it is. */
export function shownShare(value: string | null | undefined, words: StatementWords): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value ?? '')
  if (!match) return words.unknown
  const [, sign = '', whole = '', rest = ''] = match
  const digits = `${whole}${rest.padEnd(4, '0').slice(0, 4)}`
  const number = `${sign}${BigInt(digits.slice(0, -2))}.${digits.slice(-2)}`
  return `${shownDecimal(number.replace(/\.?0+$/, ''), words)} %`
}

/** An instant of a statement as date and time of its own zone, such as `2026-03-10 08:10:00`. */
export const shownInstant = (text: string): string => text.slice(0, 19).replace('T', ' ')

/** The same with the zone's offset, which tells apart the hour that a clock shows twice: `2026-10-25 02:30:00 (+01:00)`. */
export const exactInstant = (text: string): string => {
  const [, date, time, offset] = /^(\S{10})T([\d:.]+)(\S+)$/.exec(text) ?? []
  return date === undefined
    ? text
    : `${date} ${time} (${offset === 'Z' || offset === '+00:00' ? 'UTC' : offset})`
}

/** A statement's period in words: `March 2026`, `Q1 2026`, `2026`, else its first and last day. */
export function shownPeriod(
  period: { from: string; to: string; timeZone: string },
  words: StatementWords,
): string {
  const { language } = words
  const from = Temporal.PlainDate.from(period.from.slice(0, 10))
  const end = Temporal.Instant.from(period.to).toZonedDateTimeISO(period.timeZone)
  const [next, to] = [end.toPlainDate(), end.subtract({ milliseconds: 1 }).toPlainDate()]
  // A month that the term cuts has its name too.
  if (from.year === to.year && from.month === to.month)
    return from.toLocaleString(language, { month: 'long', year: 'numeric', calendar: 'gregory' })
  const spans = (months: number): boolean => from.day === 1 && from.add({ months }).equals(next)
  if (spans(12) && from.month === 1) return String(from.year)
  if (spans(3) && from.month % 3 === 1) return words.quarter((from.month + 2) / 3, from.year)
  return `${words.day(from)} – ${words.day(to)}`
}

/** Decimal seconds as hours, minutes and seconds. */
export function shownSeconds(text: string, words: StatementWords): string {
  const [whole = '0', rest] = text.split('.')
  const all = Number(whole)
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60), all % 60]
  const parts = [
    hours > 0 ? `${hours} h` : '',
    minutes > 0 ? `${minutes} min` : '',
    seconds > 0 || rest !== undefined || all === 0
      ? `${seconds}${rest === undefined ? '' : words.decimal + rest} s`
      : '',
  ]
  return parts.filter(Boolean).join(' ')
}

/** The signs of a language. */
export interface Signs {
  readonly decimal: string
  readonly group: string
  /** The target `all`. */
  readonly all: string
}

/** Digits grouped and the decimal sign of the language; every digit stays. */
export function localFigure(text: string, { group, decimal }: Pick<Signs, 'decimal' | 'group'>): string {
  return text.replace(/(\d+)(?:\.(\d+))?/g, (_all, whole: string, decimals: string | undefined) => {
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group)
    return decimals === undefined ? grouped : `${grouped}${decimal}${decimals}`
  })
}

const operators: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤' }

/** A target such as `>= 99.9%` for eyes: `≥ 99.9 %`. */
export function targetFigure(target: string, signs: Signs): string {
  const spaced = target
    .replace(/[<>]=/g, (operator) => operators[operator] ?? operator)
    .replace(/(\d)%/g, '$1 %')
  return target === 'all' ? signs.all : localFigure(spaced, signs)
}

/** What an entry shows of a measure, in the language's own signs and words. */
export const shownMeasure = (shown: string, words: StatementWords): string =>
  shown === noAnswer ? words.noAnswer : shown === noFailure ? words.noFailure : localFigure(shown, words)

const longestChange = 80

/** One side of a difference: a figure in the language's signs, anything else as it is written. */
export function shownChange(value: Json, signs: Pick<Signs, 'decimal'>): string {
  const text = typeof value === 'string' ? value : canonicalJson(value)
  const local = text.replace(/(\d)\.(\d)/g, `$1${signs.decimal}$2`)
  return local.length > longestChange ? `${local.slice(0, longestChange - 1)}…` : local
}
