import { Webhook } from 'standardwebhooks'
import type { Secret } from '../../settings.ts'
import { equalSecrets } from '../tokens.ts'

/** How far a message's time stamp may lie from now, before or after (Standard Webhooks' own bound). */
const toleranceMs = 5 * 60_000

export interface SignedMessage {
  /** The headers `webhook-id`, `webhook-timestamp` (Unix seconds) and `webhook-signature` as they came. */
  readonly id: unknown
  readonly timestamp: unknown
  readonly signature: unknown
  /** The body, to the byte. */
  readonly body: string
}

/** Who signed it: the message's id and time, or null where nothing proves that one of the secrets' holders did. */
export function verified(
  message: SignedMessage,
  secrets: readonly Secret[],
  now: number,
): { readonly id: string; readonly at: number } | null {
  const { id, timestamp, signature, body } = message
  if (typeof id !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(id)) return null
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return null
  if (typeof signature !== 'string' || signature.length > 2000) return null
  const at = Number(timestamp) * 1000
  if (Math.abs(now - at) > toleranceMs) return null
  const given = signature.split(' ').slice(0, 10)
  const isSigned = secrets.some((secret) => {
    const own = new Webhook(secret.reveal()).sign(id, new Date(at), body)
    return given.map((one) => equalSecrets(one, own)).includes(true)
  })
  return isSigned ? { id, at } : null
}
