import { describe, expect, test } from 'vitest'
import type { Role } from '../../src/store.ts'
import { creditText, event, pushDay } from './aCredit.ts'
import { aDaemon, at, day, hour, minute, type World } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const iso = (ms: number): string => new Date(ms).toISOString()

const aWorld = (claim?: string): Promise<World> =>
  aDaemon({
    now: start + hour,
    texts: [creditText(claim === undefined ? {} : { claim })],
    roundMs: () => 6 * hour,
  })

/** What a party's line is refused for; null where it is taken. */
async function refusal(world: World, role: Role, line: unknown): Promise<string | null> {
  const token = await world.token(role, ['small'])
  const answer = await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: [line] })
  const { refused } = (await answer.json()) as { refused: { problem: string }[] }
  return refused[0]?.problem ?? null
}

async function credits(world: World): Promise<string[]> {
  const token = await world.token('auditor')
  const answer = await world.send('GET', '/api/v1/credits', { token })
  const { items } = (await answer.json()) as { items: { amount: string; state: string }[] }
  return items.map(({ amount, state }) => `${amount} ${state}`)
}

const invoice = (data: Record<string, string>, type = 'invoice.issued') => event(type, start, data)

describe('an invoice', () => {
  test.each([
    ['of a thirteenth month', { period: '2026-13', amount: '10.00' }],
    ['of days that are none', { period: '2026-02-30/2026-03-40', amount: '10.00' }],
  ])('%s stops nobody’s judgement: the agreed fee stands', async (_, data) => {
    const world = await aWorld()
    expect(await refusal(world, 'provider', invoice(data))).toBe(null)
    await pushDay(world, start, 'bad')
    await world.turn(start + day + hour)
    expect(await credits(world)).toEqual(['100.00 automatic'])
  })

  test.each([
    [{ amount: '-5000.00' }, 'invoice.issued', /`data.amount` is not an amount/],
    [{ amount: '1e400' }, 'invoice.issued', /`data.amount` is not an amount/],
    [{ amount: '0,01' }, 'invoice.paid', /`data.amount` is not an amount/],
    [{ amount: '10.00', currency: 'JPY' }, 'invoice.issued', /the agreement's money is EUR, not JPY/],
  ])('that says %j in %s is refused', async (data, type, problem) => {
    expect(await refusal(await aWorld(), 'provider', invoice(data, type))).toMatch(problem)
  })

  test('is told by who issues it, as a fee is: no customer sets what its own credit is a share of', async () => {
    const world = await aWorld()
    const fee = { fee: 'service', from: '2026-03-01', to: '2026-04-01', amount: '999999.00' }
    expect(await refusal(world, 'customer', invoice({ amount: '999999.00' }))).toMatch(/who issues them/)
    expect(await refusal(world, 'customer', fee)).toMatch(/who invoices them/)
    expect(await refusal(world, 'customer', invoice({}, 'invoice.paid'))).toMatch(/who receives them/)
    expect(await refusal(world, 'provider', invoice({}, 'invoice.paid'))).toBe(null)
    expect(await refusal(world, 'provider', fee)).toBe(null)
  })
})

test('an exclusion is announced by a line of evidence by those alone who may announce it', async () => {
  const world = await aWorld()
  const span = { from: iso(start + 5 * hour), to: iso(start + 6 * hour) }
  const line = { exclusion: 'maintenance', id: 'x', ...span, by: 'provider' }
  expect(await refusal(world, 'customer', line)).toBe('exclusions are announced by the provider')
  expect(await refusal(world, 'provider', line)).toBe(null)
})

test('an exclusion of a kind that the agreement does not name is refused, also where every object has that name', async () => {
  const world = await aWorld()
  const span = { from: iso(start + 5 * hour), to: iso(start + 6 * hour) }
  for (const exclusion of ['constructor', '__proto__', 'maintenence'])
    expect(await refusal(world, 'provider', { exclusion, id: exclusion, ...span, by: 'provider' })).toMatch(
      `the agreement has no exclusion kind "${exclusion}"`,
    )
})

test('a fee that the agreement does not name, or another amount for a span that was told, is refused', async () => {
  const world = await aWorld()
  const fee = { fee: 'service', from: '2026-03-01', to: '2026-04-01', amount: '400.00' }
  expect(await refusal(world, 'provider', { ...fee, fee: 'servce' })).toBe(
    'the agreement has no fee "servce"; did you mean "service"?',
  )
  expect(await refusal(world, 'provider', { ...fee, fee: 'constructor' })).toMatch(/has no fee "constructor"/)
  expect(await refusal(world, 'provider', fee)).toBe(null)
  expect(await refusal(world, 'provider', fee)).toBe(null)
  expect(await refusal(world, 'provider', { ...fee, amount: '9.00' })).toBe(
    'the fee of that span was told already, as 400.00',
  )
})

test('a choice between credits is not told by the party that owes them', async () => {
  const chosen = event('credit.elected', start + hour, { about: 'availability', period: '2026-03' })
  expect(await refusal(await aWorld(), 'provider', chosen)).toMatch(/the other party chooses/)
})

describe('a claim that is told as an event', () => {
  const claim = (ms: number, period = '2026-03-02') =>
    event('claim.filed', ms, { about: 'availability', period }, period)

  test('after its deadline does not count by an earlier date on it', async () => {
    const world = await aWorld('{ within: 2d, after: periodEnd }')
    await pushDay(world, start, 'bad')
    await world.turn(start + 5 * day)
    expect(await refusal(world, 'customer', claim(start + 30 * hour))).toMatch(/`at` lies in the past/)
    expect(await refusal(world, 'customer', claim(world.now - minute))).toBe(null)
    await world.turn(world.now + hour)
    expect(await credits(world)).toEqual(['100.00 expired'])
  })

  test('before its period has begun, or for everything at once, claims nothing', async () => {
    const world = await aWorld('{ within: 2d, after: periodEnd }')
    for (const text of ['2026-03-03', '2', '2026'])
      expect(await refusal(world, 'customer', claim(world.now, text))).toBe(null)
    await pushDay(world, start, 'bad')
    await pushDay(world, start + day, 'bad')
    await world.turn(start + 2 * day + hour)
    expect(await credits(world)).toEqual(['100.00 claimable', '100.00 claimable'])
  })
})

test('what has begun is not withdrawn by one party: a budget is not spent with hindsight', async () => {
  const text = pushText().replace('effect: remove }', 'effect: remove, budget: 2h per day }')
  const world = await aDaemon({ now: start, texts: [text], roundMs: () => 6 * hour })
  const path = '/api/v1/agreements/small/exclusions'
  const token = await world.token('provider', ['small'])
  for (const [id, from] of [
    ['a', 4],
    ['b', 10],
  ] as const) {
    const span = { from: iso(start + from * hour), to: iso(start + (from + 2) * hour) }
    await world.send('POST', path, { token, body: { id, kind: 'maintenance', ...span } })
  }
  await world.turn(start + 5 * hour)
  expect((await world.send('DELETE', `${path}/a`, { token })).status).toBe(409)
  expect((await world.send('DELETE', `${path}/b`, { token })).status).toBe(204)
  expect((await world.send('DELETE', `${path}/b`, { token })).status).toBe(204)
})

test('the time to cure is begun by the notice of who has the right, when it is given', async () => {
  const text = `${creditText()}
termination:
  often: { right: customer, when: { missed: availability, times: 1, within: 30d }, cure: 10d }
`
  const world = await aDaemon({ now: start + hour, texts: [text], roundMs: () => 6 * hour })
  const notice = (id: string, ms: number, about = 'often') => event('notice.given', ms, { about }, id)
  expect(await refusal(world, 'provider', notice('1', world.now))).toBe(
    'the party that has the right gives notice of it',
  )
  expect(await refusal(world, 'customer', notice('2', start))).toMatch(/`at` lies in the past/)
  expect(await refusal(world, 'customer', notice('3', world.now))).toBe(null)
  expect(await refusal(world, 'provider', notice('4', start, 'toString'))).toBe(null)
  expect(await refusal(world, 'provider', notice('5', start, 'the move'))).toBe(null)
})
