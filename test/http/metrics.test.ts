import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { catalogue, metricSpecs } from '../../src/http/catalogue.ts'
import { collect, labelsOfCommitment } from '../../src/http/collect.ts'
import { Samples } from '../../src/http/samples.ts'
import { StoreError } from '../../src/store.ts'
import { itWith } from '../fixtures/tools.ts'
import { checkout, type World, world } from './server.fixture.ts'
import { standing, summary } from './service.fixture.ts'

const scrape = async (w: World, headers: Record<string, string> = {}) => {
  const response = await fetch(w.server.metricsUrl, { headers })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}
const openmetrics = {
  accept: 'application/openmetrics-text;version=1.0.0;q=0.75,text/plain;version=0.0.4;q=0.5',
}

/** The families of a text, with their type and the labels of their samples. */
function familiesOf(text: string) {
  const families = new Map<string, { type: string; labels: Set<string> }>()
  for (const [, name, type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm))
    families.set(name!, { type: type!, labels: new Set() })
  for (const [, name, labels] of text.matchAll(/^([a-z_:]+)(?:\{(.*)\})? \S+$/gm)) {
    const family = families.get(name!) ?? families.get(name!.replace(/_(bucket|sum|count)$/, ''))
    for (const [, label] of (labels ?? '').matchAll(/([a-z_]+)="/g)) family?.labels.add(label!)
  }
  return families
}

test('the metrics are those of the catalogue, with its types and no other labels', async () => {
  const w = await world()
  await w.get('/-/healthy')
  const families = familiesOf((await scrape(w)).text)
  for (const { name, type, labels } of metricSpecs) {
    const found = families.get(name)
    expect({ name, type: found?.type }).toEqual({ name, type })
    for (const label of found?.labels ?? []) expect([...labels, 'le']).toContain(label)
  }
  const own = [...families.keys()].filter((name) => name.startsWith('upheld_'))
  expect(own.filter((name) => !Object.hasOwn(catalogue, name))).toEqual([])
})

test('every metric of the catalogue has a series where there is something to tell', async () => {
  const w = await world()
  await w.get('/-/healthy')
  const near = { secondsToCertainty: '86400' }
  const [duration, count] = [{ unit: 's' as const }, { unit: '' as const }].map((unit, i) =>
    standing(`c-${i}`, { measure: { ...standing('x').measure, ...unit } }),
  )
  const going = standing('each', { openIncident: 'goingOn' })
  w.service.standingsOf = () => [standing('availability', near), duration!, count!, going]
  const { text } = await scrape(w)
  const silent = metricSpecs.filter(
    ({ name, type }) => !new RegExp(`^${name}${type === 'histogram' ? '_count' : ''}[{ ]`, 'm').test(text),
  )
  expect(silent.map(({ name }) => name)).toEqual([])
})

test('a commitment is in exactly one state', async () => {
  const w = await world()
  w.service.standingsOf = () => [standing('availability', { state: 'atRisk' })]
  const { text } = await scrape(w)
  const states = [
    ...text.matchAll(/^upheld_commitment_state\{agreement="acme-globex-checkout".*state="(\w+)"\} (\d)$/gm),
  ].map(([, state, value]) => `${state} ${value}`)
  expect(states.sort()).toEqual(['atRisk 1', 'breached 0', 'closing 0', 'failing 0', 'onTrack 0'])
})

test('of several open incidents the worst is shown, with how many there are and no end', async () => {
  const w = await world()
  const open = { openIncident: 'goingOn' } as const
  w.service.standingsOf = () => [
    standing('each', open),
    standing('each', { ...open, state: 'breached', budgetRemaining: '-0.5' }),
    standing('each', open),
    standing('calm', { openIncident: 'none' }),
  ]
  const { text } = await scrape(w)
  const each = 'agreement="acme-globex-checkout",commitment="each",of=""'
  expect(text).toContain(`upheld_open_incidents{${each}} 3`)
  expect(text).toContain('commitment="calm",of=""} 0')
  expect(text).toContain(`upheld_error_budget_remaining_ratio{${each}} -0.5`)
  expect(text).not.toContain(`upheld_period_end_timestamp_seconds{${each}}`)
})

test('measure and target stand in their base unit with their bounds', async () => {
  const { text } = await scrape(await world())
  expect(text).toMatch(
    /^upheld_measure_ratio\{agreement="acme-globex-checkout",commitment="availability",of="",bound="to_date"\} 0\.9995$/m,
  )
  expect(text).toMatch(/^upheld_measure_ratio\{.*bound="worst"\} 0\.999$/m)
  expect(text).toMatch(
    /^upheld_target_ratio\{agreement="acme-globex-checkout",commitment="availability",of=""\} 0\.999$/m,
  )
  expect(text).not.toMatch(/^upheld_target_seconds\{/m)
})

test('what is not known has no series, rather than a zero', async () => {
  const w = await world()
  w.service.standingsOf = () => [
    standing('availability', {
      budgetRemaining: null,
      gauges: { toDate: null, best: 1, worst: null, target: null },
    }),
  ]
  const { text } = await scrape(w)
  expect(text).not.toMatch(/^upheld_error_budget_remaining_ratio\{/m)
  expect([...text.matchAll(/^upheld_measure_ratio\{.*bound="(\w+)"/gm)].map(([, bound]) => bound)).toEqual([
    'best',
    'best',
  ])
})

test('text and OpenMetrics tell the same, however they are mixed', async () => {
  const w = await world()
  const first = await scrape(w)
  const open = await scrape(w, openmetrics)
  w.service.time += 2_000
  const again = await scrape(w)
  expect(first.type).toContain('text/plain; version=0.0.4')
  expect(open.type).toContain('application/openmetrics-text; version=1.0.0')
  expect(open.text.endsWith('# EOF\n')).toBe(true)
  expect(open.text).not.toContain('\n\n')
  expect(open.text).toMatch(/^# TYPE upheld_breaches counter\n.*upheld_breaches_total\{.*\} 3$/m)
  expect([...familiesOf(again.text).keys()]).toEqual([...familiesOf(first.text).keys()])
  expect(again.text).toMatch(/^# TYPE process_cpu_user_seconds_total counter$/m)
})

test('many who scrape at once cost one scrape', async () => {
  const w = await world()
  let asked = 0
  w.service.standingsOf = () => {
    asked++
    return []
  }
  const texts = await Promise.all(Array.from({ length: 10 }, () => scrape(w)))
  expect(asked).toBe(w.service.summaries.length)
  expect(new Set(texts.map(({ text }) => text)).size).toBe(1)
})

test('a database in trouble does not silence the rest', async () => {
  const w = await world()
  w.service.store.sizes = () => Promise.reject(new StoreError('disk I/O error', 'SQLITE_IOERR'))
  w.service.reason = 'store: it is full'
  const { status, text } = await scrape(w)
  expect(status).toBe(200)
  expect(text).toMatch(/^upheld_ready 0$/m)
})

test('what an agreement is worth is shown, and what nobody knows has no series', async () => {
  const { text } = await scrape(await world())
  expect(text).toMatch(/^upheld_value_to_date_amount\{.*currency="EUR",value="received"\} 2666.67$/m)
  expect(text).toMatch(/^upheld_value_relative_ratio\{agreement="acme-globex-checkout"\} 0.97$/m)
  expect(text).toMatch(/^upheld_value_satisfaction_answers\{.*question="nps"\} 1$/m)
  expect(text).toMatch(/^upheld_value_retention_ratio\{.*\} 0.95$/m)
  expect(text).not.toMatch(/^upheld_value_.*acme-initech-mail/m)
})

test('what the parties owe each other is shown, and what nobody promised has no series', async () => {
  const { text } = await scrape(await world())
  expect(text).toMatch(/^upheld_obligations\{.*commitment="payment",by="customer",state="overdue"\} 1$/m)
  expect(text).toMatch(/^upheld_overdue_amount\{agreement="acme-globex-checkout",currency="EUR"\} 12000$/m)
  expect(text).toMatch(/^upheld_overdue_oldest_timestamp_seconds\{.*\} 1772319600$/m)
  expect(text).toMatch(/^upheld_proposals_waiting\{.*party="customer",matter="correction"\} 1$/m)
  expect(text).toMatch(
    /^upheld_termination_rights\{.*clause="chronicOutage",right="customer",state="open"\} 1$/m,
  )
  expect(text).toMatch(/^upheld_value_at_stake_amount\{.*currency="EUR"\} 1333.33$/m)
  expect(text).not.toMatch(/^upheld_(?:overdue|obligation).*acme-initech-mail/m)
})

test('there is a bound on series, and a gauge says what was left out', () => {
  const samples = new Samples(2)
  for (let i = 0; i < 5; i++) samples.add('upheld_ledger_entries', i, { agreement: `a-${i}` })
  expect({ kept: samples.of('upheld_ledger_entries').length, dropped: samples.dropped }).toEqual({
    kept: 2,
    dropped: 3,
  })
})

test('fifty thousand commitments stay under the bound', async () => {
  const { service } = await world()
  service.summaries = [summary(checkout, 'Globex AG')]
  const many = Array.from({ length: 50_000 }, (_, i) => standing(`c-${i}`))
  service.standingsOf = () => many
  const samples = collect({
    service,
    slow: null,
    version: '1',
    labelsOf: labelsOfCommitment,
  })
  expect(samples.count).toBe(50_000)
  expect(samples.dropped).toBeGreaterThan(500_000)
})

test('requests are measured by route and never by address', async () => {
  const w = await world()
  await w.get(`/api/v1/agreements/${checkout}`, w.token('customer'))
  await w.get('/somewhere/else/<script>')
  const { text } = await scrape(w)
  expect(text).toMatch(
    /^upheld_http_request_duration_seconds_count\{.*route="\/api\/v1\/agreements\/:agreement".*\} 1$/m,
  )
  expect(text).toMatch(/route="none"/)
  expect(text).not.toContain('somewhere')
})

test('metrics stand behind a token of their own where one is set', async () => {
  const w = await world({ metricsToken: 'scrape-me' })
  expect((await scrape(w)).status).toBe(401)
  expect((await scrape(w, { authorization: `Bearer ${w.token('operator')}` })).status).toBe(401)
  expect((await scrape(w, { authorization: 'Bearer scrape-me' })).status).toBe(200)
})

test('metrics stand on an address of their own where one is set, and on no other', async () => {
  const w = await world({ metrics: { host: '127.0.0.1', port: 0 } })
  expect((await scrape(w)).status).toBe(200)
  expect((await w.get('/metrics')).status).toBe(404)
  expect((await fetch(w.server.metricsUrl.replace('/metrics', '/api/v1/agreements'))).status).toBe(404)
})

itWith('promtool', 'promtool finds nothing to say about the metrics', async () => {
  const w = await world()
  execFileSync('promtool', ['check', 'metrics'], { input: (await scrape(w)).text })
})
