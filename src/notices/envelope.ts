import type { NoticeRecord } from './notice.ts'

const maxInDigest = 100

/**
 * Notices that go out as one mail to one recipient: a single one, or a digest.
 *
 * A digest has the Message-ID of its first notice and names the entries of all. Its notices share `notBefore`, which
 * lies after all of them were decided, so a repeated attempt makes the same mail again; and the first one is settled
 * last, so that after a crash in between what is left keeps that Message-ID. Thus no recipient ever sees one entry
 * under two Message-IDs.
 */
export interface Envelope {
  readonly first: NoticeRecord
  readonly records: readonly NoticeRecord[]
}

/** Envelopes in the order of their first records. */
export function envelopesOf(records: readonly NoticeRecord[]): Envelope[] {
  const groups = new Map<string, NoticeRecord[]>()
  for (const record of records) {
    const key = record.digest === null ? record.messageId : digestKey(record)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [record])
    else group.push(record)
  }
  return [...groups.values()].flatMap(chunks)
}

const digestKey = (record: NoticeRecord): string =>
  [record.recipient, record.agreement, record.language, record.notBefore].join(' ')

function chunks(group: readonly NoticeRecord[]): Envelope[] {
  const sorted = [...group].sort((a, b) => (a.messageId < b.messageId ? -1 : 1))
  const envelopes: Envelope[] = []
  for (let i = 0; i < sorted.length; i += maxInDigest) {
    const records = sorted.slice(i, i + maxInDigest)
    const [first] = records
    if (first !== undefined) envelopes.push({ first, records })
  }
  return envelopes
}
