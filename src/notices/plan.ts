import { sha256 } from '../agreement/canonical.ts'
import type { Party } from '../evidence/event.ts'
import type { Entry, EntryKind } from '../ledger/entry.ts'
import { messageHost, messageIdOf, threadOf } from './messageId.ts'
import type { Notice, NoticeKind } from './notice.ts'

/** A contact of one party, by the version of the agreement under which the entry was decided. */
export interface Recipient {
  /** As `parseAddress` gave it. */
  readonly address: string
  readonly party: Party
  readonly language: 'en' | 'de'
  readonly kinds: readonly NoticeKind[] | 'default'
  readonly digest: 'daily' | null
}

export interface NoticeContext {
  /** Its host stands in the Message-IDs. */
  readonly externalUrl: string
  /** The agreement's, in which a digest's hour is meant. */
  readonly timeZone: string
  /** UTC milliseconds: where several entries are one piece of news, when they go out as one mail. */
  readonly toldAt?: number | undefined
}

const kinds: Readonly<Record<EntryKind, NoticeKind | null>> = {
  agreementLoaded: 'amendment',
  amendmentProposed: 'amendment',
  amendmentAccepted: 'amendment',
  versionInForce: 'amendment',
  sourcesChanged: 'change',
  contactsChanged: 'change',
  breach: 'breach',
  periodClosed: 'periodClosed',
  atRisk: 'atRisk',
  evidenceGap: 'evidenceGap',
  terminationNear: 'terminationNear',
  terminationMet: 'terminationMet',
  exclusionAnnounced: 'exclusion',
  exclusionWithdrawn: 'exclusion',
  acknowledged: null,
  valueStated: null,
  changeAnnounced: 'announcement',
  statementIssued: 'statement',
  erased: null,
  creditStated: 'credit',
  creditsJoined: 'credit',
  claimFiled: 'credit',
  claimAnswered: 'credit',
  creditSettled: 'credit',
  deadlineNear: 'reminder',
  proposalMade: 'procedure',
  claimStated: 'procedure',
  proposalAnswered: 'procedure',
  stepDue: 'procedure',
  surveyAsked: 'survey',
  surveyReminded: 'survey',
  surveyAnswered: null,
  declarationMade: 'procedure',
  termMoved: 'procedure',
  agreementEnded: 'procedure',
  terminationExercised: 'procedure',
  terminationEnded: 'procedure',
}

/** The kind of notice that an entry calls for, or null where nobody is told by mail. */
export const kindOf = (kind: EntryKind): NoticeKind | null => kinds[kind]

/** Deadlines run from these, so no digest delays them. */
const neverDelayed: ReadonlySet<NoticeKind> = new Set([
  'breach',
  'terminationMet',
  'terminationNear',
  'reminder',
  'procedure',
  'survey',
])
const digestHour = 7

/**
 * Who is to be told of an entry: one notice a recipient address, each with the Message-ID that it will always have.
 * An address that both parties name gets one notice, by the first of its entries that wants this kind. The addresses
 * themselves belong into the `texts` of the same commit.
 */
export function planNotices(
  entry: Entry,
  recipients: readonly Recipient[],
  context: NoticeContext,
): Notice[] {
  const kind = kindOf(entry.kind)
  if (kind === null) return []
  const byAddress = new Map<string, Recipient>()
  for (const recipient of recipients) {
    if (wants(recipient, kind) && isConcerned(recipient, entry) && !byAddress.has(recipient.address))
      byAddress.set(recipient.address, recipient)
  }
  return [...byAddress.values()].map((recipient) => noticeFor(entry, kind, recipient, context))
}

/** Whether a contact is told of a kind at all. */
export function wants(recipient: Recipient, kind: NoticeKind): boolean {
  if (recipient.kinds !== 'default') return recipient.kinds.includes(kind)
  return kind !== 'atRisk' || recipient.party === 'provider'
}

/** A reminder is for the party that must act. */
const isConcerned = (recipient: Recipient, { kind, facts }: Entry): boolean =>
  kind !== 'deadlineNear' || facts.party === recipient.party

function noticeFor(entry: Entry, kind: NoticeKind, recipient: Recipient, context: NoticeContext): Notice {
  const host = messageHost(context.externalUrl)
  const address = sha256(recipient.address)
  const own = neverDelayed.has(kind) ? null : recipient.digest
  const digest = own ?? (context.toldAt === undefined ? null : 'daily')
  const at = context.toldAt ?? entry.decidedAt
  return {
    messageId: messageIdOf(entry.id, address, host),
    agreement: entry.agreement,
    entry: entry.id,
    kind,
    party: recipient.party,
    recipient: address,
    language: recipient.language,
    thread: entry.period === null ? null : threadOf(entry, address, host),
    notBefore: own === null ? at : nextDigest(entry.decidedAt, context.timeZone),
    digest,
  }
}

/** The first 07:00 in the zone after an instant, in UTC milliseconds. */
export function nextDigest(after: number, timeZone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(timeZone)
  const today = local.toPlainDate().toZonedDateTime({ timeZone, plainTime: { hour: digestHour } })
  const next = today.epochMilliseconds > after ? today : today.add({ days: 1 })
  return next.epochMilliseconds
}
