import { RE2JS } from 're2js'
import type { HttpExpectation } from '../agreement/sourceTerms.ts'
import type { Answer } from './exchange.ts'
import type { Reason } from './observation.ts'

/** What is wrong with an answer. */
export interface Finding {
  readonly reason: Reason
  readonly detail: string
}

/** Expressions are compiled once for each text; the oldest goes when there are too many. */
const compiled = new Map<string, RE2JS>()
const keptExpressions = 2_000

/** A linear-time expression. Throws a RE2JSSyntaxException where the text is not one. */
function expressionOf(text: string): RE2JS {
  const known = compiled.get(text)
  if (known) return known
  const made = RE2JS.compile(text)
  const oldest = compiled.size >= keptExpressions ? compiled.keys().next().value : undefined
  if (oldest !== undefined) compiled.delete(oldest)
  compiled.set(text, made)
  return made
}

const matches = (expression: string, text: string): boolean => expressionOf(expression).matcher(text).find()

const headerText = (answer: Answer, name: string): string | undefined => {
  const value = answer.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** The body as text by its own charset; UTF-8 where it names none that is known. Byte-order marks are dropped. */
export function bodyText(answer: Answer): string {
  const label = /charset\s*=\s*"?([^\s;"]+)/i.exec(headerText(answer, 'content-type') ?? '')?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(label).decode(answer.body)
  } catch {
    return new TextDecoder('utf-8').decode(answer.body)
  }
}

/** Whether the body is compressed although identity was asked for. It is never inflated. */
export const isEncoded = (answer: Answer): boolean => {
  const encoding = headerText(answer, 'content-encoding')?.trim().toLowerCase() ?? ''
  return encoding !== '' && encoding !== 'identity'
}

function statusFinding({ status }: Answer, expect: HttpExpectation): Finding | null {
  if (expect.status.some(({ from, to }) => from <= status && status <= to)) return null
  return { reason: 'status', detail: `status ${status}` }
}

function headerFinding(answer: Answer, expect: HttpExpectation): Finding | null {
  for (const [name, wanted] of Object.entries(expect.headers ?? {})) {
    const value = headerText(answer, name.toLowerCase())
    if (value === undefined) return { reason: 'header', detail: `no header ${name}` }
    const isRight = typeof wanted === 'string' ? value === wanted : matches(wanted.matches, value)
    if (!isRight) return { reason: 'header', detail: `header ${name} is ${value}` }
  }
  return null
}

/** Whether an expectation needs the body's text. */
export const readsBody = (expect: HttpExpectation): boolean =>
  expect.body !== undefined || expect.bodyMatches !== undefined || expect.bodyLacks !== undefined

/** Only what was read is searched: of a body beyond the cap, its beginning. */
function bodyFinding(answer: Answer, expect: HttpExpectation): Finding | null {
  if (!readsBody(expect)) return null
  if (isEncoded(answer))
    return { reason: 'body', detail: 'the body is compressed although identity was asked for' }
  const text = bodyText(answer)
  const within = answer.capped ? ` within the first ${answer.body.length} bytes` : ''
  const { body, bodyLacks, bodyMatches } = expect
  if (body !== undefined && !text.includes(body))
    return { reason: 'body', detail: `the expected text is missing${within}` }
  if (bodyLacks !== undefined && text.includes(bodyLacks))
    return { reason: 'body', detail: 'the body has the text that it must not have' }
  if (bodyMatches !== undefined && !matches(bodyMatches, text))
    return { reason: 'body', detail: `the expression matches nothing${within}` }
  return null
}

/** The first expectation that an answer does not meet, or null where it meets all: status, headers, then body. */
export const judgeAnswer = (answer: Answer, expect: HttpExpectation): Finding | null =>
  statusFinding(answer, expect) ?? headerFinding(answer, expect) ?? bodyFinding(answer, expect)
