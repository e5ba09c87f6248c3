import { expect, test } from 'vitest'
import { seriesOf } from '../../src/evidence/series.ts'
import type { Observation } from '../../src/sources/observation.ts'
import { aDay, aStore, dayMs, monday, outsider, seen } from './aStore.ts'

const all = [0, Number.MAX_SAFE_INTEGER] as const

test('what is recorded comes back in order of time', async () => {
  const store = await aStore()
  const rows = aDay(monday)
  expect(await store.record([...rows].reverse())).toEqual({ added: 96, duplicates: 0, conflicts: [] })
  expect(await store.series('checkout', ...all)).toEqual(seriesOf('checkout', 'state', rows))
})

test('the span is half-open', async () => {
  const store = await aStore()
  await store.record([seen(1000), seen(2000), seen(3000)])
  expect([...(await store.series('checkout', 1000, 3000)).at]).toEqual([1000, 2000])
  expect((await store.series('checkout', 2000, 2000)).length).toBe(0)
})

test('a source that was never seen has an empty series', async () => {
  const store = await aStore()
  expect(await store.series('nobody', ...all)).toEqual(seriesOf('nobody', 'state', []))
  expect(await store.extent('nobody')).toBeNull()
  expect((await store.lastBefore('nobody', 10)).length).toBe(0)
})

test.each([false, true])('of two observations of one slot the first stands (packed: %s)', async (packed) => {
  const store = await aStore()
  await store.record(aDay(monday))
  if (packed) await store.pack(monday + dayMs)
  const other = seen(monday, { outcome: 'bad', reason: 'timeout' })
  expect(await store.record([...aDay(monday), other])).toEqual({
    added: 0,
    duplicates: 96,
    conflicts: [other],
  })
  expect(await store.series('checkout', ...all)).toEqual(seriesOf('checkout', 'state', aDay(monday)))
})

test('equal observations within one delivery count once', async () => {
  const store = await aStore()
  expect(await store.record([seen(1), seen(1)])).toEqual({ added: 1, duplicates: 1, conflicts: [] })
})

test('an instant and a span at the same time are two observations', async () => {
  const store = await aStore()
  expect((await store.record([seen(1000), seen(1000, { to: 2000 }), seen(1000, { to: 3000 })])).added).toBe(3)
})

test('an observation of another kind than its source gave before is handed back', async () => {
  const store = await aStore()
  await store.record([seen(1000)])
  const gauge: Observation = { kind: 'gauge', source: 'checkout', at: 2000, outcome: 'good', value: '1' }
  expect((await store.record([gauge])).conflicts).toEqual([gauge])
})

test.each([
  ['at', { at: 0.5 }],
  ['at', { at: -1 }],
  ['at', { at: Number.NaN }],
  ['latencyUs', { latencyUs: 1.5 }],
  ['ends before', { to: 1000 }],
])('an observation whose %s cannot be kept refuses the delivery whole', async (word, change) => {
  const store = await aStore()
  await expect(store.record([seen(500), seen(1000, change)])).rejects.toMatchObject({
    code: 'VALUE',
    message: expect.stringContaining(word),
  })
  expect((await store.series('checkout', ...all)).length).toBe(0)
})

test('ratios and gauges keep their decimals as text', async () => {
  const store = await aStore()
  const ratio: Observation[] = [
    {
      kind: 'ratio',
      source: 'requests',
      at: monday,
      to: monday + 60_000,
      outcome: 'good',
      bad: '3',
      total: '500.10',
    },
    {
      kind: 'ratio',
      source: 'requests',
      at: monday + 60_000,
      to: monday + 120_000,
      outcome: 'unknown',
      reason: 'read',
    },
  ]
  const gauge: Observation[] = [
    { kind: 'gauge', source: 'jitter', at: monday, outcome: 'good', value: '-2.60' },
  ]
  await store.record([...ratio, ...gauge])
  for (const packs of [0, 2]) {
    expect(await store.pack(packs ? monday + dayMs : 0)).toBe(packs)
    expect(await store.series('requests', ...all)).toEqual(seriesOf('requests', 'ratio', ratio))
    expect(await store.series('jitter', ...all)).toEqual(seriesOf('jitter', 'gauge', gauge))
  }
})

