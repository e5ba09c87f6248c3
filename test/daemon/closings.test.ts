import { describe, expect, test } from 'vitest'
import { aDaemon, at, day, hour, minute, type World } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const httpText = (more: { every?: string; period?: string; target?: string } = {}): string =>
  pushText({ period: more.period ?? 'day', target: more.target ?? '>= 99%' }).replace(
    'web: { push: state, every: 10m }',
    `web: { http: { url: "http://127.0.0.1:1/" }, every: ${more.every ?? '10m'} }`,
  )
const good = () => ({ outcome: 'good', latencyUs: 1000 }) as const

async function push(
  world: World,
  lines: readonly unknown[],
): Promise<{ accepted: number; refused: unknown[] }> {
  const token = await world.token('provider')
  const answer = await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: lines })
  return (await answer.json()) as { accepted: number; refused: unknown[] }
}
const span = (from: number, to: number, outcome: string) =>
  spanLine('web', new Date(from).toISOString(), new Date(to).toISOString(), outcome)

describe('after days without the daemon', () => {
  test('every period is closed, in order of time, with what is missing unknown', async () => {
    const world = await aDaemon({ now: start, texts: [httpText()], look: good })
    await world.turn(start + day / 2)
    await world.restart(start + 4 * day + hour)
    await world.turn(start + 4 * day + 2 * hour)
    const closed = await world.facts('small', 'periodClosed')
    expect(closed.map(({ from, verdict }) => [from.slice(0, 10), verdict])).toEqual([
      ['2026-03-02', 'undetermined'],
      ['2026-03-03', 'undetermined'],
      ['2026-03-04', 'undetermined'],
      ['2026-03-05', 'undetermined'],
    ])
    expect(closed[1]?.seconds?.unknown).toBe('86400')
  })

  test('more periods than one round takes are closed by the rounds that follow', async () => {
    const world = await aDaemon({ now: start, texts: [httpText({ period: 'hour' })], look: good })
    await world.turn(start + hour / 2)
    await world.restart(start + 60 * hour + 20 * minute)
    await world.turn(start + 60 * hour + 50 * minute)
    const closed = await world.facts('small', 'periodClosed')
    expect(closed).toHaveLength(60)
    expect(closed.map(({ from }) => from)).toEqual(closed.map(({ from }) => from).sort())
  })

  test('several commitments are closed in the order in which their periods end', async () => {
    const daily = '  daily: { measure: { uptime: { of: web } }, target: ">= 99%", period: day }\n'
    const text = httpText({ period: 'week' }).replace('exclusions:', `${daily}exclusions:`)
    const world = await aDaemon({ now: start, texts: [text], look: good })
    await world.turn(start + hour)
    await world.restart(start + 9 * day)
    await world.turn(start + 9 * day + hour)
    const ends = (await world.facts('small', 'periodClosed')).map(({ to }) => to)
    expect(ends).toEqual([...ends].sort())
    expect(new Set(ends).size).toBe(ends.length - 1)
  })
})

describe('a breach', () => {
  test('is declared at the first round after it is certain, with the exact instant', async () => {
    const bad = () => ({ outcome: 'bad', reason: 'status' }) as const
    const world = await aDaemon({ now: start - hour, texts: [httpText()], look: good })
    await world.turn(start + 6 * hour)
    world.look = bad
    await world.turn(start + 6 * hour + 30 * minute)
    const [breach] = await world.entries('small', 'breach')
    const [facts] = await world.facts('small', 'breach')
    // 1 % of a day is 864 s; the first bad look lies at most ten minutes after 06:00.
    const looks = await world.daemon.store.series(
      world.prober.planned[0]!.source.identity,
      start,
      start + day,
    )
    const firstBad = looks.at[looks.outcome.indexOf(1)]!
    expect(facts?.certainSince).toBe(new Date(firstBad + 864_001).toISOString().replace('Z', '+00:00'))
    expect(breach!.decidedAt).toBe(Math.ceil((firstBad + 864_001) / (10 * minute)) * 10 * minute)
  })

  test('is declared once over restarts', async () => {
    const bad = () => ({ outcome: 'bad', reason: 'status' }) as const
    const world = await aDaemon({ now: start, texts: [httpText()], look: bad })
    await world.turn(start + 2 * hour)
    await world.restart(start + 3 * hour)
    await world.restart(start + 4 * hour)
    await world.turn(start + day)
    expect(await world.entries('small', 'breach')).toHaveLength(1)
  })

  test('that became certain in the last minutes is declared before the period is settled', async () => {
    const world = await aDaemon({ now: start, texts: [pushText({ target: '>= 99%' })] })
    world.now = start + day + 5 * minute
    await push(world, [span(start, start + 23 * hour, 'good'), span(start + 23 * hour, start + day, 'bad')])
    await world.round()
    expect(await world.entries('small', 'periodClosed')).toEqual([])
    expect(await world.entries('small', 'breach')).toHaveLength(1)
    await world.turn(start + day + hour)
    expect((await world.entries('small')).map(({ kind }) => kind)).toEqual([
      'agreementLoaded',
      'breach',
      'periodClosed',
    ])
  })
})

