import { describe, expect, test } from 'vitest'
import type { Standing } from '../../src/evaluation/verdict.ts'
import { event, push } from './aCredit.ts'
import { aDaemon, at, day, hour, minute, type World } from './aDaemon.ts'
import { spanLine } from './anAgreement.ts'
import { incidentText, iso, tellSpans, told } from './anIncident.ts'

const start = at('2026-03-02T00:00:00Z')
const api = '/api/v1/agreements/small'

async function rounds(world: World): Promise<void> {
  await world.round()
  await world.round()
}

async function got(world: World, path: string): Promise<Record<string, unknown>> {
  const answer = await world.send('GET', path, { token: await world.token('operator') })
  return (await answer.json()) as Record<string, unknown>
}

const standings = async (world: World): Promise<readonly Standing[]> =>
  (await got(world, `${api}/compliance`)).commitments as readonly Standing[]

const shown = async (world: World): Promise<string[]> =>
  (await standings(world)).map(({ of, from, to, state, openIncident, shown: figure }) =>
    `${of ?? ''} ${from.slice(5, 16)} ${to.slice(5, 16)} ${state} ${openIncident} ${figure}`.trim(),
  )

async function metric(world: World, name: string): Promise<string[]> {
  const answer = await world.send('GET', '/metrics', { token: await world.token('operator') })
  return (await answer.text()).split('\n').filter((line) => line.startsWith(name))
}

describe('an outage that goes on', () => {
  test('is listed as it stands, and nothing is while there is none', async () => {
    const world = await aDaemon({ now: start, texts: [incidentText()] })
    await tellSpans(world, start, ['good', start + hour])
    await rounds(world)
    expect(await shown(world)).toEqual(['03-02T01:00 03-02T01:00 onTrack none –'])
    await tellSpans(world, start + hour, ['bad', start + 1.5 * hour])
    await rounds(world)
    expect(await shown(world)).toEqual(['03-02T01:00 03-02T01:30 onTrack goingOn 30 min'])
    await tellSpans(world, start + 1.5 * hour, ['bad', start + 3 * hour])
    await rounds(world)
    expect(await shown(world)).toEqual(['03-02T01:00 03-02T03:00 breached goingOn 2 h'])
    expect(await metric(world, 'upheld_open_incidents')).toEqual([
      'upheld_open_incidents{agreement="small",commitment="availability",of=""} 1',
    ])
    await tellSpans(world, start + 3 * hour, ['good', start + 3 * hour + 5 * minute])
    await rounds(world)
    expect(await shown(world)).toEqual(['03-02T01:00 03-02T03:00 breached ended 2 h'])
    await tellSpans(world, start + 3 * hour + 5 * minute, ['good', start + 4 * hour])
    await rounds(world)
    expect(await shown(world)).toEqual(['03-02T04:00 03-02T04:00 onTrack none –'])
  })

  test('is explained while it goes on, and when it is over', async () => {
    const world = await aDaemon({ now: start, texts: [incidentText()] })
    await tellSpans(world, start, ['good', start + hour], ['bad', start + 3 * hour])
    await rounds(world)
    const path = `${api}/explain?commitment=availability&at=2026-03-02T02:00:00Z`
    expect((await got(world, path)).result).toMatchObject({ from: '2026-03-02T01:00:00+00:00' })
    await tellSpans(world, start + 3 * hour, ['good', start + 5 * hour])
    await rounds(world)
    const { result, text } = await got(world, path)
    expect(result).toMatchObject({ to: '2026-03-02T03:00:00+00:00', verdict: 'breached' })
    expect(text).toContain('7200')
    expect((await got(world, path.replace('02:00', '04:00'))).status).toBe(404)
  })

  test('keeps its name over a stop in its midst, and one between its end and its closing', async () => {
    const world = await aDaemon({ now: start, texts: [incidentText()] })
    await tellSpans(world, start, ['good', start + hour], ['bad', start + 3 * hour])
    await rounds(world)
    await world.restart(start + 3 * hour)
    await tellSpans(world, start + 3 * hour, ['bad', start + 4 * hour], ['good', start + 4 * hour + minute])
    await world.restart(start + 4 * hour + minute)
    await tellSpans(world, start + 4 * hour + minute, ['good', start + 5 * hour])
    await rounds(world)
    await world.restart(start + 5 * hour)
    expect(await told(world, 'breach', 'periodClosed')).toEqual([
      'breach 1 03-02T01:00 03-02T03:00 breached goingOn',
      'periodClosed 1 03-02T01:00 03-02T04:00 breached ended',
    ])
  })

  test('is one though its source is looked at otherwise in its midst', async () => {
    const world = await aDaemon({ now: start, texts: [incidentText()] })
    await tellSpans(world, start, ['good', start + hour], ['bad', start + 2 * hour])
    await rounds(world)
    world.texts = [incidentText().replace('every: 10m', 'every: 5m')]
    await world.restart(start + 2 * hour)
    await tellSpans(world, start + 2 * hour, ['bad', start + 3 * hour], ['good', start + 5 * hour])
    await rounds(world)
    await rounds(world)
    expect(await told(world, 'breach', 'periodClosed')).toEqual([
      'breach 1 03-02T01:00 03-02T03:00 breached ended',
      'periodClosed 1 03-02T01:00 03-02T03:00 breached ended',
    ])
  })

  test('is closed after a day without anything seen, and grows when something is', async () => {
    const world = await aDaemon({ now: start, texts: [incidentText()] })
    await tellSpans(world, start, ['good', start + hour], ['bad', start + 3 * hour])
    await rounds(world)
    world.now = start + 20 * hour
    await rounds(world)
    expect(await told(world, 'periodClosed')).toEqual([])
    world.now = start + 30 * hour
    await rounds(world)
    await tellSpans(world, start + 2 * day, ['bad', start + 2 * day + hour], ['good', start + 3 * day])
    await rounds(world)
    expect(await told(world, 'periodClosed')).toEqual([
      'periodClosed 1 03-02T01:00 03-02T03:00 breached ended',
      'periodClosed 2 03-02T01:00 03-04T01:00 breached ended',
    ])
  })

  test('that ended before the agreement was known is none of its, but for evidence that is told of then', async () => {
    const world = await aDaemon({ now: start, texts: [incidentText()] })
    await rounds(world)
    await tellSpans(
      world,
      start - day,
      ['good', start - 20 * hour],
      ['bad', start - 18 * hour],
      ['good', start],
    )
    await rounds(world)
    expect(await told(world, 'periodClosed')).toEqual([
      'periodClosed 1 03-01T04:00 03-01T06:00 breached ended',
    ])
  })
})

