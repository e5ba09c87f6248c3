import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { answering, closedPort, context, lookAtUrl, ok, rawServer } from './cast.ts'

const short = { timeoutMs: 300 }

describe('an HTTP look', () => {
  test('is good where every expectation holds, and tells its phases', async () => {
    const port = await answering(ok('all is well', 'x-state: up\r\n'))
    const look = await lookAtUrl(`http://127.0.0.1:${port}/`, {
      expect: {
        status: [{ from: 200, to: 200 }],
        body: 'well',
        bodyMatches: '^all .. w',
        bodyLacks: 'down',
        headers: { 'x-state': 'up' },
      },
    })
    expect(look).toMatchObject({ outcome: 'good', latencyUs: expect.any(Number) })
    expect(Object.keys(look.phasesUs ?? {}).sort()).toEqual(['dns', 'firstByte', 'tcp', 'transfer'])
    expect(Number.isInteger(look.latencyUs)).toBe(true)
  })

  test('names itself, asks for identity and sends what the agreement says', async () => {
    let seen = ''
    const port = await rawServer((socket, head) => {
      seen = head
      socket.end(ok())
    })
    await lookAtUrl(`http://user:pa%20ss@127.0.0.1:${port}/p?q=1`, { headers: { 'X-Key': 'k' } })
    expect(seen).toMatch(/^GET \/p\?q=1 HTTP\/1\.1\r\n/)
    expect(seen).toMatch(/user-agent: Upheld\/\d/i)
    expect(seen).toMatch(/accept-encoding: identity/i)
    expect(seen).toMatch(/x-key: k/i)
    expect(seen).toContain(`authorization: Basic ${btoa('user:pa ss')}`)
  })

  test.each([
    ['another status', 'HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n', {}, 'status'],
    [
      'a redirect that nobody asked to follow',
      'HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n',
      {},
      'status',
    ],
    ['a missing header', ok(), { headers: { 'x-state': 'up' } }, 'header'],
    [
      'a header that the expression does not match',
      ok('ok', 'x-state: down\r\n'),
      { headers: { 'x-state': { matches: '^up$' } } },
      'header',
    ],
    ['a missing text', ok('sorry'), { body: 'ok' }, 'body'],
    ['a text that must not be there', ok('error'), { bodyLacks: 'error' }, 'body'],
    ['an expression without a match', ok('abc'), { bodyMatches: '^\\d+$' }, 'body'],
    [
      'a compressed body although identity was asked for',
      Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n'), gzipSync('ok')]),
      { body: 'ok' },
      'body',
    ],
    ['an invalid status line', 'HTTP/1.1 abc\r\n\r\n', {}, 'protocol'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n', {}, 'protocol'],
    ['a header of a megabyte', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(1_000_000)}\r\n\r\n`, {}, 'protocol'],
    ['ten thousand headers', `HTTP/1.1 200 OK\r\n${'x-a: bbbbbb\r\n'.repeat(10_000)}\r\n`, {}, 'protocol'],
    ['a NUL in a header', 'HTTP/1.1 200 OK\r\nx: a\0b\r\ncontent-length: 0\r\n\r\n', {}, 'protocol'],
    [
      'a switch of protocols',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      {},
      'protocol',
    ],
    ['a body shorter than promised', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nshort', {}, 'reset'],
    ['no answer before the end', '', {}, 'reset'],
  ])('is bad for %s', async (_what, text, expectation, reason) => {
    const port = await answering(text)
    const look = await lookAtUrl(`http://127.0.0.1:${port}/`, {
      expect: { status: [{ from: 200, to: 299 }], ...expectation },
    })
    expect(look).toMatchObject({ outcome: 'bad', reason })
  })

  test('is bad, reset, where the connection is reset in the middle of the answer', async () => {
    const port = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nhalf', () => socket.resetAndDestroy())
    })
    expect(await lookAtUrl(`http://127.0.0.1:${port}/`)).toMatchObject({ outcome: 'bad', reason: 'reset' })
  })

  test('is bad, refused, where nobody listens', async () => {
    expect(await lookAtUrl(`http://127.0.0.1:${await closedPort()}/`)).toMatchObject({
      outcome: 'bad',
      reason: 'refused',
    })
  })

  test.each([
    ['silence', ''],
    ['a header that never ends', 'HTTP/1.1 200 OK\r\nx-drip: '],
    ['a body that never ends', 'HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n'],
  ])('is bad, timeout, for %s one byte at a time', async (_what, start) => {
    const port = await rawServer((socket) => {
      socket.write(start)
      const drip = setInterval(() => start && socket.write('a'), 20)
      socket.on('close', () => clearInterval(drip))
    })
    expect(await lookAtUrl(`http://127.0.0.1:${port}/`, short)).toMatchObject({
      outcome: 'bad',
      reason: 'timeout',
    })
  })

  test('is bad, timeout, for interim answers without end', async () => {
    const port = await rawServer((socket) => {
      const flood = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'), 10)
      socket.on('close', () => clearInterval(flood))
    })
    expect(await lookAtUrl(`http://127.0.0.1:${port}/`, short)).toMatchObject({
      outcome: 'bad',
      reason: 'timeout',
    })
  })
})