test.each([false, true])(
  'spans that reach into the asked time are part of it (packed: %s)',
  async (packed) => {
    const store = await aStore()
    const [into, until, long] = [
      seen(monday + 1000, { to: monday + dayMs + 5000 }),
      seen(monday + 2000, { to: monday + dayMs + 4000 }),
      seen(monday - 9 * dayMs, { to: monday + 9 * dayMs }),
    ] as const
    const here = seen(monday + dayMs + 4500)
    await store.record([into, until, long, here, seen(monday + 3000)])
    if (packed) await store.pack(monday + dayMs)
    const series = await store.series('checkout', monday + dayMs + 4000, monday + dayMs + 5000)
    expect(series).toEqual(seriesOf('checkout', 'state', [long, into, here]))
  },
)

test.each([0, 1, 4])('the last observation before an instant is found (days packed: %i)', async (days) => {
  const store = await aStore()
  await store.record([...aDay(monday), ...aDay(monday + 3 * dayMs)])
  await store.pack(monday + days * dayMs)
  const lastBefore = async (instant: number) => [...(await store.lastBefore('checkout', instant)).at]
  expect(await lastBefore(monday + 2 * dayMs)).toEqual([monday + 95 * 900_000])
  expect(await lastBefore(monday + 3 * dayMs + 1)).toEqual([monday + 3 * dayMs])
  expect(await lastBefore(monday + 1)).toEqual([monday])
  expect(await lastBefore(monday)).toEqual([])
  expect(await store.extent('checkout')).toEqual({ first: monday, last: monday + 3 * dayMs + 95 * 900_000 })
})

test('packing finished days changes nothing of what is read, and names them', async () => {
  const store = await aStore()
  const rows = [0, 1, 2].flatMap((day) => aDay(monday + day * dayMs))
  await store.record([...rows, ...aDay(monday, 'other')])
  expect(await store.chunks('checkout', ...all)).toEqual([])
  expect(await store.pack(monday + 2 * dayMs)).toBe(3)
  expect(await store.pack(monday + 2 * dayMs)).toBe(0)
  expect(await store.series('checkout', ...all)).toEqual(seriesOf('checkout', 'state', rows))
  expect(await store.series('checkout', monday + 1, monday + dayMs)).toEqual(
    seriesOf('checkout', 'state', rows.slice(1, 96)),
  )
  const digest = expect.stringMatching(/^[0-9a-f]{64}$/)
  expect(await store.chunks('checkout', ...all)).toEqual([
    { day: '2026-03-02', count: 96, hash: digest },
    { day: '2026-03-03', count: 96, hash: digest },
  ])
  expect(await store.chunks('checkout', monday + dayMs, monday + dayMs + 1)).toMatchObject([
    { day: '2026-03-03' },
  ])
  expect(await store.sizes()).toMatchObject({
    chunks: 3,
    observations: 4 * 96,
    chunkBytes: expect.any(Number),
    oldestAt: monday,
  })
})

test('one call packs a bounded number of days, until none is left', async () => {
  const store = await aStore()
  await store.record(Array.from({ length: 20 }, (_, day) => seen(monday + day * dayMs)))
  const packed: number[] = []
  do packed.push(await store.pack(monday + 20 * dayMs))
  while (packed.at(-1))
  expect(packed).toEqual([8, 8, 4, 0])
})

test('late observations of a packed day are read with it, and packed beside it when they are many', async () => {
  const store = await aStore()
  const [first, late] = [aDay(monday), aDay(monday + 450_000)]
  await store.record(first)
  await store.pack(monday + 2 * dayMs)
  const [before] = await store.chunks('checkout', ...all)
  await store.record(late.slice(0, 3))
  expect(await store.pack(monday + 2 * dayMs)).toBe(0)
  expect((await store.series('checkout', ...all)).length).toBe(99)
  await store.record(late)
  expect(await store.pack(monday + 2 * dayMs)).toBe(1)
  expect(await store.series('checkout', ...all)).toEqual(seriesOf('checkout', 'state', [...first, ...late]))
  expect(await store.chunks('checkout', ...all)).toMatchObject([before, { day: '2026-03-02', count: 96 }])
})

