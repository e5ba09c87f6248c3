import { createSocket, type Socket } from 'node:dgram'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { DnsTerms, TcpTerms, TlsTerms } from '../../src/agreement/sourceTerms.ts'
import { systemClock } from '../../src/sources/clock.ts'
import { referenceOf } from '../../src/sources/reference.ts'
import { candidates, parseHosts, parseSearch, systemResolver } from '../../src/sources/resolver.ts'
import { closedPort, context, listening, lookAt, lookAtUrl, tlsServer } from './cast.ts'

describe('a TLS look', () => {
  const terms = (port: number, more: Partial<TlsTerms> = {}): TlsTerms => ({
    host: '127.0.0.1',
    port,
    serverName: 'localhost',
    timeoutMs: 2_000,
    minDays: 14,
    verify: true,
    ...more,
  })
  const look = async (certificate: string, more: Partial<TlsTerms> = {}) =>
    lookAt({ kind: 'tls', terms: terms(await tlsServer(certificate), more) })

  test('is good with a valid certificate, and tells its days', async () => {
    expect(await look('valid')).toMatchObject({
      outcome: 'good',
      certificateDays: expect.any(Number),
      phasesUs: { tls: expect.any(Number) },
    })
    expect(await look('valid', { serverName: '127.0.0.1' })).toMatchObject({ outcome: 'good' })
  })

  test.each([
    ['expired', {}, 'certificate'],
    ['not-yet', {}, 'certificate'],
    ['other-host', {}, 'certificate'],
    ['self-signed', {}, 'certificate'],
    ['valid', { minDays: 1_000_000 }, 'expiry'],
    ['expired', { verify: false }, 'expiry'],
  ])('is bad with the certificate %s and %j', async (certificate, more, reason) => {
    expect(await look(certificate, more)).toMatchObject({ outcome: 'bad', reason })
  })

  test('is good with a foreign certificate where the agreement does not verify it', async () => {
    expect(await look('self-signed', { verify: false })).toMatchObject({ outcome: 'good' })
  })

  test('does not judge a certificate by a clock that was set', async () => {
    const suspect = context({ isClockSuspect: () => true })
    const expired = await lookAt({ kind: 'tls', terms: terms(await tlsServer('expired')) }, suspect)
    expect(expired).toMatchObject({ outcome: 'unknown', reason: 'clock' })
  })

  test('is bad, timeout, where the handshake stalls', async () => {
    const port = await listening(createServer(() => undefined))
    expect(await lookAt({ kind: 'tls', terms: terms(port, { timeoutMs: 200 }) })).toMatchObject({
      outcome: 'bad',
      reason: 'timeout',
    })
  })

  test('is bad where no TLS is spoken, or the connection is reset', async () => {
    const plain = await listening(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    const resetting = await listening(
      createServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    )
    expect(await lookAt({ kind: 'tls', terms: terms(plain) })).toMatchObject({
      outcome: 'bad',
      reason: 'tls',
    })
    expect(await lookAt({ kind: 'tls', terms: terms(resetting) })).toMatchObject({
      outcome: 'bad',
      reason: 'reset',
    })
  })

  test('of HTTPS has a phase of its own and the certificate’s days', async () => {
    const port = await tlsServer('valid')
    const https = await lookAtUrl(`https://localhost:${port}/`)
    expect(https).toMatchObject({
      outcome: 'good',
      certificateDays: expect.any(Number),
      phasesUs: { tls: expect.any(Number) },
    })
    expect(await lookAtUrl(`https://localhost:${await tlsServer('expired')}/`)).toMatchObject({
      outcome: 'bad',
      reason: 'certificate',
    })
    expect(await lookAtUrl(`https://127.0.0.1:${port}/`)).toMatchObject({ outcome: 'good' })
  })
})

describe('a TCP look', () => {
  const look = (port: number, more: Partial<TcpTerms> = {}) =>
    lookAt({ kind: 'tcp', terms: { host: '127.0.0.1', port, timeoutMs: 300, ...more } })
  const greeting = (text: string, end = false) =>
    listening(createServer((socket) => (end ? socket.end(text) : socket.write(text))))

  test('is good where the port takes a connection', async () => {
    expect(await look(await greeting('hello'))).toMatchObject({
      outcome: 'good',
      latencyUs: expect.any(Number),
    })
  })

  test('sends what the agreement says and waits for the answer', async () => {
    const port = await listening(
      createServer((socket) => socket.on('data', (chunk) => socket.write(`+PONG ${chunk}`))),
    )
    expect(await look(port, { send: 'PING\r\n', expect: '+PONG PING' })).toMatchObject({ outcome: 'good' })
  })

  test.each([
    ['another greeting', () => greeting('220 hello'), { expect: 'SSH-' }, 'answer'],
    ['a close before any greeting', () => greeting('', true), { expect: 'SSH-' }, 'reset'],
    ['no greeting', () => listening(createServer(() => undefined)), { expect: 'SSH-' }, 'timeout'],
    ['an endless other greeting', () => greeting('x'.repeat(100_000)), { expect: 'SSH-' }, 'answer'],
    ['nobody there', closedPort, {}, 'refused'],
  ])('is bad with %s', async (_what, start, more, reason) => {
    expect(await look(await start(), more)).toMatchObject({ outcome: 'bad', reason })
  })

  test('does not take a text for a host that is none', async () => {
    expect(await look(1, { host: 'no host' })).toMatchObject({ outcome: 'unknown', reason: 'forbidden' })
    expect(await look(1, { host: '10.1' })).toMatchObject({ outcome: 'unknown', reason: 'forbidden' })
  })
})

describe('a DNS look', () => {
  /** A name server that answers each question with one A record, or only a code. */
  async function nameServer(answer: { address?: string; code?: number } | null): Promise<number> {
    const server: Socket = createSocket('udp4')
    server.on('message', (query, from) => {
      if (!answer) return
      const question = query.subarray(12, query.indexOf(0, 12) + 5)
      const header = Buffer.from(query.subarray(0, 12))
      header.writeUInt16BE(0x8180 | (answer.code ?? 0), 2)
      for (const [at, count] of [
        [4, 1],
        [6, answer.address ? 1 : 0],
        [8, 0],
        [10, 0],
      ] as const)
        header.writeUInt16BE(count, at)
      const record = answer.address
        ? Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...answer.address.split('.').map(Number)])
        : Buffer.alloc(0)
      server.send(Buffer.concat([header, question, record]), from.port, from.address)
    })
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    return (server.address() as AddressInfo).port
  }
  const look = async (answer: Parameters<typeof nameServer>[0], more: Partial<DnsTerms> = {}) => {
    const server = `127.0.0.1:${await nameServer(answer)}`
    return lookAt({
      kind: 'dns',
      terms: { name: 'shop.example', type: 'A', server, timeoutMs: 500, ...more },
    })
  }

  test.each([
    [
      'the record that is expected',
      { address: '93.184.216.34' },
      { expect: ['93.184.216.34'] },
      { outcome: 'good' },
    ],
    [
      'another record',
      { address: '93.184.216.35' },
      { expect: ['93.184.216.34'] },
      { outcome: 'bad', reason: 'answer' },
    ],
    ['no such name', { code: 3 }, {}, { outcome: 'bad', reason: 'nxdomain' }],
    ['no such record', {}, {}, { outcome: 'bad', reason: 'nxdomain' }],
    ['a failure', { code: 2 }, {}, { outcome: 'bad', reason: 'answer' }],
    ['silence', null, {}, { outcome: 'bad', reason: 'timeout' }],
  ])('with %s', async (_what, answer, more, expected) => {
    expect(await look(answer, more)).toMatchObject(expected)
  })

  test.each(['10.0.0.53', '[fd00::53]:53', 'ns.example', '169.254.169.254:53'])(
    'asks no server where probes may not go: %s',
    async (server) => {
      const refused = await lookAt({
        kind: 'dns',
        terms: { name: 'shop.example', type: 'A', server, timeoutMs: 500 },
      })
      expect(refused).toMatchObject({ outcome: 'unknown', reason: 'forbidden' })
    },
  )
})

