import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type DemoService, startService } from './service.ts'

type Said = { readonly port: number } | { readonly code: string | undefined; readonly message: string }

/**
 * The service in a thread of its own, so that it answers by its script however busy the daemon is. Rejects where the
 * port is taken.
 */
export async function startServiceThread(port: number): Promise<DemoService> {
  const worker = new Worker(new URL(import.meta.url), { workerData: port, name: 'demo service' })
  const [said] = (await once(worker, 'message')) as [Said]
  if ('port' in said) return { port: said.port, close: async () => void (await worker.terminate()) }
  await worker.terminate()
  throw Object.assign(new Error(said.message), { code: said.code })
}

async function serve(tell: (said: Said) => void): Promise<void> {
  try {
    const { port } = await startService(workerData as number, () => Date.now())
    tell({ port })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    tell({ code, message })
  }
}

if (!isMainThread && parentPort && typeof workerData === 'number') {
  const port = parentPort
  await serve((said) => port.postMessage(said))
}
