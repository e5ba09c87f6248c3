import { describe, expect, test } from 'vitest'
import type { CreditView } from '../../src/http/service.ts'
import type { Role } from '../../src/store.ts'
import { creditText, event, pushDay, tell } from './aCredit.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'

const start = at('2026-03-02T00:00:00Z')
const roundMs = () => 6 * hour

/** A credit of a bad day that its customer must claim. */
async function aClaimable(claim = '{ within: 7d, after: periodEnd }') {
  const world = await aDaemon({ now: start, texts: [creditText({ claim })], roundMs })
  await pushDay(world, start, 'bad')
  await world.turn(start + day + hour)
  const list = async (): Promise<CreditView[]> => {
    const token = await world.token('auditor')
    const answer = await world.send('GET', '/api/v1/credits?agreement=small', { token })
    return ((await answer.json()) as { items: CreditView[] }).items
  }
  const [credit] = await list()
  const act = async (role: Role, what: string, body?: object): Promise<[number, CreditView]> => {
    const token = await world.token(role, ['small'])
    const answer = await world.send('POST', `/api/v1/credits/${credit!.id}/${what}`, {
      token,
      body: body ?? {},
    })
    return [answer.status, (await answer.json()) as CreditView]
  }
  return { world, list, act, credit: credit! }
}

const seen = async (world: World, kind: 'claimFiled' | 'claimAnswered' | 'creditSettled') =>
  (await world.entries('small', kind)).length

describe('over REST a claim', () => {
  test('is filed by the customer, refused, accepted and settled by the provider, over restarts', async () => {
    const { world, list, act } = await aClaimable()
    expect((await act('customer', 'claim', { statement: 'Nobody could pay all day.' }))[1].state).toBe(
      'claimed',
    )
    await world.restart(start + 3 * day)
    expect((await act('provider', 'answer', { answer: 'refused', reason: 'Not us.' }))[1].state).toBe(
      'refused',
    )
    await world.restart(start + 4 * day)
    expect((await act('provider', 'answer', { answer: 'accepted' }))[1].state).toBe('accepted')
    await world.restart(start + 5 * day)
    expect((await act('provider', 'settlement', { reference: 'CN-17' }))[1].state).toBe('settled')
    await world.restart(start + 60 * day)
    const [credit] = await list()
    expect(credit).toMatchObject({ state: 'settled', settled: '100.00', difference: null })
    expect(credit?.acts.map(({ kind, by, answer, text }) => [kind, by, answer, text])).toEqual([
      ['claimFiled', 'customer', null, 'Nobody could pay all day.'],
      ['claimAnswered', 'provider', 'refused', 'Not us.'],
      ['claimAnswered', 'provider', 'accepted', null],
      ['creditSettled', 'provider', null, 'CN-17'],
    ])
  })

  test('is seen at once', async () => {
    const { act, credit, list } = await aClaimable()
    expect(credit.claimedAt).toBeNull()
    const [, claimed] = await act('customer', 'claim')
    expect(claimed.claimedAt).toBe('2026-03-03T01:00:00+00:00')
    expect((await list())[0]?.claimedAt).toBe(claimed.claimedAt)
  })

  test('of the wrong party is refused, and changes nothing', async () => {
    const { world, list, act } = await aClaimable()
    expect((await act('provider', 'claim'))[0]).toBe(403)
    await act('customer', 'claim')
    expect((await act('customer', 'answer', { answer: 'accepted' }))[0]).toBe(403)
    expect((await act('customer', 'settlement', { reference: 'mine' }))[0]).toBe(403)
    expect((await list())[0]?.state).toBe('claimed')
    expect(await seen(world, 'claimAnswered')).toBe(0)
  })

  test('twice is one claim, and a settlement counts once for its reference', async () => {
    const { world, act } = await aClaimable()
    await act('customer', 'claim')
    expect((await act('customer', 'claim', { statement: 'again' }))[0]).toBe(200)
    await act('provider', 'settlement', { reference: 'CN-1', amount: '60.00' })
    expect((await act('provider', 'settlement', { reference: 'CN-1', amount: '60.00' }))[0]).toBe(200)
    expect((await act('provider', 'settlement', { reference: 'CN-1', amount: '70.00' }))[0]).toBe(409)
    const [, after] = await act('provider', 'settlement', { reference: 'CN-2' })
    expect([after.state, after.settled, after.difference]).toEqual(['settled', '100.00', null])
    expect([await seen(world, 'claimFiled'), await seen(world, 'creditSettled')]).toEqual([1, 2])
  })

  test.each([
    ['an answer before the claim', 'answer', { answer: 'accepted' }],
    ['a settlement before the claim', 'settlement', { reference: 'CN-1' }],
  ])('%s is a conflict', async (_, what, body) => {
    const { act } = await aClaimable()
    expect((await act('provider', what, body))[0]).toBe(409)
  })

  test('after the deadline is a conflict', async () => {
    const { world, act } = await aClaimable()
    await world.restart(start + 9 * day)
    expect((await act('customer', 'claim'))[0]).toBe(409)
  })

  test('recorded by the operator says so', async () => {
    const { act } = await aClaimable()
    const [status, credit] = await act('operator', 'claim')
    expect([status, credit.acts.map(({ by }) => by)]).toEqual([200, ['operator']])
  })

  test('in two steps needs its ticket in time, and the claim after the ticket is resolved', async () => {
    const steps =
      '[{ event: ticket.opened, within: 72h, after: incident }, { within: 30d, after: ticket.resolved }]'
    const { world, list, act } = await aClaimable(steps)
    expect((await list())[0]?.claimUntil).toBe('2026-03-05T00:00:00+00:00')
    await tell(world, event('ticket.opened', start + day + hour))
    await world.round()
    expect((await list())[0]).toMatchObject({ state: 'claimable', claimUntil: null })
    world.now = start + 5 * day
    await tell(world, event('ticket.resolved', start + 5 * day))
    await world.round()
    expect((await list())[0]?.claimUntil).toBe('2026-04-06')
    expect((await act('customer', 'claim'))[1].state).toBe('claimed')
  })
})

test('a claim told as an event by the party that owes it is refused', async () => {
  const { world } = await aClaimable()
  const token = await world.token('provider')
  const body = [event('claim.filed', start + day, { period: '2026-03-02', about: 'availability' })]
  const answer = await world.send('POST', '/api/v1/evidence?agreement=small', { token, body })
  expect(await answer.json()).toMatchObject({
    accepted: 0,
    refused: [{ problem: 'the other party claims this credit' }],
  })
})
