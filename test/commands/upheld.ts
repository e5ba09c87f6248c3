import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const executable = fileURLToPath(new URL('../../src/upheld.mjs', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the real executable in a folder, with nothing of the environment but `env` and the path. */
export function upheld(
  args: readonly string[],
  at: { folder?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH ?? '', ...at.env }
    const child = spawn(process.execPath, [executable, ...args], { cwd: at.folder, env, timeout: 20_000 })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

/** The exit code where nobody reads what is printed, as behind `| head` that has seen enough. */
export function unread(args: readonly string[], folder: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH ?? '' }
    const child = spawn(process.execPath, [executable, ...args], { cwd: folder, env, timeout: 20_000 })
    child.stdout.destroy()
    child.stderr.resume()
    child.on('error', reject)
    child.on('close', resolve)
  })
}

/** A folder of one's own with some files, which is gone after `use`. */
export async function inFolder(
  files: Record<string, string>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'upheld-cli-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true })
      await writeFile(join(folder, name), text)
    }
    await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}
