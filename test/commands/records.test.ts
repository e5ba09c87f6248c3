import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../src/database/open.ts'
import { parseLines } from '../../src/evidence/lines.ts'
import { callerOf } from '../../src/http/tokens.ts'
import { link } from '../../src/ledger/chain.ts'
import type { EntryDraft } from '../../src/ledger/entry.ts'
import { signHead } from '../../src/ledger/head.ts'
import { headLine } from '../../src/ledger/headLine.ts'
import { openSigningKey } from '../../src/ledger/key.ts'
import type { Store } from '../../src/store.ts'
import { seen } from '../database/aStore.ts'
import { aDraft } from '../ledger/aChain.ts'
import { inFolder, unread, upheld } from './upheld.ts'

const march2 = Date.UTC(2026, 2, 2)

/** A folder in which a daemon holds the lock on its database. */
const besideDaemon = (use: (folder: string, store: Store) => Promise<void>) =>
  inFolder({ 'data/x': '' }, async (folder) => {
    const store = await openStore({ file: join(folder, 'data/upheld.sqlite'), lock: true })
    try {
      await use(folder, store)
    } finally {
      await store.close()
    }
  })

describe('token', () => {
  const asked = ['create', '--name', 'Globex portal', '--role', 'customer', '--agreement', 'acme-globex']

  test('creates one that opens the daemon at once, and prints it once and alone', async () => {
    await besideDaemon(async (folder, store) => {
      const { code, out, err } = await upheld(['token', ...asked, '--expires', '90d'], { folder })
      expect([code, out]).toEqual([0, expect.stringMatching(/^uph_[0-9a-f]{16}_\S+\n$/)])
      expect(err).toContain('customer, acme-globex, until')
      const caller = await callerOf(out.trim(), store, Date.now())
      expect(caller).toMatchObject({ name: 'Globex portal', role: 'customer', agreements: ['acme-globex'] })
      expect(await callerOf(out.trim(), store, Date.now() + 91 * 86_400_000)).toBeNull()
    })
  })

  test('lists them without their hashes, and revokes one for the daemon too', async () => {
    await besideDaemon(async (folder, store) => {
      const { out } = await upheld(['token', ...asked, '--json'], { folder })
      const { id, token } = JSON.parse(out) as { id: string; token: string }
      const [record] = await store.tokens()
      const list = await upheld(['token', 'list'], { folder })
      expect(list.out).toBe(`${id}  active    customer, acme-globex, no end: Globex portal\n`)
      expect(list.out).not.toContain(record?.hash)
      expect(await upheld(['token', 'revoke', id], { folder })).toMatchObject({ code: 0 })
      expect(await callerOf(token, store, Date.now())).toBeNull()
      expect((await upheld(['token', 'list', '--json'], { folder })).out).toContain('"state": "revoked"')
      expect(await upheld(['token', 'revoke', 'ffff'], { folder })).toMatchObject({ code: 1 })
    })
  })

  test.each([
    [['create', '--role', 'customer', '--agreement', 'a'], 'say with --name whose token it is'],
    [['create', '--name', 'x'], 'say with --role what it may do: operator, provider, customer, auditor'],
    [['create', '--name', 'x', '--role', 'custmer'], 'there is no role "custmer"; did you mean "customer"?'],
    [
      ['create', '--name', 'x', '--role', 'auditor'],
      'the role auditor sees only what is named: add --agreement ID',
    ],
    [
      ['create', '--name', 'x', '--role', 'operator', '--agreement', 'A B'],
      '"A B" is not the id of an agreement',
    ],
    [['create', '--name', 'x', '--role', 'operator', '--expires', 'soon'], '--expires "soon" is not a date'],
    [['create', '--name', 'x', '--role', 'operator', '--expires', '2020-01-01'], 'lies in the past'],
    [['revoke'], 'name the token'],
  ])('%j is asked in a wrong way', async (args, message) => {
    await inFolder({}, async (folder) => {
      const { code, err } = await upheld(['token', ...args], { folder })
      expect([code, err]).toEqual([2, expect.stringContaining(message)])
    })
  })

  test('makes the database where the daemon has never run, but lists nothing there', async () => {
    await inFolder({}, async (folder) => {
      expect((await upheld(['token', 'list'], { folder })).err).toContain('there is no database')
      const made = await upheld(['token', 'create', '--name', 'me', '--role', 'operator'], { folder })
      expect(made.code).toBe(0)
      expect((await upheld(['token', 'list'], { folder })).out).toContain(
        'operator, all agreements, no end: me',
      )
    })
  })
})

