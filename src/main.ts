import { didYouMean } from './agreement/suggest.ts'
import { type Command, type CommandContext, CommandFailure, UsageError } from './commands/command.ts'
import { helpFlag, parseFlags } from './commands/flags.ts'
import { commandTable } from './commands/table.ts'
import { commandHelp, programHelp } from './commands/usage.ts'

type World = Omit<CommandContext, 'flags' | 'operands'>

/** Runs the command that the process was started for; the one place that reads the process's surroundings. */
export async function main(): Promise<void> {
  // Whoever reads may close early (`upheld export … | head`); that is no failure of ours, and hides none.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? (process.exitCode ?? 0) : 1),
  )
  const world: World = {
    env: process.env,
    folder: process.cwd(),
    now: () => Date.now(),
    input: () => process.stdin,
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
  }
  process.exitCode = await runProgram(process.argv.slice(2), world)
}

/** Finds and runs a command; answers the exit code. */
export async function runProgram(args: readonly string[], world: World): Promise<number> {
  const [first, ...rest] = args
  if (first === undefined || first === 'help' || first === '--help' || first === '-h') {
    const help = first === 'help' && rest[0] !== undefined ? [rest[0], '--help'] : null
    if (help) return runProgram(help, world)
    const tell = first === undefined ? world.err : world.out
    tell(programHelp(commandTable))
    return first === undefined ? 2 : 0
  }
  const name = first === '--version' ? 'version' : first
  const line = commandTable.find((each) => each.name === name)
  if (!line) {
    world.err(unknownCommand(first))
    return 2
  }
  return runCommand(await line.load(), rest, world)
}

function unknownCommand(word: string): string {
  const what = word.startsWith('-') ? 'the command comes before its flags' : `there is no command "${word}"`
  const names = commandTable.map(({ name }) => name)
  return `upheld: ${what}${didYouMean(word, names)}\nupheld --help lists the commands.`
}

async function runCommand(command: Command, args: readonly string[], world: World): Promise<number> {
  if (asksForHelp(args)) {
    world.out(commandHelp(command, [helpFlag]))
    return 0
  }
  try {
    return await command.run({ ...world, ...parseFlags(command, args, world.env) })
  } catch (error) {
    if (error instanceof CommandFailure) {
      world.err(`upheld ${command.name}: ${error.message}`)
      return 1
    }
    if (!(error instanceof UsageError)) throw error
    world.err(`upheld ${command.name}: ${error.message}\nupheld ${command.name} --help shows what it takes.`)
    return 2
  }
}

/** Help is given also where the rest could not be read. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h')
}
