import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import pino from 'pino'
import { openStore } from '../src/database/open.ts'
import { startServer } from '../src/http/server.ts'
import { FixtureService, standing, summary } from '../test/http/service.fixture.ts'

/**
 * `node bench/scrape.ts [commitments] [runs]`: how long a scrape holds the loop, over HTTP. Between two runs the cached
 * text has grown old and every standing is a new object, as after a tick.
 */
const [commitments = 2_000, runs = 15] = process.argv.slice(2).map(Number)
const perAgreement = 10
const folder = await mkdtemp(join(tmpdir(), 'upheld-scrape-'))
const store = await openStore({ file: join(folder, 'upheld.db') })
const service = new FixtureService(store)
service.summaries = Array.from({ length: commitments / perAgreement }, (_, i) =>
  summary(`agreement-${i}`, `Customer ${i}`),
)
service.standingsOf = () =>
  Array.from({ length: perAgreement }, (_, i) => standing(`commitment-${i}`, { secondsToCertainty: '86400' }))

const server = await startServer({
  service,
  version: 'bench',
  log: pino({ level: 'silent' }),
  settings: {
    web: {
      host: '127.0.0.1',
      port: 0,
      externalUrl: 'http://127.0.0.1/',
      metrics: null,
      metricsToken: null,
      trustedProxies: [],
    },
  },
})

// Prometheus is another process, so its share is not counted.
const scraper = new Worker(
  `const { parentPort } = require('node:worker_threads')
  parentPort.on('message', async (url) => {
    const headers = { accept: 'application/openmetrics-text', 'accept-encoding': 'gzip' }
    parentPort.postMessage((await (await fetch(url, { headers })).arrayBuffer()).byteLength)
  })`,
  { eval: true },
)

/** Time of the loop that work takes: what is busy, and the longest that a timer had to wait. */
async function measured(): Promise<{ busyMs: number; longestMs: number; bytes: number }> {
  service.time += 5_000
  let [longestMs, last] = [0, performance.now()]
  const timer = setInterval(() => {
    const now = performance.now()
    longestMs = Math.max(longestMs, now - last)
    last = now
  }, 0)
  const before = performance.eventLoopUtilization()
  scraper.postMessage(server.metricsUrl)
  const [bytes] = (await once(scraper, 'message')) as [number]
  const busyMs = performance.eventLoopUtilization(before).active
  clearInterval(timer)
  return { busyMs, longestMs, bytes }
}

const results: Awaited<ReturnType<typeof measured>>[] = []
for (let run = 0; run < runs; run++) results.push(await measured())
const median = (of: (one: (typeof results)[number]) => number) =>
  results.map(of).sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0
const text = await (await fetch(server.metricsUrl)).text()
const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length
console.log(
  JSON.stringify({
    commitments,
    series,
    runs,
    medianBusyMs: Math.round(median((one) => one.busyMs)),
    medianLongestBlockMs: Math.round(median((one) => one.longestMs)),
    bytes: median((one) => one.bytes),
  }),
)
await scraper.terminate()
await server.close()
await store.close()
await rm(folder, { recursive: true })
