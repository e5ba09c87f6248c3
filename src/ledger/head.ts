import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Head } from './entry.ts'

/** The key with which heads are signed; its private half never leaves it. */
export interface Signer {
  readonly keyId: string
  /** PEM (SPKI), for exports and for whoever verifies. */
  readonly publicKey: string
  /** Base64 of the Ed25519 signature over the text's UTF-8 bytes. */
  sign(text: string): string
}

export type UnsignedHead = Omit<Head, 'keyId' | 'signature'>

export function signerOf(privateKey: KeyObject): Signer {
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('the signing key is not an Ed25519 key')
  const publicKey = createPublicKey(privateKey)
  return {
    keyId: keyIdOf(publicKey),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  }
}

/** The first 16 hex digits of the SHA-256 of a public key's SPKI DER. */
function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex').slice(0, 16)
}

/** What a head's signature covers: its domain, agreement, place, hash, time and key, a line each. */
export function headText({ agreement, seq, hash, at, keyId }: Omit<Head, 'signature'>): string {
  return `upheld-head-v1\n${agreement}\n${seq}\n${hash}\n${at}\n${keyId}\n`
}

export function signHead(signer: Signer, head: UnsignedHead): Head {
  const { agreement, seq, hash, at } = head
  const unsigned = { agreement, seq, hash, at, keyId: signer.keyId }
  return { ...unsigned, signature: signer.sign(headText(unsigned)) }
}

/** Public keys by key id. Throws where a text is no Ed25519 public key in PEM (a private key is refused). */
export function keyRing(pems: readonly string[]): ReadonlyMap<string, KeyObject> {
  return new Map(
    pems.map((pem) => {
      const key = publicKeyOf(pem)
      return [keyIdOf(key), key]
    }),
  )
}

export type HeadCheck = 'signed' | 'unknownKey' | 'badSignature'

export function checkHead(head: Head, keys: ReadonlyMap<string, KeyObject>): HeadCheck {
  const key = keys.get(head.keyId)
  if (!key) return 'unknownKey'
  const signature = Buffer.from(head.signature, 'base64')
  const isCanonical = signature.length === 64 && signature.toString('base64') === head.signature
  return isCanonical && verify(null, Buffer.from(headText(head)), key, signature) ? 'signed' : 'badSignature'
}

function publicKeyOf(pem: string): KeyObject {
  if (!pem.includes('-----BEGIN PUBLIC KEY-----')) throw new Error('not a public key in PEM')
  const key = createPublicKey(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 public key')
  return key
}
