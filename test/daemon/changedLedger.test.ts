import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { pushDay } from './aCredit.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')

/** A stopped daemon whose ledger has a breach. */
async function aStopped(): Promise<World> {
  const world = await aDaemon({ now: start, texts: [pushText()], roundMs: () => 6 * hour })
  await pushDay(world, start, 'bad')
  await world.turn(start + day + hour)
  expect((await world.entries('small')).length).toBeGreaterThan(2)
  await world.stop()
  return world
}

/** What somebody with the file does who knows of the guards against it. */
function changed(world: World, sql: string): void {
  const database = new Database(join(world.folder, 'upheld.sqlite'))
  const guards = database.prepare("select name, sql from sqlite_master where type = 'trigger'").all() as {
    name: string
    sql: string
  }[]
  database.pragma('foreign_keys = off')
  for (const { name } of guards) database.exec(`drop trigger "${name}"`)
  database.exec(sql)
  for (const guard of guards) database.exec(guard.sql)
  database.close()
}

test.each([
  [
    'a verdict was changed',
    `update entries set facts = replace(facts, '"breached"', '"met"') where kind = 'breach'`,
    /the ledger of small is broken: entry \d+ was changed/,
  ],
  ['an entry was taken out', 'delete from entries where seq = 2', /is broken: entry 2 is missing/],
  [
    'the latest entry was taken out',
    'delete from entries where seq = (select max(seq) from entries)',
    /is cut off: entry \d+ was signed/,
  ],
  [
    'two entries changed places',
    'update entries set seq = 99 where seq = 1; update entries set seq = 1 where seq = 2; update entries set seq = 2 where seq = 99',
    /is broken: entry 1 was changed/,
  ],
  [
    'the head was signed by nobody',
    `update heads set signature = '${Buffer.alloc(64).toString('base64')}'`,
    /the signature of its head is not of its text/,
  ],
  ['the head is gone', 'delete from heads', /its signed head is missing/],
])('no daemon goes on with a ledger in which %s', async (_, sql, problem) => {
  const world = await aStopped()
  changed(world, sql)
  await expect(world.start()).rejects.toThrow(problem)
})

test('no new key is made for a ledger that another one has signed', async () => {
  const world = await aStopped()
  rmSync(join(world.folder, 'signing.key'))
  await expect(world.start()).rejects.toThrow(/the signing key is missing, and the ledger is signed with it/)
})

test('a ledger that nobody touched is gone on with', async () => {
  const world = await aStopped()
  changed(world, 'select 1')
  await world.start()
  expect((await world.entries('small', 'breach')).length).toBe(1)
})
