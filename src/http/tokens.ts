import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Role, Store, TokenRecord } from '../store.ts'
import type { Caller } from './service.ts'

/** `uph_<id>_<secret>_<crc>`: 16 hex digits, 256 random bits, and a check by which scanners and typing errors are told. */
const pattern = /^uph_([0-9a-f]{16})_([A-Za-z0-9_-]{43})_([0-9a-f]{8})$/

export interface NewToken {
  readonly name: string
  readonly role: Role
  readonly agreements: readonly string[] | '*'
  /** UTC milliseconds, or null where it does not expire. */
  readonly expiresAt: number | null
  readonly now: number
}

/** Makes a token: `record` is what is kept, `text` what its bearer gets to see once. */
export function createToken(asked: NewToken): { readonly record: TokenRecord; readonly text: string } {
  const id = randomBytes(8).toString('hex')
  const body = `uph_${id}_${randomBytes(32).toString('base64url')}`
  const text = `${body}_${checkOf(body)}`
  const { name, role, agreements, expiresAt, now } = asked
  return {
    record: { id, name, role, agreements, hash: hashOf(text), createdAt: now, expiresAt, revokedAt: null },
    text,
  }
}

/**
 * The caller whose token this is, or null: malformed, unknown, revoked and expired all look the same. Reads the store
 * at every request, so that a token revoked by another process is refused at the next one.
 */
export async function callerOf(
  text: string,
  store: Pick<Store, 'tokens'>,
  now: number,
): Promise<Caller | null> {
  const match = pattern.exec(text)
  if (match === null || checkOf(text.slice(0, -9)) !== match[3]) return null
  const record = (await store.tokens()).find(({ id }) => id === match[1])
  // Compared also where there is no such token, so that the time taken does not tell.
  const isSame = equalHashes(hashOf(text), record?.hash ?? hashOf('none'))
  if (record === undefined || !isSame || !isInForce(record, now)) return null
  return { tokenId: record.id, name: record.name, role: record.role, agreements: record.agreements }
}

function isInForce(record: TokenRecord, now: number): boolean {
  return record.revokedAt === null && (record.expiresAt === null || now < record.expiresAt)
}

/** The token of an `Authorization: Bearer …` header, or null. */
export function bearerOf(header: string | undefined): string | null {
  return header === undefined || header.length > 512
    ? null
    : (/^Bearer ([\x21-\x7e]+)$/i.exec(header)?.[1] ?? null)
}

/** Whether two secrets are the same, in a time that does not depend on where they differ. */
export function equalSecrets(a: string, b: string): boolean {
  return equalHashes(hashOf(a), hashOf(b))
}

function equalHashes(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')]
  return left.length === right.length && timingSafeEqual(left, right)
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function checkOf(body: string): string {
  return crc32(body).toString(16).padStart(8, '0')
}
