import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import { freePort } from '../../src/demo/ports.ts'
import { agreementText } from '../evaluation/backtested.ts'
import { itWith } from '../fixtures/tools.ts'
import { until } from './waiting.ts'

const program = fileURLToPath(new URL('../../src/upheld.mjs', import.meta.url))
const day = 86_400_000
/** The begin of the UTC day two days ago: well within what a server keeps. */
const from = Math.floor(Date.now() / day) * day - 2 * day

/** 100 requests a minute; from 10:00 to 11:00 three of them fail, and from 12:00 to 13:00 nothing was recorded. */
function metrics(): string {
  const lines = { bad: [] as string[], total: [] as string[] }
  let [bad, total] = [0, 0]
  for (let minute = -10; minute <= 1450; minute++) {
    const at = from / 1000 + minute * 60
    if (minute > 600 && minute <= 660) bad += 3
    total += 100
    if (minute > 720 && minute < 780) continue
    lines.bad.push(`bad_total ${bad} ${at}`)
    lines.total.push(`all_total ${total} ${at}`)
  }
  return [`# TYPE bad counter`, ...lines.bad, `# TYPE all counter`, ...lines.total, '# EOF', ''].join('\n')
}

async function aServer(folder: string): Promise<string> {
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'metrics.txt'), metrics())
  const blocks = [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    join(folder, 'metrics.txt'),
    join(folder, 'data'),
  ]
  const made = spawnSync('promtool', blocks, { encoding: 'utf8' })
  if (made.status !== 0) throw new Error(made.stderr)
  writeFileSync(join(folder, 'prometheus.yaml'), '{}')
  const port = await freePort(0)
  const child = spawn('prometheus', [
    `--config.file=${join(folder, 'prometheus.yaml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ])
  onTestFinished(async () => {
    const ended = new Promise((resolve) => child.once('close', resolve))
    child.kill('SIGTERM')
    await ended
  })
  const url = `http://127.0.0.1:${port}`
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until('Prometheus is ready', isReady)
  return url
}

itWith('prometheus', 'the history of a Prometheus is judged as it is by hand', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'upheld-history-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const url = await aServer(folder)
  writeFileSync(
    join(folder, 'a.yaml'),
    agreementText(`sources:
  r: { prometheus: { url: "${url}", bad: "bad_total - bad_total offset 1m", total: "all_total - all_total offset 1m" }, every: 1m }
commitments:
  c: { measure: { successRatio: { of: r } }, target: ">= 99.9%", period: day }`),
  )
  const date = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
  const span = ['--prometheus', '--from', date(from), '--until', date(from + day)]
  const ran = spawnSync(process.execPath, [program, 'backtest', join(folder, 'a.yaml'), ...span, '--json'], {
    encoding: 'utf8',
  })
  expect([ran.status, ran.stderr]).toEqual([0, ''])
  const period = JSON.parse(ran.stdout).periods.find((each: { from: string }) =>
    each.from.startsWith(date(from)),
  )
  // The hour without samples has no counts: 1,380 minutes of 100 requests, of which 60 minutes have 3 failures each.
  expect(period).toMatchObject({
    counts: { bad: '180', total: '138000' },
    measure: { value: '99.869565' },
    verdict: 'breached',
  })
})
