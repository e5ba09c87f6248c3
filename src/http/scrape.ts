import { setImmediate } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Histogram, type Metric, Registry } from 'prom-client'
import { StoreError } from '../store.ts'
import { catalogue, type MetricName } from './catalogue.ts'
import { type CommitmentLabels, collect, collectSlow, labelsOfCommitment, type SlowFacts } from './collect.ts'
import { Family, Samples } from './samples.ts'
import type { Service } from './service.ts'

type Format = 'text' | 'openmetrics'
interface Scrape {
  readonly type: string
  readonly text: string
}

/** An answer stands for so long: several who scrape together cost one scrape. */
const freshMs = 1_000
/** What needs the database is read at most so often. */
const slowMs = 30_000

/** Gauges that prom-client names like counters; Prometheus' own check refuses them. */
const misnamed = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
]
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Makes the text of `/metrics`, one scrape at a time. */
export class Scraper {
  readonly #service: Service
  readonly #version: string
  readonly #registry = new Registry()
  readonly #probes: Histogram
  readonly #phases: Histogram
  readonly #requests: Histogram
  readonly #kept = new Map<Format, { readonly at: number; readonly scrape: Scrape }>()
  #samples = new Samples()
  #labels = new Map<string, CommitmentLabels>()
  #slow: { readonly at: number; readonly facts: SlowFacts } | null = null
  #last: Promise<unknown> = Promise.resolve()
  #timer: NodeJS.Timeout | null = null

  constructor(service: Service, version: string) {
    this.#service = service
    this.#version = version
    collectDefaultMetrics({ register: this.#registry as Registry })
    for (const name of misnamed) this.#registry.removeSingleMetric(name)
    this.#probes = this.#histogram('upheld_probe_duration_seconds')
    this.#phases = this.#histogram('upheld_probe_phase_duration_seconds')
    this.#requests = this.#histogram('upheld_http_request_duration_seconds')
    for (const name of Object.keys(catalogue) as MetricName[]) {
      if (catalogue[name].type === 'histogram') continue
      const family = new Family(name, (asked) => this.#samples.of(asked))
      // The registry only asks for a name, a type and `get`.
      this.#registry.registerMetric(family as unknown as Metric)
    }
  }

  /** Looks are taken from the daemon also while nobody scrapes, so that they do not pile up. */
  start(): void {
    this.#timer ??= setInterval(() => this.#drain(), 5_000).unref()
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Measures an application's requests, by route and never by address. */
  watch(app: Pick<FastifyInstance, 'addHook'>): void {
    app.addHook('onResponse', async (request, reply) => {
      const labels = {
        method: knownMethods.has(request.method) ? request.method : 'other',
        route: request.is404 ? 'none' : (request.routeOptions.url ?? 'none'),
        status: `${Math.floor(reply.statusCode / 100)}xx`,
      }
      this.#requests.observe(labels, reply.elapsedTime / 1000)
    })
  }

  /** Text and its content type; scrapes wait for one another. */
  scrape(format: Format): Promise<Scrape> {
    const next = this.#last.then(
      () => this.#scrape(format),
      () => this.#scrape(format),
    )
    this.#last = next
    return next
  }

  async #scrape(format: Format): Promise<Scrape> {
    const now = this.#service.now()
    const kept = this.#kept.get(format)
    if (kept !== undefined && Math.abs(now - kept.at) < freshMs) return kept.scrape
    const slow = await this.#slowFacts(now)
    this.#drain()
    this.#collect(slow)
    const scrape = await this.#render(format)
    this.#kept.set(format, { at: now, scrape })
    return scrape
  }

  async #slowFacts(now: number): Promise<SlowFacts | null> {
    if (this.#slow !== null && Math.abs(now - this.#slow.at) < slowMs) return this.#slow.facts
    try {
      this.#slow = { at: now, facts: await collectSlow(this.#service) }
    } catch (error) {
      // A database in trouble is what somebody scrapes for: the rest is still told, and the last figures stand.
      if (!(error instanceof StoreError)) throw error
    }
    return this.#slow?.facts ?? null
  }

  #collect(slow: SlowFacts | null): void {
    const started = performance.now()
    const labels = new Map<string, CommitmentLabels>()
    const labelsOf = (agreement: string, commitment: string, of: string) => {
      const key = `${agreement}\n${commitment}\n${of}`
      const known = this.#labels.get(key) ?? labelsOfCommitment(agreement, commitment, of)
      labels.set(key, known)
      return known
    }
    const samples = collect({ service: this.#service, slow, version: this.#version, labelsOf })
    this.#labels = labels
    samples.note('upheld_metrics_series', samples.count)
    samples.note('upheld_metrics_series_dropped', samples.dropped)
    samples.note('upheld_metrics_collect_seconds', (performance.now() - started) / 1000)
    this.#samples = samples
  }

  /** Metric by metric, so that the loop gets its turn in between. */
  async #render(format: Format): Promise<Scrape> {
    const type =
      format === 'openmetrics' ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE
    const registry = this.#registry as unknown as Registry<typeof type>
    registry.setContentType(type)
    const parts: string[] = []
    for (const metric of registry.getMetricsAsArray()) {
      parts.push(await renderOne(registry, metric, format))
      await setImmediate()
    }
    return { type, text: `${parts.join('\n')}\n${format === 'openmetrics' ? '# EOF\n' : ''}` }
  }

  #drain(): void {
    for (const { kind, durationUs, phasesUs } of this.#service.telemetry.drainLooks()) {
      this.#probes.observe({ source_kind: kind }, durationUs / 1e6)
      for (const [phase, us] of Object.entries(phasesUs))
        this.#phases.observe({ source_kind: kind, phase }, us / 1e6)
    }
  }

  #histogram(name: MetricName): Histogram {
    const { help, labels } = catalogue[name]
    return new Histogram({ name, help, labelNames: [...labels], buckets, registers: [this.#registry] })
  }
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE'])

/** In OpenMetrics a counter's family is named without `_total`; prom-client would keep the changed name. */
async function renderOne(
  registry: Pick<Registry, 'getSingleMetricAsString'>,
  metric: { name: string; type: unknown },
  format: Format,
): Promise<string> {
  const { name } = metric
  if (format === 'openmetrics' && metric.type === 'counter') metric.name = name.replace(/_total$/, '')
  try {
    return await registry.getSingleMetricAsString(name)
  } finally {
    metric.name = name
  }
}
