import { expect, test } from 'vitest'
import { aDaemon, at, day, hour } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const text = pushText()
  .replace('  desk: {', '  load: { push: gauge, every: 10m }\n  desk: {')
  .replace('exclude: [maintenance]', 'exclude: [overload]')
  .replace(
    'maintenance: { notice: 1h, effect: remove }',
    'overload: { while: { gauge: load, is: "> 80" }, effect: excuse }',
  )

test('a load above its limit relieves in the running period and at its closing', async () => {
  const world = await aDaemon({ now: start, texts: [text] })
  const token = await world.token('operator')
  const span = (source: string, hours: readonly [number, number], rest: object) => ({
    source,
    from: new Date(start + hours[0] * hour).toISOString(),
    to: new Date(start + hours[1] * hour).toISOString(),
    ...rest,
  })
  await world.turn(start + 6 * hour)
  const lines = [
    span('web', [0, 2], { outcome: 'good' }),
    span('web', [2, 4], { outcome: 'bad' }),
    span('web', [4, 6], { outcome: 'good' }),
    span('load', [2, 4], { value: '81' }),
  ]
  const answer = await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: lines })
  expect(await answer.json()).toMatchObject({ accepted: 4 })
  await world.turn(start + 6 * hour + 600_000)
  const standing = await world.send('GET', '/api/v1/agreements/small/compliance', { token })
  expect(JSON.stringify(await standing.json())).toContain('"excused":"7200"')
  await world.turn(start + day)
  await world.send('POST', '/api/v1/evidence?agreement=small', {
    token,
    body: [span('web', [6, 24], { outcome: 'good' })],
  })
  await world.turn(start + day + 2 * hour)
  expect(await world.facts('small', 'periodClosed')).toMatchObject([
    {
      verdict: 'met',
      seconds: { bad: '0', excused: '7200' },
      exclusions: [{ kind: 'overload', from: '2026-03-02T02:00:00+00:00' }],
      inputs: { evidence: [{ source: 'web' }, { source: 'load', observations: 1 }] },
    },
  ])
  expect(await world.entries('small', 'breach')).toEqual([])
})
