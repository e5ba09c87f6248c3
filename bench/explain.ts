import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { Agreement, Version } from '../src/agreement/agreement.ts'
import { parseAgreement } from '../src/agreement/parse.ts'
import { startDaemon } from '../src/daemon.ts'
import { openStore } from '../src/database/open.ts'
import { createToken } from '../src/http/tokens.ts'
import { parseContext } from '../src/settings/context.ts'
import { databaseFile } from '../src/settings/paths.ts'
import type { Settings } from '../src/settings.ts'
import type { Observation } from '../src/sources/observation.ts'
import type { Store } from '../src/store.ts'

/*
 * How long a daemon does nothing else while it explains a month over HTTP, and how long the answer takes:
 * node bench/explain.ts [rounds]. A timer of 5 ms tells by how much it came late at worst.
 */
const begin = Date.UTC(2026, 3, 1)
const end = Date.UTC(2026, 4, 1)
const now = end + 3 * 86_400_000

const measures = {
  uptime: '{ uptime: { of: web } }',
  three: '{ uptime: { of: web, outage: { consecutive: 3, atLeast: 2m } } }',
  late: '{ uptime: { of: web } }',
  outages: '{ outages: { of: web } }',
  minutes: '{ uptime: { of: web, grain: 1m, bad: { when: allFail } } }',
  percentile: '{ latency: { of: web, statistic: p95 } }',
  ratio: '{ successRatio: { of: web } }',
}
const targets: { readonly [name: string]: string } = {
  percentile: '<= 1ms',
  late: '>= 51%',
  outages: '<= 30000',
}

const commitment = ([name, measure]: [string, string]): string => `  ${name}:
    measure: ${measure}
    target: "${targets[name] ?? '>= 99.9%'}"
    period: month
    exclude: [maintenance]
    ${targets[name] && name !== 'late' ? 'credit: { give: 10%, of: fees.service }' : 'credit: { bands: [{ when: "< 99.9%", give: 10% }], of: fees.service }'}
`
const text = (every: string): string => `agreement: bench
title: Bench
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: 2026-01-01 }
currency: EUR
fees: { service: { amount: 1000, per: month } }
sources:
  web: { push: state, every: ${every} }
commitments:
${Object.entries(measures).map(commitment).join('')}exclusions: { maintenance: { budget: 4h per month } }
`

function* aMonth(source: string, stepMs: number, isFlapping: boolean): Generator<Observation> {
  for (let i = 0; begin + i * stepMs < end; i++) {
    const look = { kind: 'state', source, at: begin + i * stepMs } as const
    if (isFlapping ? i % 2 === 1 : i % 1500 >= 1490) yield { ...look, outcome: 'bad', reason: 'timeout' }
    else if (i % 9000 === 0) yield { ...look, outcome: 'unknown', reason: 'lag' }
    else yield { ...look, outcome: 'good', latencyUs: 20_000 + ((i * 7919) % 9_973) }
  }
}

async function fill(store: Store, observations: Iterable<Observation>): Promise<void> {
  const all = [...observations]
  for (let i = 0; i < all.length; i += 10_000) await store.record(all.slice(i, i + 10_000))
  while ((await store.pack(now - 3_600_000)) > 0);
}

const settingsOf = (folder: string): Settings => ({
  web: {
    host: '127.0.0.1',
    port: 0,
    externalUrl: 'https://upheld.example/',
    metrics: null,
    metricsToken: null,
    trustedProxies: [],
  },
  smtp: null,
  allowedNetworks: [],
  referenceTargets: [],
  agreements: join(folder, 'agreements'),
  sources: join(folder, 'sources'),
  data: folder,
  signingKeyFile: join(folder, 'signing.key'),
  logLevel: 'silent',
  trustFiles: true,
  webhooks: {},
})

/** The longest stretch in which a timer could not run, in ms, while something is awaited; and how long that took. */
async function watching(work: () => Promise<void>): Promise<{ blockedMs: number; tookMs: number }> {
  const started = performance.now()
  let [last, blockedMs] = [started, 0]
  const look = (): void => {
    const here = performance.now()
    blockedMs = Math.max(blockedMs, here - last - 5)
    last = here
  }
  const timer = setInterval(look, 5)
  await work()
  look()
  clearInterval(timer)
  return { blockedMs, tookMs: performance.now() - started }
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

function agreementOf(every: string): Agreement {
  const parsed = parseAgreement('bench.yaml', text(every), parseContext({}, new Map()))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.agreement
}

async function explaining(every: string, stepMs: number, isFlapping: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'upheld-bench-'))
  const settings = settingsOf(folder)
  const agreement = agreementOf(every)
  const identity = (agreement.versions[0] as Version).sources.get('web')?.identity ?? ''
  const store = await openStore({ file: databaseFile(settings) })
  await fill(store, aMonth(identity, stepMs, isFlapping))
  await store.close()
  const shared = new Map()
  const daemon = await startDaemon({
    ...{ settings, agreements: [agreement], shared, version: '0.0.0', env: {}, now: () => now },
    log: pino({ level: 'silent' }),
    load: async () => ({ ok: true, settings, agreements: [agreement], shared }),
    isHandTurned: true,
  })
  const token = createToken({ name: 'bench', role: 'auditor', agreements: '*', expiresAt: null, now })
  await daemon.store.saveToken(token.record)
  for (const name of Object.keys(measures)) {
    const found: Awaited<ReturnType<typeof watching>>[] = []
    for (let i = 0; i < rounds; i++)
      found.push(
        await watching(async () => {
          const path = `${daemon.url}/api/v1/agreements/bench/explain?commitment=${name}&at=${new Date(begin).toISOString()}`
          const answer = await fetch(path, { headers: { authorization: `Bearer ${token.text}` } })
          const body = await answer.text()
          if (!answer.ok || !body.includes('known')) throw new Error(body)
        }),
      )
    const [worst, blocked, took] = [
      Math.max(...found.map((each) => each.blockedMs)),
      median(found.map((each) => each.blockedMs)),
      median(found.map((each) => each.tookMs)),
    ]
    console.log(
      `${every.padEnd(4)} ${isFlapping ? 'flapping ' : ''}${name.padEnd(10)} blocked ${blocked.toFixed(0)} ms, ${worst.toFixed(0)} at worst; answered in ${took.toFixed(0)} ms`,
    )
  }
  await daemon.stop()
  rmSync(folder, { recursive: true, force: true })
}

const rounds = Number(process.argv[2] ?? 5)
await explaining('30s', 30_000, false)
await explaining('10s', 10_000, false)
await explaining('30s', 30_000, true)
