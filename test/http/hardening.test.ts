import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { ServiceProblem } from '../../src/http/service.ts'
import { StoreError } from '../../src/store.ts'
import { checkout, type World, world } from './server.fixture.ts'
import { canary } from './service.fixture.ts'

const compliance = `/api/v1/agreements/${checkout}/compliance`
const evidence = `/api/v1/evidence?agreement=${checkout}`

/** Sends bytes as they are and answers all that comes until the server closes. */
function raw(w: World, text: string): Promise<string> {
  const { hostname, port } = new URL(w.server.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text))
    let answer = ''
    socket.setEncoding('latin1').on('data', (part) => {
      answer += String(part)
    })
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve(answer))
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)))
  })
}
const statusesOf = (answer: string) =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))

test.each([
  ['a fault of the program', new Error(`SELECT secret FROM x -- ${canary}`), 500],
  ['a fault of the store', new StoreError(`disk ${canary}`, 'SQLITE_IOERR'), 503],
  ['what cannot be done', new ServiceProblem(409, 'It was done before.'), 409],
])('%s becomes a problem that gives nothing away', async (_what, fault, status) => {
  const w = await world()
  w.service.fault = fault
  const response = await w.get(compliance, w.token('customer'))
  const text = await response.text()
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(JSON.parse(text)).toMatchObject({
    type: 'about:blank',
    status,
    title: expect.any(String),
    detail: expect.any(String),
  })
  expect(text).not.toMatch(/canary|SELECT|SQLITE|at .*\.ts/)
  expect(response.headers.has('retry-after')).toBe(status === 503)
})

test('a refused configuration is told to the operator with its problems', async () => {
  const w = await world()
  w.service.fault = new ServiceProblem(422, 'acme.yaml:3:1: unknown key tarject')
  const response = await w.send('POST', '/-/reload', { token: w.token('operator') })
  expect({ status: response.status, ...((await response.json()) as object) }).toMatchObject({
    status: 422,
    detail: 'acme.yaml:3:1: unknown key tarject',
  })
  expect(w.service.reloads).toBe(0)
})

test('readiness tells the class of a reason and not its particulars', async () => {
  const w = await world()
  expect((await w.get('/-/ready')).status).toBe(200)
  w.service.reason = `store: /data/${canary} is full`
  const response = await w.get('/-/ready')
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ reason: 'store' })
  expect((await w.get('/-/healthy')).status).toBe(200)
})

test('an address that exists for other methods says which', async () => {
  const w = await world()
  const response = await w.send('PATCH', compliance, { token: w.token('operator') })
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('GET, HEAD')
  expect((await w.get('/api/v2/agreements')).status).toBe(404)
})

test('every answer has an id and keeps private JSON out of caches, and nothing may be run or framed', async () => {
  const w = await world()
  const { headers } = await w.get(compliance, w.token('customer'))
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('access-control-allow-origin')).toBeNull()
})

test.each([
  'text/plain',
  'application/json\t',
  'application/json\ta',
  'application/json;',
  'application/json; charset=utf-16',
  'application/json; a=b',
  'application/jsonx',
  'application/json, text/plain',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/vnd.api+json',
  'application/cloudevents+json',
])('a body of the type "%s" is not taken as evidence', async (type) => {
  const w = await world()
  const answer = await raw(
    w,
    `POST ${evidence} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${w.token('provider')}\r\nContent-Type: ${type}x\r\nContent-Length: 2\r\n\r\n[]`.replace(
      `${type}x`,
      type,
    ),
  )
  // A tab at the end of a header is white space that HTTP removes: what is left is plain JSON.
  expect(statusesOf(answer)[0]).toBe(type === 'application/json\t' ? 200 : 415)
})

test.each([
  'application/json',
  'APPLICATION/JSON',
  'application/json; charset=UTF-8',
  'application/json;charset="utf-8"',
])('a body of the type %s is plain JSON', async (type) => {
  const w = await world()
  expect(
    (
      await w.send('POST', evidence, {
        token: w.token('provider'),
        body: [],
        headers: { 'content-type': type },
      })
    ).status,
  ).toBe(200)
})

test.each([
  ['no type', '', 415],
  ['two types', 'Content-Type: application/json\r\nContent-Type: text/plain\r\n', 400],
  ['two tokens', 'Content-Type: application/json\r\nAuthorization: Bearer x\r\n', 400],
  ['a compressed body', 'Content-Type: application/json\r\nContent-Encoding: gzip\r\n', 415],
])('a body with %s is refused', async (_what, headers, status) => {
  const w = await world()
  const answer = await raw(
    w,
    `POST ${evidence} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${w.token('provider')}\r\n${headers}Content-Length: 2\r\n\r\n[]`,
  )
  expect(statusesOf(answer)).toEqual([status])
})

