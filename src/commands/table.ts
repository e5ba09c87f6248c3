import type { Command } from './command.ts'

/** A command as the list shows it; the rest is loaded when it is called, so that a short one starts at once. */
export interface CommandLine {
  readonly name: string
  readonly summary: string
  load(): Promise<Command>
}

/** Every command: one file and one line here. */
export const commandTable: readonly CommandLine[] = [
  {
    name: 'check',
    summary: 'Check agreement and configuration files; every problem with its place.',
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'version',
    summary: 'Print the version.',
    load: async () => (await import('./version.ts')).version,
  },
]
