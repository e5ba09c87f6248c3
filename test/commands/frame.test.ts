import { describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { type Command, UsageError } from '../../src/commands/command.ts'
import { parseFlags } from '../../src/commands/flags.ts'
import { commandTable } from '../../src/commands/table.ts'
import { upheld } from './upheld.ts'

describe('upheld', () => {
  test('lists every command with --help, and on the standard error without a command', async () => {
    const [help, alone] = await Promise.all([upheld(['--help']), upheld([])])
    expect([help.code, help.err, alone.code, alone.out]).toEqual([0, '', 2, ''])
    expect(alone.err).toBe(help.out)
    for (const { name, summary } of commandTable)
      expect(help.out).toMatch(new RegExp(`^ {2}${name} +${summary}`, 'm'))
  })

  test('tells its version', async () => {
    const line = `upheld ${packageJson.version} (Node ${process.versions.node})\n`
    const [flag, command] = await Promise.all([upheld(['--version']), upheld(['version'])])
    expect([flag, command]).toEqual(Array(2).fill({ code: 0, out: line, err: '' }))
  })

  test.each([
    [['chekc'], 'there is no command "chekc"; did you mean "check"?'],
    [['--config.file', 'x', 'check'], 'the command comes before its flags'],
    [['check'], 'upheld check: expected FILE…'],
    [['check', '--jsn', 'x'], '--jsn is not a flag of this command; did you mean "--json"?'],
    [['check', '-json', 'x'], '-json is not a flag of this command; did you mean "--json"?'],
    [['check', 'x', '--sources'], '--sources needs a value: --sources FOLDER'],
    [['check', '--sources', '--json', 'x'], '--sources needs a value: --sources FOLDER'],
    [['check', '--json=1', 'x'], '--json takes no value'],
    [['check', '--sources', 'a', '--sources', 'b', 'x'], '--sources is given 2 times; give it once'],
    [['version', 'x'], '"x" is one too many'],
    [['token', 'creat'], '"creat" is not create, list or revoke; did you mean "create"?'],
  ])('answers 2 and says what is wrong to %j', async (args, message) => {
    const { code, out, err } = await upheld(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
    expect(err).toMatch(/--help/)
  })
})

test.each(commandTable)(
  '$name has help that names its flags and variables',
  async ({ name, summary, load }) => {
    const command = await load()
    expect([command.name, command.summary.startsWith(summary.replace(/\.$/, ''))]).toEqual([name, true])
    const { code, out, err } = await upheld([name, '--nonsense', '--help'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(new RegExp(`^Usage: upheld ${name}`))
    for (const flag of command.flags) {
      expect(out).toContain(`--${flag.name}`)
      if (flag.env !== undefined) expect(out).toContain(flag.env)
    }
  },
)

describe('flags', () => {
  const command: Pick<Command, 'flags' | 'operands' | 'operandCount'> = {
    operands: 'FILE…',
    operandCount: [0, 3],
    flags: [
      { name: 'config.file', kind: 'text', env: 'UPHELD_CONFIG_FILE', description: '' },
      { name: 'trust-files', kind: 'switch', env: 'UPHELD_TRUST_FILES', description: '' },
      { name: 'mail', kind: 'list', env: 'UPHELD_MAIL', description: '' },
    ],
  }
  const parse = (args: string[], env: Record<string, string> = {}) => parseFlags(command, args, env)

  test('are read with a blank or an equals sign, before and after operands', () => {
    const { flags, operands } = parse([
      'a',
      '--config.file',
      'x.yaml',
      'b',
      '--trust-files',
      '--mail=1',
      '--mail',
      '2',
    ])
    expect(operands).toEqual(['a', 'b'])
    expect([flags.text('config.file'), flags.is('trust-files'), flags.list('mail')]).toEqual([
      'x.yaml',
      true,
      ['1', '2'],
    ])
    expect(parse(['--config.file=a=b']).flags.text('config.file')).toBe('a=b')
    expect(parse(['--', '--mail']).operands).toEqual(['--mail'])
  })

  test('go before variables, of which an empty one is none', () => {
    const env = { UPHELD_CONFIG_FILE: 'env.yaml', UPHELD_TRUST_FILES: 'true', UPHELD_MAIL: 'a,b' }
    const { flags } = parse([], env)
    expect([flags.text('config.file'), flags.is('trust-files'), flags.list('mail')]).toEqual([
      'env.yaml',
      true,
      ['a', 'b'],
    ])
    expect(parse(['--config.file', 'x', '--no-trust-files'], env).flags.text('config.file')).toBe('x')
    expect(parse(['--no-trust-files'], env).flags.is('trust-files')).toBe(false)
    expect(parse([], { UPHELD_CONFIG_FILE: '' }).flags.text('config.file')).toBeUndefined()
    expect([...parse(['--mail', 'x'], env).flags.given]).toEqual([['mail', 'x']])
  })

  test('that are named like an inherited member are not known', () => {
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(() => parse([`--${name}`, 'x'])).toThrow(UsageError)
  })
})