const source = (identity: string, since: string) => ({ name: 'web', identity, since })
const loaded: Partial<EntryDraft> = {
  kind: 'agreementLoaded',
  clause: null,
  period: null,
  facts: { timeZone: 'Europe/Berlin', sources: [source('first', '2026-03-01T00:00:00+01:00')] },
}
const moved: Partial<EntryDraft> = {
  kind: 'sourcesChanged',
  clause: null,
  period: null,
  facts: { sources: [source('second', '2026-03-02T13:00:00+01:00')], changed: ['web'] },
}
const announced: Partial<EntryDraft> = {
  kind: 'exclusionAnnounced',
  clause: 'maintenance',
  period: null,
  subject: 'x-1',
  facts: {
    id: 'x-1',
    kind: 'maintenance',
    from: '2026-03-02T02:00:00+01:00',
    to: '2026-03-02T04:00:00+01:00',
    announcedAt: '2026-03-01T09:00:00+01:00',
    by: ['provider'],
    agreedBy: [],
    reason: null,
    timeZone: 'Europe/Berlin',
  },
}

/** A ledger of some entries and the evidence of a day, whose source was moved at noon. */
async function fill(folder: string, store: Store): Promise<void> {
  const signer = openSigningKey(join(folder, 'data/signing-key.pem'))
  const entries = link(
    null,
    [loaded, moved, announced, {}].map((draft) => aDraft(draft)),
  )
  const last = entries.at(-1)!
  const head = signHead(signer, { agreement: last.agreement, seq: last.seq, hash: last.hash, at: march2 })
  await store.commit({ agreement: last.agreement, expected: null, entries, notices: [], texts: [], head })
  const at = (hour: number) => march2 + hour * 3_600_000
  await store.record([
    seen(at(10), { source: 'first' }),
    seen(at(11), { source: 'first' }),
    seen(at(13), { source: 'second' }),
    seen(at(14), { source: 'first' }),
  ])
  const event = { id: 'e-1', type: 'ticket.opened', subject: 'T-1', at: at(12), data: { severity: 'P1' } }
  await store.recordEvents(last.agreement, [event])
}

describe('export', () => {
  test('prints the evidence under the names of the agreement, as backtest reads it', async () => {
    await besideDaemon(async (folder, store) => {
      await fill(folder, store)
      const { code, out, err } = await upheld(['export', 'acme-globex'], { folder })
      expect([code, err]).toEqual([0, ''])
      const lines = [...parseLines(out)]
      expect(lines.map(({ kind }) => kind)).toEqual([
        'observation',
        'observation',
        'observation',
        'event',
        'exclusion',
      ])
      expect(out.split('\n').slice(0, 3)).toEqual([
        '{"source":"web","at":"2026-03-02T10:00:00Z","outcome":"good","latencyUs":23150}',
        '{"source":"web","at":"2026-03-02T11:00:00Z","outcome":"good","latencyUs":23150}',
        '{"source":"web","at":"2026-03-02T13:00:00Z","outcome":"good","latencyUs":23150}',
      ])
    })
  })

  test('prints history of before the agreement was known, which is judged too', async () => {
    await besideDaemon(async (folder, store) => {
      await fill(folder, store)
      await store.record([seen(march2 - 30 * 86_400_000, { source: 'first' })])
      const { out } = await upheld(['export', 'acme-globex', '--source', 'web'], { folder })
      expect(
        out
          .split('\n')
          .slice(0, 2)
          .map((line) => line.slice(0, 45)),
      ).toEqual([
        '{"source":"web","at":"2026-01-31T00:00:00Z","',
        '{"source":"web","at":"2026-03-02T10:00:00Z","',
      ])
    })
  })

  test('prints a part of it, as CSV too', async () => {
    await besideDaemon(async (folder, store) => {
      await fill(folder, store)
      const part = [
        '--source',
        'web',
        '--from',
        '2026-03-02T11:00:00Z',
        '--until',
        '2026-03-02T12:00:00+00:00',
      ]
      const { out } = await upheld(['export', 'acme-globex', ...part, '--format', 'csv'], { folder })
      expect(out.split('\n').map((row) => row.split(',').slice(0, 5).join())).toEqual([
        'source,at,from,to,outcome',
        'web,2026-03-02T11:00:00Z,,,good',
        '',
      ])
      const none = await upheld(['export', 'acme-globex', '--source', 'web', '--until', '2026-03-02'], {
        folder,
      })
      expect(none).toEqual({ code: 0, out: '', err: '' })
    })
  })

  test.each([
    [['nobody'], 1, 'there is no agreement "nobody" in the ledger'],
    [['--ledger', 'nobody'], 1, 'there is no agreement "nobody" in the ledger'],
    [['acme-globex', '--source', 'wbe'], 1, 'acme-globex has no source "wbe"; it has web'],
    [['acme-globex', '--format', 'xml'], 2, '--format "xml" is not jsonl or csv'],
    [['acme-globex', '--from', 'yesterday'], 2, '--from "yesterday" is not a date'],
  ])('%j fails', async (args, expected, message) => {
    await besideDaemon(async (folder, store) => {
      await fill(folder, store)
      const { code, out, err } = await upheld(['export', ...args], { folder })
      expect([code, out, err]).toEqual([expected, '', expect.stringContaining(message)])
    })
  })
})

