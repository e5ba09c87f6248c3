import { connect as connectSocket, isIP, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls'
import type { Clock } from './clock.ts'
import { isPathReason, LookFailure, reasonOf } from './failure.ts'
import { type AllowedNetwork, canonicalAddress, forbidden } from './network.ts'
import type { Phase } from './observation.ts'
import type { NameResolver } from './resolver.ts'

/** What every connection of a probe needs to know. */
export interface Path {
  readonly clock: Clock
  readonly resolver: NameResolver
  readonly allowedNetworks: readonly AllowedNetwork[]
  /** Whom to trust in TLS; made once, since reading the authorities anew costs more than the handshake. */
  readonly secureContext: SecureContext
}

/** One look's total time: everything it does must be done before `endsAt` on the monotonic clock. */
export interface Deadline {
  readonly startedAt: number
  readonly endsAt: number
  /** Called once when the time is up or the look is given up; answers a function that takes the call back. */
  onEnd(act: () => void): () => void
}

export type Phases = Partial<Record<Phase, number>>

const microseconds = (ms: number): number => Math.max(0, Math.round(ms * 1000))

/** The whole µs since `from` on the monotonic clock. */
export const elapsedUs = (clock: Clock, from: number): number => microseconds(clock.monotonic() - from)

/** The least time that one of several addresses gets: round trips of a second are slow, not dead. */
const leastPerAddressMs = 1_000

/** Rejects with `resolver` where the names are not there in time; their late end is nobody's business. */
function inTime<T>(work: Promise<T>, deadline: Deadline): Promise<T> {
  return new Promise((resolve, reject) => {
    const release = deadline.onEnd(() =>
      reject(new LookFailure('resolver', 'the resolver did not answer in time')),
    )
    work.then(resolve, reject).finally(release)
  })
}

/** The addresses of a host that a probe may connect to. Rejects where one of them is forbidden. */
async function judgedAddresses(path: Path, host: string, deadline: Deadline): Promise<readonly string[]> {
  const addresses = isIP(host) ? [host] : await inTime(path.resolver.addresses(host), deadline)
  for (const address of addresses) {
    const why = forbidden(address, path.allowedNetworks)
    if (why) throw new LookFailure('forbidden', `${address} may not be connected to: ${why}`)
  }
  return addresses
}

/** Calls `act` when `forMs` are over; answers a function that takes the call back. */
function after(forMs: number, act: () => void): () => void {
  // One more turn of the loop: the connection may be there already, and only we are late to see it.
  const timer = setTimeout(() => setImmediate(act), Math.max(1, forMs))
  return () => clearTimeout(timer)
}

/** A connection to exactly one address; an error once `whenLate` calls. */
function connectTo(
  address: string,
  port: number,
  whenLate: (act: () => void) => () => void,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host: address, port, autoSelectFamily: false })
    const fail = (error: Error): void => {
      release()
      socket.destroy()
      reject(error)
    }
    const release = whenLate(() => {
      if (socket.connecting) fail(new LookFailure('timeout', `no connection to ${address} in time`))
    })
    socket.once('error', fail)
    socket.once('connect', () => {
      release()
      socket.removeListener('error', fail)
      const reached = canonicalAddress(socket.remoteAddress ?? '')
      if (reached === canonicalAddress(address)) return resolve(socket)
      socket.destroy()
      reject(new LookFailure('forbidden', `connected to ${reached} instead of ${address}`))
    })
  })
}

/** Of the failures at several addresses the one that says most: ours first, then an answer, then no way there. */
function telling(failures: readonly unknown[]): unknown {
  const reasons = failures.map(reasonOf)
  const own = reasons.findIndex((reason) => !isPathReason(reason))
  const answered = reasons.findIndex((reason) => reason !== 'unreachable')
  return failures[own >= 0 ? own : Math.max(0, answered)]
}

/**
 * A TCP connection to the first address of `host` that takes it, each tried in turn and for a second or longer.
 * The address that was judged is the address that is connected to.
 */
export async function openTcp(
  path: Path,
  host: string,
  port: number,
  deadline: Deadline,
): Promise<{ socket: Socket; phases: Phases }> {
  const { clock } = path
  const startedAt = clock.monotonic()
  const addresses = await judgedAddresses(path, host, deadline)
  const dns = elapsedUs(clock, startedAt)
  const failures: unknown[] = []
  for (const [i, address] of addresses.entries()) {
    const [begunAt, left] = [clock.monotonic(), deadline.endsAt - clock.monotonic()]
    if (left <= 0 && i > 0) break
    const isLast = i === addresses.length - 1
    const share = Math.min(left, Math.max(leastPerAddressMs, Math.floor(left / (addresses.length - i))))
    try {
      const socket = await connectTo(address, port, isLast ? deadline.onEnd : (act) => after(share, act))
      return { socket, phases: { dns, tcp: elapsedUs(clock, begunAt) } }
    } catch (error) {
      failures.push(error)
    }
  }
  throw telling(failures)
}

/** How to speak TLS over an open socket. */
export interface TlsWish {
  /** The name that the certificate must be for; none is sent for an address. */
  readonly serverName: string
  readonly verify: boolean
}

/** A TLS handshake over an open socket. Rejects with the handshake's error; a closed connection is ECONNRESET. */
export function openTls(
  path: Path,
  socket: Socket,
  wish: TlsWish,
  deadline: Deadline,
): Promise<{ secure: TLSSocket; tls: number }> {
  const begunAt = path.clock.monotonic()
  return new Promise((resolve, reject) => {
    const isAddress = isIP(wish.serverName) > 0
    const secure = connectTls({
      socket,
      // Without a name Node compares the certificate with `host`, which is what an address wants.
      ...(isAddress ? { host: wish.serverName } : { servername: wish.serverName }),
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: wish.verify,
      secureContext: path.secureContext,
    })
    const fail = (error: Error): void => {
      release()
      secure.destroy()
      socket.destroy()
      reject(error)
    }
    const release = deadline.onEnd(() => fail(new LookFailure('timeout', 'no TLS handshake in time')))
    secure.once('error', fail)
    secure.once('secureConnect', () => {
      release()
      secure.removeListener('error', fail)
      resolve({ secure, tls: elapsedUs(path.clock, begunAt) })
    })
  })
}

/** Whole days, rounded down, until the certificate that was shown expires. */
export function certificateDaysOf(secure: TLSSocket, now: number): number | undefined {
  const until = Date.parse(secure.getPeerCertificate().valid_to ?? '')
  return Number.isNaN(until) ? undefined : Math.floor((until - now) / 86_400_000)
}
