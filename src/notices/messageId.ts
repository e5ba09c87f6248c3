import { canonicalJson, sha256 } from '../agreement/canonical.ts'
import type { EntryDraft } from '../ledger/entry.ts'

const idOf = (parts: readonly unknown[], host: string): string => `<${sha256(canonicalJson(parts)).slice(0, 40)}@${host}>`

/** The host that stands in Message-IDs, from the external URL; a literal address keeps its brackets. */
export function messageHost(externalUrl: string): string {
  const host = URL.parse(externalUrl)?.hostname ?? ''
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return `[${host}]`
  return host === '' ? 'upheld.invalid' : host
}

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
