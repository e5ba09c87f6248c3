import { expect, test } from 'vitest'
import { problemsOf } from '../../src/dashboards/checkExpression.ts'
import { grafanaDashboard } from '../../src/dashboards/grafana.ts'
import { selectors } from '../../src/dashboards/select.ts'

const good = 'sum by (agreement) (rate(upheld_breaches_total{job=~"$job"}[$__rate_interval])) > 0'

test('an expression over the catalogue has no problem', () => {
  expect(problemsOf(good)).toEqual([])
  expect(problemsOf('sum by (le, phase) (rate(upheld_probe_phase_duration_seconds_bucket[5m]))')).toEqual([])
})

test.each([
  ['a metric that nobody exposes', 'upheld_breach_total', 'nobody exposes a metric upheld_breach_total'],
  ['a histogram without its suffix', 'upheld_probe_duration_seconds', 'nobody exposes'],
  ['a suffix on what is no histogram', 'upheld_ready_bucket', 'nobody exposes'],
  ['a name that every object has', 'toString', 'nobody exposes'],
  ['a selector without a name', '{job="upheld"}', 'nobody exposes a metric named by'],
  [
    'a label that the metric does not carry',
    'upheld_ready{agreement="a"}',
    'upheld_ready has no label agreement',
  ],
  ['le outside of buckets', 'upheld_probe_duration_seconds_count{le="1"}', 'has no label le'],
  ['a grouping by a label that is not there', 'sum by (party) (upheld_notices)', 'has the label party'],
  ['a join on a label that is not there', 'upheld_ready + on (host) upheld_chunks', 'has the label host'],
  ['a state that there is not', 'upheld_commitment_state{state="failed"}', 'is never failed'],
  ['one of several words', 'upheld_observations_total{outcome=~"bad|worse"}', 'is never worse'],
  ['broken syntax', 'sum(upheld_ready', 'no PromQL at character'],
  ['no metric at all', '1 + 1', 'selects no metric'],
])('%s is told', (_, expression, problem) => {
  expect(problemsOf(expression).join('\n')).toContain(problem)
})

test('a dashboard with a wrong query is not made', () => {
  const panel = {
    title: 'Wrong',
    description: '',
    kind: 'tile',
    unit: 's',
    width: 4,
    queries: [{ expression: 'upheld_nothing', legend: '' }],
  } as const
  const board = { uid: 'u', title: 'Board', description: '', from: 'now-1h', choices: [] }
  expect(() => grafanaDashboard({ ...board, rows: [{ title: 'Row', panels: [panel] }] })).toThrow(
    'Board, panel "Wrong": nobody exposes a metric upheld_nothing',
  )
})

test('selectors carry the scope, and quote what they are given', () => {
  const { series } = selectors({ job: { like: '$job' } })
  expect(series('upheld_ready')).toBe('upheld_ready{job=~"$job"}')
  expect(series('upheld_notices', { state: { not: 'a"b' } })).toBe(
    'upheld_notices{job=~"$job",state!="a\\"b"}',
  )
})

test('names and labels that the catalogue does not have are type errors', () => {
  const { series, buckets } = selectors({})
  // @ts-expect-error: no such metric
  expect(problemsOf(series('upheld_nothing'))).not.toEqual([])
  // @ts-expect-error: no such label
  expect(problemsOf(series('upheld_ready', { state: 'x' }))).not.toEqual([])
  // @ts-expect-error: the label of another metric
  expect(problemsOf(series('upheld_notices', { outcome: 'good' }))).not.toEqual([])
  // @ts-expect-error: a histogram has buckets
  expect(problemsOf(series('upheld_probe_duration_seconds'))).not.toEqual([])
  // @ts-expect-error: a gauge has none
  expect(problemsOf(buckets('upheld_ready'))).not.toEqual([])
})
