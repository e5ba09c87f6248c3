import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { SourceTerms } from '../../src/agreement/sourceTerms.ts'
import { readBack, TooLong } from '../../src/sources/readBack.ts'
import { agreementText, parsed } from '../evaluation/backtested.ts'

let server: Server | null = null
afterEach(() => server?.close())

type Answer = (
  asked: { start: number; end: number; step: number; query: string },
  call: number,
) => object | number

/** A Prometheus that answers as it is told: an object, or a status. */
async function prometheus(answer: Answer): Promise<{ source: SourceTerms; asked: () => number }> {
  let calls = 0
  server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x')
    const number = (name: string): number => Number(searchParams.get(name))
    const found = answer(
      {
        start: number('start'),
        end: number('end'),
        step: number('step'),
        query: searchParams.get('query') ?? '',
      },
      calls++,
    )
    response.statusCode = typeof found === 'number' ? found : 200
    response.end(typeof found === 'number' ? 'no' : JSON.stringify(found))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server?.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const text = agreementText(`sources:
  r: { prometheus: { url: "${url}", bad: bad, total: total }, every: 1m }
commitments:
  c: { measure: { successRatio: { of: r } }, target: ">= 99%", period: day }`)
  const source = parsed(text).versions[0]?.sources.get('r')
  if (!source) throw new Error('no source')
  return { source, asked: () => calls }
}

const matrix = (values: readonly (readonly [number, string])[]) => ({
  status: 'success',
  data: { resultType: 'matrix', result: [{ metric: {}, values }] },
})

function figures({ start, end, step, query }: Parameters<Answer>[0]): readonly (readonly [number, string])[] {
  const count = Math.round((end - start) / step) + 1
  expect(count).toBeLessThanOrEqual(11_000)
  return Array.from({ length: count }, (_, i) => [start + i * step, query === 'bad' ? '1' : '100'] as const)
}

const from = Date.UTC(2026, 2, 1)
const days = 86_400_000

async function read(source: SourceTerms, to: number) {
  const gaps: string[] = []
  const found = []
  const onGap = ({ why }: { why: string }) => void gaps.push(why)
  for await (const each of readBack({ source, span: { from, to }, onGap, pause: async () => undefined }))
    found.push(each)
  return { found, gaps }
}

test('a week by the minute is read in stretches, each below what a server answers', async () => {
  const { source, asked } = await prometheus((query) => matrix(figures(query)))
  const { found, gaps } = await read(source, from + 7 * days)
  expect(found).toHaveLength(7 * 1440 - (found[0]?.at === from ? 0 : 1))
  expect(found.every((each) => each.kind === 'ratio' && each.bad === '1' && each.total === '100')).toBe(true)
  expect(gaps).toEqual([])
  expect(asked()).toBeGreaterThan(10)
})

test('an error in between is asked again, and nothing is lost', async () => {
  const { source } = await prometheus((query, call) => (call % 3 === 1 ? 500 : matrix(figures(query))))
  const { found, gaps } = await read(source, from + 3 * days)
  expect(gaps).toEqual([])
  expect(found.every((each) => each.outcome === 'good')).toBe(true)
})

test('a stretch that is refused for good is unknown, never good, and the rest is read', async () => {
  const broken = (from + 2_500 * 60_000) / 1000
  const { source } = await prometheus((query) =>
    query.start <= broken && broken <= query.end ? 500 : matrix(figures(query)),
  )
  const { found, gaps } = await read(source, from + 5 * days)
  expect(gaps).toEqual([expect.stringContaining('status 500')])
  const blind = found.filter((each) => each.outcome === 'unknown')
  expect(blind).toHaveLength(2000)
  expect(blind.every((each) => each.reason === 'read' && !('bad' in each))).toBe(true)
  expect(found.filter((each) => each.outcome === 'good').length).toBe(found.length - 2000)
})

test('what a partial answer leaves out is unknown', async () => {
  const { source } = await prometheus((query) => matrix(figures(query).slice(0, 100)))
  const { found } = await read(source, from + days)
  expect(found.filter((each) => each.outcome === 'good')).toHaveLength(100)
  expect(found.filter((each) => each.outcome === 'unknown').length).toBe(found.length - 100)
})

test('decades by the minute are refused before anything is asked', async () => {
  const { source, asked } = await prometheus(() => 500)
  await expect(read(source, from + 4000 * days)).rejects.toThrow(TooLong)
  expect(asked()).toBe(0)
})
