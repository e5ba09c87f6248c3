import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { freePort } from '../../src/demo/ports.ts'
import { until } from './waiting.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const program = join(root, 'src/upheld.mjs')
const mailAuthority = join(root, 'test/fixtures/tls/smtp.ca.pem')

/** A folder with a configuration and agreements, in which daemons are started one after the other. */
export interface Place {
  readonly folder: string
  readonly configFile: string
  readonly database: string
  readonly url: string
  /** A bearer token of an operator. */
  readonly token: string
}

export interface PlaceParts {
  /** The text of each agreement. */
  readonly agreements: readonly string[]
  readonly smtpPort: number | null
}

/** Makes a place, which goes when the test has finished. */
export async function aPlace({ agreements, smtpPort }: PlaceParts): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'upheld-drill-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'agreements'))
  agreements.forEach((text, i) => {
    writeFileSync(join(folder, 'agreements', `${i}.yaml`), text)
  })
  const url = `http://127.0.0.1:${await freePort(0)}`
  const place = { folder, configFile: join(folder, 'upheld.yaml'), url }
  writeFileSync(place.configFile, configuration(url, smtpPort))
  const made = upheld(place, ['token', 'create', '--name', 'drill', '--role', 'operator'])
  if (made.status !== 0) throw new Error(`no token: ${made.stderr}`)
  return { ...place, database: join(folder, 'data', 'upheld.sqlite'), token: made.stdout.trim() }
}

export const configuration = (url: string, smtpPort: number | null): string =>
  [
    `web: { listenAddress: "${new URL(url).host}" }`,
    'storage: { path: data }',
    'allowedNetworks: [127.0.0.0/8]',
    ...(smtpPort === null
      ? []
      : [
          'smtp:',
          `  { host: 127.0.0.1, port: ${smtpPort}, caFile: ${mailAuthority}, from: upheld@drill.example, deadline: 20s }`,
        ]),
    '',
  ].join('\n')

type Environment = Readonly<Record<string, string>>

const environment = (more: Environment = {}): Environment => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  TZ: 'UTC',
  ...more,
})

/** Runs a command of the program to its end. */
export function upheld(place: Pick<Place, 'folder' | 'configFile'>, args: readonly string[]) {
  return spawnSync(process.execPath, [program, ...args, `--config.file=${place.configFile}`], {
    cwd: place.folder,
    env: environment(),
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  })
}

/** `upheld verify`, which knows no configuration. */
export const verifyLedger = (args: readonly string[]) =>
  spawnSync(process.execPath, [program, 'verify', ...args], { encoding: 'utf8', timeout: 60_000 })

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A running `upheld serve`. */
export interface DaemonProcess {
  readonly child: ChildProcess
  /** All that it has said. */
  output(): string
  readonly ended: Promise<Ended>
  isRunning(): boolean
  /** Resolves when it measures; rejects when it ended or took too long. */
  ready(): Promise<void>
  signal(name: NodeJS.Signals): void
  /** Asks it to stop; resolves when it has, with how long that took. */
  stop(): Promise<Ended & { readonly tookMs: number }>
  /** Ends it at once. */
  kill(): Promise<void>
}

export function aDaemon(place: Place, env: Environment = {}): DaemonProcess {
  const child = spawn(process.execPath, [program, 'serve', `--config.file=${place.configFile}`], {
    cwd: place.folder,
    env: environment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const hear = (text: Buffer): void => {
    said = (said + text.toString()).slice(-1_000_000)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<Ended>((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }))
  })
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null
  const signal = (name: NodeJS.Signals): void => void (isRunning() && child.kill(name))
  onTestFinished(async () => {
    signal('SIGCONT')
    signal('SIGKILL')
    await ended
  })
  return {
    child,
    output: () => said,
    ended,
    isRunning,
    signal,
    ready: () => readiness(place.url, isRunning, () => said),
    stop: async () => {
      const begun = performance.now()
      signal('SIGTERM')
      return { ...(await ended), tookMs: performance.now() - begun }
    },
    kill: async () => {
      signal('SIGKILL')
      await ended
    },
  }
}

async function readiness(url: string, isRunning: () => boolean, said: () => string): Promise<void> {
  await until('the daemon is ready', async () => {
    if (!isRunning()) throw new Error(`the daemon has ended:\n${said()}`)
    return isReady(url)
  }).catch((error: Error) => {
    throw new Error(`${error.message}\n${said()}`)
  })
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  )

/** Asks REST as an operator; a fault of the connection is status 0. */
export async function ask(
  place: Place,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const response = await fetch(`${place.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${place.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return { status: response.status, body: isJson ? JSON.parse(text) : text }
  } catch {
    return { status: 0, body: null }
  }
}

/** A metric's value without labels, or null where there is none. */
export async function metric(place: Place, name: string): Promise<number | null> {
  const { body } = await ask(place, '/metrics')
  const line = String(body)
    .split('\n')
    .find((each) => each.startsWith(`${name} `))
  return line === undefined ? null : Number(line.split(' ')[1])
}
