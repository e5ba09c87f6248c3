import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import { z } from 'zod'

const rules = fileURLToPath(new URL('../../dashboards/rules', import.meta.url))

const answer = z.object({
  status: z.literal('success'),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
})
const ruleAnswer = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            name: z.string(),
            health: z.string(),
            state: z.string().optional(),
            lastError: z.string().optional(),
          }),
        ),
      }),
    ),
  }),
})

/** A series with at least one number in it. */
export type Found = Readonly<Record<string, string>>

/** Debian's Prometheus, scraping one target each second and evaluating the repository's rules. */
export class Prometheus {
  readonly #folder = mkdtempSync(join(tmpdir(), 'upheld-prometheus-'))
  readonly #began = Date.now()
  #process: ChildProcess | null = null
  #url = ''
  #said = ''

  async start(target: string): Promise<void> {
    cpSync(rules, join(this.#folder, 'rules'), { recursive: true })
    mkdirSync(join(this.#folder, 'data'))
    const config = join(this.#folder, 'prometheus.yaml')
    writeFileSync(config, JSON.stringify(configuration(target)))
    const port = await freePort()
    this.#url = `http://127.0.0.1:${port}`
    this.#process = spawn('prometheus', [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(this.#folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ])
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString()
    })
    await vi.waitFor(
      async () => {
        if (this.#process?.exitCode !== null) throw new Error(this.#said)
        const { ok } = await fetch(`${this.#url}/-/ready`)
        if (!ok) throw new Error('not ready')
      },
      { timeout: 30_000, interval: 200 },
    )
  }

  /** The series that a query has had since the start, in the way of a panel that shows all of it. */
  async series(query: string): Promise<Found[]> {
    const body = new URLSearchParams({
      query,
      start: String(this.#began / 1000),
      end: String(Date.now() / 1000),
      step: '1',
    })
    const response = await fetch(`${this.#url}/api/v1/query_range`, { method: 'POST', body })
    const text = await response.text()
    if (!response.ok) throw new Error(`${query}: ${text}`)
    const { result } = answer.parse(JSON.parse(text)).data
    return result
      .filter(({ values }) => values.some(([, value]) => value !== 'NaN'))
      .map(({ metric }) => metric)
  }

  /** Every rule with its health, and the state of alerts. */
  async rules(): Promise<z.infer<typeof ruleAnswer>['data']['groups'][number]['rules']> {
    const response = await fetch(`${this.#url}/api/v1/rules`)
    return ruleAnswer.parse(await response.json()).data.groups.flatMap((group) => group.rules)
  }

  async stop(): Promise<void> {
    const child = this.#process
    if (child !== null && child.exitCode === null) {
      const closed = new Promise((resolve) => child.once('close', resolve))
      child.kill('SIGTERM')
      await closed
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function configuration(target: string) {
  const { host, pathname } = new URL(target)
  return {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ['rules/upheld.recording.yaml', 'rules/upheld.alerts.yaml'],
    scrape_configs: [{ job_name: 'upheld', metrics_path: pathname, static_configs: [{ targets: [host] }] }],
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
