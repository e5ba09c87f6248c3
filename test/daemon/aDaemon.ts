import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, afterEach } from 'vitest'
import type { Agreement } from '../../src/agreement/agreement.ts'
import type { RawObject } from '../../src/agreement/document.ts'
import { parseAgreement } from '../../src/agreement/parse.ts'
import { type Daemon, type Reloaded, startDaemon } from '../../src/daemon.ts'
import type { PeriodFacts } from '../../src/evaluation/verdict.ts'
import { createToken } from '../../src/http/tokens.ts'
import type { Entry, EntryKind } from '../../src/ledger/entry.ts'
import { parseContext } from '../../src/settings/context.ts'
import type { Settings } from '../../src/settings.ts'
import type { Role } from '../../src/store.ts'
import { smtpSettings } from '../notices/mailServer.ts'
import { type HandLook, HandProber } from './handProber.ts'

/** UTC milliseconds of an ISO instant. */
export const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds
export const minute = 60_000
export const hour = 3_600_000
export const day = 86_400_000

const endings: (() => Promise<unknown>)[] = []
let isForFile = false
const endAll = async (): Promise<void> => {
  for (const end of endings.splice(0).reverse()) await end()
}
afterEach(async () => {
  if (!isForFile) await endAll()
})
afterAll(endAll)

/** What is started from now on lasts until the last test of the file. */
export const lastsForTheFile = (): void => {
  isForFile = true
}

/** Runs after the test, the last asked for first. */
export const afterwards = (end: () => Promise<unknown>): void => void endings.push(end)

export interface Asked {
  readonly now: number
  readonly texts: readonly string[]
  readonly env?: Record<string, string>
  readonly shared?: Record<string, RawObject>
  /** The port of a mail server on loopback; absent: notices wait in the outbox. */
  readonly smtp?: number
  readonly trustFiles?: boolean
  /** Mails have links by which recipients act. */
  readonly hasLinks?: true
  readonly webhooks?: Settings['webhooks']
  readonly retentionMs?: number
  /** What a look finds where no real one is wanted. */
  readonly look?: HandLook
  readonly folder?: string
  /** How often what was found is handed over and agreements are judged; every 10 minutes unless given. */
  readonly roundMs?: (now: number) => number
}

/** A whole daemon on a hand-turned clock: the real store, REST and rounds of looks; only time is turned by the test. */
export class World {
  now: number
  texts: readonly string[]
  env: Record<string, string>
  shared: Record<string, RawObject>
  look: HandLook | undefined
  broken: readonly string[] | null = null
  readonly asked: Asked
  readonly folder: string
  #daemon: Daemon | null = null
  #prober: HandProber | null = null

  constructor(asked: Asked, folder: string) {
    this.asked = asked
    this.folder = folder
    this.now = asked.now
    this.texts = asked.texts
    this.env = asked.env ?? {}
    this.shared = asked.shared ?? {}
    this.look = asked.look
  }

