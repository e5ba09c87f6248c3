import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../src/database/open.ts'
import type { Observation } from '../src/sources/observation.ts'

/*
 * Bytes and nanoseconds per observation over a realistic month: a probe every 30 s, log-normal latency in whole
 * microseconds, rare failures in runs. Prints medians. node bench/evidence.ts [sources]
 */

const dayMs = 86_400_000
const begin = Date.UTC(2026, 2, 1)
const days = 31

/** A fixed sequence of numbers in [0, 1), so that every run measures the same. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function aMonth(source: string, random: () => number, medianMs: number): Observation[] {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  let failing = 0
  return Array.from({ length: (days * dayMs) / 30_000 }, (_, i) => {
    const at = begin + i * 30_000
    failing = failing > 0 ? failing - 1 : random() < 0.0005 ? Math.ceil(random() * 20) : 0
    if (failing > 0) return { kind: 'state', source, at, outcome: 'bad', reason: 'timeout' }
    const latencyUs = Math.round(medianMs * 1000 * Math.exp(0.5 * normal()))
    return { kind: 'state', source, at, outcome: 'good', latencyUs }
  })
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

async function measure(sources: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'upheld-bench-'))
  const file = join(folder, 'upheld.sqlite')
  const store = await openStore({ file })
  const empty = (await store.sizes()).databaseBytes
  const inserts: number[] = []
  const packs: number[] = []
  try {
    for (let n = 0; n < sources; n += 1) {
      const month = aMonth(`source-${n}`, generator(n), 20 + 15 * (n % 10))
      for (let i = 0; i < month.length; i += 10_000) {
        const started = performance.now()
        await store.record(month.slice(i, i + 10_000))
        inserts.push(((performance.now() - started) * 1e6) / Math.min(10_000, month.length - i))
      }
      for (let packed = 1; packed > 0; ) {
        const started = performance.now()
        packed = await store.pack(begin + days * dayMs)
        if (packed > 0) packs.push((performance.now() - started) / packed)
      }
    }
    while ((await store.pack(begin)) > 0);
    const reads = await timeReads(store, sources)
    const { databaseBytes, chunkBytes, observations } = await store.sizes()
    const per = (bytes: number) => (bytes / observations).toFixed(3)
    console.log(`${observations} observations of ${sources} sources, ${days} days`)
    console.log(
      `database  ${per(databaseBytes - empty)} bytes an observation (an empty database is ${empty} bytes)`,
    )
    console.log(`chunks    ${per(chunkBytes)} bytes an observation`)
    console.log(`insert    ${median(inserts).toFixed(0)} ns an observation, in batches of 10,000`)
    console.log(`pack      ${median(packs).toFixed(1)} ms a day of a source, verified`)
    console.log(`read      ${median(reads).toFixed(1)} ns an observation, a month at once, hashes verified`)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true })
  }
}

async function timeReads(store: Awaited<ReturnType<typeof openStore>>, sources: number): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < 5 * sources; round += 1) {
    const started = performance.now()
    const { length } = await store.series(`source-${round % sources}`, begin, begin + days * dayMs)
    times.push(((performance.now() - started) * 1e6) / length)
  }
  return times
}

await measure(Number(process.argv[2] ?? 10))
