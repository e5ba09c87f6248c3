import type { EntryKind } from '../ledger/entry.ts'
import type { NoticeKind, NoticeState } from '../notices/notice.ts'
import type { Role } from '../store.ts'
import { blob, index, integer, primaryKey, sql, sqliteTable, text, unique, uniqueIndex } from './drizzle.ts'

/*
 * The tables. What drizzle-kit makes of them is edited by hand where SQLite can do more (STRICT, WITHOUT ROWID), and the
 * second migration adds the triggers that keep evidence and ledger from being changed. All times are UTC milliseconds.
 */

/** Identities of sources as small numbers. The kind is that of the first observation and stays. */
export const sources = sqliteTable('sources', {
  id: integer('id').primaryKey(),
  identity: text('identity').notNull().unique(),
  kind: text('kind').$type<'state' | 'ratio' | 'gauge'>().notNull(),
  /** Raw evidence before it was dropped. */
  prunedBefore: integer('pruned_before').notNull().default(0),
})

/** Observations of days that are not packed yet, and late ones of packed days. WITHOUT ROWID. */
export const observations = sqliteTable(
  'observations',
  {
    source: integer('source').notNull(),
    at: integer('at').notNull(),
    /** The span's end, 0 for an instant. */
    until: integer('until').notNull(),
    /** Index into `outcomes`. */
    outcome: integer('outcome').notNull(),
    /** Index into `reasons` plus one, 0 where there is none. */
    reason: integer('reason').notNull(),
    latencyUs: integer('latency_us'),
    affected: text('affected'),
    value: text('value'),
    bad: text('bad'),
    total: text('total'),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.at, table.until] }),
    index('observations_spans').on(table.source, table.until).where(sql`until > 0`),
  ],
)

/** Finished UTC days; a day's late observations are a further part of it. Parts never change. */
export const chunks = sqliteTable(
  'chunks',
  {
    id: integer('id').primaryKey(),
    source: integer('source').notNull(),
    /** Days since 1970-01-01. */
    day: integer('day').notNull(),
    part: integer('part').notNull(),
    count: integer('count').notNull(),
    good: integer('good').notNull(),
    bad: integer('bad').notNull(),
    unknown: integer('unknown').notNull(),
    first: integer('first').notNull(),
    last: integer('last').notNull(),
    /** The latest instant or span's end. */
    reach: integer('reach').notNull(),
    hash: blob('hash', { mode: 'buffer' }).notNull(),
  },
  (table) => [
    uniqueIndex('chunks_day').on(table.source, table.day, table.part),
    // of spans that reach over their day's midnight
    index('chunks_crossing').on(table.source, table.reach).where(sql`reach > (day + 1) * 86400000`),
  ],
)

/** The packed bytes, which retention may drop while count and hash stay. */
export const chunkBytes = sqliteTable('chunk_bytes', {
  chunk: integer('chunk').primaryKey(),
  bytes: blob('bytes', { mode: 'buffer' }).notNull(),
})

/** The day that is being packed; rows stand here within one transaction only, and let its observations be removed. */
export const packing = sqliteTable(
  'packing',
  { source: integer('source').notNull(), day: integer('day').notNull() },
  (table) => [primaryKey({ columns: [table.source, table.day] })],
)

export const events = sqliteTable(
  'events',
  {
    agreement: text('agreement').notNull(),
    id: text('id').notNull(),
    type: text('type').notNull(),
    subject: text('subject').notNull(),
    at: integer('at').notNull(),
    /** Canonical JSON. */
    data: text('data').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.agreement, table.id] }),
    index('events_at').on(table.agreement, table.at),
  ],
)

export const fees = sqliteTable(
  'fees',
  {
    agreement: text('agreement').notNull(),
    fee: text('fee').notNull(),
    from: text('from').notNull(),
    until: text('until').notNull(),
    amount: text('amount').notNull(),
  },
  (table) => [primaryKey({ columns: [table.agreement, table.fee, table.from, table.until] })],
)

export const entries = sqliteTable(
  'entries',
  {
    agreement: text('agreement').notNull(),
    seq: integer('seq').notNull(),
    id: text('id').notNull().unique(),
    kind: text('kind').$type<EntryKind>().notNull(),
    clause: text('clause'),
    periodFrom: text('period_from'),
    periodTo: text('period_to'),
    subject: text('subject'),
    revision: integer('revision').notNull(),
    decidedAt: integer('decided_at').notNull(),
    /** Canonical JSON. */
    facts: text('facts').notNull(),
    supersedes: text('supersedes'),
    prev: text('prev').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.agreement, table.seq] }),
    index('entries_decided').on(table.decidedAt),
  ],
)

/** Names, addresses and free texts beside the chain; a row may be erased. */
export const texts = sqliteTable('texts', {
  digest: text('digest').primaryKey(),
  text: text('text').notNull(),
})

/** The newest signed head of each chain. */
export const heads = sqliteTable('heads', {
  agreement: text('agreement').primaryKey(),
  seq: integer('seq').notNull(),
  hash: text('hash').notNull(),
  at: integer('at').notNull(),
  keyId: text('key_id').notNull(),
  signature: text('signature').notNull(),
})

export const notices = sqliteTable(
  'notices',
  {
    /** In the order in which they were decided. */
    number: integer('number').primaryKey(),
    messageId: text('message_id').notNull(),
    agreement: text('agreement').notNull(),
    entry: text('entry')
      .notNull()
      .references(() => entries.id),
    kind: text('kind').$type<NoticeKind>().notNull(),
    party: text('party').$type<'provider' | 'customer'>().notNull(),
    recipient: text('recipient').notNull(),
    language: text('language').$type<'en' | 'de'>().notNull(),
    thread: text('thread'),
    notBefore: integer('not_before').notNull(),
    digest: text('digest').$type<'daily'>(),
    state: text('state').$type<NoticeState>().notNull(),
    attempts: integer('attempts').notNull(),
    attemptAt: integer('attempt_at').notNull(),
    lastError: text('last_error'),
  },
  (table) => [
    unique('notices_message').on(table.messageId),
    index('notices_entry').on(table.entry),
    index('notices_agreement').on(table.agreement, table.number),
    index('notices_pending').on(table.attemptAt).where(sql`state = 'pending'`),
  ],
)

export const tokens = sqliteTable('tokens', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  role: text('role').$type<Role>().notNull(),
  /** JSON: ids, or `"*"`. */
  agreements: text('agreements', { mode: 'json' }).$type<readonly string[] | '*'>().notNull(),
  hash: text('hash').notNull().unique(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at'),
  revokedAt: integer('revoked_at'),
})

/** What is being erased; a row stands here within one transaction only, and lets events and notices be made anonymous. */
export const erasing = sqliteTable('erasing', { mark: integer('mark').primaryKey() })

export const state = sqliteTable('state', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
})
