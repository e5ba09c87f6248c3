import { compare, one, parseDecimal, zero } from '../agreement/fraction.ts'
import { hiddenInLine } from '../agreement/hidden.ts'
import { meantInWords, meantOutcome } from './meant.ts'

/** What is wrong with a line, by the field where it is; `lines.ts` adds the line's number. */
export class FieldError extends Error {
  readonly field: string | null
  constructor(field: string | null, message: string) {
    super(message)
    this.field = field
  }
}

/** A number of the JSON text with its own digits, so that no decimal passes through a float. */
export class NumberToken {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Fields = Readonly<Record<string, unknown>>

/** Parses JSON with each number as a NumberToken. */
export function parseExactly(text: string): unknown {
  // The types do not know the source text that is handed to a reviver.
  const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' ? new NumberToken(context?.source ?? String(value)) : value
  return JSON.parse(text, reviver as Parameters<typeof JSON.parse>[1])
}

export function objectOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof NumberToken) {
    throw new FieldError(null, 'is not a JSON object')
  }
  return value as Fields
}

export function refuseUnknown(fields: Fields, known: readonly string[]): void {
  const [stranger, ...more] = Object.keys(fields).filter((name) => !known.includes(name))
  if (stranger === undefined) return
  const meant = [stranger, ...more.slice(0, 5)].map((name) => {
    const words = meantInWords(name, known)
    return name === stranger ? words : `\`${name.slice(0, 60)}\` neither${words === null ? '' : `, ${words}`}`
  })
  throw new FieldError(
    stranger,
    [`is not one of ${known.join(', ')}`, ...meant.filter((words) => words !== null)].join('; '),
  )
}

/** A text of 1 to 300 characters without control characters. */
export function textIn(fields: Fields, name: string): string {
  const value = fields[name]
  if (typeof value !== 'string')
    throw new FieldError(name, value === undefined ? 'is missing' : 'is not text')
  if (value.length === 0 || value.length > 300) throw new FieldError(name, 'has not 1 to 300 characters')
  const problem = hiddenInLine(value)
  if (problem !== null) throw new FieldError(name, problem)
  return value
}

export function oneOf<T extends string>(fields: Fields, name: string, allowed: readonly T[]): T {
  const value = allowed.find((each) => each === fields[name])
  if (value !== undefined) return value
  const given = fields[name] instanceof NumberToken ? fields[name].text : fields[name]
  const meant = meantOutcome(given)
  const hint =
    meant !== null && (allowed as readonly string[]).includes(meant) ? `; did you mean "${meant}"?` : ''
  throw new FieldError(name, `is not one of ${allowed.join(', ')}${hint}`)
}

const rfc3339 =
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i

/** UTC milliseconds of an RFC 3339 instant from 1970 on; what is finer than a millisecond is cut off. */
export function instantIn(fields: Fields, name: string): number {
  const value = fields[name]
  if (value === undefined) throw new FieldError(name, 'is missing')
  const ms = typeof value === 'string' && rfc3339.test(value) ? epochMs(value.toUpperCase()) : Number.NaN
  if (Number.isNaN(ms)) {
    const isNumber = value instanceof NumberToken || (typeof value === 'string' && /^\d{9,16}$/.test(value))
    const hint = isNumber ? '; seconds or milliseconds since 1970 are not read' : ''
    throw new FieldError(name, `is not an instant with its offset, such as 2026-03-02T10:00:00Z${hint}`)
  }
  if (ms < 0) throw new FieldError(name, 'is before 1970')
  return ms
}

function epochMs(text: string): number {
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    return Number.NaN
  }
}

/** An ISO date such as `2026-03-01`. */
export function dateIn(fields: Fields, name: string): string {
  const value = fields[name]
  if (value === undefined) throw new FieldError(name, 'is missing')
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isDate(value)) return value
  throw new FieldError(name, 'is not a date such as 2026-03-01')
}

function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text
  } catch {
    return false
  }
}

const plainDecimal = /^-?(0|[1-9]\d{0,29})(\.\d{1,30})?$/

/** A decimal, given as text or as a number, as its text; undefined where the field is absent or null. */
export function decimalIn(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  const text = value instanceof NumberToken ? written(value.text) : value
  if (typeof text === 'string' && plainDecimal.test(text) && !/^-0(\.0*)?$/.test(text)) return text
  throw new FieldError(name, 'is not a decimal such as 99.95')
}

/** A JSON number with its exponent written out; null where it has none of at most 30 places. */
function written(token: string): string | null {
  const [digits = '', exponent = '0'] = token.toLowerCase().split('e')
  const shift = Number(exponent)
  if (shift === 0 || Math.abs(shift) > 30) return shift === 0 ? digits : null
  const negative = digits.startsWith('-')
  const [whole = '', decimals = ''] = digits.replace('-', '').split('.')
  const all = shift > 0 ? whole + decimals.padEnd(shift, '0') : whole.padStart(1 - shift, '0') + decimals
  const point = shift > 0 ? whole.length + shift : all.length - decimals.length + shift
  const text = `${all.slice(0, point).replace(/^0+(?=\d)/, '')}.${all.slice(point)}`.replace(/\.?0*$/, '')
  return negative ? `-${text}` : text
}

/** A decimal of at least zero. */
export function amountIn(fields: Fields, name: string): string | undefined {
  const text = decimalIn(fields, name)
  if (text?.startsWith('-')) throw new FieldError(name, 'is below zero')
  return text
}

/** A decimal share from 0 to 1. */
export function shareIn(fields: Fields, name: string): string | undefined {
  const text = decimalIn(fields, name)
  const share = text === undefined ? zero : (parseDecimal(text) ?? one)
  if (compare(share, zero) < 0 || compare(share, one) > 0)
    throw new FieldError(name, 'is not a share from 0 to 1')
  return text
}

/** A whole number of at least zero that was written as a number. */
export function wholeIn(fields: Fields, name: string): number | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  const number =
    value instanceof NumberToken && /^\d{1,16}$/.test(value.text) ? Number(value.text) : Number.NaN
  if (!Number.isSafeInteger(number)) throw new FieldError(name, 'is not a whole number')
  return number
}
