import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { target } from '../daemon/aDaemon.ts'
import { agreementText } from '../evaluation/backtested.ts'
import { ran } from './ran.ts'

const now = Date.UTC(2026, 2, 12)
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upheld-prometheus-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A server whose requests are 100 a minute, of which 3 fail in each minute from 10:00 to 11:00 on March 10th. */
async function anAgreement(): Promise<string> {
  const { port } = await target((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://x')
    const asked = (name: string): number => Number(searchParams.get(name))
    const isBad = searchParams.get('query') === 'bad'
    const values: [number, string][] = []
    for (let at = asked('start'); at <= asked('end'); at += asked('step')) {
      const isFailing = at > Date.UTC(2026, 2, 10, 10) / 1000 && at <= Date.UTC(2026, 2, 10, 11) / 1000
      values.push([at, isBad ? (isFailing ? '3' : '0') : '100'])
    }
    const result = [{ metric: {}, values }]
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }))
  })
  const file = join(folder, 'a.yaml')
  const text = agreementText(`sources:
  r: { prometheus: { url: "http://127.0.0.1:${port}", bad: bad, total: total }, every: 1m }
commitments:
  c: { measure: { successRatio: { of: r } }, target: ">= 99.9%", period: day }`)
  await writeFile(file, text)
  return file
}
const span = ['--prometheus', '--from', '2026-03-10', '--until', '2026-03-11']

test('backtest over a Prometheus comes to the figure that its counts come to by hand', async () => {
  const { out, err, code } = await ran(['backtest', await anAgreement(), ...span, '--json'], { now })
  expect([code, err]).toEqual([0, ''])
  // 60 minutes of 3 failures are 180 of 144,000 requests: 99.875 %.
  const day = JSON.parse(out).periods.find(({ from }: { from: string }) => from.startsWith('2026-03-10'))
  expect(day).toMatchObject({ verdict: 'breached', measure: { value: '99.875' } })
})

test('explain and import read the same history', async () => {
  const file = await anAgreement()
  const explained = await ran(['explain', file, 'c', '--at', '2026-03-10', ...span], { now })
  expect(explained).toMatchObject({ code: 0, out: expect.stringContaining('99.875') })
  const { out, code } = await ran(['import', file, ...span], { now })
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect([code, lines.length, lines.filter(({ bad }) => bad === '3').length]).toEqual([0, 1440, 60])
})
