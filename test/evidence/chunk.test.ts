import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChunkError } from '../../src/evidence/bytes.ts'
import { columnsFor, openChunk, openChunks, packChunk, unpackChunk } from '../../src/evidence/chunk.ts'
import { observationAt, type Series, seriesOf } from '../../src/evidence/series.ts'
import { type Observation, outcomes, reasons } from '../../src/sources/observation.ts'

const day = Date.UTC(2026, 2, 2)

/** A day of a probe every 30 s with latencies that vary and a failure now and then. */
function aDay(source = 'checkout'): Observation[] {
  return Array.from({ length: 2880 }, (_, i): Observation => {
    const at = day + i * 30_000
    if (i % 700 === 13) return { kind: 'state', source, at, outcome: 'bad', reason: 'timeout' }
    return { kind: 'state', source, at, outcome: 'good', latencyUs: 20_000 + ((i * 7919) % 9_973) }
  })
}

const seen = { at: fc.integer({ min: 0, max: 4e12 }), outcome: fc.constantFrom(...outcomes) }
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const row = fc.record({
  ...seen,
  at: fc.oneof(seen.at, fc.integer({ min: day, max: day + 10 })),
  span: optional(fc.integer({ min: 1, max: 1e9 })),
  reason: optional(fc.constantFrom(...reasons)),
  latencyUs: optional(fc.oneof(fc.nat(300_000), fc.maxSafeNat())),
  affected: optional(fc.constantFrom('0', '0.25', '1')),
  value: optional(fc.string()),
})

function observation({ span, ...rest }: typeof row extends fc.Arbitrary<infer T> ? T : never): Observation {
  const all = {
    kind: 'state',
    source: 'checkout',
    ...rest,
    to: span === undefined ? undefined : rest.at + span,
  }
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => value !== undefined),
  ) as unknown as Observation
}

test('whatever is packed comes back as it was', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
      const series = seriesOf('checkout', 'state', rows.map(observation))
      expect(unpackChunk('checkout', packChunk(series).bytes)).toEqual(series)
    }),
  )
})

test('ratios and gauges come back with their texts', () => {
  const ratio = seriesOf('requests', 'ratio', [
    {
      kind: 'ratio',
      source: 'requests',
      at: day,
      to: day + 60_000,
      outcome: 'good',
      bad: '3',
      total: '500.5',
    },
    {
      kind: 'ratio',
      source: 'requests',
      at: day + 60_000,
      to: day + 120_000,
      outcome: 'unknown',
      reason: 'read',
    },
  ])
  const gauge = seriesOf('jitter', 'gauge', [
    { kind: 'gauge', source: 'jitter', at: day, outcome: 'good', value: '-2.60' },
  ])
  expect(unpackChunk('requests', packChunk(ratio).bytes)).toEqual(ratio)
  expect(unpackChunk('jitter', packChunk(gauge).bytes)).toEqual(gauge)
})

test('counts and count are of what was packed', () => {
  const { count, counts } = packChunk(seriesOf('checkout', 'state', aDay()))
  expect([count, counts]).toEqual([2880, [2875, 5, 0]])
})

test('the hash is of the observations: equal for equal ones, whatever their order, and another for another', () => {
  const packed = packChunk(seriesOf('checkout', 'state', aDay()))
  const other = aDay()
  other[100] = { ...other[100]!, latencyUs: 1 } as Observation
  expect(packChunk(seriesOf('elsewhere', 'state', aDay().reverse())).hash).toBe(packed.hash)
  expect(openChunk(packed.bytes).hash).toBe(packed.hash)
  expect(packChunk(seriesOf('checkout', 'state', other)).hash).not.toBe(packed.hash)
  expect(packChunk(seriesOf('checkout', 'gauge', aDay())).hash).not.toBe(packed.hash)
})

test('the hash of a fixed day never changes with a release', () => {
  expect(packChunk(seriesOf('checkout', 'state', aDay())).hash).toBe(
    'cfa396c8d353967fc6ee059d911c9ef459dd26a07399c4248b01d9380b2b173d',
  )
})

