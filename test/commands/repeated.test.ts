import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pushText } from '../daemon/anAgreement.ts'
import { ran } from './ran.ts'

let folder = ''
const path = (name: string) => join(folder, name)
const line = (fields: object) => JSON.stringify({ source: 'web', at: '2026-03-02T10:00:00Z', ...fields })
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upheld-repeated-'))
  await writeFile(path('small.yaml'), pushText())
  const lines = Array.from({ length: 3_000 }, (_, i) => line(i === 7 ? { outcome: 'up' } : { state: 'up' }))
  await writeFile(path('e.jsonl'), lines.join('\n'))
})
afterEach(() => rm(folder, { recursive: true }))

test('backtest tells one slip in each of 3,000 lines once, with how many lines have it', async () => {
  const { code, err } = await ran(['backtest', path('small.yaml'), '--evidence', path('e.jsonl')])
  const [, first = '', second = '', ...more] = err.trim().split('\n')
  expect([code, more]).toEqual([1, []])
  expect(first).toMatch(
    /e\.jsonl:1:1: error: `state` is not .*; write `outcome: good\|bad\|unknown` \(and 2998 more lines, the last is line 3000\)$/,
  )
  expect(second).toMatch(/e\.jsonl:8:1: error: `outcome` is not .*; did you mean "good"\?$/)
})

test('backtest --json keeps the counts', async () => {
  const { out } = await ran(['backtest', path('small.yaml'), '--evidence', path('e.jsonl'), '--json'])
  expect(JSON.parse(out)).toMatchObject({
    ok: false,
    problems: [{ line: 1, moreLines: 2_998, lastLine: 3_000 }, { line: 8 }],
  })
})

test('import tells it once as well, and how many more lines were refused for it', async () => {
  const { err } = await ran(['import', path('small.yaml'), path('e.jsonl')])
  expect(err.match(/refused: `state`/g)).toHaveLength(1)
  expect(err).toContain('e.jsonl: 2998 more lines refused as line 1, the last is line 3000\n')
  expect(err).toContain('0 lines printed, 3000 refused')
})

test('backtest reads CSV that import would take', async () => {
  await writeFile(path('e.csv'), 'source,at,outcome\nweb,2026-03-02T10:00:00Z,good\n')
  const { code, out } = await ran(['backtest', path('small.yaml'), '--evidence', path('e.csv')])
  expect([code, out]).toEqual([0, expect.stringMatching(/^2026-03-02 +2026-03-02 +availability/m)])
})
