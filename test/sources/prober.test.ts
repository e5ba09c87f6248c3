import { expect, onTestFinished, test, vi } from 'vitest'
import type { SourceTerms } from '../../src/agreement/sourceTerms.ts'
import { offsetOf } from '../../src/sources/grid.ts'
import type { Found } from '../../src/sources/outbox.ts'
import { type ProberParts, startProber } from '../../src/sources/prober.ts'
import { closedPort, httpTerms, ok, rawServer, source } from './cast.ts'

const fast = (name: string, port: number, intervalMs = 200): SourceTerms =>
  source(
    { kind: 'http', terms: httpTerms(`http://127.0.0.1:${port}/${name}`) },
    { identity: name, schedule: { kind: 'every', intervalMs } },
  )

/** A prober whose observations are gathered until the test has ended. */
function prober(parts: Partial<ProberParts> & Pick<ProberParts, 'planned'>) {
  const found: Found[] = []
  const running = startProber({
    allowedNetworks: ['127.0.0.0/8'],
    referenceTargets: [],
    now: () => Date.now(),
    onObservations: (batch) => void found.push(...batch),
    ...parts,
  })
  onTestFinished(() => running.stop(2_000))
  const of = (name: string): Found[] => found.filter(({ observation }) => observation.source === name)
  return { ...running, found, of }
}

const patient = { timeout: 15_000, interval: 50 }
const server = () => rawServer((socket) => socket.end(ok()))

test('a measuring thread gives each slot one observation, in order, with what else it saw', async () => {
  const since = Date.now()
  const { of } = prober({ planned: [{ source: fast('a', await server()), since }] })
  const isSeen = ({ look }: Found): boolean => look?.outcome === 'good' && look.phasesUs?.tcp !== undefined
  await vi.waitFor(() => expect(of('a').filter(isSeen).length).toBeGreaterThan(3), patient)
  const ats = of('a').map(({ observation }) => observation.at)
  const first = Math.floor(since / 200) * 200 + 200 + offsetOf(fast('a', 1))
  expect(ats).toEqual(ats.map((_, i) => first + i * 200))
})

test('a blocked main thread makes no look unknown', async () => {
  const { of } = prober({ planned: [{ source: fast('a', await closedPort(), 1_000), since: Date.now() }] })
  await vi.waitFor(() => expect(of('a').length).toBeGreaterThan(0), patient)
  const before = of('a').length
  const until = performance.now() + 2_500
  while (performance.now() < until) Math.sqrt(2)
  await vi.waitFor(() => expect(of('a').length).toBeGreaterThan(before + 2), patient)
  expect(
    of('a')
      .slice(before)
      .map(({ observation }) => observation.outcome),
  ).not.toContain('unknown')
})

test('a batch that could not be kept comes again, and nothing overtakes it', async () => {
  const kept: Found[] = []
  let refusals = 2
  prober({
    planned: [{ source: fast('a', await server()), since: Date.now() }],
    onObservations: async (batch) => {
      if (refusals-- > 0) throw new Error('the store is away')
      kept.push(...batch)
    },
  })
  await vi.waitFor(() => expect(kept.length).toBeGreaterThan(8), patient)
  const ats = kept.map(({ observation }) => observation.at)
  expect(ats).toEqual(ats.map((_, i) => (ats[0] ?? 0) + i * 200))
})

test('sources that come and go with a reload', async () => {
  const port = await server()
  const [a, b] = [fast('a', port), fast('b', port)]
  const running = prober({ planned: [{ source: a, since: Date.now() }] })
  await vi.waitFor(() => expect(running.of('a').length).toBeGreaterThan(1), patient)
  running.replace([{ source: b, since: Date.now() }])
  await vi.waitFor(() => expect(running.of('b').length).toBeGreaterThan(2), patient)
  const last = running.of('a').length
  await vi.waitFor(() => expect(running.of('b').length).toBeGreaterThan(5), patient)
  expect(running.of('a').length).toBeLessThanOrEqual(last + 1)
})

test('a stop ends what is under way as unknown and hands everything over', async () => {
  let asked: () => void
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  const port = await rawServer(() => asked())
  const terms = httpTerms(`http://127.0.0.1:${port}/`, { timeoutMs: 60_000 })
  const slow = source(
    { kind: 'http', terms },
    { identity: 'slow', schedule: { kind: 'every', intervalMs: 500 } },
  )
  const running = prober({ planned: [{ source: slow, since: Date.now() }] })
  running.tick()
  await isAsked
  await running.stop(5_000)
  const reasons = running.of('slow').map(({ observation }) => observation.reason)
  expect(reasons.filter((reason) => reason === 'shutdown')).toHaveLength(1)
})

test('a thread that died is started again, and its slots are unknown', async () => {
  const troubles: Error[] = []
  // No parser lets such a plan through; the thread dies of it.
  const poison = source(
    { kind: 'http', terms: httpTerms('http://127.0.0.1/') },
    { identity: 'poison', schedule: { kind: 'cron', expression: 'not cron' } },
  )
  const port = await server()
  const running = prober({
    planned: [{ source: fast('a', port), since: Date.now() }],
    onTrouble: (error) => troubles.push(error),
  })
  await vi.waitFor(() => expect(running.of('a').length).toBeGreaterThan(1), patient)
  running.replace([
    { source: fast('a', port), since: Date.now() },
    { source: poison, since: Date.now() },
  ])
  await vi.waitFor(() => expect(troubles.some((error) => /ended/.test(error.message))).toBe(true), patient)
  running.replace([{ source: fast('a', port), since: Date.now() }])
  await vi.waitFor(
    () => expect(running.of('a').some(({ observation }) => observation.reason === 'worker')).toBe(true),
    patient,
  )
  const dead = running.of('a').length
  await vi.waitFor(
    () =>
      expect(
        running
          .of('a')
          .slice(dead)
          .some(({ observation }) => observation.outcome === 'good'),
      ).toBe(true),
    patient,
  )
  const ats = running.of('a').map(({ observation }) => observation.at)
  expect(ats).toEqual(ats.map((_, i) => (ats[0] ?? 0) + i * 200))
})