test('several chunks are read into one series', () => {
  const all = seriesOf('checkout', 'state', aDay())
  const parts = [aDay().slice(0, 1000), aDay().slice(1000)].map((rows) =>
    packChunk(seriesOf('checkout', 'state', rows)),
  )
  const columns = columnsFor(all.length)
  let offset = 0
  for (const chunk of openChunks(parts.map(({ bytes }) => bytes))) {
    chunk.readInto(columns, offset)
    offset += chunk.count
  }
  expect({ source: 'checkout', kind: 'state', length: all.length, ...columns }).toEqual(all)
})

test('a grid of instants without latencies costs a few bytes a day', () => {
  const rows = aDay().map(({ source, at }): Observation => ({ kind: 'state', source, at, outcome: 'good' }))
  expect(packChunk(seriesOf('checkout', 'state', rows)).bytes.length).toBeLessThan(40)
})

test.each([
  ['a fraction of a microsecond', { latencyUs: 0.5 }],
  ['a negative latency', { latencyUs: -1 }],
  ['a fraction of a millisecond', { at: day + 0.5 }],
  ['a span that ends where it begins', { to: day }],
])('%s is refused', (_name, change) => {
  const spoilt = { kind: 'state', source: 'checkout', at: day, outcome: 'good', ...change } as Observation
  expect(() => packChunk(seriesOf('checkout', 'state', [spoilt]))).toThrow(RangeError)
})

test('every cut of the bytes is refused as damaged', () => {
  const { bytes } = packChunk(seriesOf('checkout', 'state', aDay().slice(0, 300)))
  for (let length = 0; length < bytes.length; length += 1) {
    expect(() => unpackChunk('checkout', bytes.subarray(0, length))).toThrow(ChunkError)
  }
})

test('every changed byte is refused as damaged or shows in the hash', () => {
  const { bytes, hash } = packChunk(seriesOf('checkout', 'state', aDay().slice(0, 300)))
  for (let i = 0; i < bytes.length; i += 1) {
    const changed = bytes.slice()
    changed[i] = (changed[i] ?? 0) ^ 0x41
    expect(hashOrDamage(changed)).not.toBe(hash)
  }
})

test('every changed byte of one chunk among others is refused as damaged or shows in the hashes', () => {
  const whole = packChunk(seriesOf('checkout', 'state', aDay().slice(0, 300)))
  const hashesWith = (bytes: Uint8Array): string => {
    try {
      return openChunks([whole.bytes, bytes, whole.bytes])
        .map((chunk) => chunk.hash)
        .join(' ')
    } catch (error) {
      expect(error).toBeInstanceOf(ChunkError)
      return 'damaged'
    }
  }
  expect(hashesWith(whole.bytes)).toBe(`${whole.hash} ${whole.hash} ${whole.hash}`)
  for (let i = 0; i < whole.bytes.length; i += 1) {
    const changed = whole.bytes.slice()
    changed[i] = (changed[i] ?? 0) ^ 0x41
    expect(hashesWith(changed)).not.toBe(hashesWith(whole.bytes))
  }
})

test('random bytes are refused as damaged', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
      const read: Series | string = hashOrDamage(Uint8Array.of(1, 0, ...tail))
      expect(typeof read).toBe('string')
    }),
  )
})

test('a claim of many observations in few bytes is refused by the count that is expected', () => {
  const bytes = Uint8Array.of(1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0)
  expect(() => openChunk(bytes)).toThrow('its head is none')
})

test('each observation of a day reads back as it was recorded', () => {
  const series = unpackChunk('checkout', packChunk(seriesOf('checkout', 'state', aDay())).bytes)
  expect(Array.from({ length: series.length }, (_, i) => observationAt(series, i))).toEqual(aDay())
})

function hashOrDamage(bytes: Uint8Array): string {
  try {
    const chunk = openChunk(bytes)
    if (chunk.count < 100_000) chunk.readInto(columnsFor(chunk.count), 0)
    return chunk.hash
  } catch (error) {
    expect(error).toBeInstanceOf(ChunkError)
    return 'damaged'
  }
}