  get daemon(): Daemon {
    if (!this.#daemon) throw new Error('the daemon does not run')
    return this.#daemon
  }

  get prober(): HandProber {
    if (!this.#prober) throw new Error('the daemon does not run')
    return this.#prober
  }

  #settings(): Settings {
    return {
      web: {
        host: '127.0.0.1',
        port: 0,
        externalUrl: 'https://upheld.example/',
        ...(this.asked.hasLinks ? { hasLinks: true as const } : {}),
        metrics: null,
        metricsToken: null,
        trustedProxies: [],
      },
      smtp: this.asked.smtp === undefined ? null : smtpSettings(this.asked.smtp),
      allowedNetworks: ['127.0.0.0/8'],
      referenceTargets: [],
      agreements: join(this.folder, 'agreements'),
      sources: join(this.folder, 'sources'),
      data: this.folder,
      ...(this.asked.retentionMs === undefined ? {} : { retentionMs: this.asked.retentionMs }),
      signingKeyFile: join(this.folder, 'signing.key'),
      logLevel: 'silent',
      trustFiles: this.asked.trustFiles ?? false,
      webhooks: this.asked.webhooks ?? {},
    }
  }

  agreements(): Agreement[] {
    return this.texts.map((text, i) => {
      const read = parseAgreement(
        `a${i}.yaml`,
        text,
        parseContext(this.env, new Map(Object.entries(this.shared))),
      )
      if (!read.ok) throw new Error(read.problems.map((problem) => problem.message).join('\n'))
      return read.agreement
    })
  }

  #load = async (): Promise<Reloaded> => {
    if (this.broken) return { ok: false, problems: this.broken }
    const shared = new Map(Object.entries(this.shared))
    return { ok: true, settings: this.#settings(), agreements: this.agreements(), shared }
  }

  async start(): Promise<this> {
    this.#daemon = await startDaemon({
      settings: this.#settings(),
      agreements: this.agreements(),
      shared: new Map(Object.entries(this.shared)),
      version: '1.2.3',
      log: pino({ level: process.env.UPHELD_TEST_LOG ?? 'silent' }),
      env: this.env,
      now: () => this.now,
      load: this.#load,
      isHandTurned: true,
      startProber: (parts) => {
        const prober = new HandProber(parts, () => this.look)
        this.#prober = prober
        return prober
      },
    })
    return this
  }

  async stop(): Promise<void> {
    const daemon = this.#daemon
    this.#daemon = null
    await daemon?.stop()
  }

  /** Turns the clock to an instant: each look at its own due time, a round and the mail at each step. */
  async turn(until: number): Promise<void> {
    while (this.now < until) {
      const step = this.asked.roundMs?.(this.now) ?? 10 * minute
      const due = this.prober.nextDue()
      const round = (Math.floor(this.now / step) + 1) * step
      this.now = Math.max(this.now, Math.min(due, round, until))
      if (due <= this.now) await this.prober.look()
      if (this.now === round || this.now === until) await this.round()
    }
  }

  /** One round as of now, and the mail that is due. */
  async round(): Promise<void> {
    await this.prober.handOver()
    await this.daemon.round()
    await this.daemon.deliver()
  }

  /** Stops, lets time pass and starts again on the same folder. */
  async restart(at: number): Promise<void> {
    await this.stop()
    this.now = at
    await this.start()
    await this.prober.look()
    await this.round()
  }

  async entries(agreement: string, ...kinds: EntryKind[]): Promise<readonly Entry[]> {
    return this.daemon.store.entries({ agreement, ...(kinds.length > 0 ? { kinds } : {}), limit: 2000 })
  }

  async facts(agreement: string, kind: 'breach' | 'periodClosed', clause?: string): Promise<PeriodFacts[]> {
    const all = await this.entries(agreement, kind)
    return all
      .filter((entry) => clause === undefined || entry.clause === clause)
      .map((entry) => entry.facts as unknown as PeriodFacts)
  }

  async token(role: Role, agreements: readonly string[] | '*' = '*'): Promise<string> {
    const { record, text } = createToken({ name: role, role, agreements, expiresAt: null, now: this.now })
    await this.daemon.store.saveToken(record)
    return text
  }

  async send(
    method: string,
    path: string,
    asked: { token?: string; body?: unknown } = {},
  ): Promise<Response> {
    return fetch(this.daemon.url + path, {
      method,
      headers: {
        ...(asked.token === undefined ? {} : { authorization: `Bearer ${asked.token}` }),
        ...(asked.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
    })
  }
}

/** A started daemon that ends with the test. */
export async function aDaemon(asked: Asked): Promise<World> {
  const folder = asked.folder ?? (await mkdtemp(join(tmpdir(), 'upheld-daemon-')))
  afterwards(() => rm(folder, { recursive: true, force: true }))
  const world = new World(asked, folder)
  afterwards(() => world.stop())
  return world.start()
}

/** A real HTTP server on loopback. */
export async function target(
  listener: RequestListener,
): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  afterwards(stop)
  return { port: (server.address() as AddressInfo).port, stop }
}
