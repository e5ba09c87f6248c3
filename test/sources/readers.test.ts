import { describe, expect, test } from 'vitest'
import type { PrometheusTerms } from '../../src/agreement/sourceTerms.ts'
import { heartbeats } from '../../src/sources/heartbeat.ts'
import { evenRuns } from '../../src/sources/history.ts'
import { numberAt, pointerTokens } from '../../src/sources/json.ts'
import { lookOnce, readSlots } from '../../src/sources/look.ts'
import { answering, context, lookAt, ok, rawServer, source } from './cast.ts'

describe('a number in a JSON document', () => {
  test.each([
    ['{"a":{"b":[1,2.50]}}', '/a/b/1', '2.50'],
    ['{"n":12345678901234567890.123456789}', '/n', '12345678901234567890.123456789'],
    ['{"n":0.1}', '/n', '0.1'],
    ['{"n":-0}', '/n', '-0'],
    ['{"n":1e3}', '/n', '1e3'],
    ['7', '', '7'],
    ['{"a/b":{"m~n":1}}', '/a~1b/m~0n', '1'],
    ['{"":{"":3}}', '//', '3'],
    ['{"n":1,"n":2}', '/n', '2'],
    ['{"__proto__":{"x":4}}', '/__proto__/x', '4'],
  ])('%s at %s is %s, as it is written', (text, pointer, number) => {
    expect(numberAt(text, pointer)).toBe(number)
  })

  test.each([
    ['{"n":"1"}', '/n'],
    ['{"n":null}', '/n'],
    ['{"n":true}', '/n'],
    ['[1]', '/01'],
    ['[1]', '/-'],
    ['[1]', '/1'],
    ['[1]', '/length'],
    ['{"a":1}', '/constructor/length'],
    ['{"a":1}', '/a/toFixed'],
    ['{"a":1}', 'a'],
    ['{"a":1}', '/~2'],
    ['{"n":1e999}', '/n/x'],
    [`{"n":${'9'.repeat(100)}}`, '/n'],
    ['{"n":NaN}', '/n'],
    ['<html>', '/n'],
    ['', ''],
    [`${'['.repeat(200_000)}`, '/0'],
  ])('is not in %.20s at %s', (text, pointer) => {
    expect(() => numberAt(text, pointer)).toThrow(expect.objectContaining({ reason: 'answer' }))
  })

  test('has a pointer by RFC 6901', () => {
    expect(pointerTokens('/a~1b//~01')).toEqual(['a/b', '', '~1'])
  })

  test('is looked at over HTTP, exactly', async () => {
    const port = await answering(ok('{"jitter":{"ms":2.60}}'))
    const terms = {
      url: `http://127.0.0.1:${port}/`,
      value: '/jitter/ms',
      headers: {},
      timeoutMs: 2_000,
      maxBodyBytes: 1_000,
      verify: true,
    }
    expect(await lookAt({ kind: 'json', terms })).toMatchObject({ outcome: 'good', value: '2.60' })
    expect(await lookAt({ kind: 'json', terms: { ...terms, maxBodyBytes: 5 } })).toMatchObject({
      outcome: 'bad',
      reason: 'body',
    })
  })
})

describe('a heartbeat', () => {
  const terms = { everyMs: 60_000, graceMs: 10_000 }
  const judged = (
    pushes: number[],
    now: number,
    blind: { from: number; to: number; reason: 'stopped' }[] = [],
  ) =>
    [...heartbeats(terms, { source: 'job', pushes, blind }, { after: -1, now })].map(
      ({ at, outcome, reason }) => [at, reason ?? outcome],
    )

  test('is good in a slot with a report, and missed in one without', () => {
    expect(judged([30_000, 150_000], 200_000)).toEqual([
      [0, 'good'],
      [60_000, 'missed'],
      [120_000, 'good'],
    ])
  })

  test('may come as late as the grace allows, and not a millisecond later', () => {
    expect(judged([69_999], 70_000)).toEqual([[0, 'good']])
    expect(judged([70_000], 70_000)).toEqual([[0, 'missed']])
  })

  test('is not judged before its grace is over', () => {
    expect(judged([], 69_999)).toEqual([])
  })

  test('that nobody could take is unknown', () => {
    expect(judged([], 130_000, [{ from: 50_000, to: 65_000, reason: 'stopped' }])).toEqual([
      [0, 'stopped'],
      [60_000, 'stopped'],
    ])
  })
})