describe('evidence that comes after the closing', () => {
  test('corrects the verdict and declares the breach, both told to both parties', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.now = start + day
    await push(world, [span(start, start + day, 'good')])
    await world.turn(start + day + hour)
    await push(world, [span(start + hour, start + 3 * hour, 'bad')])
    await world.round()
    const entries = await world.entries('small', 'periodClosed', 'breach')
    expect(entries.map(({ kind, revision, supersedes }) => [kind, revision, supersedes])).toEqual([
      ['periodClosed', 1, null],
      ['breach', 1, null],
      ['periodClosed', 2, entries[0]?.id],
    ])
    const closed = await world.facts('small', 'periodClosed')
    expect(closed.map(({ verdict, seconds }) => [verdict, seconds?.bad])).toEqual([
      ['met', '0'],
      ['breached', '7200'],
    ])
    const told = await world.daemon.store.notices({ entry: entries[2]!.id, limit: 10 })
    expect(told.map(({ party }) => party).sort()).toEqual(['customer', 'provider'])
  })

  test('that says nothing new writes nothing', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    world.now = start + day
    await push(world, [span(start, start + day, 'good')])
    await world.turn(start + day + hour)
    await push(world, [span(start, start + day, 'good')])
    await world.round()
    expect(await world.entries('small', 'periodClosed')).toHaveLength(1)
  })

  test('from before the daemon knew the agreement is judged, and no period between is', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    await push(world, [span(start - 30 * day, start - 29 * day, 'bad')])
    await world.turn(start + day + hour)
    const closed = await world.facts('small', 'periodClosed')
    expect(closed.map(({ from, verdict }) => `${from.slice(0, 10)} ${verdict}`)).toEqual([
      '2026-01-31 breached',
      '2026-03-02 undetermined',
    ])
    expect(await world.entries('small', 'breach')).toHaveLength(1)
  })
})

describe('an announced exclusion', () => {
  const announce = async (world: World, from: number, to: number) => {
    const token = await world.token('provider', ['small'])
    const body = {
      id: 'x-1',
      kind: 'maintenance',
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    }
    return world.send('POST', '/api/v1/agreements/small/exclusions', { token, body })
  }
  const withdraw = async (world: World, role: 'provider' | 'customer' | 'operator' = 'provider') => {
    const token = await world.token(role, ['small'])
    return world.send('DELETE', '/api/v1/agreements/small/exclusions/x-1', { token })
  }

  test('takes its time out, and gives it back when it is withdrawn after the closing', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    expect((await announce(world, start + 4 * hour, start + 6 * hour)).status).toBe(201)
    world.now = start + day
    await push(world, [
      span(start, start + 4 * hour, 'good'),
      span(start + 4 * hour, start + 6 * hour, 'bad'),
      span(start + 6 * hour, start + day, 'good'),
    ])
    await world.turn(start + day + hour)
    expect((await world.facts('small', 'periodClosed'))[0]).toMatchObject({
      verdict: 'met',
      seconds: { excluded: '7200', bad: '0' },
    })
    expect((await withdraw(world, 'operator')).status).toBe(204)
    await world.round()
    const closed = await world.facts('small', 'periodClosed')
    expect(closed.at(-1)).toMatchObject({ verdict: 'breached', seconds: { excluded: '0', bad: '7200' } })
    expect(await world.entries('small', 'breach')).toHaveLength(1)
  })

  test('of the provider is not withdrawn by the customer', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    await announce(world, start + 4 * hour, start + 6 * hour)
    expect((await withdraw(world, 'customer')).status).toBe(403)
    expect(await world.entries('small', 'exclusionWithdrawn')).toEqual([])
  })

  test('that is withdrawn may undo a breach: a correction of it, told to both parties', async () => {
    const world = await aDaemon({ now: start, texts: [pushText()] })
    // With 20 h taken out, 1 % of the day is 144 s; without it, 864 s. Ten minutes are bad.
    await announce(world, start + 4 * hour, start + day)
    world.now = start + 3 * hour
    await push(world, [
      span(start, start + 10 * minute, 'bad'),
      span(start + 10 * minute, start + 3 * hour, 'good'),
    ])
    await world.round()
    await withdraw(world)
    await world.round()
    const [declared, undone] = await world.entries('small', 'breach')
    expect(undone).toMatchObject({ revision: 2, supersedes: declared?.id })
    expect((await world.facts('small', 'breach')).map(({ verdict }) => verdict)).toEqual(['breached', 'met'])
    const told = await world.daemon.store.notices({ entry: undone!.id, limit: 10 })
    expect(told.map(({ party }) => party).sort()).toEqual(['customer', 'provider'])
    // It is declared anew where it comes back.
    await push(world, [span(start + hour, start + 2 * hour, 'bad')])
    await world.round()
    expect((await world.facts('small', 'breach')).map(({ verdict }) => verdict)).toEqual([
      'breached',
      'met',
      'breached',
    ])
  })
})

