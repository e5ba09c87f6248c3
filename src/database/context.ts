import type { Placeholder } from 'drizzle-orm'
import type { BetterSQLite3Database } from 'drizzle-orm/better-sqlite3'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import type { Connection } from './connect.ts'
import { drizzle, getTableColumns, sql } from './drizzle.ts'

/** What every part of the store works with. */
export interface Context {
  readonly file: string
  readonly db: Connection
  /** The same connection for queries that need no speed. Its own `transaction` is not used: it tears at an `await`. */
  readonly orm: BetterSQLite3Database
  readonly totals: Totals
}

/** Totals that would be slow to count again at each scrape; kept while open, null before they are first asked for. */
export interface Totals {
  counted: { chunkBytes: number; chunks: number; observations: number } | null
}

export function contextOf(db: Connection, file: string): Context {
  return { db, file, orm: drizzle({ client: db }), totals: { counted: null } }
}

/**
 * A part of the store as it works inside: synchronous, so that no transaction can span an `await`. A method that
 * returned a promise would not fit.
 */
export type Sync<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => Promise<infer R> ? (...args: A) => R : never
}

/** Runs `work` in one transaction that has the write lock from its begin; nothing stays of it where it throws. */
export function transact<T>(db: Connection, work: () => T extends PromiseLike<unknown> ? never : T): T {
  return db.transaction(work as () => T).immediate()
}

/** A placeholder for each column of a table, by its name. */
export function placeholders<T extends SQLiteTable>(
  table: T,
): { [K in keyof T['_']['columns']]: Placeholder } {
  const names = Object.keys(getTableColumns(table))
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as never
}
