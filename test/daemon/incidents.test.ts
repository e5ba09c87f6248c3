import { describe, expect, test } from 'vitest'
import type { CreditFacts } from '../../src/ledger/credits.ts'
import { aDaemon, at, day, hour, minute, type World } from './aDaemon.ts'
import { incidentText, iso, tellSpans, told } from './anIncident.ts'

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

/** Two outages of three and two hours on a day that is over. */
async function twoOutages(text = incidentText()): Promise<World> {
  const world = await aDaemon({ now: start, texts: [text] })
  await tellSpans(
    world,
    start,
    ['good', start + hour],
    ['bad', start + 4 * hour],
    ['good', start + 6 * hour],
    ['bad', start + 8 * hour],
    ['good', start + day],
  )
  await rounds(world)
  expect(await told(world, 'breach', 'periodClosed')).toEqual(two)
  return world
}

async function rounds(world: World): Promise<void> {
  await world.round()
  await world.round()
}

const two = [
  'breach 1 03-02T01:00 03-02T04:00 breached ended',
  'periodClosed 1 03-02T01:00 03-02T04:00 breached ended',
  'breach 1 03-02T06:00 03-02T08:00 breached ended',
  'periodClosed 1 03-02T06:00 03-02T08:00 breached ended',
]

/** What was written after so many entries about periods. */
const since = async (world: World, count: number): Promise<string[]> =>
  (await told(world, 'breach', 'periodClosed')).slice(count)

/** Both parties agree how a span was. */
async function agreed(world: World, claim: object, from: number, to: number): Promise<void> {
  const api = '/api/v1/agreements/small/proposals'
  const body = { matter: 'correction', source: 'web', claim, from: iso(from), to: iso(to) }
  const made = await world.send('POST', api, { token: await world.token('provider', ['small']), body })
  const { id } = (await made.json()) as { id: string }
  const token = await world.token('customer', ['small'])
  const accepted = await world.send('POST', `${api}/${id}/accept`, { token, body: {} })
  expect(accepted.status).toBe(200)
  world.now += minute
  await rounds(world)
}

