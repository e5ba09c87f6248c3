import { canonicalJson, sha256 } from '../agreement/canonical.ts'
import type { Entry, EntryDraft } from './entry.ts'

/** What the first entry of a chain names as the one before it. */
export const genesis = '0'.repeat(64)

export interface ChainPlace {
  readonly seq: number
  readonly hash: string
}

type Named = Pick<EntryDraft, 'agreement' | 'kind' | 'clause' | 'period' | 'subject' | 'revision'>

/** The id of what an entry says: the same whenever the same thing is decided, so deciding twice adds nothing. */
export function entryId({ agreement, kind, clause, period, subject, revision }: Named): string {
  return sha256(`upheld-entry-v1\n${canonicalJson({ agreement, kind, clause, period, subject, revision })}`)
}

/** SHA-256 hex over every field but `hash` itself, in a domain of its own. */
export function entryHash(entry: Omit<Entry, 'hash'>): string {
  return sha256(`upheld-ledger-v1\n${canonicalJson({ ...entry, hash: undefined })}`)
}

/** Gives drafts of one agreement their places after `head` (null: a new chain), in their order. */
export function link(head: ChainPlace | null, drafts: readonly EntryDraft[]): Entry[] {
  let [seq, prev] = head ? [head.seq, head.hash] : [0, genesis]
  return drafts.map((draft) => {
    seq += 1
    const placed = { ...draft, seq, id: entryId(draft), prev }
    prev = entryHash(placed)
    return { ...placed, hash: prev }
  })
}
