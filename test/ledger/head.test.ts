import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { checkHead, keyRing, signerOf } from '../../src/ledger/head.ts'
import { headLine, headsInMail, parseHeadLine } from '../../src/ledger/headLine.ts'
import { aChain, aSigner, headOf } from './aChain.ts'

const signer = aSigner()
const head = headOf(signer, aChain(3))
const line = headLine(head)
const keys = keyRing([signer.publicKey])

test('a signed head is verified by its public key', () => {
  expect(checkHead(head, keys)).toBe('signed')
})

test.each([
  ['agreement', { agreement: 'other' }],
  ['place', { seq: 2 }],
  ['hash', { hash: '0'.repeat(64) }],
  ['time', { at: 1 }],
  ['signature', { signature: Buffer.alloc(64).toString('base64') }],
  ['length of the signature', { signature: '' }],
])('a head with another %s is not signed', (_name, change) => {
  expect(checkHead({ ...head, ...change }, keys)).toBe('badSignature')
})

test('a head of another key is told from a bad signature', () => {
  expect(checkHead(headOf(aSigner(), aChain(3)), keys)).toBe('unknownKey')
})

test('keys other than Ed25519, and private keys, are refused', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const secret = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  expect(() => signerOf(rsa.privateKey)).toThrow('Ed25519')
  expect(() => keyRing([pem])).toThrow('Ed25519')
  expect(() => keyRing([secret])).toThrow('not a public key')
})

test('a line says the head in at most 200 characters and reads back', () => {
  expect(line.length).toBeLessThanOrEqual(200)
  expect(parseHeadLine(line)).toEqual(head)
})

test.each([
  '',
  'upheld-head:1:',
  line.slice(0, -1),
  line.replace(':3:', ':0:'),
  line.replace('acme', 'Acme'),
])('no head is read from %j', (text) => {
  expect(parseHeadLine(text)).toBeNull()
})

const wrapped = (text: string, width: number, between: string) =>
  text.replace(new RegExp(`(.{${width}})`, 'g'), `$1${between}`)

test.each([
  ['plain text', `Ledger head:\r\n${line}\r\n\r\nBest regards`],
  ['an answer that quotes it', `> > Ledger head:\n> > ${line}\n> ok`],
  ['an answer that quotes and wraps it', `> ${wrapped(line, 70, '\n> ')}\n> and more`],
  ['quoted-printable', wrapped(line, 75, '=\r\n')],
  ['quoted-printable broken in its first word', wrapped(`xxx${line}`, 10, '=\r\n')],
  [
    'quoted-printable with encoded characters',
    line.replace(':', '=3A').replace('=3A', ':').replaceAll('-', '=2D').replace('=2D', '-'),
  ],
  ['HTML', `<p>Head:<br><code>${wrapped(line, 40, '<wbr>')}</code></p><p>Regards</p>`],
  [
    'a part in base64',
    `Content-Transfer-Encoding: base64\r\n\r\n${wrapped(Buffer.from(`Für Sie:\n${line}\n`).toString('base64'), 76, '\r\n')}\r\n--x--`,
  ],
  ['running text', `the head ${line}, as always.`],
])('a head is found in %s', (_name, text) => {
  expect(headsInMail(text)).toEqual([head])
})

test('several heads are found, each once', () => {
  const other = headOf(signer, aChain(3), 2)
  expect(headsInMail(`${line}\n${headLine(other)}\n> ${line}`)).toEqual([head, other])
})

test('megabytes of a mail that looks like a head end quickly with none', () => {
  expect(headsInMail('upheld-head:1:a'.repeat(20_000))).toEqual([])
  expect(headsInMail(`${'A'.repeat(75)}\n`.repeat(50_000))).toEqual([])
})
