import { createPublicKey, verify } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256 } from '../../src/agreement/canonical.ts'
import type { Facts } from '../../src/ledger/facts.ts'
import { openSigningKey } from '../../src/ledger/key.ts'
import { type Statement, statementText } from '../../src/statements/statement.ts'
import { upheld } from '../commands/upheld.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-30T00:00:00Z')
const april = at('2026-04-01T00:00:00Z')
const text = pushText({ period: 'month' }).replace(
  'web: { push: state, every: 10m }',
  'web: { declared: {} }',
)

const read = async (world: World, path: string, role: 'provider' | 'customer'): Promise<Response> =>
  world.send('GET', `/api/v1/agreements/small${path}`, { token: await world.token(role, ['small']) })
const issued = async (world: World) =>
  (await world.entries('small', 'statementIssued')).map(
    ({ facts }) => facts as unknown as Facts['statementIssued'],
  )

test('a finished month has one statement for both parties, signed, and again with what differs', async () => {
  const world = await aDaemon({ now: start, texts: [text], roundMs: () => 6 * hour })
  await world.turn(april + 12 * hour)
  const [first] = await issued(world)
  expect(first).toMatchObject({ version: 1 })

  const mine = await (await read(world, '/statements/2026-03.json', 'provider')).text()
  expect(await (await read(world, '/statements/2026-03.json', 'customer')).text()).toBe(mine)
  expect(sha256(mine)).toBe(first?.digest)
  const key = openSigningKey(join(world.folder, 'signing.key')).publicKey
  const signed = Buffer.from(statementText('small', first?.digest ?? ''))
  expect(verify(null, signed, createPublicKey(key), Buffer.from(first?.signature ?? '', 'base64'))).toBe(true)

  const token = await world.token('provider', ['small'])
  const line = { source: 'web', from: '2026-03-31T00:00:00Z', to: '2026-03-31T12:00:00Z', outcome: 'bad' }
  await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: [line] })
  await world.turn(april + day)
  expect((await issued(world)).map(({ version }) => version)).toEqual([1, 2])
  const second = (await (await read(world, '/statements/2026-03.json', 'customer')).json()) as Statement
  expect(second).toMatchObject({ version: 2, replaces: first?.digest })
  expect(await (await read(world, '/statements/2026-03.json?version=1', 'customer')).text()).toBe(mine)

  await world.turn(april + 2 * day)
  expect(await issued(world)).toHaveLength(2)
})

test('a statement is read as HTML, PDF and CSV', async () => {
  const world = await aDaemon({ now: start, texts: [text], roundMs: () => 12 * hour })
  await world.turn(april + 12 * hour)
  const kinds = ['html', 'pdf', 'csv', 'json']
  const answers = await Promise.all(
    kinds.map((kind) => read(world, `/statements/2026-03.${kind}?language=de`, 'customer')),
  )
  expect(answers.map(({ status, headers }) => `${status} ${headers.get('content-type')}`)).toEqual([
    '200 text/html; charset=utf-8',
    '200 application/pdf',
    '200 text/csv; charset=utf-8',
    '200 application/json; charset=utf-8',
  ])
  expect(await answers[0]?.text()).toContain('Abrechnung für März 2026')
  expect((await answers[1]?.text())?.slice(0, 5)).toBe('%PDF-')
  expect((await read(world, '/statements/2026-02.json', 'customer')).status).toBe(404)
  const list = await (await read(world, '/statements', 'customer')).json()
  expect(list).toMatchObject({ items: [{ version: 1, from: '2026-03-01T00:00:00+00:00' }], next: null })

  const pack = await (await read(world, '/renewal', 'customer')).json()
  expect(pack).toMatchObject({ periods: { met: 1, judged: 1 }, value: null, notice: null })
  expect((await read(world, '/renewal?format=pdf', 'customer')).headers.get('content-type')).toBe(
    'application/pdf',
  )

  const config = join(world.folder, 'upheld.yaml')
  await writeFile(config, `storage: { path: ${world.folder} }\n`)
  const ran = await upheld(['statement', 'small', '2026-03', '--config.file', config])
  expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' })
  expect(`${await answers[3]?.text()}\n`).toBe(ran.out)
})

