import { expect, test } from 'vitest'
import { aDaemon, at, hour, minute, type World } from './aDaemon.ts'

const text = `agreement: times
title: Times
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: 2026-01-01 }
sources: { desk: { push: event }, gate: { push: state, every: 10m, holdsFor: 3d } }
commitments:
  answers: { measure: { timeTaken: { from: ticket.opened, to: ticket.resolved, statistic: mean } }, target: "<= 4h", period: day }
  repairs: { measure: { repairTime: { of: gate, statistic: mean } }, target: "<= 2h", period: day }
  apart: { measure: { timeBetweenFailures: { of: gate } }, target: ">= 20h", period: day }
`
const start = at('2026-03-10T00:00:00Z')
const iso = (instant: number): string => new Date(instant).toISOString()

async function told(world: World, body: readonly object[]): Promise<void> {
  const token = await world.token('provider', ['times'])
  const answer = await world.send('POST', '/api/v1/evidence?agreement=times', { token, body })
  expect(await answer.json()).toMatchObject({ accepted: body.length, refused: [] })
}

const closings = async (world: World) =>
  (await world.facts('times', 'periodClosed')).map(({ commitment, verdict, measure, shown }) => ({
    commitment,
    verdict,
    exact: measure.exact,
    shown,
  }))

test('an answer after the closing decides the day of its question', async () => {
  const world = await aDaemon({ now: start, texts: [text] })
  await told(world, [{ event: 'ticket.opened', id: 'o', subject: 'T', at: iso(start) }])
  await world.turn(start + 20 * hour)
  await told(world, [{ event: 'ticket.opened', id: 'o2', subject: 'U', at: iso(start + 20 * hour) }])
  await world.turn(start + 24 * hour + 20 * minute)
  // 24 h 15 min and 4 h 15 min so far: 14 h 15 min already, whatever comes.
  expect((await closings(world)).filter(({ commitment }) => commitment === 'answers')).toEqual([
    { commitment: 'answers', verdict: 'breached', exact: '51300/1', shown: '14 h 15 min' },
  ])
  await world.turn(start + 26 * hour)
  const resolved = { event: 'ticket.resolved', at: iso(start + 26 * hour) }
  await told(world, [
    { ...resolved, id: 'r', subject: 'T' },
    { ...resolved, id: 'r2', subject: 'U' },
  ])
  await world.turn(start + 27 * hour)
  // 26 h and 6 h.
  expect((await closings(world)).filter(({ commitment }) => commitment === 'answers').at(-1)).toEqual({
    commitment: 'answers',
    verdict: 'breached',
    exact: '57600/1',
    shown: '16 h',
  })
})

test('a day without a failure keeps every time between failures, and has no repair to judge', async () => {
  const world = await aDaemon({ now: start, texts: [text] })
  await told(world, [{ source: 'gate', at: iso(start), outcome: 'good' }])
  await world.turn(start + 24 * hour + 20 * minute)
  const found = await closings(world)
  expect(found.find(({ commitment }) => commitment === 'apart')).toMatchObject({
    verdict: 'met',
    shown: 'no failure',
  })
  expect(found.find(({ commitment }) => commitment === 'repairs')).toMatchObject({ verdict: 'notApplicable' })
})

test('a day with a failure is judged by its length and by the time up', async () => {
  const world = await aDaemon({ now: start, texts: [text] })
  const gate = (hours: number, outcome: string) => ({
    source: 'gate',
    at: iso(start + hours * hour),
    outcome,
  })
  await told(world, [gate(0, 'good')])
  await world.turn(start + 10 * hour)
  await told(world, [gate(7, 'bad'), gate(10, 'good')])
  await world.turn(start + 24 * hour + 20 * minute)
  const found = await closings(world)
  // Three hours down, and 21 h up by one failure.
  expect(found.find(({ commitment }) => commitment === 'repairs')).toMatchObject({
    verdict: 'breached',
    shown: '3 h',
  })
  expect(found.find(({ commitment }) => commitment === 'apart')).toMatchObject({
    verdict: 'met',
    shown: '21 h',
  })
})
