import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How the service behaves for a while: `up` answers at once, `slow` late, `down` with an error. */
export interface Phase {
  readonly state: 'up' | 'slow' | 'down'
  readonly seconds: number
}

/** What the service does, over and over. The outage alone breaks the demonstration's agreement for its day. */
export const script: readonly Phase[] = [
  { state: 'up', seconds: 6 },
  { state: 'down', seconds: 20 },
  { state: 'up', seconds: 8 },
  { state: 'slow', seconds: 12 },
  { state: 'up', seconds: 14 },
]

const slowMs = 700

/** The phase that runs `elapsedMs` after the start; the script begins anew when it is through. */
export function phaseAt(elapsedMs: number, phases: readonly Phase[] = script): Phase['state'] {
  const lengthMs = phases.reduce((sum, { seconds }) => sum + seconds * 1000, 0)
  let leftMs = elapsedMs % lengthMs
  for (const { state, seconds } of phases) {
    if (leftMs < seconds * 1000) return state
    leftMs -= seconds * 1000
  }
  return 'up'
}

/** The script in words, such as `up 6 s, down 20 s`. */
export const scriptText = (phases: readonly Phase[] = script): string =>
  phases.map(({ state, seconds }) => `${state} ${seconds} s`).join(', ')

export interface DemoService {
  readonly port: number
  close(): Promise<void>
}

/** The service that the demonstration watches, on the loopback address. Rejects where the port is taken. */
export async function startService(port: number, now: () => number): Promise<DemoService> {
  const startedAt = now()
  const server = createServer((_request, response) => answer(phaseAt(now() - startedAt), response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answer(state: Phase['state'], response: ServerResponse): void {
  switch (state) {
    case 'up':
      response.end('ok\n')
      return
    case 'slow':
      setTimeout(() => response.end('ok\n'), slowMs)
      return
    case 'down':
      response.writeHead(503).end('out of service\n')
  }
}
