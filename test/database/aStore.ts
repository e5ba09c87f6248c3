import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach } from 'vitest'
import { type OpenOptions, openStore } from '../../src/database/open.ts'
import { link } from '../../src/ledger/chain.ts'
import type { EntryDraft } from '../../src/ledger/entry.ts'
import type { Notice } from '../../src/notices/notice.ts'
import type { Observation, StateObservation } from '../../src/sources/observation.ts'
import type { Changes, Store, TokenRecord } from '../../src/store.ts'
import { aDraft } from '../ledger/aChain.ts'

export const dayMs = 86_400_000
/** 2026-03-02T00:00:00Z, a Monday. */
export const monday = Date.UTC(2026, 2, 2)

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upheld-store-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const aFile = () => join(aFolder(), 'upheld.sqlite')

export async function aStore(options: Partial<OpenOptions> = {}): Promise<Store & { readonly file: string }> {
  const file = options.file ?? aFile()
  const store = await openStore({ file, ...options })
  undo.push(() => store.close())
  return { ...store, file }
}

/** What someone with the sqlite3 shell can do to the file. */
export function outsider(file: string): Database.Database {
  const db = new Database(file)
  undo.push(() => db.close())
  return db
}

export function seen(at: number, changes: Partial<StateObservation> = {}): Observation {
  return { kind: 'state', source: 'checkout', at, outcome: 'good', latencyUs: 23_150, ...changes }
}

/** One a quarter of an hour, with failures and differing latencies. */
export function aDay(start: number, source = 'checkout'): Observation[] {
  return Array.from({ length: 96 }, (_, i) =>
    i % 31 === 7
      ? { kind: 'state', source, at: start + i * 900_000, outcome: 'bad', reason: 'refused' }
      : seen(start + i * 900_000, { source, latencyUs: 20_000 + ((i * 7919) % 997) }),
  )
}

export async function changes(
  store: Store,
  drafts: readonly Partial<EntryDraft>[],
  more: Partial<Changes> = {},
): Promise<Changes> {
  const expected = await store.head('acme-globex')
  const entries = link(expected, drafts.map(aDraft))
  return { agreement: 'acme-globex', expected, entries, notices: [], texts: [], head: null, ...more }
}

export function aNotice(entry: string, more: Partial<Notice> = {}): Notice {
  return {
    messageId: `<${entry.slice(0, 8)}@upheld.example>`,
    agreement: 'acme-globex',
    entry,
    kind: 'periodClosed',
    party: 'provider',
    recipient: 'f'.repeat(64),
    language: 'en',
    thread: null,
    notBefore: 1000,
    digest: null,
    ...more,
  }
}

export function aToken(more: Partial<TokenRecord> = {}): TokenRecord {
  return {
    id: 't1',
    name: 'portal',
    role: 'customer',
    agreements: ['acme-globex'],
    hash: 'a'.repeat(64),
    createdAt: 1,
    expiresAt: null,
    revokedAt: null,
    ...more,
  }
}
