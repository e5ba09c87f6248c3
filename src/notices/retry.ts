import { sha256 } from '../agreement/canonical.ts'
import type { NoticeRecord } from './notice.ts'
import type { Delivery } from './transport.ts'

export interface RetryPolicy {
  /** The first wait; each further one is twice as long, up to `longestMs`. */
  readonly firstMs: number
  readonly longestMs: number
  /** The least wait after credentials or a certificate were refused, so that no account is locked. */
  readonly configurationMs: number
  /** A notice fails when it is older than this and was tried at least `leastAttempts` times. */
  readonly giveUpMs: number
  readonly leastAttempts: number
}

export const defaultRetry: RetryPolicy = {
  firstMs: 60_000,
  longestMs: 3_600_000,
  configurationMs: 300_000,
  giveUpMs: 5 * 86_400_000,
  leastAttempts: 12,
}

/** What is written down after an attempt. */
export interface Settled {
  readonly state: NoticeRecord['state']
  readonly attempts: number
  /** UTC milliseconds. */
  readonly attemptAt: number
  readonly lastError: string | null
}

/** What becomes of a notice after an attempt at `now`: sent, failed, or pending until its next attempt. */
export function settledAfter(
  record: NoticeRecord,
  delivery: Delivery,
  { now, policy }: { now: number; policy: RetryPolicy },
): Settled {
  const attempts = record.attempts + 1
  if (delivery.state === 'accepted') return { state: 'sent', attempts, attemptAt: now, lastError: null }
  const isOver = now - record.notBefore >= policy.giveUpMs && attempts >= policy.leastAttempts
  if (delivery.state === 'refused' || isOver)
    return { state: 'failed', attempts, attemptAt: now, lastError: delivery.reply }
  const least = delivery.fault === 'configuration' ? policy.configurationMs : 0
  const wait = Math.max(least, backOff(attempts, record.messageId, policy))
  return { state: 'pending', attempts, attemptAt: now + wait, lastError: delivery.reply }
}

/** Doubles up to the longest wait; up to a fifth shorter, by a hash, so that a backlog does not come back at once. */
function backOff(attempts: number, name: string, policy: RetryPolicy): number {
  const full = Math.min(policy.longestMs, policy.firstMs * 2 ** Math.min(attempts - 1, 30))
  const share = Number.parseInt(sha256(`${name} ${attempts}`).slice(0, 8), 16) / 0xffffffff
  return Math.round(full * (1 - share / 5))
}
