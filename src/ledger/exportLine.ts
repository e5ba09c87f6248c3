import { canonicalJson } from '../agreement/canonical.ts'
import type { Entry, Head } from './entry.ts'

/** A line of an exported chain, as far as its shape can be told; its claims are not checked. */
export type ExportLine =
  | { readonly kind: 'key'; readonly agreement: string; readonly publicKey: string }
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'head'; readonly head: Head }
  | { readonly kind: 'strange'; readonly why: string }

type Shape = Readonly<Record<string, (value: unknown) => boolean>>

const isText = (value: unknown): boolean => typeof value === 'string'
const isTextOrNull = (value: unknown): boolean => value === null || isText(value)
const isPlace = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0
const isWhole = (value: unknown): boolean => Number.isSafeInteger(value)
const isDigest = (value: unknown): boolean => isText(value) && /^[0-9a-f]{64}$/.test(value as string)
const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const keyShape: Shape = { agreement: isText, publicKey: isText, upheld: (value) => value === 'ledger' }
const periodShape: Shape = { from: isText, to: isText }
const headShape: Shape = {
  agreement: isText,
  at: isWhole,
  hash: isDigest,
  keyId: isText,
  seq: isPlace,
  signature: isText,
}
const entryShape: Shape = {
  agreement: isText,
  kind: isText,
  clause: isTextOrNull,
  period: (value) => value === null || misfit(periodShape, value) === null,
  subject: isTextOrNull,
  revision: isPlace,
  decidedAt: isWhole,
  facts: isObject,
  supersedes: (value) => value === null || isDigest(value),
  seq: isPlace,
  id: isDigest,
  prev: isDigest,
  hash: isDigest,
}

/** Reads one line; `strange` says why it is none of an export's, such as a member too many. */
export function readExportLine(text: string): ExportLine {
  const value = parsed(text)
  if (value === undefined) return { kind: 'strange', why: 'it is not JSON' }
  if (!isObject(value)) return { kind: 'strange', why: 'it is not an object' }
  if (!isCanonical(value, text)) return { kind: 'strange', why: 'it is not in canonical form (RFC 8785)' }
  if (Object.hasOwn(value as object, 'upheld'))
    return shaped(keyShape, value, () => ({ kind: 'key', ...(value as KeyLine) }))
  if (Object.hasOwn(value as object, 'head')) {
    const { head } = value as { head: Head }
    return shaped({ head: isObject }, value, () => shaped(headShape, head, () => ({ kind: 'head', head })))
  }
  return shaped(entryShape, value, () => ({ kind: 'entry', entry: value as Entry }))
}

interface KeyLine {
  readonly agreement: string
  readonly publicKey: string
}

function shaped(shape: Shape, value: unknown, line: () => ExportLine): ExportLine {
  const name = misfit(shape, value)
  return name === null
    ? line()
    : { kind: 'strange', why: `\`${name}\` is missing, unknown or not of its type` }
}

/** The name of the first member that a shape lacks, or that does not fit it; null where all do. */
function misfit(shape: Shape, value: unknown): string | null {
  if (!isObject(value)) return 'object'
  const unknown = Object.keys(value as object).find((name) => !Object.hasOwn(shape, name))
  if (unknown !== undefined) return unknown
  const members = value as Record<string, unknown>
  return Object.keys(shape).find((name) => !shape[name]?.(members[name])) ?? null
}

/** Another writing of the same value, such as a member given twice, would show different readers different things. */
function isCanonical(value: unknown, text: string): boolean {
  try {
    return canonicalJson(value) === text
  } catch {
    return false
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
