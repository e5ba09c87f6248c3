import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { pause } from './waiting.ts'

/** A service to be watched; `/silent` never answers, `/down` says 503, everything else is well after `delayMs`. */
export interface Target {
  readonly url: string
  delayMs: number
  isDown: boolean
  /** Requests that have come. */
  readonly count: () => number
  /** Requests that wait for their answer. */
  readonly waiting: () => number
}

export async function aTarget(): Promise<Target> {
  let [count, waiting] = [0, 0]
  const server = createServer(async (request, response) => {
    count += 1
    waiting += 1
    response.on('close', () => {
      waiting -= 1
    })
    if (request.url === '/silent') return
    if (target.delayMs > 0) await pause(target.delayMs)
    response.writeHead(target.isDown || request.url === '/down' ? 503 : 200).end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  const target: Target = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delayMs: 0,
    isDown: false,
    count: () => count,
    waiting: () => waiting,
  }
  return target
}
