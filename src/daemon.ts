import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { sourcesInUse } from './daemon/evidence/inUse.ts'
import { serviceFor } from './daemon/front.ts'
import type { DaemonParts } from './daemon/parts.ts'
import { reloader } from './daemon/reload.ts'
import { type Stages, stages } from './daemon/stages.ts'
import { openStore } from './database/open.ts'
import { startServer } from './http/server.ts'
import type { Signer } from './ledger/head.ts'
import { openSigningKey } from './ledger/key.ts'
import { databaseFile } from './settings/paths.ts'
import { type Store, StoreError } from './store.ts'

export type { DaemonParts, Reloaded } from './daemon/parts.ts'

export interface Daemon {
  readonly url: string
  readonly metricsUrl: string
  readonly store: Store
  /** Judges everything as of now, as the daemon does by itself all the time. */
  round(): Promise<void>
  /** Sends what is due, as the daemon does by itself all the time. */
  deliver(): Promise<void>
  reload(): Promise<void>
  stop(): Promise<void>
}

/** The way of the data: sources → evidence → evaluation → ledger → notices, and REST beside it. */
export async function startDaemon(parts: DaemonParts): Promise<Daemon> {
  const { settings } = parts
  await mkdir(settings.data, { recursive: true, mode: 0o700 })
  const store = await openStore({ file: databaseFile(settings), lock: true })
  try {
    return await wire(parts, store, await signerFor(store, settings.signingKeyFile))
  } catch (error) {
    await store.close()
    throw error
  }
}

/** A new key is made for a new ledger alone: where the one that has signed is lost, nobody is to miss that. */
async function signerFor(store: Store, file: string): Promise<Signer> {
  const isSigned = (await store.entries({ limit: 1 })).length > 0
  if (isSigned && !existsSync(file))
    throw new StoreError(
      `${file}: the signing key is missing, and the ledger is signed with it: bring it back, or put a new key in its place and give both parties its public key`,
      'GONE',
    )
  return openSigningKey(file)
}

async function wire(parts: DaemonParts, store: Store, signer: Signer): Promise<Daemon> {
  const { settings } = parts
  const made = stages(parts, store, signer)
  const { agreements, measuring, arrivals } = made
  await agreements.load(parts.agreements)
  await agreements.takeEffect(parts.now())
  await arrivals.openAll()
  await measuring.start(settings)
  try {
    return await serve(parts, made, signer)
  } catch (error) {
    // An address that is taken must not leave a measuring thread behind.
    await measuring.stop()
    throw error
  }
}

/** Opens the doors and lets everything run by itself. */
async function serve(parts: DaemonParts, made: Stages, signer: Signer): Promise<Daemon> {
  const { log, settings } = parts
  const { measuring, pipeline, delivery, watched, counters, store } = made
  counters.reload = { successful: true, at: parts.now() }
  const reload = reloader(parts, made)
  const service = await serviceFor(made, { signer, reload })
  const server = await startServer({ service, settings, version: parts.version, log })
  if (parts.isHandTurned !== true) pipeline.start()
  delivery.start()
  log.info(
    { url: server.url, agreements: watched.size, sources: sourcesInUse(watched, parts.now()).size },
    'upheld is running',
  )
  return {
    url: server.url,
    metricsUrl: server.metricsUrl,
    store,
    round: () => pipeline.round(),
    deliver: () => delivery.deliver(),
    reload,
    stop: async () => {
      const steps = [
        () => server.close(),
        () => measuring.stop(),
        () => pipeline.stop(),
        () => delivery.stop(),
        () => store.close(),
      ]
      const failures: unknown[] = []
      // Whatever fails, what follows is stopped too: a lock that stays would keep the next daemon out.
      for (const step of steps) await step().catch((error: unknown) => failures.push(error))
      if (failures.length > 0) throw failures[0]
    },
  }
}
