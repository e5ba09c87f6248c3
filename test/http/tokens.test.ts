import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../src/database/open.ts'
import { callerOf, createToken } from '../../src/http/tokens.ts'
import type { TokenRecord } from '../../src/store.ts'
import { checkout, start, world } from './server.fixture.ts'

const asked = {
  name: 'Globex desk',
  role: 'customer',
  agreements: [checkout],
  expiresAt: start + 1000,
  now: start,
} as const
const keeping = (...records: TokenRecord[]) => ({ tokens: async () => records })

test('a token is told apart by its id, its secret and its check, and only its hash is kept', () => {
  const { record, text } = createToken(asked)
  expect(text).toMatch(/^uph_[0-9a-f]{16}_[A-Za-z0-9_-]{43}_[0-9a-f]{8}$/)
  expect(JSON.stringify(record)).not.toContain(text.split('_').slice(2, -1).join('_'))
  expect(createToken(asked).text).not.toBe(text)
})

test('a token in force names its caller', async () => {
  const { record, text } = createToken(asked)
  expect(await callerOf(text, keeping(record), start)).toEqual({
    tokenId: record.id,
    name: 'Globex desk',
    role: 'customer',
    agreements: [checkout],
  })
})

test.each([
  ['from its expiry on', (one: TokenRecord) => one, (text: string) => text, start + 1000],
  ['once revoked', (one: TokenRecord) => ({ ...one, revokedAt: start }), (text: string) => text, start],
  [
    'with another secret',
    (one: TokenRecord) => ({ ...one, hash: '0'.repeat(64) }),
    (text: string) => text,
    start,
  ],
  [
    'with a short hash in the store',
    (one: TokenRecord) => ({ ...one, hash: '' }),
    (text: string) => text,
    start,
  ],
  ['in capitals', (one: TokenRecord) => one, (text: string) => text.toUpperCase(), start],
  ['cut short', (one: TokenRecord) => one, (text: string) => text.slice(0, -1), start],
  ['with more behind it', (one: TokenRecord) => one, (text: string) => `${text}0`, start],
  ['with a line end behind it', (one: TokenRecord) => one, (text: string) => `${text}\n`, start],
])('a token is refused %s', async (_why, kept, given, now) => {
  const { record, text } = createToken(asked)
  expect(await callerOf(given(text), keeping(kept(record)), now)).toBeNull()
})

test('every bad token gets the same answer, and none is in the log', async () => {
  const w = await world()
  const good = w.token('customer')
  const bad = [
    undefined,
    '',
    'x',
    good.slice(0, -1),
    good.toUpperCase(),
    createToken(asked).text,
    'x'.repeat(8000),
    `${good} ${good}`,
  ]
  const answers = await Promise.all(
    bad.map(async (token) => {
      const response = await w.get('/api/v1/agreements', token)
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        challenge: response.headers.get('www-authenticate'),
        body: await response.text(),
      }
    }),
  )
  expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
  expect(answers[0]).toMatchObject({
    status: 401,
    type: 'application/problem+json',
    challenge: 'Bearer realm="upheld"',
  })
  expect(w.log.join()).not.toContain('uph_')
})

test.each(['?token=', '?access_token=', '?authorization=Bearer%20'])(
  'a token in the address (%s) is none and is not logged',
  async (query) => {
    const w = await world()
    const token = w.token('operator')
    expect((await w.get(`/api/v1/agreements${query}${token}`)).status).toBe(401)
    expect(w.log.join()).not.toContain(token)
  },
)

test('a token revoked beside the daemon is refused at the next request', async () => {
  const w = await world()
  const token = w.token('customer')
  expect((await w.get('/api/v1/agreements', token)).status).toBe(200)
  await w.revoke(token)
  expect((await w.get('/api/v1/agreements', token)).status).toBe(401)
})

test('the database holds no token that could be used', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'upheld-tokens-'))
  const store = await openStore({ file: join(folder, 'upheld.db') })
  const { record, text } = createToken(asked)
  await store.saveToken(record)
  expect(await callerOf(text, store, start)).toMatchObject({ tokenId: record.id })
  const files = await Promise.all(
    (await readdir(folder)).map((file) => readFile(join(folder, file), 'latin1')),
  )
  const secret = text.slice('uph_0123456789abcdef_'.length, -9)
  expect(files.some((file) => file.includes(record.hash))).toBe(true)
  expect(files.some((file) => file.includes(secret))).toBe(false)
  await store.close()
  await rm(folder, { recursive: true })
})
