import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { connect, refuseNetworkDisk, refuseOldSqlite } from '../../src/database/connect.ts'
import { contextOf } from '../../src/database/context.ts'
import { isFatal } from '../../src/database/fault.ts'
import { openReader, openStore, storeOn } from '../../src/database/open.ts'
import { StoreError } from '../../src/store.ts'
import { aDay, aFile, aNotice, aStore, aToken, changes, dayMs, monday, outsider, seen } from './aStore.ts'

const all = [0, Number.MAX_SAFE_INTEGER] as const

/** A store with a row in every table that only grows. */
async function aFullStore() {
  const store = await aStore()
  await store.record([...aDay(monday), seen(monday + dayMs)])
  await store.pack(monday + dayMs)
  await store.recordEvents('acme-globex', [{ id: 'e', type: 'x', subject: 's', at: 1, data: {} }])
  await store.recordFees('acme-globex', [
    { fee: 'service', from: '2026-03-01', until: '2026-04-01', amount: '1' },
  ])
  const decided = await changes(store, [{}, { revision: 2 }])
  const head = {
    agreement: 'acme-globex',
    seq: 2,
    hash: decided.entries[1]!.hash,
    at: 1,
    keyId: 'k',
    signature: 's',
  }
  await store.commit({ ...decided, notices: [aNotice(decided.entries[0]!.id)], head })
  return store
}

test.each([
  'entries',
  'observations',
  'chunks',
  'chunk_bytes',
  'events',
  'fees',
  'heads',
  'notices',
  'sources',
])('nobody deletes from %s with a plain statement', async (table) => {
  const { file } = await aFullStore()
  const db = outsider(file)
  const count = () => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
  expect(count()).toBeGreaterThan(0)
  expect(() => db.exec(`DELETE FROM ${table}`)).toThrow(/cannot be deleted/)
  expect(count()).toBeGreaterThan(0)
})

test.each([
  ['entries', "facts = '{}'"],
  ['observations', 'outcome = 1'],
  ['chunks', 'count = 1'],
  ['chunk_bytes', "bytes = x'00'"],
  ['events', 'at = 5'],
  ['fees', "amount = '2'"],
  ['heads', 'seq = 1'],
  ['notices', "recipient = 'someone else'"],
  ['sources', "identity = 'other'"],
])('nobody changes %s with a plain statement (%s)', async (table, change) => {
  const { file } = await aFullStore()
  expect(() => outsider(file).exec(`UPDATE ${table} SET ${change}`)).toThrow(/SqliteError|cannot|can change/)
})

test.each(['entries', 'observations', 'chunks', 'chunk_bytes', 'events', 'fees', 'notices', 'sources'])(
  'nobody replaces rows of %s by inserting them again',
  async (table) => {
    const { file } = await aFullStore()
    const db = outsider(file)
    const rows = () => db.prepare(`SELECT * FROM ${table}`).all() as Record<string, unknown>[]
    const [before, first] = [rows(), rows()[0]!]
    const changed = { ...first }
    for (const name of ['facts', 'total', 'data', 'amount', 'party'])
      if (name in changed) changed[name] = '{}'
    const names = Object.keys(changed)
    const insert = db.prepare(
      `INSERT OR REPLACE INTO ${table} VALUES (${names.map((name) => `@${name}`).join(', ')})`,
    )
    try {
      insert.run(changed)
    } catch (error) {
      expect(String(error)).toMatch(/replaced|must follow/)
    }
    expect(rows()).toEqual(before)
  },
)

test('the connection syncs each commit to disk and keeps a log', async () => {
  const db = connect({ file: aFile() })
  const pragma = (name: string) => db.pragma(name, { simple: true })
  expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')]).toEqual(['wal', 2, 1])
  db.close()
})

test('what was committed is there after opening again, and opening again changes no table', async () => {
  const store = await aFullStore()
  const [entries, series] = [await store.entries({}), await store.series('checkout', ...all)]
  const tables = () =>
    outsider(store.file).prepare('SELECT sql FROM sqlite_schema ORDER BY name').pluck().all()
  const before = tables()
  await store.close()
  const again = await aStore({ file: store.file })
  expect(await again.entries({})).toEqual(entries)
  expect(await again.series('checkout', ...all)).toEqual(series)
  expect(tables()).toEqual(before)
})

test('a new database leaves nothing beside it but what SQLite needs', async () => {
  const store = await aStore({ lock: true })
  await store.close()
  expect(existsSync(`${store.file}-wal`)).toBe(false)
  expect(statSync(store.file).size).toBeGreaterThan(0)
})

