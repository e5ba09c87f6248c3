import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'

const program = fileURLToPath(new URL('../../src/upheld.mjs', import.meta.url))

/** The demonstration as `npm start` runs it. */
export class Demo {
  readonly #process: ChildProcess = spawn(process.execPath, [program, 'demo'])
  #said = ''

  constructor() {
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#said += chunk.toString()
      })
    }
  }

  /** The address of its metrics, as it prints it. */
  metricsUrl(): Promise<string> {
    return vi.waitFor(
      () => {
        if (this.#process.exitCode !== null) throw new Error(`the demonstration ended: ${this.#said}`)
        const url = /^\s+Metrics\s+(http:\S+)$/m.exec(this.#said)?.[1]
        if (url === undefined) throw new Error(`no address of metrics yet: ${this.#said}`)
        return url
      },
      { timeout: 30_000, interval: 100 },
    )
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return
    const closed = new Promise((resolve) => this.#process.once('close', resolve))
    this.#process.kill('SIGTERM')
    await closed
  }
}
