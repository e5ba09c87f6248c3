import { describe, expect, test } from 'vitest'
import { aDaemon, at, day, minute, type World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const api = '/api/v1/agreements/small'
const once = 'missed: availability, times: 1, consecutive: true'
const twice = 'missed: availability, times: 2, consecutive: true'

interface Scene {
  readonly world: World
  readonly provider: string
  readonly customer: string
}

/** A closed day of which two hours were bad, and a clause about it. */
async function aBadDay(when: string, more = '', cure = ''): Promise<Scene> {
  const text = pushText({
    more: `termination:\n  chronic: { right: customer, when: { ${when} }, exercise: 30d${cure && `, cure: ${cure}`} }\n${more}`,
  })
  const world = await aDaemon({ now: start, texts: [text] })
  await told(world, start)
  return {
    world,
    provider: await world.token('provider', ['small']),
    customer: await world.token('customer', ['small']),
  }
}

async function told(world: World, from: number): Promise<void> {
  const iso = (hours: number): string => new Date(from + hours * 60 * minute).toISOString()
  world.now = from + day + 30 * minute
  const lines = [
    spanLine('web', iso(0), iso(10), 'good'),
    spanLine('web', iso(10), iso(12), 'bad'),
    spanLine('web', iso(12), iso(24), 'good'),
  ]
  const token = await world.token('operator')
  await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: lines })
  await world.round()
}

/** Both parties agree how the two hours were. */
async function corrected({ world, provider, customer }: Scene, outcome: string): Promise<void> {
  const past = { from: '2026-03-02T10:00:00Z', to: '2026-03-02T12:00:00Z' }
  const body = { matter: 'correction', source: 'web', claim: { outcome }, ...past }
  const made = await world.send('POST', `${api}/proposals`, { token: provider, body })
  const { id } = (await made.json()) as { id: string }
  const accepted = await world.send('POST', `${api}/proposals/${id}/accept`, { token: customer, body: {} })
  expect(accepted.status).toBe(200)
  world.now += minute
  await world.round()
}

const statesOf = async ({ world }: Scene, kind: 'terminationMet' | 'terminationNear'): Promise<unknown[]> =>
  (await world.entries('small', kind)).map(({ facts }) => (facts.superseded === true ? 'undone' : 'stands'))

async function shownOf({ world, customer }: Scene): Promise<unknown[]> {
  const answer = await world.send('GET', `${api}/terminations`, { token: customer })
  return ((await answer.json()) as { items: unknown[] }).items
}

describe('a miss that is restated', () => {
  test('takes the right back by a revision that names the first entry, told to both', async () => {
    const scene = await aBadDay(once)
    expect(await statesOf(scene, 'terminationMet')).toEqual(['stands'])
    await corrected(scene, 'good')
    const [first, second] = await scene.world.entries('small', 'terminationMet')
    expect(second).toMatchObject({ revision: 2, supersedes: first?.id, facts: { superseded: true } })
    const notices = await scene.world.daemon.store.notices({ agreement: 'small', limit: 200 })
    const parties = notices.filter(({ entry }) => entry === second?.id).map(({ party }) => party)
    expect(parties.sort()).toEqual(['customer', 'provider'])
  })

  test('leaves nothing to be used, shown or reminded of', async () => {
    const scene = await aBadDay(once)
    const { world, customer } = scene
    expect(await shownOf(scene)).toHaveLength(1)
    await corrected(scene, 'good')
    expect(await shownOf(scene)).toEqual([])
    const used = await world.send('POST', `${api}/termination`, {
      ...{ token: customer, body: { clause: 'chronic' } },
    })
    expect(used.status).toBe(409)
    world.now = at('2026-04-01T12:00:00Z')
    await world.round()
    expect(await world.entries('small', 'stepDue', 'terminationEnded')).toEqual([])
    const metrics = await (await world.send('GET', '/metrics')).text()
    expect(metrics).toMatch(/^upheld_termination_met\{[^}]*clause="chronic"[^}]*\} 0$/m)
  })

  test('ends a termination whose time to cure is running, and gives the right anew where it comes back', async () => {
    const scene = await aBadDay(once, '', '10d')
    const { world, customer } = scene
    const use = () =>
      world.send('POST', `${api}/termination`, { token: customer, body: { clause: 'chronic' } })
    expect((await use()).status).toBe(201)
    await corrected(scene, 'good')
    await world.round()
    const states = async () => {
      const shown = await world.send('GET', `${api}/termination`, { token: customer })
      return ((await shown.json()) as { items: { state: string }[] }).items.map(({ state }) => state)
    }
    expect(await states()).toEqual(['groundless'])
    const [over] = await world.entries('small', 'terminationEnded')
    const notices = await world.daemon.store.notices({ agreement: 'small', limit: 200 })
    expect(notices.filter(({ entry }) => entry === over?.id).map(({ party }) => party)).toHaveLength(2)
    await corrected(scene, 'bad')
    expect((await use()).status).toBe(201)
    world.now = at('2026-03-20T00:00:00Z')
    await world.round()
    expect((await states()).toSorted()).toEqual(['effective', 'groundless'])
  })

  test('that comes back gives the right again, told again', async () => {
    const scene = await aBadDay(once)
    await corrected(scene, 'good')
    await corrected(scene, 'bad')
    expect(await statesOf(scene, 'terminationMet')).toEqual(['stands', 'undone', 'stands'])
    expect(await shownOf(scene)).toHaveLength(1)
    await scene.world.round()
    expect(await statesOf(scene, 'terminationMet')).toHaveLength(3)
  })

  test('takes the warning of one more miss back', async () => {
    const scene = await aBadDay(twice)
    expect(await statesOf(scene, 'terminationNear')).toEqual(['stands'])
    await corrected(scene, 'good')
    expect(await statesOf(scene, 'terminationNear')).toEqual(['stands', 'undone'])
    await corrected(scene, 'bad')
    expect(await statesOf(scene, 'terminationNear')).toEqual(['stands', 'undone', 'stands'])
  })

  test('of two leaves the warning that one is left', async () => {
    const scene = await aBadDay(twice)
    await told(scene.world, start + day)
    expect(await statesOf(scene, 'terminationMet')).toEqual(['stands'])
    await corrected(scene, 'good')
    expect(await statesOf(scene, 'terminationMet')).toEqual(['stands', 'undone'])
    const near = await scene.world.entries('small', 'terminationNear')
    expect(near.map(({ facts }) => (facts.superseded === true ? 'undone' : 'stands'))).toEqual([
      'stands',
      'undone',
      'stands',
    ])
  })
})

describe('a right that has arisen', () => {
  test('is not taken back by an amendment of its clause, nor by a clock that steps back', async () => {
    const scene = await aBadDay(
      once,
      `amendments:
  - { effective: 2026-03-10, changes: { termination: { chronic: { when: { missed: availability, times: 5, outOf: 6, consecutive: null } } } } }
`,
    )
    scene.world.now = at('2026-03-02T06:00:00Z')
    await scene.world.round()
    scene.world.now = at('2026-03-12T00:00:00Z')
    await scene.world.round()
    expect(await statesOf(scene, 'terminationMet')).toEqual(['stands'])
  })
})