describe('the resolver', () => {
  test('reads a hosts file and the search domains of a container', () => {
    const hosts = parseHosts(
      '127.0.0.1 localhost # us\n::1 localhost ip6\n\n10.0.0.5\tDB db.internal\nbroken',
    )
    expect(hosts.get('localhost')).toEqual(['127.0.0.1', '::1'])
    expect(hosts.get('db')).toEqual(['10.0.0.5'])
    expect(parseSearch('nameserver 10.0.0.1\nsearch a.local b.local\noptions ndots:5 edns0')).toEqual({
      search: ['a.local', 'b.local'],
      ndots: 5,
    })
    expect(parseSearch('')).toEqual({ search: [], ndots: 1 })
  })

  test('tries a short name in the search domains first', () => {
    expect(candidates('db', ['a.local'], 1)).toEqual(['db.a.local', 'db'])
    expect(candidates('db.example', ['a.local'], 1)).toEqual(['db.example', 'db.example.a.local'])
  })

  test('keeps loopback names on this machine', async () => {
    const resolver = systemResolver(() => performance.now())
    expect(await resolver.addresses('x.localhost')).toEqual(['127.0.0.1', '::1'])
    expect(await resolver.addresses('localhost')).toContain('127.0.0.1')
  })

  test('that is silent makes a look unknown, not bad, and within the deadline', async () => {
    const silent = { addresses: () => new Promise<never>(() => undefined) }
    const look = await lookAtUrl('http://shop.example/', { timeoutMs: 100 }, context({ resolver: silent }))
    expect(look).toMatchObject({ outcome: 'unknown', reason: 'resolver' })
  })
})

describe('the reference targets', () => {
  test('speak for our network where one of them answers', async () => {
    const port = await listening(createServer())
    const reference = referenceOf(
      [
        { host: '127.0.0.1', port: await closedPort() },
        { host: '127.0.0.1', port },
      ],
      systemClock,
    )
    expect(await reference.isReachable(0)).toBe(true)
  })

  test('speak against it where none does', async () => {
    const reference = referenceOf([{ host: '127.0.0.1', port: await closedPort() }], systemClock)
    expect(await reference.isReachable(0)).toBe(false)
  })

  test('share a check that began after the look did, and make a new one for a later look', async () => {
    let connections = 0
    const port = await listening(createServer(() => connections++))
    const reference = referenceOf([{ host: '127.0.0.1', port }], systemClock)
    const before = systemClock.monotonic()
    await Promise.all(Array.from({ length: 100 }, () => reference.isReachable(before)))
    expect(connections).toBe(1)
    await reference.isReachable(systemClock.monotonic())
    expect(connections).toBe(2)
  })

  test('say nothing where there are none', async () => {
    expect(await referenceOf([], systemClock).isReachable(0)).toBe(true)
  })
})
