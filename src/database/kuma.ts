import { closeSync, openSync, readSync } from 'node:fs'
import Database from 'better-sqlite3'

/** A monitor of an Uptime Kuma. */
export interface KumaMonitor {
  readonly id: number
  readonly name: string
  readonly intervalS: number | null
}

/** A heartbeat as it stands in the file: nothing is believed of it yet. */
export interface KumaRow {
  readonly rowid: number
  readonly status: unknown
  readonly time: unknown
  readonly ping: unknown
}

export interface KumaFile {
  readonly monitors: readonly KumaMonitor[]
  /** The beats of a monitor in order of time, one at a time. */
  beats(monitor: number): IterableIterator<KumaRow>
  close(): void
}

/** What stands in the way of reading the file as one of Uptime Kuma, in words. */
export class KumaError extends Error {}

const needed: Readonly<Record<string, readonly string[]>> = {
  monitor: ['id', 'name'],
  heartbeat: ['monitor_id', 'status', 'time'],
}

/** Opens a file of Uptime Kuma 1 or 2 for reading only: nothing is written to it. */
export function openKuma(file: string): KumaFile {
  if (!isSqlite(file)) throw new KumaError('it is no SQLite file')
  let db: Database.Database | null = null
  try {
    db = new Database(file, { readonly: true, fileMustExist: true, timeout: 2_000 })
    db.pragma('query_only = ON')
    for (const [table, columns] of Object.entries(needed)) requireColumns(db, table, columns)
    return reading(db)
  } catch (error) {
    db?.close()
    if (error instanceof KumaError) throw error
    throw new KumaError((error as Error).message, { cause: error })
  }
}

function isSqlite(file: string): boolean {
  const head = Buffer.alloc(16)
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch (error) {
    throw new KumaError(
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message,
      { cause: error },
    )
  }
  try {
    return readSync(descriptor, head, 0, 16, 0) === 16 && head.toString('latin1') === 'SQLite format 3\0'
  } catch {
    return false
  } finally {
    closeSync(descriptor)
  }
}

const columnsOf = (db: Database.Database, table: string): string[] =>
  db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table)

function requireColumns(db: Database.Database, table: string, columns: readonly string[]): void {
  const found = columnsOf(db, table)
  if (found.length === 0)
    throw new KumaError(`it has no table "${table}", so it is not the database of an Uptime Kuma`)
  const missing = columns.filter((column) => !found.includes(column))
  if (missing.length > 0)
    throw new KumaError(
      `its table "${table}" has no column ${missing.join(', ')}, so it is not of Uptime Kuma 1 or 2`,
    )
}

function reading(db: Database.Database): KumaFile {
  const interval = columnsOf(db, 'monitor').includes('interval') ? 'interval' : 'NULL'
  const ping = columnsOf(db, 'heartbeat').includes('ping') ? 'ping' : 'NULL'
  const all = db.prepare<[], { id: unknown; name: unknown; interval: unknown }>(
    `SELECT id, name, ${interval} AS interval FROM monitor ORDER BY id`,
  )
  const beats = db.prepare<[number], KumaRow>(
    `SELECT rowid, status, time, ${ping} AS ping FROM heartbeat WHERE monitor_id = ? ORDER BY time, rowid`,
  )
  return {
    monitors: all
      .all()
      .flatMap(({ id, name, interval: each }): KumaMonitor[] =>
        typeof id === 'number'
          ? [{ id, name: String(name ?? ''), intervalS: typeof each === 'number' && each > 0 ? each : null }]
          : [],
      ),
    beats: (monitor) => beats.iterate(monitor),
    close: () => void db.close(),
  }
}