test('of processes that make the database at once, all use the same one', async () => {
  const file = aFile()
  const stores = await Promise.all([1, 2, 3, 4].map(() => aStore({ file })))
  for (const [i, store] of stores.entries()) await store.saveToken(aToken({ id: `t${i}`, hash: `${i}` }))
  expect(await stores[0]!.tokens()).toHaveLength(4)
})

const code = async (opening: Promise<unknown>) =>
  opening.then(
    () => 'opened',
    (error) => error.code,
  )

test.each([
  ['cut to nothing', (file: string) => truncateSync(file, 0), 'CUT'],
  ['cut in the middle', (file: string) => truncateSync(file, 4096 * 9), 'SQLITE_CORRUPT'],
  ['cut within its first page', (file: string) => truncateSync(file, 50), 'SQLITE_CORRUPT'],
  [
    'overwritten',
    (file: string) => writeFileSync(file, 'something else entirely, and not a database at all'.repeat(100)),
    'SQLITE_NOTADB',
  ],
])('a database that was %s is refused and left as it is', async (_name, spoil, expected) => {
  const { file, close } = await aFullStore()
  await close()
  spoil(file)
  const before = readFileSync(file)
  expect(await code(openStore({ file }))).toBe(expected)
  expect(readFileSync(file)).toEqual(before)
})

test('flipped bytes within the pages are noticed at the start', async () => {
  const { file, close } = await aFullStore()
  await close()
  const bytes = readFileSync(file)
  for (let page = 1; page < bytes.length / 4096; page += 1) bytes.fill(0xa5, page * 4096, page * 4096 + 16)
  writeFileSync(file, bytes)
  expect(await code(openStore({ file }))).toMatch(/^SQLITE_CORRUPT/)
})

test('a database that is gone while its log is there is not made anew', async () => {
  const file = aFile()
  writeFileSync(`${file}-wal`, 'log')
  expect(await code(openStore({ file }))).toBe('GONE')
  expect(existsSync(file)).toBe(false)
})

