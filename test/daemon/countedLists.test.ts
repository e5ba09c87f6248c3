import { createHash } from 'node:crypto'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { TerminationFacts } from '../../src/ledger/facts.ts'
import { aDaemon, at, day, minute, type World } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const clauses = [
  '  much: { right: customer, when: { total: availability, exceeds: 2h, within: month } }',
  '  often: { right: customer, when: { outages: availability, times: 1000, within: month } }',
].join('\n')

/** A day that fails every other look of 30 s is closed: 1440 outages, 720 minutes. */
async function flapping(more = ''): Promise<{ world: World; operator: string }> {
  const text = pushText({ more: `termination:\n${clauses}\n${more}` }).replace('every: 10m', 'every: 30s')
  const world = await aDaemon({ now: start, texts: [text] })
  world.now = start + day + minute
  const operator = await world.token('operator')
  const body = Array.from({ length: 2880 }, (_, i) => ({
    source: 'web',
    at: new Date(start + i * 30_000).toISOString(),
    outcome: i % 2 === 0 ? 'good' : 'bad',
  }))
  const sent = await world.send('POST', '/api/v1/evidence?agreement=small', { token: operator, body })
  expect(sent.status).toBe(200)
  world.now = start + day + 30 * minute
  await world.round()
  return { world, operator }
}

const closedOf = async (world: World) => {
  const [entry] = await world.entries('small', 'periodClosed')
  if (!entry) throw new Error('the day is not closed')
  return entry
}
const path = (id: string) => `/api/v1/agreements/small/ledger/${id}/counted`

test('a day of 1440 outages is an entry of some kilobytes, and the whole list stands beside it', async () => {
  const { world, operator } = await flapping()
  const entry = await closedOf(world)
  expect(JSON.stringify(entry.facts).length).toBeLessThan(40_000)
  const { countedList, seconds } = entry.facts as never as {
    countedList: { outages: number; digest: string }
    seconds: { bad: string }
  }
  const text = await (await world.send('GET', path(entry.id), { token: operator })).text()
  expect(createHash('sha256').update(text).digest('hex')).toBe(countedList.digest)
  const list = JSON.parse(text) as number[][]
  expect(list).toHaveLength(countedList.outages)
  expect(list.reduce((ms, [, bad = 0]) => ms + bad, 0)).toBe(Number(seconds.bad) * 1000)
  const stranger = await world.token('customer', ['another'])
  expect((await world.send('GET', path(entry.id), { token: stranger })).status).toBe(404)
})

test('rights follow from every outage, also after a start, and name no more than two hundred', async () => {
  const { world, operator } = await flapping()
  const rights = async () =>
    (await world.send('GET', '/api/v1/agreements/small/terminations', { token: operator })).json()
  const met = await world.entries('small', 'terminationMet')
  expect(met.map(({ clause }) => clause)).toEqual([...Array(5).fill('much'), 'often'])
  const often = met.at(-1)?.facts as unknown as TerminationFacts
  expect([often.counted.length, often.countedOmitted]).toEqual([200, 800])
  const before = await rights()
  await world.restart(world.now + minute)
  expect(await rights()).toEqual(before)
  expect(await world.entries('small', 'terminationMet')).toHaveLength(met.length)
})

test('a changed list beside the ledger is as bad as a changed ledger: the daemon does not start', async () => {
  const { world } = await flapping()
  await world.stop()
  const db = new Database(`${world.folder}/upheld.sqlite`)
  db.exec(
    "DROP TRIGGER IF EXISTS texts_no_update; UPDATE texts SET text = '[[0,1]]' WHERE text GLOB '[[][[]*'",
  )
  db.close()
  await expect(world.start()).rejects.toThrow(/the list of outages [0-9a-f]{64} beside the ledger/)
})

test('erasing what looks like a number leaves the list of outages as it is', async () => {
  const { world, operator } = await flapping()
  const entry = await closedOf(world)
  const erased = await world.send('POST', '/api/v1/erasures', {
    token: operator,
    body: { text: '30000,30000' },
  })
  expect(await erased.json()).toMatchObject({ texts: 0 })
  expect((await world.send('GET', path(entry.id), { token: operator })).status).toBe(200)
})
