import { describe, expect, test } from 'vitest'
import { aDaemon, at, day, type World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const api = '/api/v1/agreements/small'
const term = 'term: { from: 2026-01-01, until: 2027-01-01 }'
const aText = (until: string, more = ''): string =>
  pushText({ period: 'month', more }).replace(term, `term: { from: 2026-01-01, until: ${until} }`)
const renewal = 'renewal: { extends: 6 months, notice: 30d }\n'

/** A round at each of so many midnights, `step` days apart. */
async function through(world: World, until: string, step = 5): Promise<void> {
  for (const end = at(until); world.now < end; ) {
    world.now = Math.min(end, world.now + step * day)
    await world.round()
  }
}
const factsOf = async (world: World, kind: 'termMoved' | 'agreementEnded') =>
  (await world.entries('small', kind)).map(({ facts }) => facts)
const periods = async (world: World): Promise<string[]> =>
  (await world.facts('small', 'periodClosed')).map(
    ({ from, to }) => `${from.slice(0, 10)} ${to.slice(0, 10)}`,
  )
const toldOf = async (world: World, kind: 'termMoved' | 'agreementEnded') => {
  const ids = (await world.entries('small', kind)).map(({ id }) => id)
  const notices = await world.daemon.store.notices({ agreement: 'small', limit: 500 })
  return notices.filter(({ entry }) => ids.includes(entry)).map(({ party }) => party)
}
const untilShown = async (world: World) => {
  const token = await world.token('auditor')
  const shown = (await (await world.send('GET', api, { token })).json()) as { term: { until: string } }
  return shown.term.until
}

describe('a term that is renewed by itself', () => {
  test('goes on again and again, told each time when no notice can be given any more', async () => {
    const world = await aDaemon({ now: at('2026-05-20T00:00:00Z'), texts: [aText('2026-07-01', renewal)] })
    await through(world, '2026-06-01T00:00:00Z', 1)
    // Thirty days before the 1st of July is the 1st of June.
    expect(await factsOf(world, 'termMoved')).toMatchObject([
      { cause: 'renewal', from: '2026-07-01', until: '2027-01-01', renewals: 1 },
    ])
    await world.restart(world.now + day)
    await through(world, '2027-12-20T00:00:00Z', 20)
    expect((await factsOf(world, 'termMoved')).map(({ until }) => until)).toEqual([
      '2027-01-01',
      '2027-07-01',
      '2028-01-01',
      '2028-07-01',
    ])
    expect(await toldOf(world, 'termMoved')).toHaveLength(8)
    expect(await factsOf(world, 'agreementEnded')).toEqual([])
    expect((await periods(world)).slice(0, 3)).toEqual([
      '2026-05-01 2026-06-01',
      '2026-06-01 2026-07-01',
      '2026-07-01 2026-08-01',
    ])
    expect(await periods(world)).toHaveLength(19)
    expect(await untilShown(world)).toBe('2028-07-01')
  })

  test('does not drift where months are of different lengths', async () => {
    const text = aText('2026-08-31', 'renewal: { extends: 6 months, notice: 30d }\n')
    const world = await aDaemon({ now: at('2026-07-20T00:00:00Z'), texts: [text] })
    await through(world, '2027-08-15T00:00:00Z', 30)
    expect((await factsOf(world, 'termMoved')).map(({ until }) => until)).toEqual([
      '2027-02-28',
      '2027-08-31',
      '2028-02-29',
    ])
  })

  test('was renewed meanwhile where the daemon did not run, and no period is cut', async () => {
    const world = await aDaemon({ now: at('2026-05-10T00:00:00Z'), texts: [aText('2026-06-16', renewal)] })
    await world.restart(at('2027-03-05T00:00:00Z'))
    await world.round()
    expect(await factsOf(world, 'termMoved')).toMatchObject([{ renewals: 2, until: '2027-06-16' }])
    expect((await periods(world))[1]).toBe('2026-06-01 2026-07-01')
  })

  test('ends where a party has given notice against it; the last period is cut and closed, nothing runs on', async () => {
    const world = await aDaemon({ now: at('2026-05-20T00:00:00Z'), texts: [aText('2026-07-16', renewal)] })
    const token = await world.token('customer', ['small'])
    const declared = await world.send('POST', `${api}/declarations`, { token, body: { about: 'nonRenewal' } })
    expect(declared.status).toBe(201)
    await through(world, '2026-07-15T00:00:00Z')
    await world.restart(at('2026-07-17T00:00:00Z'))
    expect(await factsOf(world, 'termMoved')).toEqual([])
    expect(await factsOf(world, 'agreementEnded')).toMatchObject([
      { cause: 'nonRenewal', until: '2026-07-16', by: 'customer' },
    ])
    expect((await toldOf(world, 'agreementEnded')).sort()).toEqual(['customer', 'provider'])
    await through(world, '2026-10-01T00:00:00Z')
    await world.restart(world.now + day)
    expect((await periods(world)).at(-1)).toBe('2026-07-01 2026-07-16')
    expect(await factsOf(world, 'agreementEnded')).toHaveLength(1)
  })
})

test('a term without renewal ends with its last day, and its sources are not looked at any more', async () => {
  const looked: number[] = []
  const text = aText('2026-06-03').replace(
    '{ push: state, every: 10m }',
    '{ tcp: { host: 127.0.0.1, port: 9 }, every: 1h }',
  )
  const look = (_: unknown, slot: number) => {
    looked.push(slot)
    return null
  }
  const roundMs = () => day / 4
  const world = await aDaemon({ now: at('2026-06-01T00:00:00Z'), texts: [text], look, roundMs })
  await world.turn(at('2026-06-04T00:00:00Z'))
  expect(await factsOf(world, 'agreementEnded')).toMatchObject([
    { cause: 'term', until: '2026-06-03', by: null },
  ])
  expect(Math.max(...looked)).toBeLessThan(at('2026-06-03T00:00:00Z') + 1)
  expect(looked.length).toBeGreaterThan(40)
  expect(await periods(world)).toEqual(['2026-06-01 2026-06-03'])
})

test('credits of more time move the end of the term, once they are given', async () => {
  const text = aText('2026-06-01', 'currency: EUR\n').replace(
    '    exclude: [maintenance]\n',
    '    credit: { give: 7 days extension }\n',
  )
  const world = await aDaemon({ now: at('2026-03-01T00:00:00Z'), texts: [text] })
  world.now = at('2026-04-01T01:00:00Z')
  await world.send('POST', '/api/v1/evidence?agreement=small', {
    token: await world.token('operator'),
    body: [spanLine('web', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z', 'bad')],
  })
  await through(world, '2026-06-20T00:00:00Z')
  expect(await factsOf(world, 'termMoved')).toMatchObject([
    { cause: 'credit', days: 7, from: '2026-06-01', until: '2026-06-08' },
  ])
  expect(await factsOf(world, 'agreementEnded')).toMatchObject([{ cause: 'term', until: '2026-06-08' }])
  expect((await periods(world)).at(-1)).toBe('2026-06-01 2026-06-08')
})

test('an extension by a month goes by the calendar', async () => {
  const text = aText('2026-05-31', 'currency: EUR\n').replace(
    '    exclude: [maintenance]\n',
    '    credit: { give: 1 month extension }\n',
  )
  const world = await aDaemon({ now: at('2026-03-01T00:00:00Z'), texts: [text] })
  world.now = at('2026-04-01T01:00:00Z')
  await world.send('POST', '/api/v1/evidence?agreement=small', {
    token: await world.token('operator'),
    body: [spanLine('web', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z', 'bad')],
  })
  await through(world, '2026-07-02T00:00:00Z')
  expect(await factsOf(world, 'termMoved')).toMatchObject([
    { cause: 'credit', days: 0, months: 1, from: '2026-05-31', until: '2026-06-30' },
  ])
  expect(await factsOf(world, 'agreementEnded')).toMatchObject([{ cause: 'term', until: '2026-06-30' }])
})

test('a termination ends the agreement with the day on which it takes effect', async () => {
  const right = `termination:
  chronic: { right: customer, when: { missed: availability, times: 1, consecutive: true }, exercise: 60d, cure: 10d }
`
  const world = await aDaemon({ now: at('2026-03-01T00:00:00Z'), texts: [aText('2027-01-01', right)] })
  world.now = at('2026-04-01T01:00:00Z')
  const sent = await world.send('POST', '/api/v1/evidence?agreement=small', {
    token: await world.token('operator'),
    body: [spanLine('web', '2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z', 'bad')],
  })
  expect(sent.status).toBe(200)
  await world.round()
  world.now = at('2026-04-05T12:00:00Z')
  const token = await world.token('customer', ['small'])
  await world.send('POST', `${api}/termination`, { token, body: { clause: 'chronic' } })
  // Cured until the 15th at noon; the daemon comes back weeks later.
  await world.restart(at('2026-06-10T00:00:00Z'))
  await world.round()
  expect(await factsOf(world, 'agreementEnded')).toMatchObject([
    { cause: 'termination', until: '2026-04-16', clause: 'chronic' },
  ])
  await through(world, '2026-06-20T00:00:00Z')
  expect(await periods(world)).toEqual(['2026-03-01 2026-04-01', '2026-04-01 2026-04-16'])
})

describe('a breach that is certain of a period that the end of the term cuts', () => {
  /** A year that is cut to 181 days: 99 % leave 1.81 days of it, and 3.65 of a whole one. */
  const cut = aText('2026-07-01', 'renewal: { extends: 12 months, notice: 90d }\n').replace(
    'period: month',
    'period: year',
  )
  const breaches = async (world: World) =>
    (await world.facts('small', 'breach')).map(({ to, verdict }) => [to.slice(0, 10), verdict])
  const mails = async (world: World) => {
    const ids = (await world.entries('small', 'breach')).map(({ id }) => id)
    const notices = await world.daemon.store.notices({ agreement: 'small', limit: 500 })
    return notices.filter(({ entry }) => ids.includes(entry)).length
  }
  const down = async (days: number): Promise<World> => {
    const world = await aDaemon({ now: at('2026-01-01T00:00:00Z'), texts: [cut] })
    await through(world, '2026-02-01T00:00:00Z')
    const token = await world.token('provider')
    const line = spanLine('web', '2026-01-10T00:00:00Z', `2026-01-${10 + days}T00:00:00Z`, 'bad')
    await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: [line] })
    await through(world, '2026-03-01T00:00:00Z')
    expect(await breaches(world)).toEqual([['2026-07-01', 'breached']])
    // The second of April is ninety days before the first of July.
    await through(world, '2026-04-10T00:00:00Z')
    return world
  }

  test('is not told again of the whole one, of which it is certain too', async () => {
    const world = await down(5)
    expect(await breaches(world)).toEqual([
      ['2026-07-01', 'breached'],
      ['2027-01-01', 'breached'],
      ['2026-07-01', 'notApplicable'],
    ])
    expect(await mails(world)).toBe(2)
    await through(world, '2026-05-01T00:00:00Z')
    expect(await breaches(world)).toHaveLength(3)
  })

  test('is undone, and both parties are told so, where the whole one leaves more time', async () => {
    const world = await down(2)
    expect(await breaches(world)).toEqual([
      ['2026-07-01', 'breached'],
      ['2026-07-01', 'notApplicable'],
    ])
    expect(await mails(world)).toBe(4)
    const token = await world.token('provider')
    const answer = await world.send('GET', `${api}/compliance`, { token })
    expect(await answer.json()).toMatchObject({ commitments: [{ state: 'failing' }] })
  })
})
