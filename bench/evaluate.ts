import type { Version } from '../src/agreement/agreement.ts'
import { parseAgreement } from '../src/agreement/parse.ts'
import { judgePeriod } from '../src/evaluation/judgePeriod.ts'
import { viewOf } from '../src/evaluation/seriesView.ts'
import { SourceLine } from '../src/evaluation/sourceLine.ts'
import { columnsFor, openChunks, packChunk } from '../src/evidence/chunk.ts'
import { type Series, seriesOf } from '../src/evidence/series.ts'
import { publicHolidays } from '../src/holidays.ts'
import { parseContext } from '../src/settings/context.ts'
import type { Observation } from '../src/sources/observation.ts'

/*
 * How long a month at 30 s (86,400 observations) takes from packed evidence to the verdict of a commitment, each
 * question with its own unpacking, and one observation to add to a running line. Medians of processor time, and how many
 * times as long as a plain pass over as many numbers that runs beside it, since a busy machine slows both.
 * node bench/evaluate.ts [rounds]
 */
const begin = Date.UTC(2026, 3, 1)
const end = Date.UTC(2026, 4, 1)
const stepMs = 30_000
const count = (end - begin) / stepMs

const shares = 'credit: { bands: [{ when: "< 99.9%", give: 10% }], of: fees.service }'
const text = (measure: string, target: string): string => `agreement: bench
title: Bench
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: { from: 2026-01-01 }
currency: EUR
fees: { service: { amount: 1000, per: month } }
sources:
  web: { push: state, every: 30s }
commitments:
  c:
    measure: ${measure}
    target: "${target}"
    period: month
    exclude: [maintenance]
    ${target.endsWith('%') ? shares : 'credit: { give: 10%, of: fees.service }'}
exclusions: { maintenance: { budget: 4h per month } }
`

function aMonth(): Observation[] {
  let failing = 0
  return Array.from({ length: count }, (_, i): Observation => {
    const at = begin + i * stepMs
    failing = failing > 0 ? failing - 1 : i % 1500 === 700 ? 10 : 0
    if (failing > 0) return { kind: 'state', source: 'web', at, outcome: 'bad', reason: 'timeout' }
    if (i % 9000 === 0) return { kind: 'state', source: 'web', at, outcome: 'unknown', reason: 'lag' }
    return { kind: 'state', source: 'web', at, outcome: 'good', latencyUs: 20_000 + ((i * 7919) % 9_973) }
  })
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
/** The clock of a thread's processor time ticks every few milliseconds: so many rounds are timed at once. */
const atOnce = 10
/** Milliseconds of processor time of this thread, which others on the machine do not lengthen as they do the clock's. */
function spent(work: () => void): number {
  const started = process.threadCpuUsage()
  for (let i = 0; i < atOnce; i++) work()
  const { user, system } = process.threadCpuUsage(started)
  return (user + system) / 1000 / atOnce
}
const timed = (rounds: number, work: () => void): number =>
  median(Array.from({ length: rounds }, () => spent(work)))

const numbers = Float64Array.from({ length: count }, (_, i) => (i * 7919) % 9973)
let kept = 0
/** What anybody could do at most as fast: one pass over as many numbers, with a division and a branch for each. */
function plainPass(): void {
  let sum = 0
  for (let round = 0; round < 10; round++)
    for (let i = 0; i < count; i++) {
      const value = (numbers[i] as number) / (round + 1)
      if (value > 3) sum += value
    }
  kept = sum
}

/** Medians of both, in milliseconds, each round of the one beside a round of the other. */
function beside(rounds: number, work: () => void): { readonly ms: number; readonly times: string } {
  const found = Array.from({ length: rounds }, () => [timed(1, work), timed(1, plainPass)] as const)
  const ratios = found.map(([own, plain]) => own / Math.max(plain, 0.01))
  return { ms: median(found.map(([own]) => own)), times: `${median(ratios).toFixed(1)} × ten plain passes` }
}

const chunks = Map.groupBy(aMonth(), (each) => Math.floor(each.at / 86_400_000))
const packed = [...chunks.values()].map((day) => packChunk(seriesOf('web', 'state', day)).bytes)

function unpackAll(): Series {
  const columns = columnsFor(count)
  let offset = 0
  for (const chunk of openChunks(packed)) {
    chunk.readInto(columns, offset)
    offset += chunk.count
  }
  return { source: 'web', kind: 'state', length: count, ...columns }
}

function judged(measure: string, target: string): () => void {
  const parsed = parseAgreement('bench.yaml', text(measure, target), parseContext({}, new Map()))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const { agreement } = parsed
  const version = agreement.versions[0] as Version
  const commitment = version.terms.commitments.c
  if (!commitment) throw new Error('no commitment')
  const holidays = publicHolidays()
  return () => {
    const view = viewOf(agreement, {
      series: new Map([['web', unpackAll()]]),
      events: [],
      exclusions: [],
      fees: [],
      seenUntil: end + 900_000,
    })
    judgePeriod({
      agreement,
      version,
      name: 'c',
      commitment,
      period: { from: begin, to: end },
      view,
      asOf: end + 900_000,
      holidays,
      before: [],
      missesBefore: 0,
      suspendedSince: null,
    })
  }
}

const rounds = Number(process.argv[2] ?? 9)
const unpack = beside(rounds, () => void unpackAll())
console.log(
  `unpack    ${unpack.ms.toFixed(1)} ms for ${count} observations in ${packed.length} chunks, ${unpack.times}`,
)
console.log('from packed evidence to the verdict, unpacking included:')
const questions = [
  ['uptime, met', '{ uptime: { of: web } }', '>= 90%'],
  ['uptime, breached, and since when', '{ uptime: { of: web } }', '>= 99.9%'],
  [
    'three in a row, breached',
    '{ uptime: { of: web, outage: { consecutive: 3, atLeast: 2m } } }',
    '>= 99.9%',
  ],
  ['outages, breached', '{ outages: { of: web } }', '<= 3'],
  ['success ratio', '{ successRatio: { of: web } }', '>= 90%'],
  ['p95 latency', '{ latency: { of: web, statistic: p95 } }', '<= 300ms'],
  ['grains of a minute, met', '{ uptime: { of: web, grain: 1m, bad: { when: allFail } } }', '>= 90%'],
  [
    'grains of a minute, breached, and since when',
    '{ uptime: { of: web, grain: 1m, bad: { when: allFail } } }',
    '>= 99.9%',
  ],
  [
    'share of good grains of five minutes by p95',
    '{ latency: { of: web, statistic: p95, grain: 5m, bad: { when: "> 1s" } } }',
    '>= 90%',
  ],
] as const
for (const [name, measure, target] of questions) {
  const { ms, times } = beside(rounds, judged(measure, target))
  console.log(`verdict   ${ms.toFixed(1)} ms from packed evidence: ${name}, ${times}`)
}

const batch = 100_000
/** What an observation costs that comes after so many others. */
function adding(before: number): number {
  const line = new SourceLine({ holdsForMs: 75_000, silence: 'unknown', intervalMs: stepMs })
  let at = begin
  const add = (): void => {
    at += stepMs
    line.add(at, null, at % 100 === 0 ? 1 : 0)
  }
  for (let i = 0; i < before; i++) add()
  const ms = timed(5, () => {
    for (let i = 0; i < batch; i++) add()
  })
  return (ms / batch) * 1000
}
for (const before of [1000, count, 12 * count])
  console.log(`add       ${adding(before).toFixed(3)} µs an observation after ${before} others`)
if (kept < 0) console.log(kept)