test('a statement lists what was announced, the three figures of a dispute, and the deadlines ahead', async () => {
  const terms = `${text}renewal: { extends: 12 months, notice: 90d }\n`
  const world = await aDaemon({ now: start, texts: [terms], roundMs: () => 6 * hour })
  const token = await world.token('provider', ['small'])
  const post = (path: string, body: object) => world.send('POST', path, { token, body })
  await world.turn(april - 12 * hour)
  const span = { from: '2026-03-31T00:00:00Z', to: '2026-03-31T12:00:00Z' }
  await post('/api/v1/evidence?agreement=small', [{ source: 'web', outcome: 'bad', ...span }])
  await post('/api/v1/announcements', { id: 'p-1', about: 'knownProblem', title: 'Search is slow' })
  await world.turn(april + 12 * hour)
  const proposal = { matter: 'correction', source: 'web', claim: { outcome: 'good' }, ...span }
  expect((await post('/api/v1/agreements/small/proposals', proposal)).status).toBe(201)
  await world.turn(april + day)

  const stated = (await (await read(world, '/statements/2026-03.json', 'customer')).json()) as Statement
  expect(stated.announcements).toMatchObject([{ announcement: 'p-1', resolved: null }])
  expect(stated.disputes).toMatchObject([
    {
      by: 'provider',
      state: 'open',
      figures: [
        {
          measured: { verdict: 'breached' },
          provider: { verdict: 'met' },
          customer: { verdict: 'breached' },
        },
      ],
    },
  ])
  expect(stated.deadlines?.map(({ about, party }) => [about, party])).toEqual([
    ['answer', 'customer'],
    ['notice', null],
  ])
  const page = await (await read(world, '/statements/2026-03.html', 'customer')).text()
  for (const said of ['Search is slow', 'disputed by the provider, open', 'due in 184 days'])
    expect(page).toContain(said)
})

test.each(['html', 'pdf', 'csv'])(
  'the command writes the %s that is read over REST, to the byte',
  async (format) => {
    const world = await aDaemon({ now: start, texts: [text], roundMs: () => 12 * hour })
    await world.turn(april + 12 * hour)
    const answer = await read(world, `/statements/2026-03.${format}?language=de`, 'customer')
    const config = join(world.folder, 'upheld.yaml')
    await writeFile(config, `storage: { path: ${world.folder} }\n`)
    const out = join(world.folder, `march.${format}`)
    const flags = ['--format', format, '--language', 'de', '--out', out, '--config.file', config]
    const ran = await upheld(['statement', 'small', '2026-03', ...flags])
    expect(ran).toEqual({ code: 0, out: '', err: '' })
    expect((await readFile(out)).equals(Buffer.from(await answer.arrayBuffer()))).toBe(true)
  },
)

test('a statement says how long answers took in all of the month’s periods', async () => {
  const latency = pushText({ period: 'day', target: '<= 300ms' }).replace(
    'uptime: { of: web }',
    'latency: { of: web, statistic: p95 }',
  )
  const world = await aDaemon({ now: start, texts: [latency], roundMs: () => 6 * hour })
  const token = await world.token('provider', ['small'])
  const looks = [120_000, 125_000, 301_000].flatMap((latencyUs, i) =>
    ['30', '31'].map((day) => {
      return { source: 'web', at: `2026-03-${day}T0${i}:00:00Z`, outcome: 'good', latencyUs }
    }),
  )
  await world.turn(start + 2 * day)
  await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: looks })
  await world.turn(april + 12 * hour)
  const stated = (await (await read(world, '/statements/2026-03.json', 'customer')).json()) as Statement
  expect(stated.commitments[0]?.distribution).toEqual({
    limitUs: 300_000,
    buckets: [
      { atMostUs: 125_000, count: 4 },
      { atMostUs: 315_000, count: 2 },
    ],
    beyond: 0,
    failures: 0,
  })
  expect(await (await read(world, '/statements/2026-03.html', 'customer')).text()).toContain('limit 300 ms')
})