describe('outages that Upheld sees itself', () => {
  const text = incidentText({ measure: '{ downtime: { of: web, outage: { consecutive: 3 } } }' }).replace(
    'web: { push: state, every: 10m }',
    'web: { http: { url: "http://127.0.0.1:1/" }, every: 10m }',
  )
  /** Three outages by the minutes of their looks: one too short, one kept, one missed. */
  const outages = [
    [60, 75],
    [300, 345],
    [600, 720],
  ].map((minutes) => minutes.map((each) => start + each * minute) as [number, number])
  const look = (_: unknown, slot: number) =>
    outages.some(([from, to]) => slot >= from && slot < to)
      ? ({ outcome: 'bad', reason: 'status' } as const)
      : ({ outcome: 'good', latencyUs: 1000 } as const)

  test('are shaped by their looks, over a stop too, and looked for from where they ended', async () => {
    const world = await aDaemon({ now: start, texts: [text], look })
    await world.turn(start + 11 * hour)
    await world.restart(start + 11 * hour)
    await world.turn(start + 3 * day)
    const facts = await world.facts('small', 'periodClosed')
    const lengths = facts.map(({ from, to, verdict, certainSince }) => [
      (Date.parse(to) - Date.parse(from)) / minute,
      verdict,
      certainSince === null ? null : Math.ceil((Date.parse(certainSince) - Date.parse(from)) / minute),
    ])
    expect(lengths).toEqual([
      [40, 'met', null],
      [120, 'breached', 61],
    ])
    const kept = JSON.parse((await world.daemon.store.state('incidents small')) ?? '{}') as object
    const [from] = Object.values(kept) as number[]
    expect((world.now - (from ?? 0)) / hour).toBeLessThan(2)
  })

  test('may have lasted while nobody looked: that one was kept is certain of none', async () => {
    const world = await aDaemon({ now: start, texts: [text], look })
    await world.turn(start + 11 * hour)
    await world.restart(start + 15 * hour)
    await world.turn(start + 16 * hour)
    const closed = await world.facts('small', 'periodClosed')
    expect(closed.map(({ verdict }) => verdict)).toEqual(['met', 'undetermined'])
    expect(closed[1]?.measure).toMatchObject({ value: '3600', best: '3600', worst: '18000' })
  })
})

describe('each member alone', () => {
  const text = incidentText({ measure: '{ downtime: { of: { each: [web, api] } } }' }).replace(
    'web: { push: state, every: 10m }',
    'web: { push: state, every: 10m }\n  api: { push: state, every: 10m }',
  )

  test('has its outages, though they begin at once', async () => {
    const world = await aDaemon({ now: start, texts: [text] })
    world.now = start + 6 * hour
    const lines = ['web', 'api'].flatMap((source, i) => {
      const end = start + (3 + i) * hour
      return [
        spanLine(source, iso(start), iso(start + hour), 'good'),
        spanLine(source, iso(start + hour), iso(end), 'bad'),
        spanLine(source, iso(end), iso(world.now), 'good'),
      ]
    })
    await push(world, lines)
    await rounds(world)
    const facts = await world.facts('small', 'periodClosed')
    expect(facts.map(({ of, from, to }) => `${of} ${from.slice(11, 16)} ${to.slice(11, 16)}`)).toEqual([
      'web 01:00 03:00',
      'api 01:00 04:00',
    ])
    expect(await world.entries('small', 'creditStated')).toHaveLength(2)
  })
})

