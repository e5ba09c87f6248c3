import { type KeyObject, verify } from 'node:crypto'
import { canonicalJson, sha256 } from '../agreement/canonical.ts'
import { keyRing } from '../ledger/head.ts'
import { type Statement, statementText } from './statement.ts'

/** A statement that somebody has received, and what it is held against; nothing else is read. */
export interface StatementInput {
  /** The file's text. */
  readonly text: string
  /** Base64, from the ledger or from REST (`upheld-signature`); none: it is not checked. */
  readonly signatures: readonly string[]
  /** Public keys (PEM). */
  readonly publicKeys: readonly string[]
  /** Digests that were told elsewhere, such as in mails. */
  readonly told: readonly string[]
}

export interface StatementVerification {
  readonly agreement: string
  readonly from: string
  readonly to: string
  readonly version: number
  /** SHA-256 of the canonical JSON, in hex. */
  readonly digest: string
  /** The key that signed it, null where that was not checked or does not hold. */
  readonly keyId: string | null
  readonly faults: readonly string[]
  /** What could not be checked, and what would do it. */
  readonly unchecked: readonly string[]
}

/** Whether a text is meant as a statement, so that the right check is made. */
export function isStatement(text: string): boolean {
  const value = parsed(text)
  return value !== null && /^upheld-statement-/.test(String(value.format))
}

/** Checks a received statement offline: its digest, its signature and its key. */
export function verifyStatement(input: StatementInput): StatementVerification {
  const statement = (parsed(input.text) ?? {}) as unknown as Statement
  const { agreement, from, to, version } = statement
  const text = input.text.trimEnd()
  const canonical = canonicalOf(statement)
  const isCanonical = canonical === text
  const digest = sha256(canonical ?? text)
  const signed = signatureOf(input, { agreement, digest })
  const faults = [
    ...(statement.format === 'upheld-statement-v1'
      ? []
      : [`it is of the format ${statement.format}, which this release cannot read`]),
    ...(isCanonical
      ? []
      : ['it is not in canonical form (RFC 8785): save the bytes as they were sent, not laid out anew']),
    ...(signed.fault === null ? [] : [signed.fault]),
    ...(input.told.length === 0 || input.told.includes(digest)
      ? []
      : [
          'its digest is not among those that were told elsewhere: it was changed, or is of another month or version',
        ]),
  ]
  const unchecked = [
    ...(signed.unchecked === null ? [] : [signed.unchecked]),
    ...(input.told.length > 0
      ? []
      : ['whether both parties were told this digest: give --mail FILE with the mail that told of it']),
  ]
  return { agreement, from, to, version, digest, keyId: signed.keyId, faults, unchecked }
}

interface Signed {
  readonly keyId: string | null
  readonly fault: string | null
  readonly unchecked: string | null
}

function signatureOf(
  { signatures, publicKeys }: StatementInput,
  { agreement, digest }: { readonly agreement: string; readonly digest: string },
): Signed {
  const nothing: Signed = { keyId: null, fault: null, unchecked: null }
  if (signatures.length === 0)
    return {
      ...nothing,
      unchecked:
        'who signed it: give --signature TEXT (from the answer’s header upheld-signature) or --ledger FILE, which holds it',
    }
  if (publicKeys.length === 0)
    return {
      ...nothing,
      unchecked: 'its signature: give --key FILE (PEM) or --ledger FILE, which names the key',
    }
  const keys = ringOf(publicKeys)
  if (typeof keys === 'string') return { ...nothing, fault: keys }
  const signed = Buffer.from(statementText(agreement, digest))
  for (const [keyId, key] of keys)
    if (signatures.some((signature) => holds(signed, key, signature))) return { ...nothing, keyId }
  const one = keys.size === 1 ? `the key ${[...keys.keys()][0]}` : 'any of the keys'
  return {
    ...nothing,
    fault: `its signature is not of this text by ${one}: it was changed, or another key signed it`,
  }
}

const holds = (signed: Buffer, key: KeyObject, signature: string): boolean =>
  verify(null, signed, key, Buffer.from(signature.trim(), 'base64'))

function ringOf(pems: readonly string[]): ReadonlyMap<string, KeyObject> | string {
  try {
    return keyRing(pems)
  } catch (error) {
    return `a given public key cannot be used: ${(error as Error).message}`
  }
}

/** Null for what no daemon writes, such as fractions. */
function canonicalOf(value: unknown): string | null {
  try {
    return canonicalJson(value)
  } catch {
    return null
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
