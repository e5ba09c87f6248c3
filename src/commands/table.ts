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
    name: 'serve',
    summary: 'Run the daemon.',
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'demo',
    summary: 'Run a demonstration on this machine: a service that goes down, and both parties told.',
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'new',
    summary: 'Start an agreement from one of the gallery.',
    load: async () => (await import('./new.ts')).newCommand,
  },
  {
    name: 'check',
    summary: 'Check agreement and configuration files; every problem with its place.',
    load: async () => (await import('./check.ts')).check,
  },
  {
    name: 'backtest',
    summary: 'Evaluate an agreement over a file of evidence, without a daemon.',
    load: async () => (await import('./backtest.ts')).backtestCommand,
  },
  {
    name: 'import',
    summary: 'Turn history of any kind into evidence, and send it to a daemon.',
    load: async () => (await import('./import.ts')).importCommand,
  },
  {
    name: 'explain',
    summary: 'Show how a figure came about: observations, outages, exclusions, fraction, verdict, credit.',
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    name: 'export',
    summary: 'Print the evidence of an agreement, or its ledger for `verify`.',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    name: 'statement',
    summary: 'Write the statement of a month: the signed JSON, or HTML, PDF or CSV made of it.',
    load: async () => (await import('./statement.ts')).statement,
  },
  {
    name: 'verify',
    summary: 'Verify an exported ledger or a statement offline, with the mails that tell of it.',
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    name: 'token',
    summary: 'Create, list or revoke the tokens of REST.',
    load: async () => (await import('./token.ts')).token,
  },
  {
    name: 'healthcheck',
    summary: 'Ask the running daemon whether it is healthy.',
    load: async () => (await import('./healthcheck.ts')).healthcheck,
  },
  {
    name: 'generate',
    summary: 'Write the files that are made from code; for developers.',
    load: async () => (await import('./generate.ts')).generate,
  },
  {
    name: 'version',
    summary: 'Print the version.',
    load: async () => (await import('./version.ts')).version,
  },
]
