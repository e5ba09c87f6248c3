import { expect, test } from 'vitest'
import type { CreditFacts } from '../../src/ledger/credits.ts'
import type { JoinedFacts } from '../../src/ledger/facts.ts'
import { creditText, event, pushDay, tell } from './aCredit.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'
import { incidentText, tellSpans } from './anIncident.ts'

const start = at('2026-03-02T00:00:00Z')
const credits = '  earnBack: { after: 2 periods }\n'
const aWorld = (claim?: string, from = start): Promise<World> =>
  aDaemon({
    now: from,
    texts: [creditText({ credits, ...(claim === undefined ? {} : { claim }) })],
    roundMs: () => 6 * hour,
  })
const stated = async (world: World) =>
  (await world.entries('small', 'creditStated'))
    .map(({ facts }) => facts as unknown as CreditFacts)
    .map(({ state, settled, difference }) => [state, settled, difference])
const months = async (world: World) =>
  (await world.entries('small', 'creditsJoined'))
    .map(({ facts }) => facts as unknown as JoinedFacts)
    .map(({ from, amount, offset, owedBack }) => [from.slice(0, 7), amount, offset, owedBack])
const told = async (world: World): Promise<string[]> => {
  const notices = await world.daemon.store.notices({ agreement: 'small', limit: 1000 })
  const entries = await world.entries('small')
  return notices
    .filter(({ kind }) => kind === 'credit')
    .map(({ entry, party }) => {
      const found = entries.find(({ id }) => id === entry)
      return `${party} ${found?.kind} ${found?.facts.state ?? ''}`.trim()
    })
    .sort()
}
const aMissMadeUpFor = async (world: World, from = start): Promise<void> => {
  await pushDay(world, from, 'bad')
  await pushDay(world, from + day, 'good')
  await pushDay(world, from + 2 * day, 'good')
  await world.turn(from + 3 * day + hour)
}

test('a credit that was not settled is cancelled, and both parties are told by which days', async () => {
  const world = await aWorld()
  await aMissMadeUpFor(world)
  expect(await stated(world)).toEqual([
    ['accrued', null, null],
    ['automatic', null, null],
    ['earnedBack', null, null],
  ])
  const [last] = (await world.entries('small', 'creditStated')).slice(-1)
  expect(last?.facts.earnedBackBy).toMatchObject([
    { from: '2026-03-03T00:00:00+00:00' },
    { from: '2026-03-04T00:00:00+00:00' },
  ])
  expect(await told(world)).toEqual(['customer creditStated earnedBack', 'provider creditStated earnedBack'])
  await world.restart(start + 31 * day)
  expect(await months(world)).toEqual([['2026-03', '0.00', '100.00', '0.00']])
})

test('a credit that settled by itself is owed back, and carried over where nothing is due', async () => {
  const march31 = at('2026-03-31T00:00:00Z')
  const world = await aWorld(undefined, march31)
  await pushDay(world, march31, 'bad')
  await world.turn(march31 + day + hour)
  expect((await stated(world)).at(-1)).toEqual(['settled', '100.00', null])
  await pushDay(world, march31 + day, 'good')
  await pushDay(world, march31 + 2 * day, 'good')
  await world.turn(march31 + 3 * day + hour)
  expect((await stated(world)).at(-1)).toEqual(['earnedBack', '0.00', '-100.00'])
  await world.restart(march31 + 33 * day)
  expect((await stated(world)).at(-1)).toEqual(['earnedBack', '0.00', '-100.00'])
  expect(Object.values(Object.fromEntries((await months(world)).map((each) => [each[0], each])))).toEqual([
    ['2026-03', '100.00', undefined, undefined],
    ['2026-04', '0.00', '0.00', '100.00'],
  ])
})

test('late evidence that turns one of the days into a miss takes the earn-back back, for all to see', async () => {
  const support =
    '  support: { measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 1h } }, target: all, period: day, credit: { give: 10%, of: fees.service of one month } }\n'
  const text = creditText({ credits }).replace('exclusions:', `${support}exclusions:`)
  const world = await aDaemon({ now: start, texts: [text], roundMs: () => 6 * hour })
  const ticket = (n: number, opened: number, hours: number) => [
    event('ticket.opened', opened, {}, `T-${n}`),
    event('ticket.responded', opened + hours * hour, {}, `T-${n}`),
  ]
  world.now = start + 3 * day
  await tell(world, ...ticket(1, start, 2), ...ticket(2, start + day, 1), ...ticket(3, start + 2 * day, 1))
  await world.turn(start + 3 * day + hour)
  await tell(world, ...ticket(4, start + 2 * day + 8 * hour, 3))
  await world.round()
  const own = (await world.entries('small', 'creditStated')).filter(
    ({ clause, facts }) => clause === 'support' && String(facts.from).startsWith('2026-03-02'),
  )
  expect(own.map(({ facts }) => facts.state)).toEqual(['earnedBack', 'automatic'])
  const mails = (await told(world)).filter((each) => each.endsWith('automatic'))
  expect(mails).toEqual(['customer creditStated automatic', 'provider creditStated automatic'])
})

test('a credit that was paid after a claim is owed back until its return is booked', async () => {
  const world = await aWorld('{ within: 30d, after: periodEnd }')
  await pushDay(world, start, 'bad')
  await world.turn(start + day + hour)
  const [token, customer] = [await world.token('provider'), await world.token('customer')]
  const list = await world.send('GET', '/api/v1/credits?agreement=small', { token })
  const { items } = (await list.json()) as { items: { id: string }[] }
  const path = `/api/v1/credits/${items[0]?.id}`
  await world.send('POST', `${path}/claim`, { token: customer, body: {} })
  await world.send('POST', `${path}/settlement`, { token, body: { reference: 'A-1' } })
  await pushDay(world, start + day, 'good')
  await pushDay(world, start + 2 * day, 'good')
  await world.turn(start + 3 * day + hour)
  expect((await stated(world)).at(-1)).toEqual(['earnedBack', '100.00', '-100.00'])
  const again = await world.send('POST', `${path}/claim`, { token: customer, body: {} })
  const back = await world.send('POST', `${path}/settlement`, { token, body: { reference: 'B-2' } })
  expect([again.status, back.status]).toEqual([200, 200])
  expect((await stated(world)).at(-1)).toEqual(['earnedBack', '0.00', null])
})

test('of outages that are judged each alone the next two make up for a long one', async () => {
  const world = await aDaemon({ now: start, texts: [incidentText({ credits })], roundMs: () => 6 * hour })
  const quarter = hour / 4
  await tellSpans(
    world,
    start,
    ['good', start + hour],
    ['bad', start + 3 * hour],
    ['good', start + 5 * hour],
    ['bad', start + 5 * hour + quarter],
    ['good', start + 8 * hour],
    ['bad', start + 8 * hour + quarter],
    ['good', start + 10 * hour],
  )
  await world.turn(start + 2 * day)
  expect((await stated(world)).at(-1)?.[0]).toBe('earnedBack')
  const [last] = (await world.entries('small', 'creditStated')).slice(-1)
  expect(last?.facts.earnedBackBy).toMatchObject([
    { from: '2026-03-02T05:00:00+00:00' },
    { from: '2026-03-02T08:00:00+00:00' },
  ])
  expect(await told(world)).toContain('customer creditStated earnedBack')
})
