import { Problem } from './problem.ts'

/**
 * JSON as it was written. A number that a double cannot hold as written becomes its text, so that no decimal passes
 * through a float. Keys that could reach a prototype are refused. Throws a SyntaxError.
 */
function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError(`it has more than ${mostDeep} levels`)
  // A byte order mark is no part of JSON.
  return JSON.parse(text, keepText as (this: unknown, key: string, value: unknown) => unknown)
}

const mostDeep = 200

/** Before it is parsed: some megabytes of brackets would keep the parser, and everything else, busy for seconds. One pass, whatever is written. */
function isTooDeep(text: string): boolean {
  let depth = 0
  let isInText = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (isInText && character === '\\') i++
    else if (character === '"') isInText = !isInText
    else if (!isInText && (character === '[' || character === '{')) depth++
    else if (!isInText && (character === ']' || character === '}')) depth--
    if (depth > mostDeep) return true
  }
  return false
}

function keepText(key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (key === '__proto__' || (key === 'constructor' && isObject(value)))
    throw new SyntaxError(`the key ${key} is not taken`)
  if (typeof value !== 'number') return value
  const source = context?.source ?? String(value)
  return String(value) === source ? value : source
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One line of a request, or why it could not be read. */
export type ReadLine = { readonly value: unknown } | { readonly problem: string }

/** Marks a parsed body that came as lines, so that a bad line is named and the others are kept. */
export class Lines {
  readonly lines: readonly ReadLine[]
  constructor(lines: readonly ReadLine[]) {
    this.lines = lines
  }
}

/** Newline-delimited JSON; empty lines are skipped, a line that is not JSON is named and loses no other. */
function parseLines(text: string): Lines {
  const lines: ReadLine[] = []
  for (const line of text.split('\n')) {
    if (line.trim() !== '') lines.push(readLine(line))
  }
  return new Lines(lines)
}

function readLine(line: string): ReadLine {
  try {
    return { value: parseJson(line) }
  } catch (error) {
    return { problem: `is not JSON: ${error instanceof Error ? error.message.slice(0, 120) : 'unreadable'}` }
  }
}

/** A content type parser for whole JSON bodies. */
export async function jsonBody(_request: unknown, body: string): Promise<unknown> {
  if (body === '') return undefined
  try {
    return parseJson(body)
  } catch (error) {
    throw new Problem(400, `The body is not JSON: ${(error as Error).message.slice(0, 120)}.`)
  }
}

export async function linesBody(_request: unknown, body: string): Promise<Lines> {
  return parseLines(body)
}
