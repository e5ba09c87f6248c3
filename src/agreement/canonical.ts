import { createHash } from 'node:crypto'

const maxDepth = 200

/**
 * The one JSON text of a value by RFC 8785: members sorted by UTF-16 code units, no white space. Numbers are safe
 * integers only, since decimals are text here. A member that is `undefined` is left out, as `JSON.stringify` does.
 *
 * @throws TypeError for what has no canonical text: fractions and unsafe numbers, lone surrogates, cycles or nesting
 * beyond 200, and values that are not plain data.
 */
export function canonicalJson(value: unknown): string {
  return textOf(value, 0)
}

/** SHA-256 as 64 lower-case hex digits; text is hashed as UTF-8. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

function textOf(value: unknown, depth: number): string {
  if (depth > maxDepth) throw new TypeError(`no canonical JSON: nested deeper than ${maxDepth}`)
  if (value === null) return 'null'
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      return numberText(value)
    case 'string':
      return stringText(value)
    case 'object':
      return Array.isArray(value) ? arrayText(value, depth) : objectText(value, depth)
    default:
      throw new TypeError(`no canonical JSON of a ${typeof value}`)
  }
}

function numberText(value: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`no canonical JSON of ${value}: only safe integers`)
  return String(value) // also makes 0 of -0
}

function stringText(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('no canonical JSON of text with a lone surrogate')
  return JSON.stringify(value)
}

function arrayText(values: readonly unknown[], depth: number): string {
  return `[${Array.from(values, (value) => textOf(value, depth + 1)).join(',')}]`
}

function objectText(value: object, depth: number): string {
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`no canonical JSON of a ${value.constructor?.name ?? 'strange object'}`)
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${stringText(key)}:${textOf(member, depth + 1)}`)
  return `{${members.join(',')}}`
}
