import type { Party } from '../evidence/event.ts'

export const noticeKinds = [
  'breach',
  'periodClosed',
  'terminationMet',
  'terminationNear',
  'atRisk',
  'evidenceGap',
  'amendment', // first load, proposal, acceptance, a version that takes effect
  'change', // sources or contacts
  'exclusion', // announced or withdrawn
  'credit', // where a credit stands, claims, answers, settlements
  'reminder', // a deadline is near: to the party that must act
  'statement', // of a finished month, with its papers attached
  'announcement', // a change of the service, a feature, a known problem
  'survey', // a form to fill in, and its reminder
  'procedure', // proposals, answers, deadlines, declarations, terminations
] as const
export type NoticeKind = (typeof noticeKinds)[number]

export const noticeStates = ['pending', 'sent', 'failed'] as const
export type NoticeState = (typeof noticeStates)[number]

/** That one recipient is to be told of one entry: decided with the entry, kept in the outbox. */
export interface Notice {
  /** `<…@host of the external URL>` made from (entry id, recipient address): the same whenever it is made. */
  readonly messageId: string
  readonly agreement: string
  /** The ledger entry's id, of which everything is rendered. */
  readonly entry: string
  readonly kind: NoticeKind
  readonly party: Party
  /** Digest of the address in `texts`; the address itself stands beside the chain. */
  readonly recipient: string
  readonly language: 'en' | 'de'
  /** Message-ID of the thread's first mail to this recipient (References), or null for the first. */
  readonly thread: string | null
  /** UTC milliseconds before which it is not sent: a digest's hour, else when it was decided. */
  readonly notBefore: number
  /** Not null: goes out in one mail with the recipient's others of the same `notBefore`. */
  readonly digest: 'daily' | null
}

/** A notice with what became of it. */
export interface NoticeRecord extends Notice {
  readonly state: NoticeState
  readonly attempts: number
  /** UTC milliseconds of the next attempt (pending) or of the last one. */
  readonly attemptAt: number
  /** The server's code and text, or the fault, at most 500 printable characters. */
  readonly lastError: string | null
}
