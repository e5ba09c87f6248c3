import { describe, expect, test } from 'vitest'
import type { Facts } from '../../src/ledger/facts.ts'
import { aDaemon, at, day, hour, minute, target, type World } from './aDaemon.ts'
import { pushText } from './anAgreement.ts'

const start = at('2026-03-02T00:00:00Z')
const good = () => ({ outcome: 'good', latencyUs: 1000 }) as const
const http = '{ http: { url: "http://127.0.0.1:1/" }, every: 10m }'
const withSource = (source: string) => pushText().replace('{ push: state, every: 10m }', source)

const gaps = async (world: World) =>
  (await world.entries('small', 'evidenceGap')).map((entry) => entry.facts as unknown as Facts['evidenceGap'])

describe('a gap in the evidence', () => {
  test('is told once it is over, with its reasons counted', async () => {
    const world = await aDaemon({ now: start, texts: [withSource(http)], look: good })
    await world.turn(start + 2 * hour)
    await world.restart(start + 3 * hour)
    await world.turn(start + 4 * hour)
    expect(await gaps(world)).toMatchObject([
      { source: 'web', seconds: '3600', reasons: { stopped: 6 }, commitments: ['availability'] },
    ])
  })

  test('is told whole where the daemon was stopped twice in it', async () => {
    const world = await aDaemon({ now: start, texts: [withSource(http)], look: good })
    await world.turn(start + 2 * hour)
    await world.restart(start + 3 * hour)
    await world.restart(start + 4 * hour)
    await world.turn(start + 5 * hour)
    expect(await gaps(world)).toMatchObject([{ seconds: '7200', reasons: { stopped: 12 } }])
  })

  test('of a few minutes is not told', async () => {
    const world = await aDaemon({ now: start, texts: [withSource(http)], look: good })
    await world.turn(start + 2 * hour)
    await world.restart(start + 2 * hour + 15 * minute)
    await world.turn(start + 4 * hour)
    expect(await gaps(world)).toEqual([])
  })
})

describe('a job that reports in', () => {
  const jobText = withSource('{ heartbeat: { every: 1h, grace: 10m } }')
  const beat = async (world: World) => {
    const token = await world.token('provider', ['small'])
    const answer = await world.send('POST', '/api/v1/heartbeats/small/web', { token, body: {} })
    expect(answer.status).toBe(200)
  }
  const outcomes = async (world: World) => {
    const source = world.daemon.store
    const uses = await world.entries('small', 'agreementLoaded')
    const [job] = (uses[0]!.facts as unknown as Facts['agreementLoaded']).sources
    const series = await source.series(job!.identity, start, start + day)
    return Array.from({ length: series.length }, (_, i) => ['good', 'bad', 'unknown'][series.outcome[i]!])
  }

  test('is good where it did, and bad where it did not', async () => {
    const world = await aDaemon({ now: start, texts: [jobText] })
    await world.turn(start + hour + 5 * minute)
    await beat(world)
    await world.turn(start + 2 * hour + 5 * minute)
    await beat(world)
    await world.turn(start + 5 * hour)
    expect(await outcomes(world)).toEqual(['good', 'good', 'bad'])
  })

  test('is unknown where the daemon could not have taken its report, however long after that is decided', async () => {
    const world = await aDaemon({ now: start, texts: [jobText] })
    await world.turn(start + hour + 5 * minute)
    // The slot from 01:00 to 02:00 and its grace: the daemon is away for half an hour of it.
    await world.restart(start + hour + 35 * minute)
    await world.turn(start + 4 * hour)
    expect(await outcomes(world)).toEqual(['unknown', 'bad'])
  })

  test('does not make the daemon responsible for the time in which it ran', async () => {
    const world = await aDaemon({ now: start, texts: [jobText] })
    await world.turn(start + 2 * hour + 15 * minute)
    await world.restart(start + 6 * hour + 5 * minute)
    await world.turn(start + 9 * hour)
    // 01:00 missed; 02:00 to 06:00 touched by the stop (02:15 to 06:05); 07:00 missed.
    expect(await outcomes(world)).toEqual([
      'bad',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      'bad',
    ])
  })
})

describe('a source with a history of its own', () => {
  const prometheus = async () => {
    const asked: URL[] = []
    const { port } = await target((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const url = new URL(request.url ?? '/', 'http://127.0.0.1')
        const form = new URLSearchParams(Buffer.concat(chunks).toString() || url.search)
        asked.push(url)
        const [from, to, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name)))
        const time = Number(form.get('time'))
        const value = /bad/.test(form.get('query') ?? '') ? '0' : '100'
        const values: [number, string][] = []
        if (Number.isFinite(from) && form.has('start'))
          for (let t = from!; t <= to!; t += step!) values.push([t, value])
        const data = form.has('start')
          ? { resultType: 'matrix', result: [{ metric: {}, values }] }
          : { resultType: 'vector', result: [{ metric: {}, value: [time, value] }] }
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ status: 'success', data }))
      })
    })
    const text = pushText()
      .replace(
        '{ push: state, every: 10m }',
        `{ prometheus: { url: "http://127.0.0.1:${port}", bad: bad, total: total }, every: 10m }`,
      )
      .replace('{ uptime: { of: web } }', '{ successRatio: { of: web } }')
      .replace('exclude: [maintenance]', '')
    return { text, asked }
  }

  test('loses nothing while the daemon is away, not even the closing of a period', async () => {
    const { text } = await prometheus()
    const world = await aDaemon({ now: start - hour, texts: [text] })
    await world.turn(start + 6 * hour)
    // Three days later; the first round comes before the history has been read.
    await world.stop()
    world.now = start + 3 * day + hour
    await world.start()
    await world.daemon.round()
    await world.turn(start + 3 * day + 2 * hour)
    const closed = await world.entries('small', 'periodClosed')
    const facts = await world.facts('small', 'periodClosed')
    expect(closed.map(({ revision }) => revision)).toEqual([1, 1, 1, 1])
    expect(facts.slice(1).map(({ verdict, counts }) => [verdict, counts])).toEqual([
      ['met', { bad: '0', total: '14400' }],
      ['met', { bad: '0', total: '14400' }],
      ['met', { bad: '0', total: '14400' }],
    ])
    expect(await gaps(world)).toEqual([])
  })
})
