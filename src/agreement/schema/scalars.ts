import { z } from 'zod'
import { parseAddress } from '../address.ts'
import { type Fraction, parseDecimal } from '../fraction.ts'
import { hiddenIn, hiddenInLine } from '../hidden.ts'
import { fixedMs, type Length, parseLength } from '../length.ts'
import { parseConditions, parseQuantity } from '../quantity.ts'
import { didYouMean } from '../suggest.ts'

/** A mark for the editors' schema: this text may be written as a YAML number. */
export const alsoNumber = { alsoNumber: true } as const

const expected = (what: string) => (issue: { input?: unknown }) =>
  issue.input === undefined ? `is missing: expected ${what}` : `expected ${what}`

/** A text that `parse` turns into a typed value; `what` says what was expected, with an example. */
export const parsed = <T>(what: string, parse: (text: string) => T | null) =>
  z
    .string({ error: expected(what) })
    .transform((text, context): T => {
      const value = text.length > 10_000 ? null : parse(text)
      if (value !== null) return value
      const hint = commaHint(text, parse)
      context.addIssue({
        code: 'custom',
        message: `"${text.slice(0, 80)}" is not ${what}${hint}`,
        input: text,
      })
      return z.NEVER
    })
    .meta(alsoNumber)

/** A decimal comma is the commonest slip of a writer whose language has one. */
function commaHint<T>(text: string, parse: (text: string) => T | null): string {
  const pointed = text.slice(0, 200).replace(/(\d),(\d)/g, '$1.$2')
  return pointed !== text && parse(pointed) !== null ? `; write a decimal point: ${pointed}` : ''
}

/** Any characters: what is sent to a service or looked for in its answer. */
export const bytesAsText = (what = 'text') =>
  z
    .string({ error: expected(what) })
    .min(1, { error: `is empty: expected ${what}` })
    .max(10_000)

/** Text that people read, of any number of lines; what nobody sees in it is refused. */
export const words = (what = 'text') => bytesAsText(what).superRefine(told(hiddenIn))

/** A name, a title or another text of one line. */
export const line = (what = 'text') => bytesAsText(what).superRefine(told(hiddenInLine))

const told =
  (problemOf: (text: string) => string | null) => (text: string, context: z.core.$RefinementCtx) => {
    const message = problemOf(text)
    if (message !== null) context.addIssue({ code: 'custom', message })
  }

export const name = words('a name').regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, {
  error: 'a name begins with a letter and has letters, digits, hyphens and underscores, at most 64',
})
export const agreementId = words('an id').regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, {
  error:
    'an id has lower-case letters, digits and hyphens, at most 64, and neither begins nor ends with a hyphen',
})

export const length = parsed<Length>(
  'a length of time such as 90s, 2.5h, 30d or 2 business days',
  parseLength,
)
/** A length that is the same everywhere, in milliseconds. */
export const durationMs = parsed<number>('a length of time such as 500ms, 90s or 2.5h', (text) => {
  const read = parseLength(text)
  const ms = read && fixedMs(read)
  return ms !== null && ms > 0 ? ms : null
})
/** How often something is looked at, or how long a piece of time is that is judged alone. */
export const intervalMs = durationMs.refine((ms) => ms >= 1000, { error: 'is shorter than a second' })
export const quantity = parsed('a value such as 99.9%, 300ms or 3', parseQuantity)
export const conditions = parsed('conditions such as "< 99.9%, >= 99.0%"', parseConditions)
export const decimal = parsed<Fraction>('a decimal number such as 99.95', parseDecimal)
/** What a minus would turn into its opposite, such as a fee. */
export const amount = decimal.refine(({ n }) => n >= 0n, { error: 'is below zero' })

/** A share such as `30%` as a fraction of 1. */
export const share = parsed<Fraction>('a percentage such as 30%', (text) => {
  const read = parseQuantity(text)
  return read?.unit === '%' ? read.value : null
}).refine(({ n }) => n >= 0n, { error: 'is below zero' })
/** A share of a whole. */
export const part = share.refine(({ n, d }) => n <= d, { error: 'a share lies between 0% and 100%' })

export const count = (what = 'a whole number', least = 1) =>
  parsed<number>(what, (text) => {
    if (!/^\d{1,9}$/.test(text)) return null
    return Number(text) >= least ? Number(text) : null
  })