test.each([
  [
    'two ways to say how long it is',
    'POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n',
  ],
  [
    'two lengths',
    'POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nGET / ',
  ],
  ['a blank before the colon', 'GET /-/healthy HTTP/1.1\r\nHost : x\r\n\r\n'],
  ['no host', 'GET /-/healthy HTTP/1.1\r\n\r\n'],
  ['bytes that are no HTTP', '\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n'],
  [
    'a header of a hundred kilobytes',
    `GET /-/healthy HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
  ],
])('a request with %s is answered once and loses its connection', async (_what, text) => {
  const answer = await raw(await world(), text)
  expect(statusesOf(answer)).toHaveLength(1)
  expect(statusesOf(answer)[0]).toBeGreaterThanOrEqual(400)
  expect(statusesOf(answer)[0]).toBeLessThan(500)
})

test.each([
  '/api/v1/agreements/%2e%2e/agreements',
  '/api/v1/agreements/acme%2Fglobex',
  '/api/v1//agreements',
  '/api/v1/agreements/',
  '/API/V1/agreements',
  '/api/v1/agreements/%ff',
  '/api/v1/agreements/__proto__',
  '/api/v1/agreements/constructor',
  `/api/v1/agreements/${'a'.repeat(3000)}`,
])('the address %s is no other way to an agreement', async (path) => {
  const w = await world()
  const answer = await raw(
    w,
    `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${w.token('operator')}\r\n\r\n`,
  )
  expect([400, 404, 414]).toContain(statusesOf(answer)[0])
  expect(answer).toContain('application/problem+json')
})

test('a method in a header is not believed', async () => {
  const w = await world()
  await w.service.announceExclusion(
    checkout,
    { kind: 'maintenance', from: 1, to: 2 },
    { tokenId: '', name: '', role: 'provider', agreements: '*' },
  )
  await w.get(`/api/v1/agreements/${checkout}/exclusions`, w.token('operator'), {
    'x-http-method-override': 'DELETE',
  })
  expect(w.service.kept.get(checkout)![0]!.withdrawnAt).toBeNull()
})

test.each([
  '[{"__proto__":{"isAdmin":true}}]',
  '[{"a":{"constructor":{"prototype":{"isAdmin":true}}}}]',
  '[{"data":[{"__proto__":1}]}]',
  '{',
  '[1,]',
  'nul',
  `${'['.repeat(200_000)}`,
])('the body %.60s is refused and changes nothing', async (body) => {
  const w = await world()
  const response = await w.send('POST', evidence, { token: w.token('provider'), body })
  expect(response.status).toBe(400)
  expect(w.service.takes).toBe(0)
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
})

test('a token that asks too much is told when to come again, and health is not counted', async () => {
  const w = await world({ limits: { requestsPerMinute: 3, failuresPerMinute: 100 } })
  const [busy, calm] = [w.token('customer'), w.token('provider')]
  const statuses: number[] = []
  for (let i = 0; i < 4; i++) statuses.push((await w.get('/api/v1/agreements', busy)).status)
  expect(statuses).toEqual([200, 200, 200, 429])
  const refused = await w.get('/api/v1/agreements', busy)
  expect(refused.headers.get('content-type')).toBe('application/problem+json')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(refused.headers.get('ratelimit-limit')).toBe('3')
  expect((await w.get('/api/v1/agreements', calm)).status).toBe(200)
  for (let i = 0; i < 10; i++) expect((await w.get('/-/healthy')).status).toBe(200)
})

test('who tries tokens is stopped, and who has one is not', async () => {
  const w = await world({ limits: { requestsPerMinute: 1000, failuresPerMinute: 3 } })
  const statuses: number[] = []
  for (let i = 0; i < 5; i++) statuses.push((await w.get('/api/v1/agreements', `guess-${i}`)).status)
  expect(statuses).toEqual([401, 401, 401, 429, 429])
  expect((await w.get('/api/v1/agreements', w.token('customer'))).status).toBe(200)
})

test('a forwarded address is believed only from a proxy that is named', async () => {
  const statusesWith = async (w: World) => {
    const statuses: number[] = []
    for (let i = 0; i < 3; i++)
      statuses.push(
        (await w.get('/api/v1/agreements', 'guess', { 'x-forwarded-for': `192.0.2.${i}` })).status,
      )
    return statuses
  }
  const limits = { requestsPerMinute: 1000, failuresPerMinute: 1 }
  expect(await statusesWith(await world({ limits }))).toEqual([401, 429, 429])
  expect(await statusesWith(await world({ limits, trustedProxies: ['127.0.0.0/8'] }))).toEqual([
    401, 401, 401,
  ])
})

test('secrets stand in no answer and in no log line', async () => {
  const w = await world()
  const token = w.token('operator')
  const texts = await Promise.all(
    ['/api/v1/agreements', compliance, '/metrics', '/api/openapi.json', '/version', '/-/ready'].map(
      async (path) => (await w.get(path, token)).text(),
    ),
  )
  expect([...texts, ...w.log].join()).not.toContain(canary)
  expect(w.log.join()).not.toContain(token)
})

test('no connection may wait for ever, and there is a bound on how many there are', async () => {
  const { server } = (await world()).server.app
  const bounds = [
    server.requestTimeout,
    server.headersTimeout,
    server.timeout,
    server.keepAliveTimeout,
    server.maxConnections,
  ]
  expect(bounds).toEqual([30_000, 10_000, 60_000, 10_000, 2_000])
})

test('a server that stops answers what is under way and takes nothing more', async () => {
  const w = await world()
  let release: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const asked = new Promise<void>((resolve) => {
    w.service.monthlyCredits = async () => {
      resolve()
      await gate
      return []
    }
  })
  const answer = w.get(compliance, w.token('customer'))
  await asked
  const closing = w.server.close()
  release()
  expect((await answer).status).toBe(200)
  await closing
  await expect(w.get('/-/healthy')).rejects.toThrow()
})
