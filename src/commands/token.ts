import { fixedMs, parseLength } from '../agreement/length.ts'
import { agreementId } from '../agreement/schema/scalars.ts'
import { didYouMean } from '../agreement/suggest.ts'
import { createToken } from '../http/tokens.ts'
import { type Role, roles, type TokenRecord } from '../store.ts'
import { type Command, type CommandContext, CommandFailure, UsageError } from './command.ts'
import { instantOf } from './instant.ts'
import { flagsOf, settingsOrFail } from './settingFlags.ts'
import { withStore } from './store.ts'

const acts = { create, list, revoke } as const

export const token: Command = {
  name: 'token',
  summary: 'Create, list or revoke the tokens of REST; also beside a running daemon.',
  operands: 'create | list | revoke ID',
  operandCount: [1, 2],
  flags: [
    { name: 'name', kind: 'text', value: 'TEXT', description: 'Whose token it is, for lists and records.' },
    { name: 'role', kind: 'text', value: 'ROLE', description: `What it may do: ${roles.join(', ')}.` },
    {
      name: 'agreement',
      kind: 'list',
      value: 'ID',
      description: 'An agreement that it sees; an operator sees all.',
    },
    {
      name: 'expires',
      kind: 'text',
      value: 'LENGTH|DATE',
      description: 'When it ends, such as 90d or 2027-01-01; never unless given.',
    },
    { name: 'json', kind: 'switch', description: 'Print JSON.' },
    ...flagsOf('config.file', 'storage.path'),
  ],
  details: [
    'upheld token create --name "Globex portal" --role customer --agreement acme-globex-checkout --expires 365d',
    '',
    'The token is printed once, to the standard output; only its hash is kept.',
  ].join('\n'),
  run: (context) => {
    const [word = ''] = context.operands
    if (!isAct(word))
      throw new UsageError(`"${word}" is not create, list or revoke${didYouMean(word, Object.keys(acts))}`)
    return acts[word](context)
  },
}

const isAct = (word: string): word is keyof typeof acts => Object.hasOwn(acts, word)

async function create(context: CommandContext): Promise<number> {
  const { flags, operands, now, out, err } = context
  if (operands.length > 1) throw new UsageError(`"${operands[1]}" is one too many`)
  const role = roleOf(flags.text('role'))
  const name = flags.text('name') ?? ''
  if (name === '' || name.length > 200) throw new UsageError('say with --name whose token it is')
  const agreements = agreementsOf(role, flags.list('agreement'))
  const expiresAt = expiryOf(flags.text('expires'), now())
  const { record, text } = createToken({ name, role, agreements, expiresAt, now: now() })
  await withStore(await settingsOrFail(context), 'create', (store) => store.saveToken(record))
  if (flags.is('json')) out(JSON.stringify({ ...shown(record, now()), token: text }))
  else {
    err(`Token ${record.id} (${describe(record)}). It is shown only now:`)
    out(text)
  }
  return 0
}

function roleOf(text: string | undefined): Role {
  const role = roles.find((each) => each === text)
  if (role) return role
  if (text === undefined) throw new UsageError(`say with --role what it may do: ${roles.join(', ')}`)
  throw new UsageError(`there is no role "${text}"${didYouMean(text, roles)}`)
}

function agreementsOf(role: Role, ids: readonly string[]): TokenRecord['agreements'] {
  if (ids.length === 0) {
    if (role === 'operator') return '*'
    throw new UsageError(`the role ${role} sees only what is named: add --agreement ID`)
  }
  const strange = ids.find((id) => !agreementId.safeParse(id).success)
  if (strange !== undefined) throw new UsageError(`"${strange}" is not the id of an agreement`)
  return [...new Set(ids)]
}

function expiryOf(text: string | undefined, now: number): number | null {
  if (text === undefined) return null
  const length = parseLength(text)
  const ms = length && fixedMs(length)
  const at = ms === null ? instantOf('expires', text, 'UTC') : now + ms
  if (at <= now) throw new UsageError(`--expires ${text} lies in the past`)
  return at
}

async function list(context: CommandContext): Promise<number> {
  const { flags, now, out } = context
  const all = await withStore(await settingsOrFail(context), 'read', (store) => store.tokens())
  if (flags.is('json'))
    out(
      JSON.stringify(
        all.map((record) => shown(record, now())),
        null,
        2,
      ),
    )
  else for (const record of all) out(`${record.id}  ${stateOf(record, now()).padEnd(8)}  ${describe(record)}`)
  return 0
}

async function revoke(context: CommandContext): Promise<number> {
  const { operands, now, err } = context
  const id = operands[1]
  if (id === undefined) throw new UsageError('name the token: upheld token revoke ID')
  const settings = await settingsOrFail(context)
  const isFound = await withStore(settings, 'write', (store) => store.revokeToken(id, now()))
  if (!isFound) throw new CommandFailure(`there is no token ${id} that could be revoked`)
  err(`Token ${id} is revoked.`)
  return 0
}

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

function stateOf({ revokedAt, expiresAt }: TokenRecord, now: number): 'active' | 'expired' | 'revoked' {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active'
}

/** Everything but the hash. */
function shown({ hash: _, ...record }: TokenRecord, now: number) {
  const { createdAt, expiresAt, revokedAt } = record
  const times = { createdAt: iso(createdAt), expiresAt: iso(expiresAt), revokedAt: iso(revokedAt) }
  return { ...record, ...times, state: stateOf({ ...record, hash: '' }, now) }
}

function describe({ name, role, agreements, expiresAt }: TokenRecord): string {
  const which = agreements === '*' ? 'all agreements' : agreements.join(', ')
  return `${role}, ${which}, ${expiresAt === null ? 'no end' : `until ${iso(expiresAt)}`}: ${name}`
}
