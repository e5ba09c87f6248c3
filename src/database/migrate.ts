import type { Database } from 'better-sqlite3'
import { StoreError } from '../store.ts'
import { readMigrationFiles } from './drizzle.ts'

/** In the file's header, so that another program's database is not taken for ours. */
const applicationId = 0x5570_6864

const readMigrations = () => readMigrationFiles({ migrationsFolder: `${import.meta.dirname}/migrations` })

/**
 * Brings the tables up to this release, all steps in one transaction: interrupted, nothing has happened; of two
 * processes the second finds it done. `user_version` counts the steps. Throws a StoreError for a newer database.
 */
export function migrate(db: Database): void {
  const migrations = readMigrations()
  db.transaction(() => {
    const done = checkedVersion(db, migrations.length)
    for (const { sql } of migrations.slice(done)) for (const statement of sql) db.exec(statement)
    if (done === migrations.length) return
    db.pragma(`application_id = ${applicationId}`)
    db.pragma(`user_version = ${migrations.length}`)
  }).immediate()
}

/** How many steps the database has behind it; for a reader, which cannot take them, it must be all. */
export function requireCurrent(db: Database): void {
  const known = readMigrations().length
  if (checkedVersion(db, known) < known) {
    throw new StoreError(
      'the database is of an older release: start the daemon once to bring it up to date',
      'OLDER',
    )
  }
}

function checkedVersion(db: Database, known: number): number {
  const version = db.pragma('user_version', { simple: true }) as number
  const id = db.pragma('application_id', { simple: true })
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined
  if (id !== applicationId && !isEmpty)
    throw new StoreError('the file is a database, but not one of Upheld', 'FOREIGN')
  if (version > known) {
    throw new StoreError(
      `the database is of a newer release (its version is ${version}, this one knows ${known}): it is left as it is`,
      'NEWER',
    )
  }
  return version
}
