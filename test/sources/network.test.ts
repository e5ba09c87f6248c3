import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { lookContext, lookOnce } from '../../src/sources/look.ts'
import { forbidden, hostOf, isNetwork } from '../../src/sources/network.ts'
import { answering, context, httpTerms, listening, lookAtUrl, ok, source } from './cast.ts'

/** Ways to write an address inside, all of which have been used to get past a check of the text. */
const spellings = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '127.000.000.001',
  '0',
  '0.0.0.0',
  '0x0',
  '127.255.255.254',
  '①②⑦.0.0.1',
  '127。0。0。1',
  '127．0．0．1',
  '%31%32%37.0.0.1',
  '127.0.0.1.',
  '0x7F.0x0.0x0.0x1',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2002:7f00:0001::1]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd12:3456:789a::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[2001:db8::1]',
  '[100::1]',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.1.1',
  '169.254.1.1',
  '100.64.0.1',
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '169.254.169.254',
  '[fd00:ec2::254]',
  '100.100.100.200',
  '[::ffff:169.254.169.254]',
  '0xa9fea9fe',
  '2852039166',
  '[2002:a9fe:a9fe::]',
  '[64:ff9b::a9fe:a9fe]',
  'localhost',
  'foo.localhost',
  'LOCALHOST',
  '[2001::1]',
  '[::ffff:0:127.0.0.1]',
  '192.88.99.1',
]

describe('an address inside', () => {
  const nothingAllowed = lookContext({ allowedNetworks: [], referenceTargets: [] })

  test.each(spellings)('is refused as %s', async (host) => {
    const http = { kind: 'http', terms: httpTerms(`http://${host}:9/`, { timeoutMs: 2_000 }) } as const
    const { look } = await lookOnce(source(http), 0, nothingAllowed)
    expect(look).toMatchObject({ outcome: 'unknown', reason: 'forbidden' })
  })

  test('is never connected to', async () => {
    let connections = 0
    const port = await listening(createServer(() => connections++))
    for (const host of ['127.0.0.1', '127.1', '0x7f.1', 'localhost', '[::ffff:127.0.0.1]'])
      await lookAtUrl(`http://${host}:${port}/`, {}, nothingAllowed)
    expect(connections).toBe(0)
  })

  test.each(['93.184.216.34', '8.8.8.8', '2606:4700:4700::1111', '172.32.0.1', '11.0.0.1', '100.128.0.1'])(
    'is not %s',
    (address) => {
      expect(forbidden(address, [])).toBeNull()
    },
  )

  test.each(['', 'example.org', '1.2.3', '127.0.0.1:80', '1.2.3.4/8', '٣.1.1.1'])(
    'is not taken for one: %j',
    (text) => {
      expect(forbidden(text, ['0.0.0.0/0', '::/0'])).toBe('not an address')
    },
  )
})

describe('an allowed network', () => {
  test('opens its addresses in every form, and no others', () => {
    expect(forbidden('10.1.2.3', ['10.0.0.0/8'])).toBeNull()
    expect(forbidden('::ffff:10.1.2.3', ['10.0.0.0/8'])).toBeNull()
    expect(forbidden('192.168.0.1', ['10.0.0.0/8'])).toBe('private address')
    expect(forbidden('fd00::1', ['fd00::/8'])).toBeNull()
  })

  test('opens the metadata of a cloud only by its very address', () => {
    expect(forbidden('169.254.169.254', ['169.254.0.0/16', '0.0.0.0/0'])).toBe('metadata address')
    expect(forbidden('169.254.169.254', ['169.254.169.254/32'])).toBeNull()
    expect(forbidden('fd00:ec2::254', ['fd00::/8', '::/0'])).toBe('metadata address')
    expect(forbidden('fd00:ec2::254', ['fd00:ec2::254'])).toBeNull()
  })

  test('that cannot be read opens nothing', () => {
    expect(isNetwork('10.0.0.0/8')).toBe(true)
    expect(isNetwork('ten')).toBe(false)
    expect(forbidden('10.0.0.1', ['ten', '10.0.0.0/99'])).toBe('private address')
  })
})

describe('a name', () => {
  const names = (addresses: readonly string[]) => context({ resolver: { addresses: async () => addresses } })

  test('with one forbidden address among its addresses is refused', async () => {
    const port = await answering(ok())
    const look = await lookAtUrl(`http://shop.example:${port}/`, {}, names(['127.0.0.1', '10.0.0.1']))
    expect(look).toMatchObject({ outcome: 'unknown', reason: 'forbidden' })
  })

  test('that resolves inside at the second look is refused then: what is judged is what is connected to', async () => {
    const port = await answering(ok())
    const answers = [['127.0.0.1'], ['192.168.0.1']]
    const rebinding = context({ resolver: { addresses: async () => answers.shift() ?? [] } })
    expect(await lookAtUrl(`http://shop.example:${port}/`, {}, rebinding)).toMatchObject({ outcome: 'good' })
    expect(await lookAtUrl(`http://shop.example:${port}/`, {}, rebinding)).toMatchObject({
      reason: 'forbidden',
    })
  })

  test('whose first address is dead is reached at the next', async () => {
    const port = await answering(ok())
    expect(
      await lookAtUrl(`http://shop.example:${port}/`, {}, names(['127.0.0.2', '127.0.0.1'])),
    ).toMatchObject({ outcome: 'good' })
  })
})

test.each([
  ['127.1', '127.0.0.1'],
  ['[::1]', '::1'],
  ['::1', '::1'],
  ['Shop.Example.', 'shop.example'],
  ['shop.example:80', null],
  ['shop.example/x', null],
  ['user@shop.example', null],
  ['', null],
  ['999.1.1.1', null],
])('the host of %j is %j', (text, host) => {
  expect(hostOf(text)).toBe(host)
})
