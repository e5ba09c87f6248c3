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
