import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, createServer as createTlsServer } from 'node:tls'
import { onTestFinished } from 'vitest'
import type { HttpTerms, SourceLook, SourceTerms } from '../../src/agreement/sourceTerms.ts'
import { type LookContext, lookContext, lookOnce } from '../../src/sources/look.ts'
import type { Look } from '../../src/sources/observation.ts'

/** The cast of the probing tests: servers that behave in every way, and the sources that look at them. */

/** Listens on a free loopback port until the test has ended. */
export async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

/** A server that gets the raw request's head and may write whatever bytes it likes. */
export function rawServer(answer: (socket: Socket, head: string) => void): Promise<number> {
  return listening(
    createServer((socket) => {
      let head = ''
      socket.on('data', (chunk) => {
        if (head.includes('\r\n\r\n')) return
        head += chunk.toString('latin1')
        if (head.includes('\r\n\r\n')) answer(socket, head)
      })
    }),
  )
}

/** A server that answers every request with the same text. */
export const answering = (text: string | Buffer): Promise<number> => rawServer((socket) => socket.end(text))

export const ok = (body = 'ok', headers = ''): string =>
  `HTTP/1.1 200 OK\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

const pem = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/probe/${name}.pem`, import.meta.url), 'utf8')

/** A TLS server that shows one of the prepared certificates. */
export const tlsServer = (certificate: string, text = ok()): Promise<number> =>
  listening(
    createTlsServer({ cert: pem(certificate), key: pem(`${certificate}-key`) }, (socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(text))
    }),
  )

export function source(look: SourceLook, more: Partial<SourceTerms> = {}): SourceTerms {
  return {
    name: 'checkout',
    identity: 'sha256:checkout',
    look,
    schedule: { kind: 'every', intervalMs: 30_000 },
    holdsForMs: 75_000,
    silence: 'unknown',
    ...more,
  }
}

export const httpTerms = (url: string, more: Partial<HttpTerms> = {}): HttpTerms => ({
  url,
  method: 'GET',
  headers: {},
  expect: { status: [{ from: 200, to: 299 }] },
  timeoutMs: 5_000,
  maxBodyBytes: 65_536,
  redirects: 0,
  verify: true,
  ...more,
})

/** A context that may look at loopback and trusts the tests' own authority. */
export const context = (more: Partial<LookContext> = {}): LookContext =>
  lookContext(
    { allowedNetworks: ['127.0.0.0/8', '::1'], referenceTargets: [] },
    { secureContext: createSecureContext({ ca: pem('ca') }), ...more },
  )

export const lookAt = async (look: SourceLook, using: LookContext = context()): Promise<Look> =>
  (await lookOnce(source(look), 0, using)).look

export const lookAtUrl = (
  url: string,
  more: Partial<HttpTerms> = {},
  using: LookContext = context(),
): Promise<Look> => lookAt({ kind: 'http', terms: httpTerms(url, more) }, using)

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
