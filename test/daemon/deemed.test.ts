import { expect, test } from 'vitest'
import { aDaemon, at, day, hour } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const text = pushText()
  .replace('period: day', 'period: day\n    deemedMissed: { when: reporting }')
  .replace(
    'exclusions:',
    `  reporting:
    measure: { elapsed: { from: period.ended, to: report.delivered, within: 12h } }
    target: all
    period: day
exclusions:`,
  )

test('a period waits for the report that may make it a miss, and follows what becomes of that', async () => {
  const world = await aDaemon({ now: start, texts: [text] })
  const token = await world.token('operator')
  const send = (body: object) => world.send('POST', '/api/v1/evidence?agreement=small', { token, body })
  const whole = {
    source: 'web',
    from: new Date(start).toISOString(),
    to: new Date(start + day).toISOString(),
    outcome: 'good',
  }
  await world.turn(start + day)
  await send(whole)
  await world.turn(start + day + 11 * hour)
  expect(await world.facts('small', 'periodClosed', 'availability')).toEqual([])
  await world.turn(start + day + 13 * hour)
  expect(await world.facts('small', 'periodClosed', 'availability')).toMatchObject([
    { verdict: 'breached', deemed: { by: 'reporting' }, measure: { value: '100' } },
  ])
  await send({
    event: 'report.delivered',
    id: 'r-1',
    subject: 'r',
    at: '2026-03-03T10:00:00Z',
    data: { period: '2026-03-02' },
  })
  await world.turn(start + day + 14 * hour)
  expect((await world.facts('small', 'periodClosed', 'availability')).map(({ verdict }) => verdict)).toEqual([
    'breached',
    'met',
  ])
})
