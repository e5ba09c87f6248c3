import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync, statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { StoreError } from '../store.ts'
import { storeError } from './fault.ts'
import { migrate, requireCurrent } from './migrate.ts'

export type Connection = Database.Database

export interface ConnectOptions {
  readonly file: string
  readonly readonly?: boolean
  /** How long to wait for another process's transaction. */
  readonly busyTimeoutMs?: number
  /** Look through the tables for damage; for the daemon's start, not for a command that runs beside it. */
  readonly check?: boolean
}

/** The first SQLite in which a checkpoint beside a commit cannot lose it. */
const oldestSqlite = [3, 51, 3]

/**
 * Opens the database, which is made where there is none, brings it up to date and looks whether it is whole. Throws a
 * StoreError with its reason where it is damaged, foreign, newer, or cut; it is then left as it is.
 */
export function connect({
  file,
  readonly = false,
  busyTimeoutMs = 5_000,
  check = true,
}: ConnectOptions): Connection {
  try {
    refuseNetworkDisk(statfsSync(dirname(file)).type)
    if (!isThere(file)) create(file, readonly)
    const db = new Database(file, { readonly, fileMustExist: true, timeout: busyTimeoutMs })
    try {
      prepare(db)
      if (check) refuseDamaged(db)
      return db
    } catch (error) {
      db.close()
      throw error
    }
  } catch (error) {
    const { message, code } = storeError(error)
    throw new StoreError(`${file}: ${message}${hint(code)}`, code, { cause: error })
  }
}

/** By the kernel's number of the file system: NFS, CIFS and SMB, whose locks and shared memory cannot be relied on. */
export function refuseNetworkDisk(type: number): void {
  const isNetwork = [0x6969, 0xff534d42, 0xfe534d42, 0x517b].includes(type >>> 0)
  if (isNetwork) throw new StoreError('the database is on a network disk, where it can be damaged', 'NETWORK')
}

function hint(code: string): string {
  const isDamaged = /^(SQLITE_CORRUPT|SQLITE_NOTADB|CUT|GONE)/.test(code)
  return isDamaged ? '; it is left as it is: bring back a copy of it, or move it away to begin anew' : ''
}

/** Refuses a release of SQLite that loses commits. */
export function refuseOldSqlite(version: string): void {
  const parts = version.split('.').map(Number)
  const differs = oldestSqlite.findIndex((part, i) => part !== (parts[i] ?? 0))
  if (differs >= 0 && (parts[differs] ?? 0) < (oldestSqlite[differs] ?? 0)) {
    throw new StoreError(
      `SQLite ${version} can lose commits; ${oldestSqlite.join('.')} or newer is needed`,
      'SQLITE_OLD',
    )
  }
}

function prepare(db: Connection): void {
  refuseOldSqlite(String(db.prepare('SELECT sqlite_version()').pluck().get()))
  db.pragma('foreign_keys = ON')
  db.pragma('synchronous = FULL')
  db.pragma('temp_store = MEMORY') // sorting must not fail for want of a descriptor
  if (!db.readonly) {
    db.pragma('journal_mode = WAL')
    db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`)
  }
  assertPragma(db, 'journal_mode', 'wal')
  assertPragma(db, 'synchronous', 2)
  assertPragma(db, 'foreign_keys', 1)
  if (db.readonly) requireCurrent(db)
  else migrate(db)
}

function assertPragma(db: Connection, name: string, wanted: unknown): void {
  const found = db.pragma(name, { simple: true })
  if (found !== wanted) throw new StoreError(`SQLite's ${name} is ${found}, not ${wanted}`, 'PRAGMA')
}

/** Never opens the file: closing it again would drop the locks of this process's other connections. */
function isThere(file: string): boolean {
  if (!existsSync(file)) {
    if (existsSync(`${file}-wal`))
      throw new StoreError('the database is gone, but its write-ahead log is there', 'GONE')
    return false
  }
  if (statSync(file).size === 0) throw new StoreError('the database is empty: it was cut to nothing', 'CUT')
  return true
}

/**
 * A new database gets its name only when it is whole and on disk, so that an empty or half-made file under that name is
 * always damage. Of two starters that make it, the first one's stands.
 */
function create(file: string, readonly: boolean): void {
  if (readonly) throw new StoreError('there is no database', 'SQLITE_CANTOPEN')
  const draft = `${file}.${process.pid}-${process.hrtime.bigint()}.new`
  try {
    const db = new Database(draft)
    try {
      db.pragma('auto_vacuum = INCREMENTAL')
      db.pragma('journal_mode = WAL')
      db.pragma('synchronous = FULL')
      migrate(db)
    } finally {
      db.close()
    }
    publish(draft, file)
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(draft + end, { force: true })
  }
}

function publish(draft: string, file: string): void {
  sync(draft)
  try {
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  sync(dirname(file))
}

function sync(path: string): void {
  // Node's permission model forbids fsync. SQLite, which it does not reach, has then synced the draft when it closed it,
  // and syncs the folder with the first commit, when it makes the log.
  if (process.permission !== undefined) return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Above this the rows of recent days are not looked through at the start: a damaged page shows when it is read. */
const fewPages = 65_536

/** Packed bytes are left out, since they are many and each is checked by its hash when it is read. */
function refuseDamaged(db: Connection): void {
  const isLarge = Number(db.pragma('page_count', { simple: true })) > fewPages
  const left = isLarge ? ['chunk_bytes', 'observations'] : ['chunk_bytes']
  const tables = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
  for (const table of tables.filter((name) => !left.includes(name))) {
    const found = db.pragma(`quick_check("${table}")`, { simple: true })
    if (found !== 'ok') throw new StoreError(`the database is damaged (${table}): ${found}`, 'SQLITE_CORRUPT')
  }
}
