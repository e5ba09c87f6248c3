import { expect, test } from 'vitest'
import type { CreditFacts } from '../../src/ledger/credits.ts'
import { aDaemon, at, day, hour, minute, type World } from './aDaemon.ts'
import { incidentText, tellSpans, told } from './anIncident.ts'

const start = at('2026-03-02T00:00:00Z')

async function credits(world: World): Promise<string[]> {
  return (await world.entries('small', 'creditStated')).map(({ facts }) => {
    const { from, state, amount } = facts as unknown as CreditFacts
    return `${from.slice(5, 16)} ${state} ${amount}`
  })
}

test('an outage goes on, is breached, ends, is closed and earns its credit', async () => {
  const world = await aDaemon({ now: start, texts: [incidentText()] })
  await tellSpans(world, start, ['good', start + hour], ['bad', start + hour + 30 * minute])
  await world.round()
  expect(await told(world, 'breach', 'periodClosed')).toEqual([])
  await tellSpans(world, start + hour + 30 * minute, ['bad', start + 3 * hour])
  await world.round()
  await world.round()
  expect(await told(world, 'breach', 'periodClosed')).toEqual([
    'breach 1 03-02T01:00 03-02T03:00 breached goingOn',
  ])
  expect(await credits(world)).toEqual(['03-02T01:00 accrued 100.00'])
  await tellSpans(world, start + 3 * hour, ['bad', start + 4 * hour], ['good', start + 5 * hour])
  await world.round()
  await world.round()
  expect(await told(world, 'periodClosed')).toEqual(['periodClosed 1 03-02T01:00 03-02T04:00 breached ended'])
  await tellSpans(world, start + 5 * hour, ['good', start + 32 * day])
  await world.round()
  await world.round()
  expect(await credits(world)).toEqual([
    '03-02T01:00 accrued 100.00',
    '03-02T01:00 automatic 100.00',
    '03-02T01:00 settled 100.00',
  ])
  expect((await world.entries('small', 'creditsJoined')).map(({ facts }) => facts.amount)).toEqual(['100.00'])
})
