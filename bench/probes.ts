/**
 * What a check costs: `node bench/probes.ts [sources] [seconds]`. As many HTTP sources every 10 s against a local server in a
 * process of its own; prints the processor time of a check (whole process, both threads) and the memory.
 */
import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SourceTerms } from '../src/agreement/sourceTerms.ts'
import { startProber } from '../src/sources/prober.ts'

const everyMs = 10_000
/** The first thousands of checks run uncompiled; a daemon runs for months. */
const warmUpMs = 60_000

function serve(): void {
  const server = createServer((_request, response) => response.end('{"status":"ok"}'))
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
}

const source = (port: number, i: number): SourceTerms => ({
  name: `s${i}`,
  identity: `identity-${i}`,
  look: {
    kind: 'http',
    terms: {
      url: `http://127.0.0.1:${port}/health/${i}`,
      method: 'GET',
      headers: {},
      expect: { status: [{ from: 200, to: 299 }], body: 'ok' },
      timeoutMs: 5_000,
      maxBodyBytes: 65_536,
      redirects: 0,
      verify: true,
    },
  },
  schedule: { kind: 'every', intervalMs: everyMs },
  holdsForMs: 25_000,
  silence: 'unknown',
})

async function measure(count: number, seconds: number): Promise<void> {
  const child = fork(import.meta.filename, ['--serve'])
  const port = await new Promise<number>((resolve) =>
    child.once('message', (value) => resolve(value as number)),
  )
  const seen = { checks: 0, bad: 0, latencies: [] as number[] }
  const prober = startProber({
    planned: Array.from({ length: count }, (_, i) => ({ source: source(port, i), since: Date.now() })),
    allowedNetworks: ['127.0.0.0/8'],
    referenceTargets: [],
    now: () => Date.now(),
    onTrouble: console.error,
    onObservations: (batch) => {
      for (const { observation } of batch) {
        seen.checks++
        if (observation.outcome !== 'good') seen.bad++
        if (observation.kind === 'state' && observation.latencyUs) seen.latencies.push(observation.latencyUs)
      }
    },
  })
  await new Promise((resolve) => setTimeout(resolve, warmUpMs))
  Object.assign(seen, { checks: 0, bad: 0, latencies: [] })
  const before = process.cpuUsage()
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  const { user, system } = process.cpuUsage(before)
  const sorted = seen.latencies.sort((a, b) => a - b)
  const quantile = (q: number): number => (sorted[Math.floor(q * (sorted.length - 1))] ?? 0) / 1000
  const cpuMs = (user + system) / 1000
  console.log(
    `checks ${seen.checks}, not good ${seen.bad}, cpu ${(cpuMs / seen.checks).toFixed(3)} ms a check (user ${(user / 1000 / seen.checks).toFixed(3)})`,
  )
  console.log(
    `rss ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB, latency p50 ${quantile(0.5).toFixed(2)} p99 ${quantile(0.99).toFixed(2)} ms`,
  )
  await prober.stop(5_000)
  child.kill()
}

if (process.argv[2] === '--serve') serve()
else await measure(Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 30))
