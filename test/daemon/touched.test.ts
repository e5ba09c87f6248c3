import { expect, test } from 'vitest'
import { Touched } from '../../src/daemon/touched.ts'
import { aDaemon, at, day, hour } from './aDaemon.ts'
import { pushText, spanLine } from './anAgreement.ts'
import { incidentText, iso, tellSpans, told } from './anIncident.ts'

const start = at('2026-03-02T00:00:00Z')

test.each([
  ['a day', pushText(), ['periodClosed 2 03-02T00:00 03-03T00:00 breached']],
  ['an outage', incidentText(), ['periodClosed 1 03-02T01:00 03-02T03:00 breached ended']],
])(
  'late evidence about %s that is judged by nobody before a stop is judged after it',
  async (_, text, last) => {
    const world = await aDaemon({ now: start, texts: [text] })
    await tellSpans(world, start, ['good', start + day + hour])
    await world.round()
    await world.round()
    const token = await world.token('operator')
    const late = spanLine('web', iso(start + hour + 1000), iso(start + 3 * hour), 'bad')
    const body = [late, { ...late, from: iso(start + hour) }]
    await world.send('POST', '/api/v1/evidence?agreement=small', { token, body })
    await world.restart(world.now)
    expect((await told(world, 'periodClosed')).slice(-1)).toEqual(last)
    expect(await world.daemon.store.state('touched small')).toBe('[]')
  },
)

function aStore() {
  const kept = new Map<string, string>()
  return {
    kept,
    state: async (key: string) => kept.get(key) ?? null,
    saveState: async (values: Readonly<Record<string, string>>) => {
      for (const [key, value] of Object.entries(values)) kept.set(key, value)
    },
  }
}
const fail = (error: unknown): never => {
  throw error
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('what was taken is kept until it is done, and is there again where it failed', async () => {
  const store = aStore()
  const touched = new Touched(store, fail)
  touched.add('a', { from: 1, to: 5 })
  touched.add('a', { from: 4, to: 9 })
  await turn()
  expect(store.kept.get('touched a')).toBe('[{"from":1,"to":9}]')
  expect(touched.take('a')).toEqual([{ from: 1, to: 9 }])
  touched.add('a', { from: 20, to: 21 })
  await turn()
  const next = new Touched(store, fail)
  await next.resume('a')
  expect(next.take('a')).toEqual([
    { from: 1, to: 9 },
    { from: 20, to: 21 },
  ])
  await touched.settle('a', false)
  expect(touched.take('a')).toHaveLength(2)
  await touched.settle('a', true)
  expect(store.kept.get('touched a')).toBe('[]')
})

test('what late evidence touches is on disk before the evidence is', async () => {
  const store = aStore()
  const touched = new Touched(store, fail)
  const seen = await touched.holding([{ agreement: 'a', span: { from: 3, to: 7 } }], async () => {
    // A round between the two finds nothing to do, and must not take the mark away.
    touched.add('a', { from: 1, to: 2 })
    touched.take('a')
    await touched.settle('a', true)
    return store.kept.get('touched a')
  })
  expect(seen).toBe('[{"from":3,"to":7}]')
})

test.each(['record', 'recordEvents'] as const)(
  'a stop right after %s, before anything else, leaves nothing unjudged',
  async (method) => {
    const text = pushText().replace(
      'exclusions:',
      `  support:
    measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 3h } }
    target: all
    period: day
exclusions:`,
    )
    const world = await aDaemon({ now: start, texts: [text] })
    await world.turn(start + 3 * day)
    const { store } = world.daemon
    let isDead = false
    const dying =
      <A extends unknown[], R>(act: (...args: A) => Promise<R>, isLast: boolean) =>
      async (...args: A): Promise<R> => {
        if (isDead) throw new Error('killed')
        const done = await act.apply(store, args)
        isDead = isLast
        return done
      }
    Object.assign(store, {
      [method]: dying(store[method] as (...args: unknown[]) => Promise<unknown>, true),
      saveState: dying(store.saveState.bind(store), false),
      commit: dying(store.commit.bind(store), false),
    })
    const token = await world.token('operator')
    const line =
      method === 'record'
        ? spanLine('web', iso(start), iso(start + day), 'bad')
        : { event: 'ticket.opened', id: 't', subject: 'T', at: iso(start + hour) }
    await world.send('POST', '/api/v1/evidence?agreement=small', { token, body: [line] })
    expect(isDead).toBe(true)
    await world.stop().catch(() => undefined)
    await world.start()
    await world.round()
    const clause = method === 'record' ? 'availability' : 'support'
    const facts = await world.facts('small', 'periodClosed', clause)
    const verdicts = facts
      .filter(({ from }) => from === '2026-03-02T00:00:00+00:00')
      .map((each) => each.verdict)
    expect(verdicts.at(-1)).toBe('breached')
  },
)
