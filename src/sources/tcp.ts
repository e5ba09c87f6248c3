import type { Socket } from 'node:net'
import type { TcpTerms } from '../agreement/sourceTerms.ts'
import { type Deadline, elapsedUs, openTcp, type Path } from './connect.ts'
import { failedBy, LookFailure } from './failure.ts'
import { hostOf } from './network.ts'
import type { Look } from './observation.ts'

/** Only so much of an answer is looked at. */
const keptBytes = 4_096

/** Resolves once the first bytes contain `expected`; rejects where they cannot any more, or the time is up. */
function awaitText(socket: Socket, expected: string, deadline: Deadline): Promise<void> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0)
    const wrong = (): LookFailure =>
      received.length === 0
        ? new LookFailure('reset', 'closed before any answer')
        : new LookFailure('answer', `answered ${received.subarray(0, 100).toString('utf8')}`)
    deadline.onEnd(() =>
      reject(received.length === 0 ? new LookFailure('timeout', 'no answer in time') : wrong()),
    )
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]).subarray(0, keptBytes)
      if (received.includes(expected)) resolve()
      else if (received.length === keptBytes) reject(wrong())
    })
    socket.once('error', reject)
    socket.once('close', () => reject(wrong()))
  })
}

/** The host to connect to, or a refusal where the text cannot be one. */
export function targetHost(text: string): string {
  const host = hostOf(text)
  if (host === null) throw new LookFailure('forbidden', `${text} is not the name or address of a host`)
  return host
}

/** Looks at a TCP port: whether it takes a connection and, where the agreement says so, how it answers. */
export async function lookAtTcp(terms: TcpTerms, path: Path, deadline: Deadline): Promise<Look> {
  let socket: Socket | null = null
  try {
    const opened = await openTcp(path, targetHost(terms.host), terms.port, deadline)
    socket = opened.socket
    const begunAt = path.clock.monotonic()
    const answered = terms.expect === undefined ? null : awaitText(socket, terms.expect, deadline)
    if (terms.send !== undefined) socket.write(terms.send)
    await answered
    const firstByte = answered ? { firstByte: elapsedUs(path.clock, begunAt) } : {}
    return {
      outcome: 'good',
      latencyUs: elapsedUs(path.clock, deadline.startedAt),
      phasesUs: { ...opened.phases, ...firstByte },
    }
  } catch (error) {
    return failedBy(error)
  } finally {
    // Without a listener a late reset of a connection that nobody needs any more would end the thread.
    socket?.on('error', () => undefined)
    socket?.destroy()
  }
}