describe('each ticket alone', () => {
  const measure =
    '{ elapsed: { from: ticket.opened, to: ticket.responded, within: 2h, where: { severity: P1 } } }'
  const text = incidentText({ measure, target: 'all' }).replace('    exclude: [maintenance]\n', '')
  const opened = (hours: number, subject: string, severity = 'P1') =>
    event('ticket.opened', start + hours * hour, { severity }, subject)
  const responded = (hours: number, subject: string) =>
    event('ticket.responded', start + hours * hour, {}, subject)

  test('is open until it is answered, late from its deadline on, and closed then', async () => {
    const world = await aDaemon({ now: start, texts: [text] })
    world.now = start + 2 * hour
    await push(world, [opened(1, 'T-1'), opened(1.5, 'T-2')])
    await rounds(world)
    expect(await shown(world)).toEqual([
      '03-02T01:00 03-02T01:00 onTrack goingOn –',
      '03-02T01:30 03-02T01:30 onTrack goingOn –',
    ])
    world.now = start + 3.2 * hour
    await push(world, [responded(3.1, 'T-2')])
    await rounds(world)
    expect(await told(world, 'breach', 'periodClosed')).toEqual([
      'breach 1 03-02T01:00 03-02T01:00 breached ended',
      'periodClosed 1 03-02T01:00 03-02T01:00 breached ended',
      'periodClosed 1 03-02T01:30 03-02T01:30 met ended',
    ])
    expect((await world.entries('small', 'creditStated'))[0]?.facts).toMatchObject({ amount: '100.00' })
  })

  test('is restated where its answer is told late, and its breach taken back', async () => {
    const world = await aDaemon({ now: start, texts: [text] })
    world.now = start + 2 * hour
    await push(world, [opened(1, 'T-1')])
    world.now = start + 5 * hour
    await rounds(world)
    await push(world, [responded(2, 'T-1')])
    await rounds(world)
    expect(await told(world, 'breach', 'periodClosed')).toEqual([
      'breach 1 03-02T01:00 03-02T01:00 breached ended',
      'periodClosed 1 03-02T01:00 03-02T01:00 breached ended',
      'breach 2 03-02T01:00 03-02T01:00 met ended',
      'periodClosed 2 03-02T01:00 03-02T01:00 met ended',
    ])
  })

  test('that is told of late is judged then, and one of which nothing is promised by no mail', async () => {
    const world = await aDaemon({ now: start, texts: [text] })
    world.now = start + 3 * day
    await rounds(world)
    await push(world, [opened(1, 'T-1'), opened(2, 'T-2', 'P3')])
    await rounds(world)
    expect(await told(world, 'periodClosed')).toEqual([
      'periodClosed 1 03-02T01:00 03-02T01:00 breached ended',
      'periodClosed 1 03-02T02:00 03-02T02:00 notApplicable ended',
    ])
    const [, nothing] = await world.entries('small', 'periodClosed')
    const notices = await world.daemon.store.notices({ agreement: 'small', limit: 200 })
    expect(notices.filter(({ entry }) => entry === nothing?.id)).toEqual([])
  })
})

describe('an amendment', () => {
  const amended = (before: string, after: string): string =>
    incidentText({
      period: before,
      more: `amendments: [{ effective: 2026-03-04, changes: { commitments: { availability: { ${after} } } } }]\n`,
    })

  test('judges the outages that begin under it, and the one over its begin by the text before', async () => {
    const world = await aDaemon({
      now: start,
      texts: [amended('incident', 'target: "<= 30m"')],
    })
    await tellSpans(
      world,
      start,
      ['good', start + 2 * day - 20 * minute],
      ['bad', start + 2 * day + 20 * minute],
      ['good', start + 2 * day + 2 * hour],
      ['bad', start + 2 * day + 2 * hour + 40 * minute],
      ['good', start + 3 * day],
    )
    await rounds(world)
    await rounds(world)
    expect(await told(world, 'periodClosed')).toEqual([
      'periodClosed 1 03-03T23:40 03-04T00:20 met ended',
      'periodClosed 1 03-04T02:00 03-04T02:40 breached ended',
    ])
  })

  test('makes a daily promise one of each outage, and the other way round', async () => {
    for (const [before, after, expected] of [
      ['day', 'incident', ['03-02T00:00 03-03T00:00', '03-03T00:00 03-04T00:00', '03-04T02:00 03-04T04:00']],
      ['incident', 'day', ['03-02T02:00 03-02T04:00', '03-04T00:00 03-05T00:00']],
    ] as const) {
      const world = await aDaemon({ now: start, texts: [amended(before, `period: ${after}`)] })
      await tellSpans(
        world,
        start,
        ['good', start + 2 * hour],
        ['bad', start + 4 * hour],
        ['good', start + 2 * day + 2 * hour],
        ['bad', start + 2 * day + 4 * hour],
        ['good', start + 3 * day + hour],
      )
      await rounds(world)
      await rounds(world)
      const facts = await world.facts('small', 'periodClosed')
      expect(facts.map(({ from, to }) => `${from.slice(5, 16)} ${to.slice(5, 16)}`)).toEqual(expected)
      await world.stop()
    }
  })
})
