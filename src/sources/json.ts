import { parseDecimal } from '../agreement/fraction.ts'
import type { JsonTerms } from '../agreement/sourceTerms.ts'
import { type Deadline, elapsedUs, type Path } from './connect.ts'
import { exchange } from './exchange.ts'
import { bodyText, isEncoded } from './expectation.ts'
import { failed, failedBy, LookFailure } from './failure.ts'
import type { Look } from './observation.ts'

/** A number as the document writes it: it never passes through a float. */
class NumberText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const keepNumbers = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value

/** The reference tokens of a JSON Pointer (RFC 6901), or null where the text is none. */
export function pointerTokens(pointer: string): string[] | null {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return null
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function step(value: unknown, token: string): unknown {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined
  if (typeof value !== 'object' || value === null || value instanceof NumberText) return undefined
  return Object.hasOwn(value, token) ? (value as Record<string, unknown>)[token] : undefined
}

/** The exact text of the number at `pointer`. Throws a LookFailure `answer` where there is none. */
export function numberAt(text: string, pointer: string): string {
  const tokens = pointerTokens(pointer)
  if (!tokens) throw new LookFailure('answer', `${pointer} is not a JSON Pointer`)
  let value: unknown
  try {
    value = JSON.parse(text, keepNumbers)
  } catch (error) {
    throw new LookFailure('answer', 'the answer is not a JSON document that can be read', { cause: error })
  }
  for (const token of tokens) value = step(value, token)
  if (!(value instanceof NumberText))
    throw new LookFailure('answer', `there is no number at ${pointer || 'the root'}`)
  if (parseDecimal(value.text) === null)
    throw new LookFailure('answer', `the number at ${pointer} is too long: ${value.text}`)
  return value.text
}

/** Reads a number out of a JSON document. */
export async function lookAtJson(terms: JsonTerms, path: Path, deadline: Deadline): Promise<Look> {
  try {
    const url = new URL(terms.url)
    const request = {
      method: 'GET' as const,
      headers: { accept: 'application/json', ...terms.headers },
      keepBody: true,
    }
    const answer = await exchange(
      path,
      { ...request, url, maxBodyBytes: terms.maxBodyBytes, verify: terms.verify },
      deadline,
    )
    const { phases: phasesUs, certificateDays } = answer
    const seen = {
      latencyUs: elapsedUs(path.clock, deadline.startedAt),
      phasesUs,
      ...(certificateDays !== undefined && { certificateDays }),
    }
    if (answer.status < 200 || answer.status > 299) return failed('status', `status ${answer.status}`, seen)
    if (answer.capped) return failed('body', `the document is longer than ${terms.maxBodyBytes} bytes`, seen)
    if (isEncoded(answer))
      return failed('body', 'the body is compressed although identity was asked for', seen)
    return { outcome: 'good', ...seen, value: numberAt(bodyText(answer), terms.value) }
  } catch (error) {
    return failedBy(error)
  }
}
