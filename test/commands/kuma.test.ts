import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { agreementText } from '../evaluation/backtested.ts'
import { inFolder, upheld } from './upheld.ts'

const text = agreementText(`sources:
  web: { push: state, every: 1m }
commitments:
  up: { measure: { uptime: { of: web } }, target: ">= 99%", period: day, exclude: [works] }
exclusions:
  works: { effect: remove }
`)

type Beat = readonly [status: unknown, time: unknown, ping?: unknown]
const minute = (n: number): string =>
  `2026-03-10 ${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}:00.000`

/** A day of beats by the minute, each up unless said otherwise. */
const day = (other: Readonly<Record<number, Beat[]>>): Beat[] =>
  Array.from({ length: 1440 }, (_, i): Beat[] => other[i] ?? [[1, minute(i), 20]]).flat()

function makeKuma(file: string, beats: readonly Beat[], older = false): void {
  const db = new Database(file)
  db.exec(
    `CREATE TABLE monitor (id INTEGER PRIMARY KEY, name VARCHAR, interval INTEGER);
     CREATE TABLE heartbeat (id INTEGER PRIMARY KEY, important BOOLEAN, monitor_id INTEGER, status, msg TEXT, time, ${older ? '' : 'ping,'} duration INTEGER);
     INSERT INTO monitor VALUES (7, 'Shop', 60), (8, 'Other', 300);`,
  )
  const insert = db.prepare(
    `INSERT INTO heartbeat (monitor_id, status, time${older ? '' : ', ping'}) VALUES (7, ?, ?${older ? '' : ', ?'})`,
  )
  db.transaction(() => {
    for (const [status, time, ping] of beats)
      insert.run(...(older ? [status, time] : [status, time, ping ?? null]))
  })()
  db.close()
}

const ran = async (beats: readonly Beat[], args: readonly string[], older = false) => {
  let result: Awaited<ReturnType<typeof upheld>> | undefined
  await inFolder({ 'a.yaml': text }, async (folder) => {
    const file = join(folder, 'kuma.db')
    makeKuma(file, beats, older)
    const hash = () => createHash('sha256').update(readFileSync(file)).digest('hex')
    const before = hash()
    result = await upheld(['backtest', 'a.yaml', '--kuma', 'kuma.db', '--as', 'web', '--json', ...args], {
      folder,
    })
    expect(hash()).toBe(before)
  })
  if (!result) throw new Error('nothing ran')
  return result
}
const first = (out: string) => JSON.parse(out).periods[0]

test.each([
  ['by its name', ['--monitor', 'Shop'], false],
  ['by its id, in the schema without ping', ['--monitor', '7'], true],
])('a day of beats of a monitor %s', async (_, args, older) => {
  const { out, code } = await ran(day({ 60: [[0, minute(60)]], 61: [[0, minute(61)]] }), args, older)
  expect(code).toBe(0)
  expect(first(out).seconds).toMatchObject({ bad: '120', total: '86400', unknown: '0' })
})

test('beats are not time: a burst of retries is no more than the minute that it took', async () => {
  const retries: Beat[] = [0, 1, 2].map((i) => [2, `2026-03-10 01:00:${i}0.000`])
  const { out } = await ran(day({ 60: [...retries, [0, '2026-03-10 01:00:30.000']] }), ['--monitor', '7'])
  expect(first(out).seconds).toMatchObject({ bad: '60', unknown: '0' })
  const other = await ran(day({ 60: [...retries, [0, '2026-03-10 01:00:30.000']] }), [
    '--monitor',
    '7',
    '--pending',
    'unknown',
  ])
  expect(first(other.out).seconds).toMatchObject({ bad: '30', unknown: '30' })
})

test('maintenance says nothing of the state, and is an exclusion where a kind is named', async () => {
  const works = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [600 + i, [[3, minute(600 + i)]] as Beat[]]),
  )
  const plain = await ran(day(works), ['--monitor', '7'])
  expect(first(plain.out).seconds).toMatchObject({ unknown: '1800', excluded: '0' })
  const named = await ran(day(works), ['--monitor', '7', '--maintenance', 'works'])
  expect(first(named.out).seconds).toMatchObject({ unknown: '0', excluded: '1800', total: '84600' })
})

test('wrong types, doubles and beats of the future are left out or counted once, and told', async () => {
  const hostile: Beat[] = [
    ['up', minute(5)],
    [9, minute(5)],
    [1, 12345],
    [1, 'yesterday'],
    [1, '2999-01-01 00:00:00.000'],
    [0, minute(90)],
    [0, minute(90)],
    [null, null],
  ]
  const { out, err, code } = await ran([...day({}), ...hostile], ['--monitor', '7'])
  expect(code).toBe(0)
  expect(err.match(/is left out/g)).toHaveLength(6)
  expect(err).toContain('"2999-01-01 00:00:00.000"'.replaceAll('"', ''))
  expect(JSON.parse(out).periods).toHaveLength(1)
  expect(first(out).seconds).toMatchObject({ bad: '60' })
})

test.each([
  [
    'a monitor that there is not',
    ['--monitor', 'Shopp'],
    /no monitor "Shopp"; there are 7 \(Shop\), 8 \(Other\)/,
  ],
  ['no monitor', [], /needs --monitor/],
  ['a kind that there is not', ['--monitor', '7', '--pending', 'good'], /--pending "good"/],
])('%s is told', async (_, args, message) => {
  const { err, code } = await ran(day({}), args)
  expect(code).toBe(2)
  expect(err).toMatch(message)
})

test('a file that is not of an Uptime Kuma is told as such', () =>
  inFolder({ 'a.yaml': text, 'text.db': 'no database at all' }, async (folder) => {
    new Database(join(folder, 'other.db'))
      .exec('CREATE TABLE monitor (id, name); CREATE TABLE heartbeat (id)')
      .close()
    new Database(join(folder, 'empty.db')).exec('CREATE TABLE x (y)').close()
    const said = async (file: string) =>
      (await upheld(['backtest', 'a.yaml', '--kuma', file, '--monitor', '7', '--as', 'web'], { folder })).err
    expect(await said('text.db')).toContain('it is no SQLite file')
    expect(await said('gone.db')).toContain('there is no such file')
    expect(await said('empty.db')).toContain('no table "monitor"')
    expect(await said('other.db')).toContain('has no column monitor_id, status, time')
  }))
