import { describe, expect, test } from 'vitest'
import { aDaemon, at, day, minute, type World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const api = '/api/v1/agreements/small'
const chronic = 'chronic: { right: customer, when: { missed: availability, times: 1, consecutive: true }, '

/** One bad day, by which the customer has a right to terminate. */
async function aRight(
  rest: string,
  more = '',
): Promise<{ world: World; provider: string; customer: string }> {
  const text = pushText({ more: `termination:\n  ${chronic}${rest} }\n${more}` })
  const world = await aDaemon({ now: start, texts: [text] })
  world.now = start + day + 30 * minute
  const lines = [spanLine('web', '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z', 'bad')]
  await world.send('POST', '/api/v1/evidence?agreement=small', {
    token: await world.token('operator'),
    body: lines,
  })
  await world.round()
  return {
    world,
    provider: await world.token('provider', ['small']),
    customer: await world.token('customer', ['small']),
  }
}

const terminate = (world: World, token: string, body: object = { clause: 'chronic' }) =>
  world.send('POST', `${api}/termination`, { token, body })
const states = async (world: World): Promise<unknown[]> =>
  (await world.entries('small', 'terminationEnded')).map(({ facts }) => facts.outcome)

describe('a right to terminate', () => {
  test('is used by its holder alone, and once', async () => {
    const { world, provider, customer } = await aRight('exercise: 30d, cure: 10d')
    expect((await terminate(world, provider)).status).toBe(403)
    expect((await terminate(world, await world.token('operator'))).status).toBe(403)
    const both = await Promise.all([terminate(world, customer), terminate(world, customer)])
    expect(both.map(({ status }) => status)).toEqual([201, 201])
    expect(await world.entries('small', 'terminationExercised')).toHaveLength(1)
  })

  test('takes effect when the time to cure has passed since it was recorded', async () => {
    const { world, customer } = await aRight('exercise: 30d, cure: 10d')
    const made = (await (await terminate(world, customer)).json()) as { cureUntil: string }
    expect(at(made.cureUntil)).toBe(world.now + 10 * day)
    world.now = at(made.cureUntil) - 1
    await world.round()
    expect(await states(world)).toEqual([])
    expect(await world.entries('small', 'stepDue')).toHaveLength(1)
    world.now += 1
    await world.round()
    expect(await states(world)).toEqual(['effective'])
  })

  test('is withdrawn by its holder before it takes effect, not afterwards', async () => {
    const { world, provider, customer } = await aRight('exercise: 30d, cure: 10d')
    const { id } = (await (await terminate(world, customer)).json()) as { id: string }
    const withdraw = (token: string) =>
      world.send('POST', `${api}/termination/${id}/withdraw`, { token, body: {} })
    expect((await withdraw(provider)).status).toBe(403)
    expect((await withdraw(customer)).status).toBe(200)
    expect(await states(world)).toEqual(['withdrawn'])
    const again = (await (await terminate(world, customer)).json()) as { id: string; state: string }
    expect(again).toMatchObject({ state: 'exercised' })
    world.now += 10 * day
    const late = await world.send('POST', `${api}/termination/${again.id}/withdraw`, {
      ...{ token: customer, body: {} },
    })
    expect(late.status).toBe(409)
  })

  test('without time to cure takes effect at once', async () => {
    const { world, customer } = await aRight('exercise: 30d')
    const made = (await (await terminate(world, customer)).json()) as { state: string }
    expect(made.state).toBe('effective')
  })

  test('lapses at the end of its last day, after one reminder', async () => {
    const { world, customer } = await aRight('exercise: 30d')
    world.now = at('2026-04-30T00:00:00Z')
    await world.round()
    await world.round()
    expect(await states(world)).toEqual(['lapsed'])
    expect((await terminate(world, customer)).status).toBe(409)
  })

  test('that has not arisen cannot be used', async () => {
    const text = pushText({ more: `termination:\n  ${chronic}exercise: 30d }\n` })
    const world = await aDaemon({ now: start, texts: [text] })
    expect((await terminate(world, await world.token('customer', ['small']))).status).toBe(409)
  })
})

describe('a declaration', () => {
  test('against renewal counts before its last day, once, and says when the term ends', async () => {
    const { world, customer } = await aRight(
      'exercise: 30d',
      'renewal: { extends: 12 months, notice: 90d }\n',
    )
    const declare = () =>
      world.send('POST', `${api}/declarations`, { token: customer, body: { about: 'nonRenewal' } })
    expect(await (await declare()).json()).toMatchObject({ endsOn: '2027-01-01', by: 'customer' })
    await declare()
    expect(await world.entries('small', 'declarationMade')).toHaveLength(1)
    world.now = at('2026-10-03T00:00:00Z')
    expect((await declare()).status).toBe(409)
  })

  test('is told to both parties, with its text', async () => {
    const { world, customer } = await aRight('exercise: 30d')
    const body = { about: 'notice', text: 'Our office has moved.' }
    const sent = await world.send('POST', `${api}/declarations`, { token: customer, body })
    expect(sent.status).toBe(201)
    const [entry] = await world.entries('small', 'declarationMade')
    const told = await world.daemon.store.notices({ agreement: 'small', limit: 100 })
    expect(
      told
        .filter((each) => each.entry === entry?.id)
        .map(({ party }) => party)
        .sort(),
    ).toEqual(['customer', 'provider'])
    expect(JSON.stringify(entry?.facts)).not.toContain('moved')
  })
})
