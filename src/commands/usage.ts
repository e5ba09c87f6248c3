import type { Command, Flag } from './command.ts'
import type { CommandLine } from './table.ts'

/** The help of one command: how it is called, what it does, its flags. */
export function commandHelp(command: Command, common: readonly Flag[]): string {
  const flags = [...command.flags, ...common]
  const usage = ['upheld', command.name, '[flags]', command.operands].filter(Boolean).join(' ')
  return [
    `Usage: ${usage}`,
    '',
    command.summary,
    ...(command.details === undefined ? [] : ['', command.details]),
    '',
    'Flags:',
    ...flags.map(flagLines),
  ].join('\n')
}

function flagLines(flag: Flag): string {
  const head = `  --${flag.name}${flag.kind === 'switch' ? '' : ` ${flag.value ?? 'VALUE'}`}`
  const notes = [
    flag.default === undefined ? '' : `default ${flag.default}`,
    flag.env === undefined ? '' : flag.env,
    flag.kind === 'list' ? 'may be given several times' : '',
  ].filter(Boolean)
  return `${head}\n      ${flag.description}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`
}

/** The help of the whole program. */
export function programHelp(commands: readonly CommandLine[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return [
    'Usage: upheld COMMAND [flags] …',
    '',
    'Holds both sides to their agreement: measures, judges, records and tells.',
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    '`upheld COMMAND --help` shows the flags of a command, `upheld --version` the version.',
  ].join('\n')
}
