import { expect, test } from 'vitest'
import { aDaemon, at, hour, minute, type World } from './aDaemon.ts'

const text = `agreement: figures
title: Figures
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: 2026-01-01 }
sources:
  calls: { push: ratio, every: 10m }
  load: { push: gauge, every: 10m }
commitments:
  minutes: { measure: { uptime: { of: calls, grain: 10m, bad: { when: "> 5%" } } }, target: ">= 99.9%", period: day }
  peak: { measure: { gauge: { of: load, statistic: max } }, target: "<= 80", period: day }
  mean: { measure: { gauge: { of: load, statistic: mean } }, target: "<= 80", period: day }
exclusions:
  maintenance: { notice: 1h }
`
const start = at('2026-03-10T00:00:00Z')
const iso = (instant: number): string => new Date(instant).toISOString()

async function reported(world: World, lines: readonly object[]): Promise<void> {
  const token = await world.token('provider', ['figures'])
  const answer = await world.send('POST', '/api/v1/evidence?agreement=figures', { token, body: lines })
  expect(await answer.json()).toMatchObject({ accepted: lines.length, refused: [] })
}

async function standings(world: World): Promise<Map<string, { state: string; certainSince: string | null }>> {
  const token = await world.token('customer', ['figures'])
  const answer = await world.send('GET', '/api/v1/agreements/figures/compliance', { token })
  const { commitments } = (await answer.json()) as {
    commitments: { commitment: string; state: string; certainSince: string | null }[]
  }
  return new Map(commitments.map((each) => [each.commitment, each]))
}

test('bad grains are a breach as soon as it is certain; a statistic only when its period ends', async () => {
  const world = await aDaemon({ now: start, texts: [text] })
  await world.turn(start + hour)
  await reported(world, [
    { source: 'calls', from: iso(start), to: iso(start + 10 * minute), bad: 10, total: 100 },
    { source: 'load', at: iso(start + 5 * minute), value: 81 },
  ])
  await world.turn(start + 2 * hour)
  expect((await world.facts('figures', 'breach')).map(({ commitment }) => commitment)).toEqual(['minutes'])
  const found = await standings(world)
  expect(found.get('peak')).toMatchObject({ state: 'failing', certainSince: null })
  expect(found.get('minutes')).toMatchObject({
    state: 'breached',
    certainSince: '2026-03-10T00:10:00+00:00',
  })
  expect(found.get('mean')).toMatchObject({ state: 'failing', certainSince: null })
})

test('the list of exclusions shows the reason that was given', async () => {
  const world = await aDaemon({ now: start, texts: [text] })
  const token = await world.token('provider', ['figures'])
  const path = '/api/v1/agreements/figures/exclusions'
  const asked = { id: 'x', kind: 'maintenance', from: iso(start + 3 * hour), to: iso(start + 4 * hour) }
  await world.send('POST', path, { token, body: { ...asked, reason: 'A new database' } })
  const listed = await (await world.send('GET', path, { token })).json()
  expect(listed).toMatchObject({ items: [{ id: 'x', reason: 'A new database' }] })
})

test('an exclusion announced a moment late begins when it is announced: nobody alone excuses what has passed', async () => {
  const world = await aDaemon({ now: start, texts: [text.replace('{ notice: 1h }', '{}')] })
  const token = await world.token('provider', ['figures'])
  const path = '/api/v1/agreements/figures/exclusions'
  const body = { id: 'x', kind: 'maintenance', from: iso(start - 50_000), to: iso(start + hour) }
  expect((await world.send('POST', path, { token, body })).ok).toBe(true)
  expect((await world.send('POST', path, { token, body })).ok).toBe(true)
  const listed = await (await world.send('GET', path, { token })).json()
  expect(listed).toMatchObject({ items: [{ id: 'x', from: '2026-03-10T00:00:00.000Z' }] })
  const over = { ...body, id: 'y', to: iso(start - 10_000) }
  expect((await world.send('POST', path, { token, body: over })).status).toBe(422)
})

const leaving = `agreement: figures
title: Figures
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: 2026-01-01 }
sources: { shop: { push: state, every: 10m } }
commitments:
  availability: { measure: { uptime: { of: shop } }, target: ">= 99.9%", period: hour }
termination:
  long: { right: customer, when: { total: availability, exceeds: 15m, within: month } }
`

test('a right that has been triggered stands also between the end of its period and the verdict', async () => {
  const world = await aDaemon({ now: start, texts: [leaving] })
  const token = await world.token('provider', ['figures'])
  await world.turn(start + 20 * minute)
  await reported(world, [{ source: 'shop', at: iso(start + 20 * minute), outcome: 'bad' }])
  await world.turn(start + 40 * minute)
  await reported(world, [{ source: 'shop', at: iso(start + 40 * minute), outcome: 'good' }])
  const triggered = async (): Promise<unknown> =>
    (
      (await (await world.send('GET', '/api/v1/agreements/figures/terminations', { token })).json()) as {
        items: { triggeredAt: string }[]
      }
    ).items.map((each) => each.triggeredAt)
  for (const until of [hour, hour + 10 * minute, 2 * hour]) {
    await world.turn(start + until)
    expect(await triggered()).toEqual(['2026-03-10T00:35:00.001+00:00'])
  }
  expect(await world.entries('figures', 'terminationMet')).toHaveLength(1)
  expect(await world.entries('figures', 'periodClosed')).toHaveLength(1)
})