test('dropped raw evidence leaves its counts and hashes, and later facts of that time are handed back', async () => {
  const store = await aStore()
  await store.record([0, 1, 2].flatMap((day) => aDay(monday + day * dayMs)))
  await store.pack(monday + dayMs)
  const [named] = await store.chunks('checkout', ...all)
  expect(await store.prune('checkout', monday + 2 * dayMs)).toBe(192)
  expect(await store.prune('checkout', monday + 2 * dayMs)).toBe(0)
  expect((await store.series('checkout', ...all)).at[0]).toBe(monday + 2 * dayMs)
  expect(await store.chunks('checkout', ...all)).toMatchObject([named, { day: '2026-03-03', count: 96 }])
  expect(await store.record([seen(monday + 5)])).toEqual({
    added: 0,
    duplicates: 0,
    conflicts: [seen(monday + 5)],
  })
  expect(await store.sizes()).toMatchObject({ chunks: 0, observations: 96, oldestAt: monday + 2 * dayMs })
})

test('a span that reaches beyond the day of its begin is kept while it is needed', async () => {
  const store = await aStore()
  await store.record([seen(monday, { to: monday + 3 * dayMs })])
  expect(await store.prune('checkout', monday + 2 * dayMs)).toBe(0)
  expect((await store.series('checkout', monday + 2 * dayMs, monday + 3 * dayMs)).length).toBe(1)
  expect(await store.prune('checkout', monday + 3 * dayMs)).toBe(1)
})

test('a packed day whose bytes were changed is refused, not judged', async () => {
  const store = await aStore()
  await store.record(aDay(monday))
  await store.pack(monday + dayMs)
  const db = outsider(store.file)
  db.exec('DROP TRIGGER chunk_bytes_update')
  const bytes = db.prepare('SELECT bytes FROM chunk_bytes').pluck().get() as Buffer
  bytes[bytes.length - 20]! ^= 1
  db.prepare('UPDATE chunk_bytes SET bytes = ?').run(bytes)
  await expect(store.series('checkout', ...all)).rejects.toMatchObject({ name: 'StoreError', code: 'CHUNK' })
})

test('events are kept once each, and another content under the same id is handed back', async () => {
  const store = await aStore()
  const opened = {
    id: 'e-1',
    type: 'ticket.opened',
    subject: 'T-17',
    at: 2000,
    data: { severity: 'P1', paid: true, note: null },
  }
  const answered = { id: 'e-2', type: 'ticket.responded', subject: 'T-17', at: 1000, data: {} }
  const forged = { ...opened, at: 1 }
  expect(await store.recordEvents('acme', [opened, answered])).toEqual({
    added: 2,
    duplicates: 0,
    conflicts: [],
  })
  expect(await store.recordEvents('acme', [opened, forged])).toEqual({
    added: 0,
    duplicates: 1,
    conflicts: [forged],
  })
  expect(await store.recordEvents('other', [opened])).toMatchObject({ added: 1 })
  expect(await store.events('acme')).toEqual([answered, opened])
  expect(await store.events('acme', { from: 1001, to: 2001 })).toEqual([opened])
})

test('a fee line is kept once', async () => {
  const store = await aStore()
  const line = { fee: 'service', from: '2026-03-01', until: '2026-04-01', amount: '400.00' }
  expect(await store.recordFees('acme', [line])).toEqual({ added: 1, duplicates: 0 })
  expect(await store.recordFees('acme', [line, { ...line, amount: '500.00' }])).toEqual({
    added: 0,
    duplicates: 2,
  })
  expect(await store.fees('acme')).toEqual([line])
})
