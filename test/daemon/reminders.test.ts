import { expect, test } from 'vitest'
import type { DeadlineFacts } from '../../src/ledger/facts.ts'
import { creditText, event, pushDay, tell } from './aCredit.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'

const start = at('2026-03-02T00:00:00Z')
const roundMs = () => 6 * hour

async function aBadDay(claim: string, more = ''): Promise<World> {
  const world = await aDaemon({ now: start, texts: [creditText({ claim, more })], roundMs })
  await pushDay(world, start, 'bad')
  await world.turn(start + day + hour)
  return world
}

const reminded = async (world: World) =>
  (await world.entries('small', 'deadlineNear')).map(({ decidedAt, facts }) => [
    (decidedAt - start) / day,
    (facts as unknown as DeadlineFacts).deadline,
  ])

test('a claim is reminded of seven days and one day before its deadline, to its holder alone', async () => {
  const world = await aBadDay('{ within: 30d, after: periodEnd }')
  await world.turn(start + 40 * day)
  // The deadline is the last day of March 2 + 30 days, until April 2.
  expect(await reminded(world)).toEqual([
    [24, '2026-04-01'],
    [30, '2026-04-01'],
  ])
  const notices = await world.daemon.store.notices({ agreement: 'small', limit: 100 })
  expect(notices.filter(({ kind }) => kind === 'reminder').map(({ party }) => party)).toEqual([
    'customer',
    'customer',
  ])
})

test('a start that jumped over both reminds once, and one after the deadline not at all', async () => {
  const near = await aBadDay('{ within: 30d, after: periodEnd }')
  await near.restart(start + 30.5 * day)
  await near.restart(start + 30.6 * day)
  expect(await reminded(near)).toEqual([[30.5, '2026-04-01']])
  await near.stop()
  const late = await aBadDay('{ within: 30d, after: periodEnd }')
  await late.restart(start + 32 * day)
  expect(await reminded(late)).toEqual([])
})

test('a short deadline is reminded of when a quarter of its time is left', async () => {
  const world = await aBadDay('{ within: 40h, after: periodEnd }')
  // Ten of the forty hours are left a millisecond after the round at 06:00; the next one is at noon.
  await world.turn(start + 4 * day)
  expect((await reminded(world)).map(([when]) => when)).toEqual([2.5])
})

test('nobody is reminded of what is claimed, nor where the agreement wants no reminders', async () => {
  const claimed = await aBadDay('{ within: 30d, after: periodEnd }')
  await tell(claimed, event('claim.filed', start + day + hour, { period: '2026-03-02' }))
  await claimed.turn(start + 33 * day)
  expect(await reminded(claimed)).toEqual([])
  await claimed.stop()
  const unwanted = await aBadDay('{ within: 30d, after: periodEnd }', 'reminders: []\n')
  await unwanted.turn(start + 33 * day)
  expect(await reminded(unwanted)).toEqual([])
})
