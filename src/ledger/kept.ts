import { genesis } from './chain.ts'
import type { Entry, Head } from './entry.ts'
import { checkHead, keyRing } from './head.ts'
import { contentFault } from './verify.ts'

export interface KeptChain {
  readonly agreement: string
  /** In the order of their places. */
  readonly entries: readonly Entry[]
  readonly head: Head | null
  /** PEM; a head by another key is not looked at: a key may have been replaced. */
  readonly publicKey: string
}

/** What is wrong with a chain as a database keeps it, as the rest of a sentence about the ledger; null where it holds. */
export function keptFault(chain: KeptChain): string | null {
  return linkFault(chain) ?? endFault(chain)
}

function linkFault({ agreement, entries }: KeptChain): string | null {
  const ids = new Set<string>()
  let before = genesis
  for (const [i, entry] of entries.entries()) {
    if (entry.seq !== i + 1) return `is broken: entry ${i + 1} is missing`
    const fault = contentFault(entry, { agreement, before, ids })
    if (fault) return `is broken: entry ${entry.seq} ${fault.how}`
    ids.add(entry.id)
    before = entry.hash
  }
  return null
}

function endFault({ entries, head, publicKey }: KeptChain): string | null {
  const last = entries.length
  if (head === null) return last === 0 ? null : 'is broken: its signed head is missing'
  if (head.seq > last) return `is cut off: entry ${head.seq} was signed, but it ends with entry ${last}`
  if (head.seq < last) return `is broken: it goes on after entry ${head.seq}, the signed head`
  if (head.hash !== entries.at(-1)?.hash) return `is broken: entry ${last} is not the one that was signed`
  const isForged = publicKey !== '' && checkHead(head, keyRing([publicKey])) === 'badSignature'
  return isForged ? 'is broken: the signature of its head is not of its text' : null
}
