import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach } from 'vitest'
import { openStore } from '../../src/database/open.ts'
import type { Limits } from '../../src/http/limits.ts'
import { type Server, startServer } from '../../src/http/server.ts'
import { createToken } from '../../src/http/tokens.ts'
import type { App } from '../../src/http/web.ts'
import { Secret, type Settings } from '../../src/settings.ts'
import type { Role } from '../../src/store.ts'
import { checkout, FixtureService, other, start } from './service.fixture.ts'

export interface Asked {
  readonly limits?: Limits
  readonly metricsToken?: string
  readonly metrics?: Settings['web']['metrics']
  readonly trustedProxies?: readonly string[]
  readonly also?: (app: App) => void
}

export interface World {
  readonly server: Server
  readonly service: FixtureService
  readonly log: string[]
  /** A token of a role; for the checkout agreement unless told otherwise. */
  token(role: Role, change?: { agreements?: readonly string[] | '*'; expiresAt?: number | null }): string
  /** Revokes a token as a command beside the daemon would. */
  revoke(token: string): Promise<unknown>
  get(path: string, token?: string, headers?: Record<string, string>): Promise<Response>
  send(
    method: string,
    path: string,
    asked: { token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>
}

const running: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((stop) => stop()))
})

/** A server on a free port with a filled service behind it; closed after the test. */
export async function world(asked: Asked = {}): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'upheld-http-'))
  const store = await openStore({ file: join(folder, 'upheld.db') })
  const service = await new FixtureService(store).fill()
  const log: string[] = []
  const server = await startServer({
    service,
    version: '1.2.3',
    settings: {
      web: {
        host: '127.0.0.1',
        port: 0,
        externalUrl: 'https://upheld.example/',
        metrics: asked.metrics ?? null,
        metricsToken: asked.metricsToken === undefined ? null : new Secret(asked.metricsToken),
        trustedProxies: asked.trustedProxies ?? [],
      },
    },
    log: pino({ level: 'trace' }, { write: (line: string) => void log.push(line) }),
    limits: asked.limits ?? { requestsPerMinute: 100_000, failuresPerMinute: 100_000 },
    ...(asked.also ? { also: asked.also } : {}),
  })
  running.push(async () => {
    await server.close()
    await store.close()
    await rm(folder, { recursive: true })
  })
  const send: World['send'] = (method, path, { token, body, headers = {} }) =>
    fetch(server.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return {
    server,
    service,
    log,
    send,
    get: (path, token, headers) =>
      send('GET', path, { ...(token === undefined ? {} : { token }), ...(headers ? { headers } : {}) }),
    revoke: (token) => store.revokeToken(token.split('_')[1]!, start),
    token: (role, { agreements = role === 'operator' ? '*' : [checkout], expiresAt = null } = {}) => {
      const { record, text } = createToken({ name: role, role, agreements, expiresAt, now: start })
      void store.saveToken(record)
      return text
    },
  }
}

export { checkout, other, start }
