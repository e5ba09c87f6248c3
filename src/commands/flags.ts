import { parseArgs } from 'node:util'
import { didYouMean } from '../agreement/suggest.ts'
import { type Command, type Flag, type FlagValues, UsageError } from './command.ts'

export const helpFlag: Flag = { name: 'help', kind: 'switch', description: 'Show this help.' }

interface Parsed {
  readonly flags: FlagValues
  readonly operands: readonly string[]
}

/**
 * Reads a command's arguments by its table of flags. Throws a UsageError for what the table does not know, with the
 * word that was probably meant.
 */
export function parseFlags(
  command: Pick<Command, 'flags' | 'operandCount' | 'operands'>,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Parsed {
  const flags = [...command.flags, helpFlag]
  const byName = new Map(flags.map((flag) => [flag.name, flag]))
  const lists = new Map<string, string[]>()
  const operands: string[] = []
  for (const token of tokensOf(flags, args)) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    const isOff = token.name.startsWith('no-') && byName.get(token.name.slice(3))?.kind === 'switch'
    const flag = byName.get(isOff ? token.name.slice(3) : token.name)
    if (!flag) throw new UsageError(unknownFlag(token.rawName, [...byName.keys()]))
    lists.set(flag.name, [...(lists.get(flag.name) ?? []), textOf(flag, token, isOff)])
  }
  checkRepeats(lists, byName)
  checkOperands(command, operands)
  return { flags: valuesOf(lists, byName, env), operands }
}

function tokensOf(flags: readonly Flag[], args: readonly string[]) {
  const options = Object.fromEntries(
    flags.map((flag) => [
      flag.name,
      {
        type: flag.kind === 'switch' ? ('boolean' as const) : ('string' as const),
        ...(flag.name === 'help' ? { short: 'h' } : {}),
      },
    ]),
  )
  const single = args.find((arg) => /^-[A-Za-z][A-Za-z.-]/.test(arg))
  if (single !== undefined)
    throw new UsageError(unknownFlag(single.replace(/=.*$/, ''), Object.keys(options)))
  return parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true }).tokens
}

interface OptionToken {
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

function textOf(flag: Flag, token: OptionToken, isOff: boolean): string {
  if (flag.kind === 'switch') {
    if (token.value === undefined) return isOff ? 'false' : 'true'
    if (!isOff && /^(?:true|false)$/.test(token.value)) return token.value
    throw new UsageError(`${token.rawName} takes no value`)
  }
  // `--a --b` is a forgotten value far more often than a value that begins with dashes.
  if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))) {
    throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${flag.value ?? 'VALUE'}`)
  }
  return token.value
}

function unknownFlag(written: string, known: readonly string[]): string {
  const guess = didYouMean(written.replace(/^-+/, ''), known).replace(/"(.+)"/, '"--$1"')
  return `${written} is not a flag of this command${guess.startsWith('; did') ? guess : ''}`
}

function checkRepeats(
  lists: ReadonlyMap<string, readonly string[]>,
  byName: ReadonlyMap<string, Flag>,
): void {
  for (const [name, values] of lists) {
    if (values.length > 1 && byName.get(name)?.kind === 'text')
      throw new UsageError(`--${name} is given ${values.length} times; give it once`)
  }
}

function checkOperands(
  command: Pick<Command, 'operandCount' | 'operands'>,
  operands: readonly string[],
): void {
  const [least, most] = command.operandCount
  if (operands.length < least) throw new UsageError(`expected ${command.operands}`)
  if (operands.length > most) throw new UsageError(`"${operands[most]}" is one too many`)
}

function valuesOf(
  lists: ReadonlyMap<string, readonly string[]>,
  byName: ReadonlyMap<string, Flag>,
  env: Readonly<Record<string, string | undefined>>,
): FlagValues {
  const fromEnv = (name: string): string | undefined => {
    const variable = byName.get(name)?.env
    return variable === undefined ? undefined : env[variable] || undefined
  }
  const text = (name: string) => lists.get(name)?.at(-1) ?? fromEnv(name)
  return {
    text,
    is: (name) => /^(?:true|1|yes)$/i.test(text(name) ?? ''),
    list: (name) => lists.get(name) ?? fromEnv(name)?.split(',') ?? [],
    given: new Map([...lists].map(([name, values]) => [name, values.join(',')])),
  }
}
