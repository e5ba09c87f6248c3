import type { Event, FeeLine } from './evidence/event.ts'
import type { Series } from './evidence/series.ts'
import type { Entry, EntryKind, Head } from './ledger/entry.ts'
import type { Erasure, Found } from './ledger/erasure.ts'
import type { Notice, NoticeRecord, NoticeState } from './notices/notice.ts'
import type { Observation } from './sources/observation.ts'

/**
 * What stands between decisions and the database: reads, and one `commit`. Asynchronous and made of data, so that
 * another database can follow without touching a stage. Every method rejects with a StoreError where the database
 * cannot be read or written; nothing is then half done.
 */
export interface Store {
  // --- evidence -------------------------------------------------------------------------------------------------
  /**
   * Keeps observations; one transaction, on disk when it resolves. Of a second observation for the same
   * (source, at, to) the first stands: equal ones count as `duplicates`, others are handed back as `conflicts`.
   */
  record(observations: readonly Observation[]): Promise<Recorded>
  /** Keeps events; a second delivery of an id changes nothing (`conflicts` where its content differs). */
  recordEvents(
    agreement: string,
    events: readonly Event[],
  ): Promise<{ added: number; duplicates: number; conflicts: readonly Event[] }>
  recordFees(agreement: string, fees: readonly FeeLine[]): Promise<{ added: number; duplicates: number }>
  /** Observations of a source with `at` in [from, to), and spans that reach into it, packed days included. */
  series(source: string, from: number, to: number): Promise<Series>
  /** The source's last observation before `before` (for what still speaks at a span's begin), as a series of 0 or 1. */
  lastBefore(source: string, before: number): Promise<Series>
  /** Instants of the first and last observation, or null where there is none. */
  extent(source: string): Promise<{ first: number; last: number } | null>
  events(agreement: string, span?: { from: number; to: number }): Promise<readonly Event[]>
  fees(agreement: string): Promise<readonly FeeLine[]>
  /** The hashes of the packed days that a span touches, for a verdict's inputs; days not packed yet are absent. */
  chunks(
    source: string,
    from: number,
    to: number,
  ): Promise<readonly { day: string; count: number; hash: string }[]>

  // --- ledger ---------------------------------------------------------------------------------------------------
  /** Makes what was decided durable in one transaction, or refuses it whole: `moved` when the head is not `expected`. */
  commit(changes: Changes): Promise<'committed' | 'moved'>
  head(agreement: string): Promise<{ seq: number; hash: string } | null>
  signedHead(agreement: string): Promise<Head | null>
  entries(query: EntryQuery): Promise<readonly Entry[]>
  entry(id: string): Promise<Entry | null>
  /** Free texts, names and addresses beside the chain, by SHA-256 hex digest; null once erased. */
  text(digest: string): Promise<string | null>
  /** Texts and events that contain a person's name, address or words, in any spelling of (ASCII) capitals. */
  findPerson(needle: string): Promise<Found>
  /** Takes a person out of texts, events, tokens' names and what mail servers answered, and out of the file's free pages. */
  erase(erasure: Erasure): Promise<void>

  // --- notices --------------------------------------------------------------------------------------------------
  notices(query: NoticeQuery): Promise<readonly NoticeRecord[]>
  /** Pending notices whose time has come, oldest first, breaches before others. */
  dueNotices(now: number, limit: number): Promise<readonly NoticeRecord[]>
  settleNotice(
    messageId: string,
    settled: { state: NoticeState; attempts: number; attemptAt: number; lastError: string | null },
  ): Promise<void>
  countNotices(): Promise<readonly { state: NoticeState; kind: string; count: number }[]>

  // --- access ---------------------------------------------------------------------------------------------------
  tokens(): Promise<readonly TokenRecord[]>
  saveToken(token: TokenRecord): Promise<void>
  /** False where there is no such token. */
  revokeToken(id: string, at: number): Promise<boolean>

  // --- small state ----------------------------------------------------------------------------------------------
  /** A value kept under a key: cursors such as the schedule's or the slot up to which a source's grid is complete. */
  state(key: string): Promise<string | null>
  saveState(values: Readonly<Record<string, string>>): Promise<void>

  // --- upkeep ---------------------------------------------------------------------------------------------------
  /** Packs finished UTC days (older than `before`) into chunks, a bounded number a call; answers how many were packed. */
  pack(before: number): Promise<number>
  /** Drops raw evidence of `source` older than `before`; chunk hashes and counts stay. */
  prune(source: string, before: number): Promise<number>
  /** The instant before which a source's raw evidence was dropped; 0 where none was. */
  prunedBefore(source: string): Promise<number>
  sizes(): Promise<{
    databaseBytes: number
    walBytes: number
    chunkBytes: number
    chunks: number
    observations: number
    /** UTC milliseconds of the oldest observation whose raw evidence is kept; null without any. */
    oldestAt: number | null
  }>
  close(): Promise<void>
}

export interface Recorded {
  readonly added: number
  readonly duplicates: number
  readonly conflicts: readonly Observation[]
}

/** What a decision changes, all of it or nothing. */
export interface Changes {
  readonly agreement: string
  /** The head on which the decision was based; null for a new chain. */
  readonly expected: { readonly seq: number; readonly hash: string } | null
  readonly entries: readonly Entry[]
  readonly notices: readonly Notice[]
  readonly texts: readonly string[]
  readonly head: Head | null
}

export interface EntryQuery {
  readonly agreement?: string
  readonly kinds?: readonly EntryKind[]
  readonly clause?: string
  /** Entries with `seq` above it (one agreement), for paging and export. */
  readonly after?: number
  /** Newest first where true. */
  readonly newestFirst?: boolean
  readonly before?: number
  readonly limit?: number
}

export interface NoticeQuery {
  readonly agreement?: string
  readonly states?: readonly NoticeState[]
  readonly entry?: string
  /** Message-ID after which to go on, for paging; newest first. */
  readonly after?: string
  readonly limit?: number
}

export const roles = ['operator', 'provider', 'customer', 'auditor'] as const
export type Role = (typeof roles)[number]

/** A bearer token as it is kept: only the SHA-256 of its 256 random bits. */
export interface TokenRecord {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** Agreement ids, or `*` for all (operators). */
  readonly agreements: readonly string[] | '*'
  /** SHA-256 hex. */
  readonly hash: string
  readonly createdAt: number
  readonly expiresAt: number | null
  readonly revokedAt: number | null
}

/** The database could not be read or written; `code` is SQLite's. */
export class StoreError extends Error {
  readonly code: string
  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}