test('a newer database, a foreign one and an old SQLite are refused by name', async () => {
  const { file, close } = await aFullStore()
  await close()
  outsider(file).pragma('user_version = 99')
  await expect(openStore({ file })).rejects.toThrow(/newer release \(its version is 99/)
  const foreign = aFile()
  new Database(foreign).exec('PRAGMA journal_mode = WAL; CREATE TABLE t (a)').close()
  expect(await code(openStore({ file: foreign }))).toBe('FOREIGN')
  expect(() => refuseOldSqlite('3.51.2')).toThrow('can lose commits')
  expect(() => refuseOldSqlite('3.9.0')).toThrow('can lose commits')
  for (const version of ['3.51.3', '3.54.1', '4.0.0']) expect(() => refuseOldSqlite(version)).not.toThrow()
})

test('a migration that fails leaves the database as it was', async () => {
  const file = aFile()
  const db = new Database(file)
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA application_id = ${0x5570_6864}; CREATE TABLE tokens (a)`)
  db.close()
  expect(await code(openStore({ file }))).toBe('SQLITE_ERROR')
  const found = outsider(file)
  expect(found.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['tokens'])
  expect(found.pragma('user_version', { simple: true })).toBe(0)
})

test('a full disk refuses a commit whole, and the next one works once there is room', async () => {
  const store = await aFullStore()
  const db = outsider(store.file)
  const copy = join(dirname(store.file), 'copy.sqlite')
  db.pragma('wal_checkpoint(TRUNCATE)')
  copyFileSync(store.file, copy)
  const full = openOnFull(copy)
  const decided = await changes(full.store, [{ revision: 3 }], { texts: ['x'.repeat(900_000)] })
  const head = await full.store.head('acme-globex')
  await expect(full.store.commit(decided)).rejects.toMatchObject({ code: 'SQLITE_FULL' })
  await expect(full.store.record(aYear())).rejects.toMatchObject({ code: 'SQLITE_FULL' })
  expect(await full.store.head('acme-globex')).toEqual(head)
  expect((await full.store.series('checkout', ...all)).length).toBe(97)
  full.makeRoom()
  expect(await full.store.commit(decided)).toBe('committed')
  expect((await full.store.record(aYear())).added).toBeGreaterThan(10_000)
})

const aYear = () => Array.from({ length: 20_000 }, (_, i) => seen(monday + 5 * dayMs + i))

/** A store whose database may not grow, until there is room. */
function openOnFull(file: string) {
  const db = connect({ file })
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`)
  return { store: storeOn(contextOf(db, file), null), makeRoom: () => db.pragma('max_page_count = 1000000') }
}

test('a database that someone else keeps locked is an error after the wait, and works afterwards', async () => {
  const store = await aStore({ busyTimeoutMs: 20 })
  const db = outsider(store.file)
  db.exec('BEGIN IMMEDIATE')
  await expect(store.record([seen(1)])).rejects.toMatchObject({ name: 'StoreError', code: 'SQLITE_BUSY' })
  db.exec('COMMIT')
  expect((await store.record([seen(1)])).added).toBe(1)
})

test('a reader sees what is committed beside the daemon and writes nothing', async () => {
  const store = await aStore({ lock: true })
  await store.record([seen(1)])
  const reader = await openReader(store.file)
  expect((await reader.series('checkout', ...all)).length).toBe(1)
  await store.record([seen(2)])
  expect((await reader.series('checkout', ...all)).length).toBe(2)
  await expect(reader.record([seen(3)])).rejects.toMatchObject({ code: 'SQLITE_READONLY' })
  await reader.close()
  await expect(openReader(`${store.file}x`)).rejects.toThrow('there is no database')
})

test('a second daemon is refused and told who runs, a command works beside it', async () => {
  const store = await aStore({ lock: true })
  await expect(openStore({ file: store.file, lock: true })).rejects.toThrow(
    `another daemon is running on ${dirname(store.file)} (process ${process.pid})`,
  )
  const command = await aStore({ file: store.file })
  await command.saveToken(aToken())
  expect(await store.tokens()).toHaveLength(1)
  await store.close()
  const next = await aStore({ file: store.file, lock: true })
  expect(await next.tokens()).toHaveLength(1)
})

test('a lock is let go when the database is refused', async () => {
  const file = aFile()
  writeFileSync(file, '')
  for (const _ of [1, 2]) expect(await code(openStore({ file, lock: true }))).toBe('CUT')
})

test('the lock of a killed daemon is free, that of a living one is not', async () => {
  const file = aFile()
  const script = `const { openStore } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/database/open.ts'))})
    await openStore({ file: process.argv[1], lock: true }); console.log('running'); setInterval(() => {}, 1000)`
  const daemon = spawn(process.execPath, ['--input-type=module', '-e', script, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(daemon.stdout, 'data')
    await expect(openStore({ file, lock: true })).rejects.toThrow(`process ${daemon.pid}`)
  } finally {
    daemon.kill('SIGKILL')
    await once(daemon, 'exit')
  }
  const store = await aStore({ file, lock: true })
  expect((await store.record([seen(1)])).added).toBe(1)
})

test('after a fault that leaves the database in doubt nothing more is done', async () => {
  const store = await aStore()
  await store.record(aDay(monday))
  const root = outsider(store.file)
    .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'observations'")
    .pluck()
  const page = Number(root.get()) - 1
  root.database.close()
  await store.close()
  const bytes = readFileSync(store.file)
  writeFileSync(store.file, bytes.fill(0xa5, page * 4096, (page + 1) * 4096))
  const damaged = await openStore({ file: store.file, check: false })
  await expect(damaged.series('checkout', ...all)).rejects.toMatchObject({
    code: expect.stringMatching(/^SQLITE_CORRUPT/),
  })
  await expect(damaged.saveState({ a: 'b' })).rejects.toMatchObject({
    code: expect.stringMatching(/^SQLITE_CORRUPT/),
  })
  await damaged.close()
})

test.each([
  ['SQLITE_IOERR_FSYNC', true],
  ['SQLITE_CORRUPT_INDEX', true],
  ['SQLITE_READONLY_DBMOVED', true],
  ['SQLITE_FULL', false],
  ['SQLITE_BUSY', false],
  ['SQLITE_CANTOPEN', false],
  ['SQLITE_READONLY', false],
  ['CHAIN', false],
])('after %s the database is in doubt: %s', (code, inDoubt) => {
  expect(isFatal(new StoreError('a fault', code))).toBe(inDoubt)
})

test('a network disk is refused, a local one is not', () => {
  for (const nfsOrCifs of [0x6969, 0xff534d42 | 0])
    expect(() => refuseNetworkDisk(nfsOrCifs)).toThrow('network disk')
  for (const ext4OrTmpfs of [0xef53, 0x01021994]) expect(() => refuseNetworkDisk(ext4OrTmpfs)).not.toThrow()
})

test('a folder that is not there is an error that says so', async () => {
  await expect(openStore({ file: `${aFile()}/no/upheld.sqlite` })).rejects.toMatchObject({
    name: 'StoreError',
    code: 'ENOENT',
  })
})
