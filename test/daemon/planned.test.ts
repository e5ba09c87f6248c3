import { expect, test } from 'vitest'
import { aDaemon, at, day, hour } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const withPlan = (planned: string): string =>
  pushText().replace(
    '{ notice: 1h, effect: remove }',
    `{ notice: 72h, effect: remove, planned: [${planned}] }`,
  )
const tenToTwelve = (date: string): string => `{ from: ${date}T10:00, to: ${date}T12:00 }`

/** The closed days of a text in which 10:00 to 12:00 was bad on each day; `later` is trusted at the first midday. */
async function closedDays(first: string, later: string, days: number) {
  const world = await aDaemon({ now: start, texts: [first], trustFiles: true })
  const token = await world.token('provider')
  for (let n = 0; n < days; n++) {
    world.now = start + n * day + day / 2
    if (n === 0) {
      world.texts = [later]
      await world.daemon.reload()
    }
    const instant = (hours: number) => new Date(start + n * day + hours * hour).toISOString()
    world.now = start + (n + 1) * day
    const sent = await world.send('POST', '/api/v1/evidence?agreement=small', {
      token,
      body: [
        spanLine('web', instant(0), instant(10), 'good'),
        spanLine('web', instant(10), instant(12), 'bad'),
        spanLine('web', instant(12), instant(24), 'good'),
      ],
    })
    expect(sent.status).toBe(200)
  }
  await world.turn(world.now + hour)
  return (await world.facts('small', 'periodClosed')).map(({ seconds }) => seconds?.bad)
}

test('the first text has announced its planned time since the term began, also to a daemon that is new', async () => {
  const text = withPlan(tenToTwelve('2026-03-03'))
  expect(await closedDays(text, text, 3)).toEqual(['7200', '0', '7200'])
})

test('an accepted text announces at its acceptance, and what stood in the text before keeps its announcement', async () => {
  const first = withPlan(tenToTwelve('2026-03-03'))
  const later = withPlan(['2026-03-03', '2026-03-04', '2026-03-06'].map(tenToTwelve).join(', '))
  // Accepted on the 2nd at midday: the 4th has less than 72 hours of notice, the 6th has more.
  expect(await closedDays(first, later, 5)).toEqual(['7200', '0', '7200', '7200', '0'])
})

test('planned time of the text in force is listed beside what was announced', async () => {
  const world = await aDaemon({ now: start, texts: [withPlan(tenToTwelve('2026-03-03'))] })
  const token = await world.token('customer', ['small'])
  const answer = await world.send('GET', '/api/v1/agreements/small/exclusions', { token })
  expect(await answer.json()).toMatchObject({
    items: [
      {
        id: 'planned maintenance 2026-03-03T10:00:00+00:00',
        from: '2026-03-03T10:00:00.000Z',
        to: '2026-03-03T12:00:00.000Z',
        by: ['provider'],
        agreedBy: ['customer'],
        planned: true,
      },
    ],
  })
})
