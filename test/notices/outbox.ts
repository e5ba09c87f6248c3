import { sha256 } from '../../src/agreement/canonical.ts'
import type { Entry, Head } from '../../src/ledger/entry.ts'
import type { CourierOptions } from '../../src/notices/courier.ts'
import type { Notice, NoticeRecord } from '../../src/notices/notice.ts'

/** The part of the store that the courier uses, in memory: oldest first, breaches before others. */
export class Outbox {
  readonly records = new Map<string, NoticeRecord>()
  readonly ledger = new Map<string, Entry>()
  readonly texts = new Map<string, string>()
  readonly largestRead: number[] = []
  head: Head | null = null

  add(entry: Entry, notices: readonly Notice[], texts: readonly string[] = []): this {
    this.ledger.set(entry.id, entry)
    for (const text of texts) this.texts.set(sha256(text), text)
    for (const notice of notices) {
      this.records.set(notice.messageId, {
        ...notice,
        state: 'pending',
        attempts: 0,
        attemptAt: notice.notBefore,
        lastError: null,
      })
    }
    return this
  }

  /** The one notice to an address about an entry. */
  noticeTo(address: string): NoticeRecord {
    const found = [...this.records.values()].find(({ recipient }) => recipient === sha256(address))
    if (!found) throw new Error(`no notice to ${address}`)
    return found
  }

  readonly store: CourierOptions['store'] = {
    dueNotices: async (now, limit) => {
      const rank = (record: NoticeRecord): number => (record.kind === 'breach' ? 0 : 1)
      const due = [...this.records.values()]
        .filter((record) => record.state === 'pending' && record.attemptAt <= now)
        .sort((a, b) => rank(a) - rank(b) || a.notBefore - b.notBefore)
      this.largestRead.push(limit)
      return due.slice(0, limit)
    },
    settleNotice: async (messageId, settled) => {
      const record = this.records.get(messageId)
      if (record) this.records.set(messageId, { ...record, ...settled })
    },
    entry: async (id) => this.ledger.get(id) ?? null,
    entries: async ({ agreement, kinds }) =>
      [...this.ledger.values()]
        .filter((entry) => entry.agreement === agreement && (kinds?.includes(entry.kind) ?? true))
        .reverse(),
    text: async (digest) => this.texts.get(digest) ?? null,
    signedHead: async () => this.head,
  }
}