describe('a body beyond the cap', () => {
  test('is read no further, and the status still decides', async () => {
    let sent = 0
    const port = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      const chunk = Buffer.alloc(65_536, 'a')
      const pour = (): void => {
        while (!socket.destroyed && socket.write(chunk)) sent += chunk.length
      }
      socket.on('drain', pour)
      pour()
    })
    expect(await lookAtUrl(`http://127.0.0.1:${port}/`)).toMatchObject({ outcome: 'good' })
    expect(sent).toBeLessThan(64 * 2 ** 20)
  })

  test('is searched up to the cap only', async () => {
    const port = await answering(ok(`begin${'a'.repeat(2_000)}end`))
    const look = (body: string) =>
      lookAtUrl(`http://127.0.0.1:${port}/`, {
        maxBodyBytes: 1_000,
        expect: { status: [{ from: 200, to: 299 }], body },
      })
    expect(await look('begin')).toMatchObject({ outcome: 'good' })
    expect(await look('end')).toMatchObject({ outcome: 'bad', reason: 'body' })
  })

  test('is not inflated: a gzip bomb stays as small as it came', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 2 ** 20))
    const port = await answering(
      Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n'), bomb]),
    )
    const look = await lookAtUrl(`http://127.0.0.1:${port}/`, { maxBodyBytes: 2 ** 20 })
    expect(look).toMatchObject({ outcome: 'good' })
  })
})

describe('a text', () => {
  test.each([
    [
      'split over chunks',
      Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n'),
    ],
    [
      'in UTF-16',
      Buffer.concat([
        Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset="utf-16le"\r\n\r\n'),
        Buffer.from('ok', 'utf16le'),
      ]),
    ],
    ['behind a byte-order mark', Buffer.from('HTTP/1.1 200 OK\r\n\r\n\ufeffok')],
    [
      'in a charset that nobody knows',
      Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=klingon\r\n\r\nok'),
    ],
  ])('is found %s', async (_how, answer) => {
    const port = await answering(answer)
    const look = await lookAtUrl(`http://127.0.0.1:${port}/`, {
      expect: { status: [{ from: 200, to: 200 }], bodyMatches: '^ok$' },
    })
    expect(look).toMatchObject({ outcome: 'good' })
  })

  test('does not make an evil expression slow', async () => {
    const port = await answering(ok(`${'a'.repeat(5_000)}!`))
    const look = await lookAtUrl(`http://127.0.0.1:${port}/`, {
      expect: { status: [{ from: 200, to: 200 }], bodyMatches: '^(a+)+$' },
    })
    expect(look).toMatchObject({ outcome: 'bad', reason: 'body' })
  })

  test('that a target chose is kept short and printable', async () => {
    const port = await answering(ok('ok', 'x-state: \u001b[31m<script>\r\n'))
    const look = await lookAtUrl(`http://127.0.0.1:${port}/`, {
      expect: { status: [{ from: 200, to: 200 }], headers: { 'x-state': 'up' } },
    })
    expect(look.detail).not.toContain('\u001b')
    expect(look.detail?.length).toBeLessThanOrEqual(200)
  })
})

