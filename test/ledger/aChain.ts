import { generateKeyPairSync } from 'node:crypto'
import { link } from '../../src/ledger/chain.ts'
import type { Entry, EntryDraft, Head } from '../../src/ledger/entry.ts'
import { exportLines } from '../../src/ledger/export.ts'
import { type Signer, signerOf, signHead } from '../../src/ledger/head.ts'

const march = { from: '2026-03-01T00:00:00+01:00', to: '2026-04-01T00:00:00+02:00' }

export function aSigner(): Signer {
  return signerOf(generateKeyPairSync('ed25519').privateKey)
}

export function aDraft(changes: Partial<EntryDraft> = {}): EntryDraft {
  return {
    agreement: 'acme-globex',
    kind: 'periodClosed',
    clause: 'availability',
    period: march,
    subject: null,
    revision: 1,
    decidedAt: Date.UTC(2026, 3, 1),
    facts: { verdict: 'met', figures: ['99.95', 1, null, { ok: true }] },
    supersedes: null,
    ...changes,
  }
}

/** Entries that differ by their revision, `count` of them. */
export function aChain(count: number, changes: Partial<EntryDraft> = {}): Entry[] {
  return link(
    null,
    Array.from({ length: count }, (_, i) => aDraft({ revision: i + 1, ...changes })),
  )
}

export function headOf(signer: Signer, entries: readonly Entry[], seq = entries.length): Head {
  const { agreement, hash } = entries[seq - 1]!
  return signHead(signer, { agreement, seq, hash, at: Date.UTC(2026, 3, 2) })
}

export function exportOf(
  signer: Signer,
  entries: readonly Entry[],
  head = headOf(signer, entries),
): string[] {
  const { agreement } = entries[0]!
  return [...exportLines({ agreement, publicKey: signer.publicKey, entries, head })]
}
