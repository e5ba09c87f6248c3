import { readFile } from 'node:fs/promises'
import type { Head } from '../ledger/entry.ts'
import { headsInMail } from '../ledger/headLine.ts'
import { type Verification, verifyChain } from '../ledger/verify.ts'
import { refusalOf } from '../settings/files.ts'
import { isStatement } from '../statements/verifyStatement.ts'
import { type Command, CommandFailure, type FlagValues, UsageError } from './command.ts'
import { checkStatement, type StatementFiles } from './verifyStatement.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'Verify an exported ledger or a statement offline, with the mails that tell of it.',
  operands: 'FILE',
  operandCount: [1, 1],
  flags: [
    { name: 'mail', kind: 'list', value: 'FILE', description: 'A received mail, as text or as its source.' },
    {
      name: 'key',
      kind: 'list',
      value: 'FILE',
      description: 'The public key (PEM) as it is known from elsewhere.',
    },
    {
      name: 'signature',
      kind: 'text',
      value: 'TEXT',
      description:
        'Of a statement: its signature in base64, as the answer’s header upheld-signature gives it.',
    },
    {
      name: 'ledger',
      kind: 'text',
      value: 'FILE',
      description: 'Of a statement: the exported ledger that says when it was issued, with its signature.',
    },
    { name: 'json', kind: 'switch', description: 'Print one JSON object.' },
  ],
  details: [
    'upheld verify ledger.jsonl --mail mail.eml --key key.pem',
    'upheld verify 2026-03.json --ledger ledger.jsonl --mail mail.eml',
    '',
    'FILE is what `upheld export --ledger AGREEMENT` printed. Exits 1 and names the first broken entry where the chain',
    'does not hold, where its end was cut off, or where a mail tells of another chain.',
    'Or it is a statement’s JSON as it was sent: its digest, its signature and the key are checked, and what cannot be',
    'checked is said. Exits 1 where it was changed, or is not what the mail or the ledger tells of.',
  ].join('\n'),
  run: async ({ operands: [file = ''], flags, out, err }) => {
    const whole = await text(file)
    if (isStatement(whole)) return checkStatement(await statementFiles(file, whole, flags), { flags, out })
    for (const name of ['signature', 'ledger'])
      if (flags.text(name) !== undefined)
        throw new UsageError(`--${name} is for a statement; ${file} is none`)
    const mails = await Promise.all(
      flags.list('mail').map(async (mail) => ({ mail, heads: headsInMail(await text(mail)) })),
    )
    const publicKeys = await Promise.all(flags.list('key').map(text))
    const heads = mails.flatMap((each) => each.heads)
    const lines = whole.replace(/\r?\n$/, '').split('\n')
    const result = verifyChain({ lines, heads, publicKeys })
    for (const { mail } of mails.filter((each) => each.heads.length === 0))
      err(`${mail}: no head was found in it`)
    if (flags.is('json')) out(JSON.stringify({ ok: result.faults.length === 0, ...result }, null, 2))
    else for (const line of report(file, result, heads)) out(line)
    return result.faults.length === 0 ? 0 : 1
  },
}

async function statementFiles(file: string, whole: string, flags: FlagValues): Promise<StatementFiles> {
  const ledger = flags.text('ledger')
  return {
    file,
    text: whole,
    publicKeys: await Promise.all(flags.list('key').map(text)),
    mails: await Promise.all(flags.list('mail').map(text)),
    ledger: ledger === undefined ? null : { file: ledger, text: await text(ledger) },
  }
}

async function text(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandFailure(`${file}: ${refusalOf(error)}`, { cause: error })
  }
}

function* report(file: string, result: Verification, heads: readonly Head[]): Generator<string> {
  for (const { line, message } of result.faults)
    yield `${file}${line === null ? '' : `:${line}`}: error: ${message}`
  if (result.faults.length > 0) {
    yield result.faults.some(({ kind }) => kind === 'fork')
      ? `${file}: broken: the ${result.entries} entries hold together, but are not those that were mailed`
      : `${file}: broken: ${result.entries} entries hold before the first fault`
    return
  }
  const { agreement, entries, head, witnesses } = result
  yield `${file}: the chain of ${agreement} holds: ${entries} entries, head ${head?.hash} signed by key ${head?.keyId}`
  const others = heads.filter((each) => each.agreement !== agreement).length
  if (heads.length > 0)
    yield `${witnesses} ${witnesses === 1 ? 'head from a mail is' : 'heads from mails are'} in it${others > 0 ? `, ${others} are of other agreements` : ''}`
  if (!result.trusted)
    yield 'The key is the one that the export itself names; give --key to check it against your own.'
}
