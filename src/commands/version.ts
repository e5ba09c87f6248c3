import { readFile } from 'node:fs/promises'
import type { Command } from './command.ts'

const packageFile = new URL('../../package.json', import.meta.url)

/** The version of the program, such as `0.1.0`. */
export async function programVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string }
  return version
}

export const version: Command = {
  name: 'version',
  summary: 'Print the version.',
  operands: '',
  operandCount: [0, 0],
  flags: [],
  run: async ({ out }) => {
    out(`upheld ${await programVersion()} (Node ${process.versions.node})`)
    return 0
  },
}