describe('a redirect', () => {
  const redirecting = (location: string, status = 302): Promise<number> =>
    answering(`HTTP/1.1 ${status} Moved\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`)

  test('is followed as often as the agreement says', async () => {
    const target = await answering(ok('there'))
    const port = await redirecting(`http://127.0.0.1:${target}/`)
    const look = await lookAtUrl(`http://127.0.0.1:${port}/`, {
      redirects: 1,
      expect: { status: [{ from: 200, to: 200 }], body: 'there' },
    })
    expect(look).toMatchObject({ outcome: 'good' })
  })

  test.each([
    ['a loop', '/'],
    ['the metadata of a cloud', 'http://169.254.169.254/latest/meta-data/'],
    ['a private address', 'http://10.1.2.3/'],
    ['another spelling of one', 'http://0x0a.1.2.3/'],
    ['a file', 'file:///etc/passwd'],
    ['nowhere', 'http://[broken'],
  ])('to %s is bad', async (_where, location) => {
    const port = await redirecting(location)
    const look = await lookAtUrl(`http://127.0.0.1:${port}/`, { redirects: 5 })
    expect(look).toMatchObject({ outcome: 'bad', reason: 'redirect' })
  })

  test('to another origin is not shown what was meant for the first', async () => {
    let seen = ''
    const target = await rawServer((socket, head) => {
      seen = head
      socket.end(ok())
    })
    const port = await redirecting(`http://127.0.0.1:${target}/`)
    await lookAtUrl(`http://user:secret@127.0.0.1:${port}/`, {
      redirects: 1,
      headers: { 'x-api-key': 'canary' },
    })
    expect(seen).toMatch(/^GET/)
    expect(seen).not.toMatch(/canary|authorization/i)
  })

  test('keeps within the one deadline', async () => {
    const port = await rawServer((socket) => {
      setTimeout(() => socket.end('HTTP/1.1 302 Found\r\nlocation: /\r\ncontent-length: 0\r\n\r\n'), 120)
    })
    const look = await lookAtUrl(`http://127.0.0.1:${port}/`, { redirects: 20, timeoutMs: 400 })
    expect(look).toMatchObject({ outcome: 'bad', reason: 'timeout' })
  })
})

describe('our own faults', () => {
  test('of the network make a refused connection unknown', async () => {
    const dead = context({ reference: { isReachable: async () => false } })
    const look = await lookAtUrl(`http://127.0.0.1:${await closedPort()}/`, {}, dead)
    expect(look).toMatchObject({ outcome: 'unknown', reason: 'network' })
  })

  test('of the network do not excuse an answer that came', async () => {
    const dead = context({ reference: { isReachable: async () => false } })
    const port = await answering('HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n')
    expect(await lookAtUrl(`http://127.0.0.1:${port}/`, {}, dead)).toMatchObject({
      outcome: 'bad',
      reason: 'status',
    })
  })

  test('of the thread make a timeout unknown', async () => {
    const late = context({
      lag: { worst: () => ({ ms: 400, kind: 'lag' }), take: () => 0, stop: () => undefined },
    })
    const port = await rawServer(() => undefined)
    expect(await lookAtUrl(`http://127.0.0.1:${port}/`, short, late)).toMatchObject({
      outcome: 'unknown',
      reason: 'lag',
    })
  })

  test('that nobody foresaw are never the target’s', async () => {
    const look = await lookAtUrl(
      'http://127.0.0.1:1/',
      { headers: { 'bad header': 'x' } },
      context({ resolver: { addresses: () => Promise.reject(new Error('bug')) } }),
    )
    const named = await lookAtUrl(
      'http://shop.example/',
      {},
      context({ resolver: { addresses: () => Promise.reject(new Error('bug')) } }),
    )
    expect(look.outcome).not.toBe('good')
    expect(named).toMatchObject({ outcome: 'unknown', reason: 'worker' })
  })
})
