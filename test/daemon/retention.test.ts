import { describe, expect, test } from 'vitest'
import { pruneBefore } from '../../src/daemon/evidence/retention.ts'
import { creditText, pushDay } from './aCredit.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')

describe('evidence may go', () => {
  const now = at('2026-03-20T12:00:00Z')

  test('where it is older than the retention, by whole days', () => {
    expect(pruneBefore({ now, retentionMs: 10 * day, needed: [] })).toBe(at('2026-03-10T00:00:00Z'))
  })

  test('never where something of its time is open', () => {
    const needed = [at('2026-03-12T00:00:00Z'), at('2026-03-04T13:00:00Z')]
    expect(pruneBefore({ now, retentionMs: 10 * day, needed })).toBe(at('2026-03-04T00:00:00Z'))
  })

  test('not at all where it is kept longer than time goes back', () => {
    expect(pruneBefore({ now, retentionMs: now + day, needed: [] })).toBeNull()
  })
})

/** A bad day and good ones after it, with three days of retention. */
async function aWorld(text: string, days: number): Promise<World> {
  const world = await aDaemon({ now: start, texts: [text], retentionMs: 3 * day, roundMs: () => 6 * hour })
  for (let n = 0; n < days; n++) {
    await pushDay(world, start + n * day, n === 0 ? 'bad' : 'good')
    await world.turn(start + (n + 1) * day + hour)
  }
  return world
}
const kept = async (world: World): Promise<number> =>
  (await world.daemon.store.series(identityOf(world), start, start + day)).length
const identityOf = (world: World): string => {
  const source = world.agreements()[0]!.versions[0]!.sources.get('web')
  return source!.identity
}

describe('raw evidence of a closed period', () => {
  test('stays while its credit can be claimed, and goes when the claim has expired', async () => {
    const text = creditText({ claim: '{ within: 7d, after: periodEnd }' })
    const world = await aWorld(text, 7)
    expect(await kept(world)).toBe(1)
    for (let n = 7; n < 14; n++) {
      await pushDay(world, start + n * day, 'good')
      await world.turn(start + (n + 1) * day + hour)
    }
    expect(await kept(world)).toBe(0)
    // What is younger than the retention stays.
    expect((await world.daemon.store.series(identityOf(world), start + 12 * day, world.now)).length).toBe(2)
  })

  test('stays for good unless a retention is set', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()], roundMs: () => 6 * hour })
    for (let n = 0; n < 8; n++) await pushDay(world, start + n * day, 'good')
    expect(await kept(world)).toBe(1)
  })

  test('stays while a dispute about it is open', async () => {
    const world = await aWorld(pushText(), 1)
    const token = await world.token('provider', ['small'])
    const past = { from: '2026-03-02T00:00:00Z', to: '2026-03-03T00:00:00Z' }
    const body = { matter: 'correction', source: 'web', claim: { outcome: 'good' }, ...past }
    await world.send('POST', '/api/v1/agreements/small/proposals', { token, body })
    for (let n = 1; n < 9; n++) {
      await pushDay(world, start + n * day, 'good')
      await world.turn(start + (n + 1) * day + hour)
    }
    expect(await kept(world)).toBe(1)
  })
})

describe('a time whose raw evidence is gone', () => {
  const past = { from: '2026-03-02T10:00:00Z', to: '2026-03-02T11:00:00Z' }
  const reason = /was deleted by the retention/

  test('takes no late evidence, with that reason', async () => {
    const world = await aWorld(pushText(), 8)
    expect(await kept(world)).toBe(0)
    const token = await world.token('operator')
    const body = [spanLine('web', past.from, past.to, 'good')]
    const answer = await world.send('POST', '/api/v1/evidence?agreement=small', { token, body })
    const taken = (await answer.json()) as { refused: { problem: string }[] }
    expect(taken.refused.map(({ problem }) => problem)).toEqual([expect.stringMatching(reason)])
  })

  test('is neither disputed nor explained from nothing, with that reason', async () => {
    const world = await aWorld(pushText(), 8)
    const token = await world.token('provider', ['small'])
    const body = { matter: 'correction', source: 'web', claim: { outcome: 'good' }, ...past }
    const proposed = await world.send('POST', '/api/v1/agreements/small/proposals', { token, body })
    expect(proposed.status).toBe(409)
    expect(((await proposed.json()) as { detail: string }).detail).toMatch(reason)
    const path = `/api/v1/agreements/small/explain?commitment=availability&at=${past.from}`
    expect((await world.send('GET', path, { token })).status).toBe(409)
  })

  test('keeps its verdict whatever comes later', async () => {
    const world = await aWorld(pushText(), 8)
    const before = await world.facts('small', 'periodClosed', 'availability')
    const token = await world.token('operator')
    const body = [{ fee: 'service', from: '2026-03-01', until: '2026-04-01', amount: '10.00' }]
    await world.send('POST', '/api/v1/evidence?agreement=small', { token, body })
    await world.round()
    expect(await world.facts('small', 'periodClosed', 'availability')).toEqual(before)
    expect(before[0]?.verdict).toBe('breached')
    expect((await world.send('GET', '/-/ready')).status).toBe(200)
  })
})
