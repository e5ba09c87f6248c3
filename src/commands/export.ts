import { existsSync } from 'node:fs'
import { csvHeader, csvRow, formatLine } from '../evidence/formatLines.ts'
import type { EvidenceLine } from '../evidence/lines.ts'
import { exportLines } from '../ledger/export.ts'
import { openSigningKey } from '../ledger/key.ts'
import type { Settings } from '../settings.ts'
import type { Store } from '../store.ts'
import { type Command, type CommandContext, CommandFailure, UsageError } from './command.ts'
import { entriesOf, evidenceLines, zoneFor } from './evidence.ts'
import { instantOf } from './instant.ts'
import { flagsOf, settingsOrFail } from './settingFlags.ts'
import { withStore } from './store.ts'

export const exportCommand: Command = {
  name: 'export',
  summary: 'Print the evidence of an agreement, or its ledger for `verify`; also beside a running daemon.',
  operands: 'AGREEMENT',
  operandCount: [1, 1],
  flags: [
    { name: 'ledger', kind: 'switch', description: 'Print the chain of the ledger with its signed head.' },
    {
      name: 'source',
      kind: 'list',
      value: 'NAME',
      description: 'Only this source; all, events and fees unless given.',
    },
    {
      name: 'from',
      kind: 'text',
      value: 'DATE',
      description: "First date (in the agreement's zone) or instant.",
    },
    {
      name: 'until',
      kind: 'text',
      value: 'DATE',
      description: 'Date or instant at which to stop, exclusive.',
    },
    { name: 'format', kind: 'text', value: 'jsonl|csv', description: 'JSON Lines or CSV.', default: 'jsonl' },
    ...flagsOf('config.file', 'storage.path', 'signing-key-file'),
  ],
  details: 'The JSON Lines are those that `upheld backtest --evidence` reads.',
  run: async (context) => {
    const [agreement = ''] = context.operands
    const settings = await settingsOrFail(context)
    await withStore(settings, 'read', (store) =>
      context.flags.is('ledger')
        ? ledger(agreement, store, { context, settings })
        : evidence(agreement, store, context),
    )
    return 0
  },
}

async function evidence(agreement: string, store: Store, { flags, out, now }: CommandContext): Promise<void> {
  const format = formatOf(flags.text('format') ?? 'jsonl')
  const zone = await zoneFor(agreement, store)
  if (zone === null) throw new CommandFailure(`there is no agreement "${agreement}" in the ledger`)
  const [from, until] = [flags.text('from'), flags.text('until')]
  const span = {
    from: from === undefined ? 0 : instantOf('from', from, zone),
    to: until === undefined ? now() + 1 : instantOf('until', until, zone),
  }
  if (format.header !== null) out(format.header)
  for await (const line of evidenceLines(agreement, store, { span, sources: flags.list('source') })) {
    out(format.line(line))
  }
}

interface Format {
  readonly header: string | null
  line(line: EvidenceLine): string
}

function formatOf(name: string): Format {
  if (name === 'jsonl') return { header: null, line: formatLine }
  if (name === 'csv') return { header: csvHeader, line: csvRow }
  throw new UsageError(`--format "${name}" is not jsonl or csv`)
}

async function ledger(
  agreement: string,
  store: Store,
  { context, settings }: { context: CommandContext; settings: Settings },
): Promise<void> {
  const head = await store.signedHead(agreement)
  if (head === null) throw new CommandFailure(`there is no agreement "${agreement}" in the ledger`)
  // Opening makes a key where there is none, and a new key would sign for nothing that was written.
  if (!existsSync(settings.signingKeyFile))
    throw new CommandFailure(`there is no signing key ${settings.signingKeyFile}`)
  const { publicKey, keyId } = openSigningKey(settings.signingKeyFile)
  if (keyId !== head.keyId)
    throw new CommandFailure(
      `${settings.signingKeyFile} is key ${keyId}, but the head is signed by ${head.keyId}`,
    )
  const entries = await entriesOf(agreement, store, head.seq)
  for (const line of exportLines({ agreement, publicKey, entries, head })) context.out(line)
}