describe('a Prometheus', () => {
  const terms = (port: number, queries: PrometheusTerms['queries']): PrometheusTerms => ({
    url: `http://127.0.0.1:${port}/prom`,
    headers: {},
    timeoutMs: 2_000,
    delayMs: 0,
    queries,
  })
  /** Answers each query with the figures at every step. */
  const serving = (
    figures: Record<string, (at: number) => string | null>,
    asked: URL[] = [],
  ): Promise<number> =>
    rawServer((socket, head) => {
      const url = new URL(head.split(' ')[1] ?? '', 'http://x')
      asked.push(url)
      const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(url.searchParams.get(name)))
      const values: [number, string][] = []
      for (let at = start ?? 0; at <= (end ?? 0); at += step ?? 1) {
        const figure = figures[url.searchParams.get('query') ?? '']?.(at)
        if (figure) values.push([at, figure])
      }
      socket.end(
        ok(
          JSON.stringify({
            status: 'success',
            data: { resultType: 'matrix', result: values.length ? [{ metric: {}, values }] : [] },
          }),
        ),
      )
    })
  const minute = 60_000
  const slots = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ at: i * minute, to: (i + 1) * minute }))
  const ratio = (queries: Partial<Record<'bad' | 'good' | 'total', string>>) => ({
    kind: 'ratio' as const,
    ...queries,
  })
  const read = async (port: number, queries: PrometheusTerms['queries'], count = 1) =>
    readSlots(
      source(
        { kind: 'prometheus', terms: terms(port, queries) },
        { schedule: { kind: 'every', intervalMs: minute } },
      ),
      slots(count),
      context(),
    )

  test('is asked for a ratio at the end of each slot, with one read for all', async () => {
    const asked: URL[] = []
    const port = await serving({ bad: (at) => String(at / 60), total: () => '500' }, asked)
    expect(await read(port, ratio({ bad: 'bad', total: 'total' }), 3)).toMatchObject([
      { kind: 'ratio', at: 0, to: minute, outcome: 'good', bad: '1', total: '500' },
      { at: minute, bad: '2' },
      { at: 2 * minute, bad: '3' },
    ])
    expect(asked).toHaveLength(2)
    expect(asked[0]?.pathname).toBe('/prom/api/v1/query_range')
  })

  test.each([
    [
      { good: 'a', total: 'b' },
      { a: '497.25', b: '500' },
      { bad: '2.75', total: '500' },
    ],
    [
      { bad: 'a', good: 'b' },
      { a: '0.1', b: '0.2' },
      { bad: '0.1', total: '0.3' },
    ],
    [
      { bad: 'a', total: 'b' },
      { a: '500.01', b: '500' },
      { bad: '500', total: '500' },
    ],
    [
      { good: 'a', total: 'b' },
      { a: '500.01', b: '500' },
      { bad: '0', total: '500' },
    ],
    [
      { bad: 'a', total: 'b' },
      { a: '1e-3', b: '1e+06' },
      { bad: '0.001', total: '1000000' },
    ],
  ])('gives %j of %j as %j, exactly', async (queries, figures: Record<string, string>, expected) => {
    const port = await serving(
      Object.fromEntries(Object.entries(figures).map(([name, text]) => [name, () => text])),
    )
    expect(await read(port, ratio(queries))).toMatchObject([{ outcome: 'good', ...expected }])
  })

  test.each(['NaN', '+Inf', '-Inf'])('with %s has no data there: that is never a zero', async (figure) => {
    const port = await serving({ bad: () => figure, total: () => '500' })
    const [observation] = await read(port, ratio({ bad: 'bad', total: 'total' }))
    expect(observation).toEqual({
      kind: 'ratio',
      source: 'sha256:checkout',
      at: 0,
      to: minute,
      outcome: 'unknown',
      reason: 'noData',
    })
  })

  test('counts no failures where only the total has a series: a counter begins with its first failure', async () => {
    const port = await serving({ bad: () => null, total: () => '500' })
    expect(await read(port, ratio({ bad: 'bad', total: 'total' }))).toMatchObject([
      { outcome: 'good', bad: '0', total: '500' },
    ])
  })

  test('has no data where the total has no series, whatever the failures say', async () => {
    const port = await serving({ bad: () => '0', total: () => null })
    expect(await read(port, ratio({ bad: 'bad', total: 'total' }))).toMatchObject([
      { outcome: 'unknown', reason: 'noData' },
    ])
  })

  test('gives a gauge at the begin of its slot', async () => {
    const port = await serving({ v: (at) => `${at}.5` })
    const gauge = source(
      { kind: 'prometheus', terms: terms(port, { kind: 'gauge', value: 'v' }) },
      { schedule: { kind: 'every', intervalMs: minute } },
    )
    const { observation } = await lookOnce(gauge, 2 * minute, context())
    expect(observation).toMatchObject({ kind: 'gauge', at: 2 * minute, outcome: 'good', value: '120.5' })
  })

  test.each([
    ['an error', ok('{"status":"error","error":"no"}')],
    ['another status', 'HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n'],
    ['no JSON', ok('<html>')],
    [
      'two series',
      ok('{"status":"success","data":{"resultType":"matrix","result":[{"values":[]},{"values":[]}]}}'),
    ],
    [
      'a part alone, as a federation says that misses a store',
      ok(
        '{"status":"success","warnings":["PromQL info: a","store 10.0.0.7:10901: connection refused"],"data":{"resultType":"matrix","result":[]}}',
      ),
    ],
    [
      'values that are none',
      ok('{"status":"success","data":{"resultType":"matrix","result":[{"values":[null,{"0":1}]}]}}'),
    ],
    ['silence', ''],
  ])('that answers with %s could not be read: the slots stay', async (_what, text) => {
    const port = await answering(text)
    await expect(read(port, { kind: 'gauge', value: 'v' })).rejects.toThrow()
    const once = source({ kind: 'prometheus', terms: terms(port, { kind: 'gauge', value: 'v' }) })
    expect((await lookOnce(once, 0, context())).observation).toMatchObject({
      outcome: 'unknown',
      reason: 'read',
    })
  })

  test('that remarks on the query itself is believed', async () => {
    const port = await answering(
      ok(
        '{"status":"success","warnings":["PromQL warning: bucket label is missing"],"data":{"resultType":"matrix","result":[{"values":[[0,"5"]]}]}}',
      ),
    )
    const once = source({ kind: 'prometheus', terms: terms(port, { kind: 'gauge', value: 'v' }) })
    expect((await lookOnce(once, 0, context())).observation).toMatchObject({ outcome: 'good', value: '5' })
  })

  test('is read in runs of equal steps, none too long', () => {
    expect(evenRuns(slots(25), 10).map((run) => run.length)).toEqual([10, 10, 5])
    expect(
      evenRuns([
        { at: 0, to: 1 },
        { at: 1, to: 2 },
        { at: 2, to: 5 },
      ]).map((run) => run.length),
    ).toEqual([2, 1])
  })
})
