import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openReader, openStore } from '../../src/database/open.ts'
import { link } from '../../src/ledger/chain.ts'
import { checkHead, keyRing, signerOf, signHead } from '../../src/ledger/head.ts'
import { headsInMail } from '../../src/ledger/headLine.ts'
import { Courier } from '../../src/notices/courier.ts'
import { planNotices } from '../../src/notices/plan.ts'
import { smtpTransport } from '../../src/notices/smtp.ts'
import type { Store } from '../../src/store.ts'
import {
  context,
  customer,
  decidedAt,
  draft,
  externalUrl,
  loaded,
  names,
  periodFacts,
  provider,
} from './entries.ts'
import { mailServer, smtpSettings } from './mailServer.ts'

const minute = 60_000
const signer = signerOf(generateKeyPairSync('ed25519').privateKey)
const recipients = [provider, customer]
let folder: string
let file: string
let store: Store

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upheld-notices-'))
  file = join(folder, 'upheld.db')
  store = await openStore({ file })
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

/** The agreement's first load, silently, and a breach that both parties are to be told of. */
async function commitBreach(): Promise<void> {
  const entries = link(null, [loaded, draft('breach', periodFacts)])
  const last = entries.at(-1)
  if (!last) throw new Error('no entry')
  const { agreement, seq, hash } = last
  await store.commit({
    agreement,
    expected: null,
    entries,
    notices: planNotices(last, recipients, context),
    texts: [...names, ...recipients.map(({ address }) => address)],
    head: signHead(signer, { agreement, seq, hash, at: decidedAt }),
  })
}

const courierOn = (port: number, on: Store = store): Courier =>
  new Courier({
    store: on,
    transport: smtpTransport(smtpSettings(port)),
    externalUrl,
    now: () => decidedAt,
    deadlineMs: 10_000,
    onFault: () => {},
  })

test('what is committed is told to both parties, with the head that the daemon signed', async () => {
  await using server = await mailServer()
  await commitBreach()
  expect(await courierOn(server.port).deliverDue(decidedAt)).toMatchObject({ accepted: 2 })
  expect((await store.notices({})).map(({ state }) => state)).toEqual(['sent', 'sent'])
  const keys = keyRing([signer.publicKey])
  for (const { mail, raw } of server.received) {
    expect(mail.subject).toContain('Breach: Monthly uptime 99.12 % < 99.9 % — Checkout API for Globex')
    const heads = headsInMail(raw)
    expect(heads.length).toBeGreaterThan(0)
    expect(heads.map((found) => checkHead(found, keys))).toEqual(heads.map(() => 'signed'))
  }
})

test('when a mail arrives, another process already finds its entry and its notice on disk', async () => {
  const found: unknown[] = []
  await using server = await mailServer({
    recipient: () => {
      void openReader(file).then(async (reader) => {
        found.push([(await reader.notices({})).length, (await reader.entries({ kinds: ['breach'] })).length])
        await reader.close()
      })
      return null
    },
  })
  await commitBreach()
  await courierOn(server.port).deliverDue(decidedAt)
  await expect
    .poll(() => found)
    .toEqual([
      [2, 1],
      [2, 1],
    ])
})

test("a daemon that died between the server's reply and its own record sends again under the same Message-ID", async () => {
  await using server = await mailServer()
  await commitBreach()
  const dying: Store = { ...store, settleNotice: () => Promise.reject(new Error('killed')) }
  await courierOn(server.port, dying).deliverDue(decidedAt)
  await store.close()
  store = await openStore({ file })
  await courierOn(server.port).deliverDue(decidedAt + minute)
  const ids = (to: string) =>
    server.received.filter((mail) => mail.to[0] === to).map(({ mail }) => mail.messageId)
  for (const { address } of recipients) {
    expect(ids(address)).toHaveLength(2)
    expect(new Set(ids(address)).size).toBe(1)
  }
})

test('stopping while a mail is under way leaves it pending for the next start', async () => {
  const arrived = Promise.withResolvers<void>()
  await using server = await mailServer({
    options: {
      onData: (stream) => {
        stream.resume()
        arrived.resolve()
      },
    },
  })
  await commitBreach()
  const courier = courierOn(server.port)
  courier.start()
  await arrived.promise
  await courier.stop(0)
  expect((await store.notices({})).map(({ state }) => state)).toEqual(['pending', 'pending'])
})