const dateText = /^\d{4}-\d{2}-\d{2}$/
/** A calendar date in the agreement's zone, as ISO text. */
export const date = parsed<string>('a date such as 2026-01-31', (text) => {
  if (!dateText.test(text)) return null
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString()
  } catch {
    return null
  }
})

/** An IANA zone or a fixed offset such as `+01:00`. */
export const timeZone = parsed<string>('a time zone such as Europe/Berlin, UTC or +01:00', (text) => {
  if (!/^(?:[A-Za-z][A-Za-z0-9_+/-]{1,63}|[+-]\d{2}:\d{2})$/.test(text)) return null
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text)
    return text
  } catch {
    return null
  }
})

export const flag = z.boolean({ error: expected('true or false') })
export const choice = <const T extends readonly [string, ...string[]]>(...options: T) =>
  z.enum(options, {
    error: (issue) =>
      typeof issue.input === 'string'
        ? `"${issue.input.slice(0, 60)}" is not one of them${didYouMean(issue.input, options)}`
        : expected(`one of ${options.join(', ')}`)(issue),
  })

export const party = choice('provider', 'customer')

export const emailAddress = words('an e-mail address').superRefine((text, context) => {
  const read = parseAddress(text)
  if ('problem' in read) context.addIssue({ code: 'custom', message: read.problem })
})

/**
 * An object whose unknown keys are refused with a suggestion; `instead` says of words that people guess what is written
 * in their place.
 */
export const strict = <T extends z.core.$ZodLooseShape>(
  shape: T,
  instead: Readonly<Record<string, string>> = {},
) =>
  z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys') {
        return issue.keys
          .slice(0, 50) // a suggestion costs time; nobody reads more
          .map((key) => `"${key}" is not known here${hintFor(key, Object.keys(shape), instead)}`)
          .join('\n') // one line a key: `flattenIssues` gives each its own place
      }
      return expected(`a mapping with ${Object.keys(shape).slice(0, 12).join(', ')}`)(issue)
    },
  })

const hintFor = (key: string, known: readonly string[], instead: Readonly<Record<string, string>>): string =>
  Object.hasOwn(instead, key) ? `: ${instead[key]}` : didYouMean(key, known)

/**
 * One of several forms. The library takes a form as meant where only its unknown keys are wrong, whatever the others
 * say; here every form is heard, so that the one that the writer meant can be told.
 */
export const oneOf = <const T extends readonly z.ZodType[]>(forms: T): z.ZodUnion<T> =>
  z.union(
    forms.map((form) =>
      form.check(({ issues }) => {
        for (const issue of issues)
          if (issue.code === 'unrecognized_keys') Object.assign(issue, { continue: false })
      }),
    ),
  ) as unknown as z.ZodUnion<T>

/**
 * An object that has exactly one of `kinds`' keys (beside the common ones): the key says what it is. The result keeps
 * the value under `kind` and `terms`.
 */
export const keyed = <K extends z.core.$ZodLooseShape>(
  kinds: K,
  what: string,
  instead: Readonly<Record<string, string>> = {},
) => {
  const optional = Object.fromEntries(
    Object.entries(kinds).map(([key, schema]) => [key, z.optional(schema as z.ZodType)]),
  )
  type Keyed = { [key in keyof K & string]: { kind: key; terms: z.output<K[key]> } }[keyof K & string]
  return strict(optional, instead)
    .superRefine((value, context) => {
      const found = Object.keys(value)
      if (found.length === 1) return
      const message = `expected exactly one of ${Object.keys(kinds).join(', ')} as ${what}, found ${found.join(' and ') || 'none'}`
      context.addIssue({ code: 'custom', message })
    })
    .transform((value): Keyed => {
      const [kind, terms] = Object.entries(value)[0] ?? []
      return { kind, terms } as Keyed
    })
    .meta({ oneKey: true })
}

/** One thing or a list of them, as a list. */
export const oneOrMany = <T extends z.ZodType>(item: T) =>
  z.union([item.transform((one) => [one]), z.array(item).min(1)]) as unknown as z.ZodType<
    readonly z.output<T>[],
    z.input<T> | z.input<T>[]
  >

/** A mapping from names to things; empty unless given. */
export const named = <T extends z.ZodType>(thing: T) => z.record(name, thing)
