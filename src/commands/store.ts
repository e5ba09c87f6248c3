import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { openReader, openStore } from '../database/open.ts'
import { databaseFile } from '../settings/paths.ts'
import type { Settings } from '../settings.ts'
import { type Store, StoreError } from '../store.ts'
import { CommandFailure } from './command.ts'

type Mode = 'read' | 'write' | 'create'

/**
 * Does something with the store beside a running daemon. `create` makes a database where there is none; else that is a
 * failure, and so is a database that cannot be read.
 */
export async function withStore<T>(
  settings: Settings,
  mode: Mode,
  act: (store: Store) => Promise<T>,
): Promise<T> {
  const file = databaseFile(settings)
  if (mode === 'create') await mkdir(settings.data, { recursive: true, mode: 0o700 })
  else if (!existsSync(file))
    throw new CommandFailure(`there is no database ${file}; has the daemon ever run?`)
  try {
    const store = await (mode === 'read' ? openReader(file) : openStore({ file, check: false }))
    try {
      return await act(store)
    } finally {
      await store.close()
    }
  } catch (error) {
    if (error instanceof StoreError) throw new CommandFailure(error.message, { cause: error })
    throw error
  }
}