describe('an incident that is restated', () => {
  test('is split where a good moment inside of it is told late', async () => {
    const world = await aDaemon({ now: start, texts: [incidentText()] })
    await tellSpans(world, start, ['good', start + hour], ['bad', start + 4 * hour])
    await tellSpans(world, start + 6 * hour, ['bad', start + 8 * hour], ['good', start + day])
    await rounds(world)
    expect(await told(world, 'breach', 'periodClosed')).toEqual([
      'breach 1 03-02T01:00 03-02T08:00 breached ended',
      'periodClosed 1 03-02T01:00 03-02T08:00 breached ended',
    ])
    await tellSpans(world, start + 4 * hour, ['good', start + 6 * hour])
    await rounds(world)
    expect(await since(world, 2)).toEqual([
      'periodClosed 2 03-02T01:00 03-02T04:00 breached ended',
      ...two.slice(2),
    ])
  })

  test('takes in another one where the time between was bad after all', async () => {
    const world = await twoOutages()
    await tellSpans(world, start + 3 * hour + minute, ['bad', start + 7 * hour])
    await rounds(world)
    expect(await since(world, 4)).toEqual([
      'breach 2 03-02T06:00 03-02T08:00 notApplicable gone',
      'periodClosed 2 03-02T06:00 03-02T08:00 notApplicable gone',
      'periodClosed 2 03-02T01:00 03-02T08:00 breached ended',
    ])
    expect((await credits(world)).slice(-1)).toEqual(['03-02T06:00 void 0.00'])
  })

  test('vanishes where both parties agree that nothing was bad', async () => {
    const world = await twoOutages()
    await agreed(world, { outcome: 'good' }, start + hour, start + 4 * hour)
    expect(await since(world, 4)).toEqual([
      'breach 2 03-02T01:00 03-02T04:00 notApplicable gone',
      'periodClosed 2 03-02T01:00 03-02T04:00 notApplicable gone',
    ])
    const [gone] = (await world.entries('small', 'periodClosed')).slice(-1)
    const records = await world.daemon.store.notices({ agreement: 'small', limit: 200 })
    const parties = records.filter(({ entry }) => entry === gone?.id).map(({ party }) => party)
    expect(parties.sort()).toEqual(['customer', 'provider'])
  })

  test('begins elsewhere where its first hour is agreed to have been good', async () => {
    const world = await twoOutages()
    await agreed(world, { outcome: 'good' }, start + hour, start + 2 * hour)
    expect(await since(world, 4)).toEqual([
      'breach 2 03-02T01:00 03-02T04:00 notApplicable gone',
      'periodClosed 2 03-02T01:00 03-02T04:00 notApplicable gone',
      'breach 1 03-02T02:00 03-02T04:00 breached ended',
      'periodClosed 1 03-02T02:00 03-02T04:00 breached ended',
    ])
  })

  test('keeps its name where its last hours are agreed to have been good, and is met', async () => {
    const world = await twoOutages()
    await agreed(world, { outcome: 'good' }, start + 2 * hour, start + 4 * hour)
    expect(await since(world, 4)).toEqual([
      'breach 2 03-02T01:00 03-02T02:00 met ended',
      'periodClosed 2 03-02T01:00 03-02T02:00 met ended',
    ])
  })

  test('comes back where it was taken back, and is judged by what is known then', async () => {
    const world = await twoOutages()
    await agreed(world, { outcome: 'good' }, start + hour, start + 4 * hour)
    await agreed(world, { outcome: 'bad' }, start + hour, start + 3 * hour)
    expect(await since(world, 6)).toEqual([
      'breach 3 03-02T01:00 03-02T03:00 breached ended',
      'periodClosed 3 03-02T01:00 03-02T03:00 breached ended',
    ])
  })

  test('is another one while it goes on, where its begin is agreed to have been good', async () => {
    const world = await aDaemon({ now: start, texts: [incidentText()] })
    await tellSpans(world, start, ['good', start + hour], ['bad', start + 4 * hour])
    await rounds(world)
    await agreed(world, { outcome: 'good' }, start + hour, start + 2 * hour)
    expect(await told(world, 'breach', 'periodClosed')).toEqual([
      'breach 1 03-02T01:00 03-02T04:00 breached goingOn',
      'breach 2 03-02T01:00 03-02T04:00 notApplicable gone',
      'breach 1 03-02T02:00 03-02T04:00 breached goingOn',
    ])
    expect(await credits(world)).toEqual([
      '03-02T01:00 accrued 100.00',
      '03-02T01:00 void 0.00',
      '03-02T02:00 accrued 100.00',
    ])
  })

  test('is none where both agree that it was maintenance, and no period any more', async () => {
    const world = await twoOutages()
    const token = await world.token('provider', ['small'])
    const past = { from: iso(start + hour), to: iso(start + 4 * hour) }
    const body = { matter: 'exclusion', kind: 'maintenance', cause: 'The disk was full.', ...past }
    const made = await world.send('POST', '/api/v1/agreements/small/proposals', { token, body })
    const { id } = (await made.json()) as { id: string }
    const other = await world.token('customer', ['small'])
    await world.send('POST', `/api/v1/agreements/small/proposals/${id}/accept`, { token: other, body: {} })
    await rounds(world)
    expect((await since(world, 4)).slice(1)).toEqual([
      'periodClosed 2 03-02T01:00 03-02T04:00 notApplicable gone',
    ])
    const listed = await world.send('GET', '/api/v1/agreements/small/periods', { token })
    const { items } = (await listed.json()) as { items: { from: string }[] }
    expect(items.map(({ from }) => from)).toEqual(['2026-03-02T06:00:00+00:00'])
  })

  test('asks back what was settled of a credit that is no longer due', async () => {
    const world = await twoOutages()
    await tellSpans(world, start + day, ['good', start + 31 * day])
    await rounds(world)
    await agreed(world, { outcome: 'good' }, start + hour, start + 4 * hour)
    const [last] = (await world.entries('small', 'creditStated')).slice(-1)
    expect(last?.facts).toMatchObject({ state: 'settled', amount: '0.00', difference: '-100.00' })
    const months = await world.entries('small', 'creditsJoined')
    expect(months.map(({ facts }) => facts.amount)).toEqual(['200.00', '100.00'])
  })

  test('leaves a month without anything due at nothing', async () => {
    const world = await twoOutages()
    await tellSpans(world, start + day, ['good', start + 31 * day])
    await rounds(world)
    await agreed(world, { outcome: 'good' }, start + hour, start + 8 * hour)
    const months = await world.entries('small', 'creditsJoined')
    expect(months.map(({ facts }) => facts.amount)).toEqual(['200.00', '0.00'])
  })

  test('counts no longer towards a right to terminate', async () => {
    const more =
      'termination:\n  chronic: { right: customer, when: { missed: availability, times: 2, within: quarter } }\n'
    const world = await twoOutages(incidentText({ more }))
    expect(await world.entries('small', 'terminationMet')).toHaveLength(1)
    await agreed(world, { outcome: 'good' }, start + 6 * hour, start + 8 * hour)
    const rights = await world.entries('small', 'terminationMet')
    expect(rights.map(({ facts }) => facts.superseded === true)).toEqual([false, true])
  })
})

