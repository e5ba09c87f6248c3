import { expect, test } from 'vitest'
import type { MonthFigures } from '../../src/value/figures.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'

const start = at('2026-03-01T00:00:00Z')
const april = at('2026-04-01T00:00:00Z')
const text = `
agreement: small
title: Small
parties:
  provider: { name: Acme, contacts: [sla@acme.test] }
  customer: { name: Globex, contacts: [it@globex.test] }
term: { from: 2026-01-01, until: 2027-01-01 }
timeZone: UTC
currency: EUR
fees: { service: { amount: 1000.00, per: month } }
sources:
  web: { declared: {} }
  desk: { push: event }
commitments:
  availability: { measure: { uptime: { of: web } }, target: ">= 90%", period: month }
value:
  benefits: [{ name: Orders, worth: { amount: 3000.00, per: month }, scaledBy: availability }]
  alternative: { name: Them, price: { amount: 930.00, per: month } }
  relative: { priceWeight: 20%, attributes: [{ name: reliability, weight: 100% }] }
`

const send = async (world: World, line: object): Promise<void> => {
  const token = await world.token('provider', ['small'])
  const answer = await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: [line] })
  expect(await answer.json()).toMatchObject({ accepted: 1, refused: [] })
}
const get = async (world: World, path: string, role: 'provider' | 'customer'): Promise<unknown> =>
  (await world.send('GET', `/api/v1${path}`, { token: await world.token(role, ['small']) })).json()

const stated = async (world: World) =>
  (await world.entries('small', 'valueStated')).map(({ facts, revision, supersedes }) => {
    const { from, customerValue, retained } = facts as unknown as MonthFigures
    return { from: from.slice(0, 7), customerValue, retained: retained?.value, revision, supersedes }
  })

test('a month that is over is stated once, and again where its inputs have changed', async () => {
  const world = await aDaemon({ now: start, texts: [text], roundMs: () => 6 * hour })
  await world.turn(april - 12 * hour)
  await send(world, {
    source: 'web',
    from: '2026-03-16T12:00:00Z',
    to: '2026-03-31T00:00:00Z',
    outcome: 'bad',
  })
  await world.turn(april)
  expect(await stated(world)).toEqual([])
  await world.turn(april + 12 * hour)
  // Bad for 14.5 of 31 days: attainment 33/62 ÷ 9/10 = 55/93, worth 1774.19 less a price of 1000.00.
  const first = { from: '2026-03', customerValue: '774.19', retained: '0.387095' }
  expect(await stated(world)).toEqual([{ ...first, revision: 1, supersedes: null }])

  const invoice = { fee: 'service', amount: '900.00', period: '2026-03' }
  await send(world, {
    event: 'invoice.issued',
    id: 'i-1',
    subject: 'I-1',
    at: '2026-03-02T00:00:00Z',
    data: invoice,
  })
  await world.turn(april + day)
  const [entry] = await world.entries('small', 'valueStated')
  expect((await stated(world))[1]).toMatchObject({
    customerValue: '874.19',
    revision: 2,
    supersedes: entry?.id,
  })

  await world.turn(april + 2 * day)
  expect(await stated(world)).toHaveLength(2)
})

test('both parties read the same value, and the provider its portfolio', async () => {
  const world = await aDaemon({ now: start, texts: [text], roundMs: () => 12 * hour })
  await world.turn(april - day)
  await send(world, {
    event: 'survey.answered',
    id: 's-1',
    subject: 'S-1',
    at: '2026-03-02T00:00:00Z',
    data: { attribute: 'reliability', ours: '9.8', alternative: '10' },
  })
  await world.turn(april + 12 * hour)
  const value = await get(world, '/agreements/small/value', 'provider')
  expect(value).toMatchObject({
    toDate: { customerValue: '2000.00', relative: { ratio: { value: '0.97' } } },
  })
  expect(await get(world, '/agreements/small/value', 'customer')).toEqual(value)
  expect(await get(world, '/portfolio', 'provider')).toMatchObject({
    agreements: [{ agreement: 'small', customer: 'Globex', atStake: '0.00', month: '2026-03' }],
    customers: { start: 0, end: 1, new: 1, retention: null },
  })
})
