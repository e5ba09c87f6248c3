import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { StoreError } from '../store.ts'

/** The one daemon's hold on a database. */
export interface Lock {
  release(): void
}

/**
 * Takes the lock `upheld.lock` beside the database, or throws a StoreError that names who holds it. The lock is one that
 * the kernel holds for the process (SQLite's own on an empty file): a killed daemon's is gone with it, whatever its pid
 * is used for next, and of two starters exactly one gets it. The file is never opened in any other way, since closing it
 * would drop the lock; the pid, which is only for the message, stands in `upheld.pid`.
 */
export function takeLock(databaseFile: string): Lock {
  const folder = dirname(databaseFile)
  const file = new Database(join(folder, 'upheld.lock'), { timeout: 0 })
  try {
    file.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    throw refusal(folder, error)
  }
  writeFileSync(join(folder, 'upheld.pid'), `${process.pid}\n`)
  return {
    release: () => {
      if (file.open) file.close()
    },
  }
}

function refusal(folder: string, error: unknown): StoreError {
  const code = (error as { code?: string }).code ?? 'UNKNOWN'
  if (!code.startsWith('SQLITE_BUSY')) {
    return new StoreError(
      `${join(folder, 'upheld.lock')} cannot be locked: ${(error as Error).message}`,
      code,
      { cause: error },
    )
  }
  return new StoreError(`another daemon is running on ${folder} (process ${holder(folder)})`, 'LOCKED', {
    cause: error,
  })
}

function holder(folder: string): string {
  try {
    const pid = readFileSync(join(folder, 'upheld.pid'), 'utf8').trim()
    return /^\d{1,10}$/.test(pid) ? pid : 'unknown'
  } catch {
    return 'unknown'
  }
}