describe('verify', () => {
  const withLedger = (use: (folder: string, text: string, mail: string) => Promise<void>) =>
    besideDaemon(async (folder, store) => {
      await fill(folder, store)
      const { out } = await upheld(['export', '--ledger', 'acme-globex'], { folder })
      await writeFile(join(folder, 'ledger.jsonl'), out)
      const head = await store.signedHead('acme-globex')
      const mail = `Subject: Breach\n\n> ${head ? headLine(head) : ''}\n`
      await writeFile(join(folder, 'mail.txt'), mail)
      await use(folder, out, mail)
    })

  test('says of an exported ledger that it holds, with the mails that bear witness', async () => {
    await withLedger(async (folder) => {
      const { code, out } = await upheld(['verify', 'ledger.jsonl', '--mail', 'mail.txt'], { folder })
      expect(code).toBe(0)
      expect(out).toMatch(
        /^ledger\.jsonl: the chain of acme-globex holds: 4 entries, head [0-9a-f]{64} signed by key /,
      )
      expect(out).toContain('1 head from a mail is in it')
      expect(out).toContain('give --key to check it against your own')
    })
  })

  test('names the first entry that was changed, also a figure in its facts', async () => {
    await withLedger(async (folder, text) => {
      await writeFile(join(folder, 'ledger.jsonl'), text.replace('second', 'zecond'))
      const { code, out } = await upheld(['verify', 'ledger.jsonl'], { folder })
      expect([code, out]).toEqual([
        1,
        expect.stringContaining('ledger.jsonl:3: error: entry 2 (line 3) was changed'),
      ])
      const json = await upheld(['verify', '--json', 'ledger.jsonl'], { folder })
      expect(JSON.parse(json.out)).toMatchObject({
        ok: false,
        entries: 1,
        faults: [{ kind: 'hash', seq: 2 }],
      })
    })
  })

  test('answers 1 also where nobody reads on', async () => {
    await withLedger(async (folder, text) => {
      expect(await unread(['verify', 'ledger.jsonl'], folder)).toBe(0)
      await writeFile(join(folder, 'ledger.jsonl'), text.replace('second', 'zecond'))
      expect(await unread(['verify', 'ledger.jsonl'], folder)).toBe(1)
    })
  })

  test('notices a cut end by the missing head, and by a mail', async () => {
    await withLedger(async (folder, text) => {
      const lines = text.trimEnd().split('\n')
      await writeFile(join(folder, 'ledger.jsonl'), `${lines.slice(0, -2).join('\n')}\n`)
      const { code, out } = await upheld(['verify', 'ledger.jsonl', '--mail', 'mail.txt'], { folder })
      expect(code).toBe(1)
      expect(out).toContain('the export ends without its signed head')
      expect(out).toContain('a mail tells of entry 4, but the chain ends with entry 3')
    })
  })

  test('refuses a key that is not the one known', async () => {
    await withLedger(async (folder) => {
      await writeFile(join(folder, 'other.pem'), openSigningKey(join(folder, 'other')).publicKey)
      const { code, out } = await upheld(['verify', 'ledger.jsonl', '--key', 'other.pem'], { folder })
      expect([code, out]).toEqual([1, expect.stringMatching(/error: .*key/)])
      expect(await upheld(['verify', 'none'], { folder })).toMatchObject({
        code: 1,
        err: expect.stringContaining('none: there is no such file'),
      })
    })
  })
})

describe('healthcheck', () => {
  const withServer = async (status: number | null, use: (address: string) => Promise<void>) => {
    const server = createServer((request, response) => {
      if (status !== null) response.writeHead(request.url === '/-/healthy' ? status : 404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      await use(`127.0.0.1:${(server.address() as AddressInfo).port}`)
    } finally {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }
  const ask = (address: string) => upheld(['healthcheck'], { env: { UPHELD_WEB_LISTEN_ADDRESS: address } })

  test('answers 0 where the daemon is healthy', () =>
    withServer(200, async (address) => expect(await ask(address)).toEqual({ code: 0, out: '', err: '' })))

  test('answers 1 where it is not, does not answer or is not there', async () => {
    await withServer(503, async (address) =>
      expect(await ask(address)).toMatchObject({ code: 1, err: expect.stringContaining('status 503') }),
    )
    await withServer(null, async (address) =>
      expect(await ask(address)).toMatchObject({ code: 1, err: expect.stringContaining('no answer within') }),
    )
    expect(await ask('127.0.0.1:1')).toMatchObject({ code: 1, err: expect.stringContaining('ECONNREFUSED') })
  })
})
