import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sha256 } from '../../src/agreement/canonical.ts'
import { exportLines } from '../../src/ledger/export.ts'
import { openSigningKey } from '../../src/ledger/key.ts'
import { aDaemon, at, day, hour } from '../daemon/aDaemon.ts'
import { pushText } from '../daemon/anAgreement.ts'
import { ran } from './ran.ts'

let folder = ''
const path = (name: string) => join(folder, name)
const file = '2026-03.json'

/** A daemon's statement of March, as its parties have it: the file, its signature, the key and the ledger. */
async function received(): Promise<{ signature: string; digest: string }> {
  const world = await aDaemon({
    now: at('2026-03-02T00:00:00Z'),
    texts: [pushText()],
    roundMs: () => 6 * hour,
  })
  await world.turn(at('2026-04-01T00:00:00Z') + day)
  const token = await world.token('customer', ['small'])
  const answer = await world.send('GET', `/api/v1/agreements/small/statements/${file}`, { token })
  const text = await answer.text()
  const { publicKey } = openSigningKey(join(world.folder, 'signing.key'))
  const [entries, head] = [await world.entries('small'), await world.daemon.store.signedHead('small')]
  if (head === null) throw new Error('no entry yet')
  const ledger = [...exportLines({ agreement: 'small', publicKey, entries, head })]
  await writeFile(path(file), text)
  await writeFile(path('key.pem'), publicKey)
  await writeFile(path('ledger.jsonl'), `${ledger.join('\n')}\n`)
  return { signature: answer.headers.get('upheld-signature') ?? '', digest: sha256(text) }
}
const verified = (args: readonly string[]) => ran(['verify', path(file), ...args])

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upheld-verify-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a statement holds by its signature, its key, its ledger and the mail that told of it', async () => {
  const { signature, digest } = await received()
  await writeFile(path('mail.txt'), `Digest: ${digest.slice(0, 40)}=\r\n${digest.slice(40)}\n`)
  const all = ['--signature', signature, '--key', path('key.pem'), '--mail', path('mail.txt')]
  const { code, out } = await verified(all)
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(
      /version 1, digest [0-9a-f]{64}\nIts signature is of this text, by key [0-9a-f]{16}\.\n$/,
    ),
  ])
  const byLedger = await verified(['--ledger', path('ledger.jsonl')])
  expect([byLedger.code, byLedger.out]).toEqual([
    0,
    expect.stringContaining('The key is the one that the ledger itself names'),
  ])
})

test('what cannot be checked is said, and so is what would do it', async () => {
  const { signature } = await received()
  expect((await verified([])).out).toMatch(
    /Not checked: who signed it: give --signature TEXT[^\n]*\nNot checked: whether both/,
  )
  expect((await verified(['--signature', signature])).out).toContain(
    'Not checked: its signature: give --key FILE',
  )
})

test('one figure changed, another layout, or a ledger of another chain does not pass', async () => {
  const { signature } = await received()
  const text = readFileSync(path(file), 'utf8')
  const key = ['--signature', signature, '--key', path('key.pem')]
  await writeFile(path(file), text.replace('"version":1', '"version":2'))
  expect(await verified(key)).toMatchObject({
    code: 1,
    out: expect.stringContaining('its signature is not of this text'),
  })
  expect((await verified(['--ledger', path('ledger.jsonl')])).out).toContain('not among those that were told')
  await writeFile(path(file), JSON.stringify(JSON.parse(text), null, 2))
  expect(await verified(key)).toMatchObject({
    code: 1,
    out: expect.stringContaining('save the bytes as they were sent'),
  })
  await writeFile(path(file), text)
  await writeFile(
    path('ledger.jsonl'),
    readFileSync(path('ledger.jsonl'), 'utf8').replace('"revision":1', '"revision":2'),
  )
  expect((await verified(['--ledger', path('ledger.jsonl')])).out).toContain('does not hold: entry 1')
  expect(JSON.parse((await verified([...key, '--json'])).out)).toMatchObject({
    ok: true,
    trusted: true,
    faults: [],
  })
})
