import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { explainFromStore } from '../../src/daemon/judging/explainFromStore.ts'
import { openStore } from '../../src/database/open.ts'
import { StoreError } from '../../src/store.ts'
import { aDaemon, at, day, hour, World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const metric = async (world: World, name: string): Promise<string[]> =>
  (await (await world.send('GET', '/metrics')).text()).split('\n').filter((line) => line.startsWith(name))

async function push(world: World, from: number, to: number, outcome: string): Promise<Response> {
  const token = await world.token('provider')
  const line = spanLine('web', new Date(from).toISOString(), new Date(to).toISOString(), outcome)
  return world.send('POST', '/api/v1/evidence?agreement=small', { token, body: [line] })
}

describe('a reload', () => {
  test('with a broken file is refused whole, and the old agreements run on', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.texts = [pushText({ target: '>= 50%' })]
    world.broken = ['agreements/a.yaml:7:3: commitments: nonsense']
    const token = await world.token('operator')
    const answer = await world.send('POST', '/-/reload', { token })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('a.yaml:7:3')
    expect(await metric(world, 'upheld_config_last_reload_successful')).toEqual([
      'upheld_config_last_reload_successful 0',
    ])
    expect((await world.entries('small')).map(({ kind }) => kind)).toEqual(['agreementLoaded'])
    world.broken = null
    world.now += 2_000
    expect((await world.send('POST', '/-/reload', { token })).status).toBeLessThan(300)
    expect(await metric(world, 'upheld_config_last_reload_successful')).toEqual([
      'upheld_config_last_reload_successful 1',
    ])
  })

  test('brings a further agreement with a chain of its own', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.texts = [pushText(), pushText().replace('agreement: small', 'agreement: further')]
    await world.daemon.reload()
    world.now = start + day
    await push(world, start, start + day, 'bad')
    await world.turn(start + day + hour)
    const [mine, theirs] = [await world.entries('small'), await world.entries('further')]
    expect(mine.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(theirs.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['agreementLoaded', 1],
      ['periodClosed', 2],
    ])
  })

  test('asked for twice at once is done twice, one after the other', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.texts = [pushText({ target: '>= 50%' })]
    await Promise.all([world.daemon.reload(), world.daemon.reload()])
    expect(await world.entries('small', 'amendmentProposed')).toHaveLength(1)
  })
})

test('a second daemon on the same folder refuses to start', async () => {
  const world = await aDaemon({ now: start, texts: [pushText()] })
  const second = new World({ now: start, texts: [pushText()] }, world.folder)
  const refusal = await second.start().catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(StoreError)
  expect((refusal as StoreError).code).toBe('LOCKED')
})

describe('a store that cannot be written', () => {
  const full = (): never => {
    throw new StoreError('database or disk is full', 'SQLITE_FULL')
  }

  test('makes the daemon not ready, with nothing half done, and it goes on where it was', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    await world.round()
    expect((await world.send('GET', '/-/ready')).status).toBe(200)
    world.now = start + day
    await push(world, start, start + day, 'bad')
    const store = world.daemon.store as { commit: unknown }
    const { commit } = store
    store.commit = async () => full()
    await world.round()
    expect((await world.send('GET', '/-/ready')).status).toBe(503)
    expect((await world.send('GET', '/-/healthy')).status).toBe(200)
    expect((await world.entries('small')).map(({ kind }) => kind)).toEqual(['agreementLoaded'])
    store.commit = commit
    await world.turn(start + day + hour)
    expect((await world.send('GET', '/-/ready')).status).toBe(200)
    expect((await world.entries('small')).map(({ kind }) => kind)).toEqual([
      'agreementLoaded',
      'breach',
      'periodClosed',
    ])
  })

  test('does not take what it cannot keep', async () => {
    const world = await aDaemon({ now: start + day, texts: [pushText()] })
    const store = world.daemon.store as { record: unknown }
    const { record } = store
    store.record = async () => full()
    expect((await push(world, start, start + day, 'bad')).status).toBeGreaterThanOrEqual(500)
    store.record = record
    expect((await push(world, start, start + day, 'bad')).status).toBe(200)
  })

  test('does not lose that a closed period must be judged again', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.now = start + day
    await push(world, start, start + day, 'good')
    await world.turn(start + day + hour)
    await push(world, start, start + hour, 'bad')
    const store = world.daemon.store as { commit: unknown }
    const { commit } = store
    store.commit = async () => full()
    await world.round()
    store.commit = commit
    await world.round()
    expect((await world.facts('small', 'periodClosed')).map(({ verdict }) => verdict)).toEqual([
      'met',
      'breached',
    ])
  })
})