test('a credit of an outage is claimed by its own deadline, which moves with its end', async () => {
  const rules = '  claim: { within: 60h, after: end of incident }\n'
  const world = await twoOutages(incidentText({ credits: rules }))
  const token = await world.token('customer', ['small'])
  const listed = async () => {
    const answer = await world.send('GET', '/api/v1/credits?agreement=small', { token })
    const { items } = (await answer.json()) as { items: (CreditFacts & { id: string })[] }
    return items.sort((a, b) => (a.from < b.from ? -1 : 1))
  }
  const [first, second] = await listed()
  expect([first?.claimUntil, second?.claimUntil]).toEqual([
    '2026-03-04T16:00:00+00:00',
    '2026-03-04T20:00:00+00:00',
  ])
  const claimed = await world.send('POST', `/api/v1/credits/${second?.id}/claim`, { token, body: {} })
  expect(claimed.status).toBe(200)
  await agreed(world, { outcome: 'bad' }, start + 4 * hour, start + 5 * hour)
  expect((await listed()).map(({ state, claimUntil, to }) => [state, claimUntil, to.slice(11, 16)])).toEqual([
    ['claimable', '2026-03-04T17:00:00+00:00', '05:00'],
    ['claimed', null, '08:00'],
  ])
})

test('what was claimed stays claimed where its outage is one with the one before', async () => {
  const rules = '  claim: { within: 60h, after: end of incident }\n'
  const world = await twoOutages(incidentText({ credits: rules }))
  const token = await world.token('customer', ['small'])
  const listed = async () => {
    const answer = await world.send('GET', '/api/v1/credits?agreement=small', { token })
    const { items } = (await answer.json()) as { items: (CreditFacts & { id: string })[] }
    return items.sort((a, b) => (a.from < b.from ? -1 : 1))
  }
  const second = (await listed())[1]
  await world.send('POST', `/api/v1/credits/${second?.id}/claim`, { token, body: {} })
  await agreed(world, { outcome: 'bad' }, start + 4 * hour, start + 6 * hour)
  expect((await listed()).map(({ state }) => state)).toEqual(['claimed', 'void'])
})

test('what both agreed just before a stop is judged by the next start, also where nothing was before', async () => {
  const world = await aDaemon({ now: start, texts: [incidentText()] })
  await tellSpans(world, start, ['good', start + day])
  await rounds(world)
  const api = '/api/v1/agreements/small/proposals'
  const past = { from: iso(start + hour), to: iso(start + 3 * hour) }
  const body = { matter: 'correction', source: 'web', claim: { outcome: 'bad' }, ...past }
  const made = await world.send('POST', api, { token: await world.token('provider', ['small']), body })
  const { id } = (await made.json()) as { id: string }
  const token = await world.token('customer', ['small'])
  await world.send('POST', `${api}/${id}/accept`, { token, body: {} })
  await world.restart(world.now + minute)
  expect(await told(world, 'periodClosed')).toEqual(['periodClosed 1 03-02T01:00 03-02T03:00 breached ended'])
})
