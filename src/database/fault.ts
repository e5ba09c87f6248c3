import { ChunkError } from '../evidence/bytes.ts'
import { StoreError } from '../store.ts'

/** Any fault of the database as a StoreError with SQLite's code, or a word of ours where SQLite has none. */
export function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  if (error instanceof ChunkError) return new StoreError(error.message, 'CHUNK', { cause: error })
  const { code, message } = innermost(error)
  return new StoreError(`the database failed: ${message}`, code, { cause: error })
}

const broken = /^(SQLITE_IOERR|SQLITE_CORRUPT|SQLITE_NOTADB|SQLITE_READONLY_)/

/**
 * Whether the database can no longer be believed until it is opened again: after a failed sync or a damaged page a
 * later success proves nothing. A full disk, a busy database or a want of descriptors is not of this kind.
 */
export function isFatal(error: StoreError): boolean {
  return broken.test(error.code)
}

/** drizzle wraps what better-sqlite3 throws; the code is on the cause. */
function innermost(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'UNKNOWN', message: String(error) }
  if ('code' in error && typeof error.code === 'string') return { code: error.code, message: error.message }
  return error.cause instanceof Error ? innermost(error.cause) : { code: 'UNKNOWN', message: error.message }
}
