import { runProgram } from '../../src/main.ts'
import type { Ran } from './upheld.ts'

/** Runs a command in this process: the same program, without the time that a process takes to start. */
export async function ran(
  args: readonly string[],
  given: { input?: string; now?: number; env?: Record<string, string> } = {},
): Promise<Ran> {
  let [out, err] = ['', '']
  const code = await runProgram(args, {
    env: given.env ?? {},
    folder: '.',
    now: () => given.now ?? Date.now(),
    input: () => bytesOf(given.input ?? ''),
    out: (line) => {
      out += `${line}\n`
    },
    err: (line) => {
      err += `${line}\n`
    },
  })
  return { code, out, err }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}
