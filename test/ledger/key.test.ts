import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSigningKey } from '../../src/ledger/key.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upheld-key-'))
  file = join(folder, 'signing.pem')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the first start makes a key that only its owner reads, and nothing else', () => {
  openSigningKey(file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['signing.pem'])
})

test('the next start uses the same key', () => {
  const first = openSigningKey(file)
  const second = openSigningKey(file)
  expect(second.keyId).toBe(first.keyId)
  expect(second.sign('text')).toBe(first.sign('text'))
})

test('a key that others may read is refused', () => {
  openSigningKey(file)
  chmodSync(file, 0o644)
  expect(() => openSigningKey(file)).toThrow('others may read the signing key (mode 644)')
})

test('a file that holds no key is refused and left as it is', () => {
  writeFileSync(file, '', { mode: 0o600 })
  expect(() => openSigningKey(file)).toThrow('no Ed25519 private key')
  expect(statSync(file).size).toBe(0)
})
