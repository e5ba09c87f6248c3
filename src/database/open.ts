import { type Store, StoreError } from '../store.ts'
import { accessStore } from './access.ts'
import { type ConnectOptions, connect } from './connect.ts'
import { type Context, contextOf, type Sync } from './context.ts'
import { erasureStore } from './erasure.ts'
import { eventStore } from './events.ts'
import { isFatal, storeError } from './fault.ts'
import { ledgerStore } from './ledger.ts'
import { type Lock, takeLock } from './lock.ts'
import { outboxStore } from './outbox.ts'
import { upkeep } from './packing.ts'
import { seriesReader } from './readSeries.ts'
import { recorder } from './record.ts'

export interface OpenOptions extends ConnectOptions {
  /** Be the one daemon on this database; without it a command works beside a running daemon. */
  readonly lock?: boolean
}

/**
 * The store on a SQLite file, which is made where there is none (not its folder). Rejects with a StoreError where the
 * database cannot be believed (`CUT`, `GONE`, `FOREIGN`, `NEWER`, SQLite's own codes), or where another daemon has it
 * (`LOCKED`).
 */
export async function openStore({ lock = false, ...options }: OpenOptions): Promise<Store> {
  const held = lock ? takeLock(options.file) : null
  try {
    return storeOn(contextOf(connect(options), options.file), held)
  } catch (error) {
    held?.release()
    throw storeError(error)
  }
}

/** A connection for long reads that cannot write; every method that would rejects. For a worker of its own. */
export function openReader(file: string): Promise<Store> {
  return openStore({ file, readonly: true, check: false })
}

/** The store on an open connection, which it closes with itself, as it lets go of the lock. */
export function storeOn(context: Context, lock: Lock | null): Store {
  const sync: Sync<Store> = {
    ...recorder(context),
    ...seriesReader(context),
    ...eventStore(context),
    ...ledgerStore(context),
    ...outboxStore(context),
    ...accessStore(context),
    ...erasureStore(context),
    ...upkeep(context),
    close: () => {
      if (context.db.open) context.db.close()
      lock?.release()
    },
  }
  return asynchronous(sync)
}

/**
 * Each method as the interface has it. After a fault that leaves the database in doubt (a failed sync, a damaged page)
 * every later call is refused with it: only opening again, which reads what is really there, may go on.
 */
function asynchronous(sync: Sync<Store>): Store {
  let fault: StoreError | null = null
  const guarded =
    (name: string, method: (...args: never[]) => unknown) =>
    async (...args: never[]) => {
      if (fault && name !== 'close') throw new StoreError(fault.message, fault.code, { cause: fault })
      try {
        return method(...args)
      } catch (error) {
        const found = storeError(error)
        if (isFatal(found)) fault = found
        throw found
      }
    }
  const methods = Object.entries(sync).map(([name, method]) => [name, guarded(name, method)])
  return Object.fromEntries(methods) as unknown as Store
}
