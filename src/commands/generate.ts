import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { editorSchemas } from '../settings/editorSchema.ts'
import type { Command } from './command.ts'
import { configurationTables } from './configurationTables.ts'

/** A file of the repository that is made from code. */
export interface Generator {
  /** Its path from the root of the repository. */
  readonly file: string
  /** Its whole text; `present` is what stands there now, for files of which only a part is made. */
  make(present: string): string | Promise<string>
}

/** Every generated file: one line each. */
export const generators: readonly Generator[] = [
  ...Object.entries(editorSchemas).map(([name, make]): Generator => ({ file: `config/${name}`, make })),
  { file: 'docs/configuration.md', make: configurationTables },
  { file: 'dashboards/fleet.json', make: () => dashboard('fleet') },
  { file: 'dashboards/agreement.json', make: () => dashboard('agreement') },
]

/** Grafana's builders are there for developers only, so they are loaded when they are needed. */
async function dashboard(name: 'fleet' | 'agreement'): Promise<string> {
  const { dashboardText } = await import('../dashboards/grafana.ts')
  return dashboardText(name)
}

const root = new URL('../../', import.meta.url)

export const generate: Command = {
  name: 'generate',
  summary: 'Write the files that are made from code; for developers.',
  operands: '',
  operandCount: [0, 0],
  flags: [{ name: 'check', kind: 'switch', description: 'Write nothing; exit 1 where a file is stale.' }],
  run: async ({ flags, out, err }) => {
    let stale = 0
    for (const { file, make } of generators) {
      const path = fileURLToPath(new URL(file, root))
      const present = await readFile(path, 'utf8').catch(() => '')
      const text = await make(present)
      if (text === present) continue
      stale++
      if (flags.is('check')) {
        err(`${file}: stale; run \`npm run generate\``)
        continue
      }
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
      out(`${file}: written`)
    }
    return flags.is('check') && stale > 0 ? 1 : 0
  },
}
