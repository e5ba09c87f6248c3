import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { selectorsOf, withoutVariables } from '../../src/dashboards/checkExpression.ts'
import { dashboards, panelsOf } from '../dashboards/dashboards.ts'
import { rules } from '../dashboards/rules.ts'
import { hasTool, itWith } from '../fixtures/tools.ts'
import { Demo } from './aDemo.ts'
import { Prometheus } from './prometheus.ts'

/** The service of the demonstration goes through its script in a minute; a rule or two needs more. */
const patienceMs = 150_000

let demo: Demo
const prometheus = new Prometheus()

beforeAll(async () => {
  if (!hasTool('prometheus')) return
  demo = new Demo()
  await prometheus.start(await demo.metricsUrl())
})

afterAll(async () => {
  await prometheus.stop()
  await demo?.stop()
})

/** Waits until each query has had a series; names those that had none. */
async function allHaveSeries(queries: readonly (readonly [name: string, query: string])[]): Promise<void> {
  let missing = queries
  await vi.waitFor(
    async () => {
      const found = await Promise.all(missing.map(([, query]) => prometheus.series(query)))
      missing = missing.filter((_, at) => found[at]?.length === 0)
      expect(missing).toEqual([])
    },
    { timeout: patienceMs, interval: 2_000 },
  )
}

const variables = { job: '.*', instance: '.*', agreement: 'demo-checkout', commitment: '.*' }
const filledIn = (query: string) =>
  Object.entries(variables).reduce(
    (text, [name, value]) => text.replaceAll(`$${name}`, value),
    withoutVariables(query, '10s'),
  )

itWith('prometheus', 'every query of every panel has a series', async () => {
  const queries = dashboards().flatMap(([file, dashboard]) =>
    panelsOf(dashboard).flatMap(({ title, targets }) =>
      (targets ?? []).map(({ expr }) => [`${file}: ${title}`, filledIn(expr)] as const),
    ),
  )
  expect(queries.length).toBeGreaterThan(50)
  await allHaveSeries(queries)
})

itWith('prometheus', 'every recording rule records', async () => {
  const recorded = rules('upheld.recording.yaml').map(({ record }) => [record!, record!] as const)
  await allHaveSeries(recorded)
})

itWith(
  'prometheus',
  'every alert looks at series that are there, with the labels that it asks for',
  async () => {
    const looked = rules('upheld.alerts.yaml').flatMap(({ alert, expr }) =>
      selectorsOf(expr).map(({ metric, matchers }) => {
        // Which state something is in depends on how well it goes; that it has a state at all does not.
        const has = matchers.map(({ label }) => `${label}!=""`)
        return [`${alert}`, `${metric}{${has.join(',')}}`] as const
      }),
    )
    await allHaveSeries(looked)
  },
)

itWith('prometheus', 'Prometheus evaluates every rule without an error', async () => {
  await vi.waitFor(
    async () => {
      const evaluated = await prometheus.rules()
      expect(evaluated.filter(({ health }) => health !== 'ok')).toEqual([])
      expect(evaluated.length).toBe(
        [...rules('upheld.recording.yaml'), ...rules('upheld.alerts.yaml')].length,
      )
    },
    { timeout: 30_000, interval: 1_000 },
  )
})

itWith('prometheus', 'the breach of the demonstration fires, and nothing that is not so', async () => {
  await vi.waitFor(
    async () => {
      const firing = (await prometheus.rules())
        .filter(({ state }) => state === 'firing')
        .map(({ name }) => name)
      expect(firing).toEqual(expect.arrayContaining(['UpheldBreachCertain', 'UpheldBreachRecorded']))
      for (const calm of [
        'UpheldAbsent',
        'UpheldSilent',
        'UpheldNotReady',
        'UpheldReloadFailed',
        'UpheldNoticesFailed',
      ])
        expect(firing).not.toContain(calm)
    },
    { timeout: patienceMs, interval: 1_000 },
  )
})

test('the drill looks at queries', () => {
  expect(filledIn('rate(upheld_x{job=~"$job"}[$__rate_interval])')).toBe('rate(upheld_x{job=~".*"}[10s])')
})
