import { describe, expect, test } from 'vitest'
import { aDaemon, at, day, hour, minute, type World } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const text = (target: string): string =>
  pushText().replace(
    /commitments:[\s\S]*?exclusions:/,
    `commitments:
  support:
    measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 4h } }
    target: ${target}
    period: day
exclusions:`,
  )

async function report(world: World, type: string, subject: string, instant: number): Promise<void> {
  const token = await world.token('provider', ['small'])
  const line = { event: type, id: `${type} ${subject}`, subject, at: new Date(instant).toISOString() }
  const answer = await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: [line] })
  expect(await answer.json()).toMatchObject({ accepted: 1, refused: [] })
}

describe('a promise to answer', () => {
  test('is breached a millisecond after its deadline, also where its day is over', async () => {
    const world = await aDaemon({ now: start, texts: [text('all')] })
    await world.turn(start + 22 * hour)
    await report(world, 'ticket.opened', 'T-1', start + 22 * hour)
    await world.turn(start + 26 * hour)
    expect(await world.entries('small', 'breach')).toEqual([])
    await world.turn(start + 26 * hour + 10 * minute)
    const [breach] = await world.facts('small', 'breach')
    expect(breach).toMatchObject({
      from: '2026-03-02T00:00:00+00:00',
      certainSince: '2026-03-03T02:00:00.001+00:00',
    })
    expect((await world.facts('small', 'periodClosed')).map(({ verdict }) => verdict)).toEqual(['breached'])
  })

  test('is closed only when the last clock that began in its period has run out', async () => {
    const world = await aDaemon({ now: start, texts: [text('all')] })
    await world.turn(start + 22 * hour)
    await report(world, 'ticket.opened', 'T-1', start + 22 * hour)
    await world.turn(start + 25 * hour)
    expect(await world.entries('small', 'periodClosed')).toEqual([])
    await report(world, 'ticket.responded', 'T-1', start + 25 * hour)
    await world.turn(start + 25 * hour + 10 * minute)
    expect((await world.facts('small', 'periodClosed')).map(({ verdict }) => verdict)).toEqual(['met'])
  })

  test('that was kept, but reported late, is corrected although the answer lies in the next period', async () => {
    const world = await aDaemon({ now: start, texts: [text('all')] })
    await world.turn(start + 22 * hour)
    await report(world, 'ticket.opened', 'T-1', start + 22 * hour)
    await world.turn(start + 2 * day)
    await report(world, 'ticket.responded', 'T-1', start + 25 * hour)
    await world.round()
    const closed = await world.entries('small', 'periodClosed')
    expect(closed.map(({ period, revision }) => [period?.from.slice(0, 10), revision])).toEqual([
      ['2026-03-02', 1],
      ['2026-03-02', 2],
    ])
    expect((await world.facts('small', 'periodClosed')).map(({ verdict }) => verdict)).toEqual([
      'breached',
      'met',
    ])
    expect((await world.facts('small', 'breach')).map(({ verdict }) => verdict)).toEqual(['breached', 'met'])
  })

  test.each(['day', 'incident'])(
    'pays each day of delay, also those after its %s was closed',
    async (period) => {
      const credit = 'credit: { forEach: { started: 24h, of: excess, per: outage }, give: 10.00 EUR }'
      const paid = text('all').replace('target: all', `target: all\n    ${credit}`)
      const world = await aDaemon({
        now: start,
        texts: [
          paid
            .replace('    period: day', `    period: ${period}`)
            .replace('exclusions:', 'currency: EUR\nexclusions:'),
        ],
      })
      await world.turn(start + hour)
      await report(world, 'ticket.opened', 'T-1', start + hour)
      await world.turn(start + 2 * day)
      // Its four hours ran out at five o'clock on the second: three begun days of ten euros.
      await world.turn(start + 2 * day + 6 * hour)
      await report(world, 'ticket.responded', 'T-1', start + 2 * day + 6 * hour)
      await world.turn(start + 2 * day + 7 * hour)
      const closed = await world.facts('small', 'periodClosed')
      expect(closed.map(({ from, credit }) => [from.slice(0, 10), credit?.amount])).toEqual([
        ['2026-03-02', '10.00'],
        ...(period === 'day' ? [['2026-03-03', '0.00']] : []),
        ['2026-03-02', '30.00'],
      ])
    },
  )

  test('is judged once however often an event is delivered', async () => {
    const world = await aDaemon({ now: start, texts: [text('all')] })
    await world.turn(start + hour)
    await report(world, 'ticket.opened', 'T-1', start + hour)
    const token = await world.token('provider', ['small'])
    const line = {
      event: 'ticket.opened',
      id: 'ticket.opened T-1',
      subject: 'T-1',
      at: new Date(start + hour).toISOString(),
    }
    const again = await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: [line] })
    expect(await again.json()).toMatchObject({ accepted: 0, duplicates: 1 })
    await world.turn(start + day + hour)
    expect((await world.facts('small', 'periodClosed'))[0]?.counts).toEqual({ bad: '1', total: '1' })
  })
})

test('what is refused in a batch is named by its own place', async () => {
  const world = await aDaemon({ now: start, texts: [pushText()] })
  const token = await world.token('provider', ['small'])
  const event = (id: string, instant: number) => ({
    event: 'ticket.opened',
    id,
    subject: id,
    at: new Date(instant).toISOString(),
  })
  const body = [
    { source: 'nobody', at: new Date(start).toISOString(), outcome: 'good' },
    event('now', start),
    event('ahead', start + day),
  ]
  const answer = await world.send('POST', '/api/v1/evidence?agreement=small', { token, body })
  const { refused } = (await answer.json()) as { refused: { index: number }[] }
  expect(refused.map(({ index }) => index)).toEqual([0, 2])
})

test('an event of before the agreement was known judges what counts it, and no period of which nothing was told', async () => {
  const two = text('all').replace(
    'exclusions:',
    '  calm:\n    measure: { uptime: { of: web } }\n    target: ">= 99%"\n    period: day\nexclusions:',
  )
  const world = await aDaemon({ now: start, texts: [two] })
  await world.round()
  await report(world, 'ticket.opened', 'T-1', start - 30 * day)
  await report(world, 'ticket.responded', 'T-1', start - 28 * day)
  await world.round()
  expect(
    (await world.facts('small', 'periodClosed')).map(({ commitment, from, verdict }) => [
      commitment,
      from.slice(0, 10),
      verdict,
    ]),
  ).toEqual([['support', '2026-01-31', 'breached']])
})