describe('a trailing commitment', () => {
  const trailing = (): string =>
    pushText({ period: '{ trailing: 2d }', target: '>= 90%' }).replace('exclude: [maintenance]', '')
  const oneDay = async (world: World, n: number, badHours: number) => {
    const from = start + n * day
    world.now = from + day
    await push(world, [
      ...(badHours > 0 ? [span(from, from + badHours * hour, 'bad')] : []),
      span(from + badHours * hour, from + day, 'good'),
    ])
    await world.turn(from + day + hour)
  }

  test('is judged each midnight, and told only when its verdict changes', async () => {
    const world = await aDaemon({ now: start - 2 * day, texts: [trailing()] })
    world.now = start
    await push(world, [span(start - 2 * day, start, 'good')])
    await world.turn(start + hour)
    // 10 % of two days are 4.8 h.
    for (const [n, badHours] of [0, 6, 6, 0, 0, 6].entries()) await oneDay(world, n, badHours)
    const closed = await world.entries('small', 'periodClosed')
    const facts = await world.facts('small', 'periodClosed')
    expect(facts.slice(2).map(({ verdict }) => verdict)).toEqual([
      'met',
      'breached',
      'breached',
      'breached',
      'met',
      'breached',
    ])
    const told = await Promise.all(
      closed.map(async ({ id }) => (await world.daemon.store.notices({ entry: id, limit: 10 })).length > 0),
    )
    expect(told.slice(2)).toEqual([false, true, false, false, true, true])
    expect(await world.entries('small', 'breach')).toHaveLength(2)
  })
})

describe('other periods', () => {
  test('each member of an `each` is closed alone', async () => {
    const text = pushText()
      .replace(
        'web: { push: state, every: 10m }',
        'web: { push: state, every: 10m }\n  app: { push: state, every: 10m }',
      )
      .replace('of: web', 'of: { each: [web, app] }')
    const world = await aDaemon({ now: start, texts: [text] })
    world.now = start + day
    await push(world, [
      span(start, start + day, 'good'),
      { ...span(start, start + day, 'bad'), source: 'app' },
    ])
    await world.turn(start + day + hour)
    const closed = await world.facts('small', 'periodClosed')
    expect(closed.map(({ of, verdict }) => [of, verdict])).toEqual([
      ['web', 'met'],
      ['app', 'breached'],
    ])
  })

  test.each([
    ['week', '2026-03-09'],
    ['month', '2026-04-01'],
    ['quarter', '2026-04-01'],
  ])('a %s is clipped by the term at its end, and nothing follows it', async (period, until) => {
    const text = pushText({ period }).replace('until: 2027-01-01', `until: ${until}`)
    const world = await aDaemon({ now: start, texts: [text], roundMs: () => 6 * hour })
    await world.turn(at(`${until}T00:00:00Z`) + 40 * day)
    const closed = await world.facts('small', 'periodClosed')
    expect(closed.map(({ to }) => to.slice(0, 10))).toEqual([until])
  })

  test('a year that the term cuts short is judged by what is left of it', async () => {
    const text = pushText({ period: 'year' }).replace('until: 2027-01-01', 'until: 2026-03-20')
    const world = await aDaemon({ now: start, texts: [text], roundMs: () => 6 * hour })
    await world.turn(at('2026-04-01T00:00:00Z'))
    const closed = await world.facts('small', 'periodClosed')
    expect(closed.map(({ from, to }) => [from.slice(0, 10), to.slice(0, 10)])).toEqual([
      ['2026-01-01', '2026-03-20'],
    ])
  })
})
