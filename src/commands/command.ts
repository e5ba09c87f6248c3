/** A flag of a command, written `--name VALUE` or `--name=VALUE`; its variable counts where the flag is absent. */
export interface Flag {
  /** Without the dashes, such as `config.file`. */
  readonly name: string
  /** `switch` takes no value (`--no-NAME` turns it off), `list` may be given several times. */
  readonly kind: 'text' | 'switch' | 'list'
  /** The variable that stands in for it, such as `UPHELD_CONFIG_FILE`. */
  readonly env?: string
  /** What the value is, for the help, such as `FILE`. */
  readonly value?: string
  readonly description: string
  /** Shown in the help; the command itself applies it. */
  readonly default?: string
}

/** What was given for a command's flags. */
export interface FlagValues {
  /** The flag, else its variable, else undefined. An empty variable counts as not set. */
  text(name: string): string | undefined
  is(name: string): boolean
  list(name: string): readonly string[]
  /** Only what stood on the command line, by name. */
  readonly given: ReadonlyMap<string, string>
}

/** Everything that a command may touch of the world around it. */
export interface CommandContext {
  readonly flags: FlagValues
  /** What stood on the command line beside flags. */
  readonly operands: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** The working directory. */
  readonly folder: string
  /** UTC milliseconds. */
  now(): number
  /** The standard input, to be read once. */
  input(): AsyncIterable<Uint8Array>
  /** Writes a line to the standard output. */
  out(line: string): void
  /** Writes a line to the standard error. */
  err(line: string): void
}

/** One command of `upheld`. */
export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What stands beside the flags, such as `FILE…`; empty where nothing may. */
  readonly operands: string
  /** How many operands there may be. */
  readonly operandCount: readonly [least: number, most: number]
  readonly flags: readonly Flag[]
  /** More for the command's help, such as examples. */
  readonly details?: string
  /** Answers the exit code: 0 done, 1 failed or found something wrong, 2 asked in a wrong way. */
  run(context: CommandContext): Promise<number>
}

/** The command was asked in a wrong way: told with a pointer to its help, exit code 2. */
export class UsageError extends Error {}

/** The command could not do what was asked, for a reason that its message tells in full: exit code 1, no stack. */
export class CommandFailure extends Error {}