describe('what the daemon shows', () => {
  const breached = async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.now = start + 2 * hour
    await push(world, start, start + hour, 'bad')
    await world.round()
    return world
  }

  test('is one-hot in the metrics', async () => {
    const world = await breached()
    const states = await metric(world, 'upheld_commitment_state{')
    const hot = states.filter((line) => line.endsWith(' 1'))
    expect(hot).toHaveLength(1)
    expect(hot[0]).toContain('state="breached"')
    expect((await metric(world, 'upheld_breaches_total{'))[0]).toMatch(/ 1$/)
  })

  test('is a badge at an unguessable address', async () => {
    const world = await breached()
    const token = await world.token('provider', ['small'])
    const shown = (await (
      await world.send('GET', '/api/v1/agreements/small/compliance', { token })
    ).json()) as object
    const [path] = JSON.stringify(shown).match(/\/api\/v1\/badges\/small\/availability\/[^"]+/) ?? []
    expect(path).toBeDefined()
    const badge = await world.send('GET', path!)
    expect(badge.headers.get('content-type')).toContain('svg')
    expect(await badge.text()).toContain('breached')
    expect((await world.send('GET', path!.replace(/[^/]+$/, 'guess.svg'))).status).toBe(404)
  })

  test('is explained alike over REST and from the store alone', async () => {
    const world = await breached()
    const token = await world.token('customer', ['small'])
    const answer = await world.send('GET', '/api/v1/agreements/small/explain?commitment=availability', {
      token,
    })
    expect(answer.status).toBe(200)
    const { text } = (await answer.json()) as { text: string }
    expect(text).toContain('3600')
    const store = await openStore({ file: join(world.folder, 'upheld.sqlite'), readonly: true })
    const offline = await explainFromStore(
      { store, env: {}, shared: new Map(), now: world.now },
      { agreement: 'small', commitment: 'availability', at: world.now },
    )
    const unknown = (agreement: string, commitment: string) =>
      explainFromStore(
        { store, env: {}, shared: new Map(), now: world.now },
        { agreement, commitment, at: world.now },
      )
    expect(offline).toMatchObject({ text })
    expect(await unknown('smal', 'availability')).toEqual({
      problem: 'the ledger has no agreement "smal"; did you mean "small"?',
    })
    expect(await unknown('small', 'avail')).toMatchObject({
      problem: expect.stringContaining('no commitment "avail"; '),
    })
    await store.close()
  })

  test('keeps its key to itself', async () => {
    const world = await breached()
    expect(await readFile(join(world.folder, 'signing.key'), 'utf8')).toContain('PRIVATE KEY')
  })
})

test('a period at which nobody has looked yet has no figure in compliance, and none in its badge', async () => {
  const world = await aDaemon({ now: start, texts: [pushText()] })
  const token = await world.token('provider')
  interface Told {
    readonly unseen?: true
    readonly shown: string
    readonly measure: { readonly value: string | null }
    readonly badge: string
  }
  const look = async (): Promise<Told | undefined> => {
    const answer = await world.send('GET', '/api/v1/agreements/small/compliance', { token })
    return ((await answer.json()) as { commitments: Told[] }).commitments[0]
  }
  await world.turn(start + hour)
  const told = await look()
  expect(told).toMatchObject({ unseen: true, shown: 'nothing seen yet', measure: { value: null } })
  const badge = await world.send('GET', new URL(told?.badge ?? '').pathname)
  expect(await badge.text()).toContain('nothing seen yet')
  await push(world, start, start + hour, 'good')
  await world.turn(start + hour + 1)
  expect(await look()).toMatchObject({ shown: expect.stringContaining('100'), measure: { value: '100' } })
  expect(await look()).not.toHaveProperty('unseen')
})
