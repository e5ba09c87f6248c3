import { once } from 'node:events'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcp } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { pairs } from './dockerfile.ts'
import { build, ended, Image, runtime } from './image.ts'

const image = new Image()
const watched = createServer((_, answer) => void answer.end('ok'))
let port = 0

beforeAll(async () => {
  image.make()
  watched.listen(0, 'localhost')
  await once(watched, 'listening')
  port = await freePort()
  mkdirSync(join(image.root, 'config/agreements'), { recursive: true })
  writeFileSync(join(image.root, 'config/upheld.yaml'), 'allowedNetworks: [127.0.0.0/8, "::1/128"]\n')
  writeFileSync(join(image.root, 'config/agreements/one.yaml'), agreement)
}, 180_000)

afterAll(() => {
  watched.close()
  rmSync(image.root, { recursive: true, force: true })
})

const agreement = `
agreement: one
title: A watched page
parties:
  provider: { name: Acme, contacts: [a@acme.example] }
  customer: { name: Globex, contacts: [b@globex.example] }
term: { from: 2026-01-01 }
timeZone: Europe/Berlin
sources:
  page: { http: { url: "http://localhost:\${TARGET_PORT}/" }, every: 1s }
commitments:
  availability: { title: Uptime, measure: { uptime: { of: page } }, target: ">= 99%", period: day }
`

async function freePort(): Promise<number> {
  const server = createTcp().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const serving = () => ({
  UPHELD_WEB_LISTEN_ADDRESS: `127.0.0.1:${port}`,
  TARGET_PORT: String((watched.address() as AddressInfo).port),
})
const grants = () => image.entrypoint([]).filter((word) => word.startsWith('--'))
/** Runs a script with the grants of the image. */
const tryTo = (script: string) => ended(image.start(['node', ...grants(), '--eval', script]))

test('both stages stand on the same Node, and the second one is not root', () => {
  expect([build.from, runtime.from]).toEqual(['node:26-slim', 'node:26-slim'])
  expect(build.name).toBe('build')
  const user = runtime.instructions.find(({ word }) => word === 'USER')?.rest
  expect(Number(user?.split(':')[0])).toBeGreaterThan(0)
})

test('what an image should say of itself is there', () => {
  const said = Object.fromEntries(runtime.instructions.map(({ word, rest }) => [word, rest]))
  expect(said).toMatchObject({ EXPOSE: '9520', STOPSIGNAL: 'SIGTERM', VOLUME: '["/config", "/data"]' })
  expect(said.ENTRYPOINT).toMatch(/^\["node", .*"--permission", /s)
  expect(Object.keys(pairs(said.LABEL ?? ''))).toContain('org.opencontainers.image.licenses')
})

test('only the program, its gallery, its packages and one binary of SQLite are in it', () => {
  expect(readdirSync(join(image.root, 'app')).sort()).toEqual([
    'compile-cache',
    'config',
    'node_modules',
    'package-lock.json',
    'package.json',
    'src',
  ])
  expect(readdirSync(join(image.root, 'app/config'))).toEqual(['gallery'])
  const sqlite = join(image.root, 'app/node_modules/better-sqlite3')
  expect(readdirSync(join(sqlite, 'prebuilds'))).toEqual([`linux-${process.arch}.node`])
  expect(readdirSync(sqlite)).not.toContain('deps')
  for (const tool of ['vitest', 'typescript', 'node', '@biomejs', '@grafana'])
    expect(image.has(`app/node_modules/${tool}`), tool).toBe(false)
})

describe('the daemon, started as the image starts it', () => {
  test('serves, measures, records in /data alone, is found healthy, and stops at once', async () => {
    const child = image.start(image.entrypoint(), serving())
    const end = ended(child)
    try {
      await vi.waitFor(
        async () => {
          if (child.exitCode !== null) throw new Error((await end).said)
          expect((await fetch(`http://127.0.0.1:${port}/-/healthy`)).status).toBe(200)
          const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
          expect(metrics).toMatch(/^upheld_observations_total\{source_kind="http",outcome="good".*\} [1-9]/m)
          expect(metrics).toMatch(/^process_open_fds [1-9]/m)
        },
        { timeout: 30_000, interval: 200 },
      )
      expect(await ended(image.start(image.healthcheck(), serving()))).toMatchObject({ code: 0 })
    } finally {
      child.kill('SIGTERM')
    }
    const { code, said } = await end
    expect({ code, said }).toMatchObject({ code: 0 })
    expect(said).not.toMatch(/ERR_ACCESS_DENIED|Warning:/)
    expect(readdirSync(join(image.root, 'data'))).toContain('upheld.sqlite')
    if (image.isUser) expect(statSync(join(image.root, 'data/upheld.sqlite')).uid).toBe(1000)
  }, 60_000)

  test('a daemon that is not there is found unhealthy', async () => {
    expect((await ended(image.start(image.healthcheck(), serving()))).code).toBe(1)
  })

  test('its other commands run in the same way', async () => {
    const file = join(image.root, 'config/agreements/one.yaml')
    const { code, said } = await ended(image.start(image.entrypoint(['check', file]), serving()))
    expect({ code, said }).toMatchObject({ code: 0 })
  })
})

test.each([
  ['write into its own program', (root: string) => `fs.writeFileSync('${root}/app/src/main.ts', '')`],
  ['write into its configuration', (root: string) => `fs.writeFileSync('${root}/config/upheld.yaml', '')`],
  ['write anywhere else', () => `fs.writeFileSync('/tmp/upheld-should-not-be-here', '')`],
  ['read a file of the system', () => `fs.readFileSync('/etc/passwd')`],
  ['start a process', () => `child_process.execFileSync('true')`],
])('Node refuses to %s', async (_, script) => {
  const { code, said } = await tryTo(script(image.root))
  expect(said).toContain('ERR_ACCESS_DENIED')
  expect(code).not.toBe(0)
})

test('what Node refuses elsewhere it allows in /data', async () => {
  const file = `${image.root}/data/probe`
  expect(await tryTo(`fs.writeFileSync('${file}', 'x'); fs.rmSync('${file}')`)).toEqual({ code: 0, said: '' })
})
