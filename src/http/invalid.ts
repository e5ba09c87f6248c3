import type { FastifyError, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { didYouMean } from '../agreement/suggest.ts'
import { exampleOf, keysOf, schemasAt, wantedBy } from './example.ts'

/** One thing that is wrong with a request, in the words of its sender. */
export interface InvalidField {
  /** Such as `body/from`. */
  readonly at: string
  /** Such as `is missing: text is expected`. */
  readonly problem: string
  readonly example?: unknown
}

export interface Invalid {
  readonly detail: string
  readonly errors: readonly InvalidField[]
  /** Of a body: one in the form that is taken. */
  readonly example?: unknown
}

type Found = NonNullable<FastifyError['validation']>[number]

const mostErrors = 20
const parts = { body: 'body', querystring: 'query', params: 'address', headers: 'headers' } as const
type Part = keyof typeof parts

/** What is wrong with a request by its schema: which field, what is expected there, and how that is written. */
export function invalidIn(error: FastifyError, request: FastifyRequest): Invalid {
  const part = error.validationContext as Part | undefined
  if (part === undefined || !(part in parts)) return { detail: 'The request is not valid.', errors: [] }
  const schema = (request.routeOptions.schema as Partial<Record<Part, z.core.$ZodType>> | undefined)?.[part]
  const given = part === 'querystring' ? request.query : request[part]
  const errors = (error.validation ?? [])
    .slice(0, mostErrors)
    .flatMap((found) => fieldsOf(found, { part, schema, given }))
  const [first] = errors
  const example = part === 'body' && schema ? exampleOf(schema) : undefined
  const words = first ? `: ${nameOf(first.at, part)} ${first.problem}` : ''
  const more = errors.length > 1 ? `, and ${errors.length - 1} more (see errors)` : ''
  return {
    detail: `The ${parts[part]} is not valid${words}${more}.`,
    errors,
    ...(example === undefined ? {} : { example }),
  }
}

const nameOf = (at: string, part: Part): string => (at === part ? 'it' : `\`${at.slice(part.length + 1)}\``)

interface Asked {
  readonly part: Part
  readonly schema: z.core.$ZodType | undefined
  readonly given: unknown
}

function fieldsOf(found: Found, { part, schema, given }: Asked): InvalidField[] {
  const path = found.instancePath.split('/').filter((key) => key !== '')
  const at = [part, ...path].join('/').slice(0, 200)
  const wanted = schema ? schemasAt(schema, path) : []
  const value = path.reduce<unknown>((node, key) => (node as Record<string, unknown> | null)?.[key], given)
  const { keys } = found.params as { readonly keys?: readonly string[] }
  if (keys !== undefined) {
    const known = keysOf(wanted)
    return keys.slice(0, mostErrors).map((key) => ({
      at: `${at}/${key}`.slice(0, 200),
      problem: `is not known here${didYouMean(key.slice(0, 60), known)}`,
    }))
  }
  const problem = problemOf(found, wanted, value).slice(0, 300)
  const example = wanted[0] && exampleOf(wanted[0], path.at(-1))
  return [{ at, problem, ...(example === undefined ? {} : { example }) }]
}

/** The schema library words its own findings for programmers; those that we have worded are kept. */
const itsOwnWords = /^(?:Invalid|Too (?:small|big)|Unrecognized)/

function problemOf({ message, params }: Found, wanted: readonly z.core.$ZodType[], value: unknown): string {
  const words = message ?? 'is not valid'
  if (wanted.length === 0) return words
  if (value === undefined || value === null) return `is missing: ${wantedBy(wanted)} is expected`
  if (!itsOwnWords.test(words)) return words
  const { minimum, maximum, origin } = params as Readonly<Record<string, unknown>>
  const unit = origin === 'string' ? ' characters' : origin === 'array' ? ' items' : ''
  if (minimum !== undefined) return `is too small: at least ${minimum}${unit} are expected`
  if (maximum !== undefined) return `is too large: at most ${maximum}${unit} are expected`
  if (/pattern|format/.test(words)) return 'is not written as expected'
  return `is not ${wantedBy(wanted)}`
}
