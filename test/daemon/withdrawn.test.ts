import { expect, test } from 'vitest'
import { aDaemon, at, day, hour } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')

test('an exclusion that is withdrawn just before a stop is judged without by the next start', async () => {
  const world = await aDaemon({ now: start, texts: [pushText()] })
  const token = await world.token('operator')
  const path = '/api/v1/agreements/small/exclusions'
  const body = { id: 'x', kind: 'maintenance', from: '2026-03-02T10:00:00Z', to: '2026-03-02T12:00:00Z' }
  expect((await world.send('POST', path, { token, body })).status).toBe(201)
  await world.turn(start + day)
  const told = (hours: readonly [number, number], outcome: string) => ({
    source: 'web',
    from: new Date(start + hours[0] * hour).toISOString(),
    to: new Date(start + hours[1] * hour).toISOString(),
    outcome,
  })
  const lines = [told([0, 10], 'good'), told([10, 12], 'bad'), told([12, 24], 'good')]
  await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: lines })
  await world.turn(start + day + hour)
  // The day after is quiet: a start judges the last period again in any case, and those before only where a run goes on.
  await world.turn(start + 2 * day)
  await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: [told([24, 48], 'good')] })
  await world.turn(start + 2 * day + hour)
  expect((await world.send('DELETE', `${path}/x`, { token })).status).toBe(204)
  await world.restart(start + 2 * day + 2 * hour)
  const verdicts = (await world.facts('small', 'periodClosed')).map(({ verdict }) => verdict)
  expect(verdicts).toEqual(['met', 'met', 'breached'])
})
