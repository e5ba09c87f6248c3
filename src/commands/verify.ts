import { readFile } from 'node:fs/promises'
import type { Head } from '../ledger/entry.ts'
import { headsInMail } from '../ledger/headLine.ts'
import { type Verification, verifyChain } from '../ledger/verify.ts'
import { refusalOf } from '../settings/files.ts'
import { type Command, CommandFailure } from './command.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'Verify an exported ledger offline, with the heads that stand in mails.',
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
    { name: 'json', kind: 'switch', description: 'Print one JSON object.' },
  ],
  details: [
    'FILE is what `upheld export --ledger AGREEMENT` printed. Exits 1 and names the first broken entry where the chain',
    'does not hold, where its end was cut off, or where a mail tells of another chain.',
  ].join('\n'),
  run: async ({ operands: [file = ''], flags, out, err }) => {
    const mails = await Promise.all(
      flags.list('mail').map(async (mail) => ({ mail, heads: headsInMail(await text(mail)) })),
    )
    const publicKeys = await Promise.all(flags.list('key').map(text))
    const heads = mails.flatMap((each) => each.heads)
    const lines = (await text(file)).replace(/\r?\n$/, '').split('\n')
    const result = verifyChain({ lines, heads, publicKeys })
    for (const { mail } of mails.filter((each) => each.heads.length === 0))
      err(`${mail}: no head was found in it`)
    if (flags.is('json')) out(JSON.stringify({ ok: result.faults.length === 0, ...result }, null, 2))
    else for (const line of report(file, result, heads)) out(line)
    return result.faults.length === 0 ? 0 : 1
  },
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
    yield `${witnesses} heads from mails are in it${others > 0 ? `, ${others} are of other agreements` : ''}`
  if (!result.trusted)
    yield 'The key is the one that the export itself names; give --key to check it against your own.'
}
