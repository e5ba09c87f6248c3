import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backtested } from '../evaluation/backtested.ts'
import { aDaemon, at, day, hour, type World } from './aDaemon.ts'

const start = at('2026-03-01T00:00:00Z')
const april = at('2026-04-01T00:00:00Z')
const text = `
agreement: small
title: Small
parties:
  provider: { name: Acme, contacts: [sla@acme.test] }
  customer: { name: Globex, contacts: [it@globex.test] }
term: { from: 2026-03-01, until: 2027-01-01 }
timeZone: UTC
currency: EUR
fees: { service: { amount: 1000.00, per: month } }
sources:
  web: { declared: {} }
  desk: { push: event }
commitments:
  worth: { measure: { valueRetained: {} }, target: ">= 80%", period: month, credit: { give: 10%, of: fees.service } }
  quarterly: { measure: { valueRetained: {} }, target: ">= 80%", period: quarter }
  availability: { measure: { uptime: { of: web } }, target: ">= 90%", period: day }
  support: { measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 3d } }, target: all, period: month }
value:
  benefits:
    - { name: Orders, worth: { amount: 3000.00, per: month }, scaledBy: availability }
    - { name: Help, worth: { amount: 1000.00, per: month }, scaledBy: support }
`
const iso = (ms: number): string => new Date(ms).toISOString()

async function send(world: World, lines: readonly object[]): Promise<void> {
  const token = await world.token('provider', ['small'])
  const answer = await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: lines })
  expect(await answer.json()).toMatchObject({ refused: [] })
}
const ticket = (type: string, ms: number) => ({
  event: `ticket.${type}`,
  id: type,
  subject: 'T-1',
  at: iso(ms),
})
const worth = async (world: World) =>
  (await world.facts('small', 'periodClosed', 'worth')).map(({ verdict, measure }) => [
    verdict,
    measure.exact,
  ])

test('a promise of value waits for the last verdict that decides it, and follows its correction', async () => {
  const world = await aDaemon({ now: start, texts: [text], roundMs: () => 6 * hour })
  await world.turn(april - 12 * hour)
  // Three of 31 days are down, and attain nothing.
  await send(world, [
    { source: 'web', from: iso(start + 5 * day), to: iso(start + 8 * day), outcome: 'bad' },
    ticket('opened', april - 13 * hour),
  ])
  await world.turn(april + day)
  expect(await worth(world)).toEqual([])
  // Nobody answered within three days: no help, and 28/31 of the orders, 2709.68. Less the price: 1709.68 of 3000.00.
  await world.turn(april + 4 * day)
  expect(await worth(world)).toEqual([['breached', '21371/37500']])
  // The answer was in time after all: 2709.68 + 1000.00 − 1000.00 of 3000.00.
  await send(world, [ticket('responded', april + 2 * day)])
  await world.round()
  expect(await worth(world)).toEqual([
    ['breached', '21371/37500'],
    ['met', '33871/37500'],
  ])
  const [latest] = (await world.facts('small', 'periodClosed', 'worth')).slice(-1)
  expect(latest?.credit).toMatchObject({ state: 'none' })
})

test('a running quarter shows what its finished months were worth', async () => {
  const world = await aDaemon({ now: april, texts: [text], roundMs: () => 6 * hour })
  await world.turn(april + 8 * day)
  await send(world, [{ source: 'web', from: iso(april + 4 * day), to: iso(april + 7 * day), outcome: 'bad' }])
  await world.turn(april + 32 * day)
  const token = await world.token('provider', ['small'])
  const answer = await world.send('GET', '/api/v1/agreements/small/compliance', { token })
  const { commitments } = (await answer.json()) as { commitments: object[] }
  // 27 of April's 30 days: 2700.00 + 1000.00 − 1000.00 of 3000.00.
  expect(commitments).toContainEqual(
    expect.objectContaining({
      commitment: 'quarterly',
      state: 'onTrack',
      measure: expect.objectContaining({ value: '90' }),
    }),
  )
})

/** Days that are down, and the hour at which a ticket of the month's last day is answered, if ever. */
const story = fc.record({
  down: fc.uniqueArray(fc.integer({ min: 0, max: 90 }), { maxLength: 25 }),
  answeredAfter: fc.constantFrom(null, 20, 71, 73),
  invoiced: fc.constantFrom(null, { on: 20, amount: '700.00' }, { on: 45, amount: '1900.00' }),
  restarts: fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 2 }),
})

test('the daemon finds the value that a backtest finds, however late it is told and often it is restarted', async () => {
  const run = async ({
    down,
    answeredAfter,
    invoiced,
    restarts,
  }: typeof story extends fc.Arbitrary<infer S> ? S : never) => {
    const lines = [
      ...down.map((n) => ({
        source: 'web',
        from: iso(start + n * day),
        to: iso(start + (n + 1) * day),
        outcome: 'bad',
      })),
      { source: 'web', from: iso(start), to: iso(start + hour), outcome: 'good' },
      ticket('opened', april - 13 * hour),
      ...(answeredAfter === null ? [] : [ticket('responded', april + (answeredAfter - 13) * hour)]),
      ...(invoiced === null
        ? []
        : [
            {
              event: 'invoice.issued',
              id: 'i',
              subject: 'i',
              at: iso(start + invoiced.on * day),
              data: { fee: 'service', amount: invoiced.amount, period: '2026-03' },
            },
          ]),
    ]
    const world = await aDaemon({ now: start, texts: [text], roundMs: () => 12 * hour })
    for (const n of [...restarts].sort((a, b) => a - b)) {
      await world.turn(start + n * day)
      await world.restart(start + n * day)
    }
    const end = at('2026-06-10T00:00:00Z')
    await world.turn(end - day)
    await send(world, lines)
    await world.turn(end)
    const latest = new Map(['worth', 'quarterly'].flatMap((name) => [[name, [] as unknown[]]] as const))
    for (const name of latest.keys()) {
      const revisions = new Map(
        (await world.facts('small', 'periodClosed', name)).map((each) => [each.from, each]),
      )
      latest.set(
        name,
        [...revisions.values()].map(({ from, verdict, measure }) => [
          from,
          verdict,
          measure.exact,
          measure.worst,
        ]),
      )
    }
    const found = backtested(text, [...lines, ...everyDay], iso(end)).periods
    expect([...latest.values()].map(({ length }) => length)).toEqual([3, 1])
    for (const [name, periods] of latest)
      expect(periods).toEqual(
        found
          .filter(({ commitment, to }) => commitment === name && Date.parse(to) < end)
          .map(({ from, verdict, measure }) => [from, verdict, measure.exact, measure.worst]),
      )
    await world.stop()
  }
  // A backtest judges what the evidence touches: a good moment of every day touches all of them.
  const everyDay = Array.from({ length: 101 }, (_, n) => ({
    source: 'web',
    from: iso(start + n * day),
    to: iso(start + n * day + 1),
    outcome: 'good',
  }))
  await fc.assert(fc.asyncProperty(story, run), { numRuns: 5, seed: 20261127 })
}, 120_000)
