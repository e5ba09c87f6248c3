import { canonicalJson, sha256 } from '../agreement/canonical.ts'
import { entryId } from '../ledger/chain.ts'
import type { Entry, EntryDraft, EntryKind } from '../ledger/entry.ts'

const idOf = (parts: readonly unknown[], host: string): string =>
  `<${sha256(canonicalJson(parts)).slice(0, 40)}@${host}>`

/** The host that stands in Message-IDs, from the external URL; a literal address keeps its brackets. */
export function messageHost(externalUrl: string): string {
  const host = URL.parse(externalUrl)?.hostname ?? ''
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return `[${host}]`
  return host === '' ? 'upheld.invalid' : host
}

/** The host of a Message-ID that was made before. */
export const hostOf = (messageId: string): string => messageId.slice(messageId.lastIndexOf('@') + 1, -1)

/** The Message-ID of the mail that tells one recipient (by the digest of the address) of one entry. */
export const messageIdOf = (entry: string, recipient: string, host: string): string =>
  idOf(['notice', entry, recipient], host)

/**
 * The root of the thread of a clause's period for one recipient, which every mail about it names. No mail has it as
 * its own Message-ID, because which kind comes first cannot be known; mail programs group by it all the same.
 */
export const threadOf = (entry: EntryDraft, recipient: string, host: string): string =>
  idOf(['thread', entry.agreement, entry.clause, periodOf(entry), entry.subject, recipient], host)

const periodOf = (entry: EntryDraft): readonly string[] | null =>
  entry.period === null ? null : [entry.period.from, entry.period.to]

/** The kinds whose mails may come before one of this kind in the thread of a period. */
const before: Readonly<Partial<Record<EntryKind, readonly EntryKind[]>>> = {
  breach: ['atRisk'],
  periodClosed: ['atRisk', 'breach'],
}

/** Ids that the earlier entries of the thread have, if they exist; the one that an entry corrects comes last. */
export function earlierInThread(entry: Entry): string[] {
  if (entry.period === null) return []
  const firsts = (before[entry.kind] ?? []).map((kind) => entryId({ ...entry, kind, revision: 1 }))
  return entry.supersedes === null
    ? firsts
    : [...firsts.filter((id) => id !== entry.supersedes), entry.supersedes]
}
