import type { Agreement } from '../agreement/agreement.ts'
import { formatProblem } from '../agreement/document.ts'
import { agreementId } from '../agreement/schema/scalars.ts'
import { lineProblem } from '../evaluation/evidenceFile.ts'
import { sourcesOf } from '../evaluation/seriesView.ts'
import type { Placed } from '../evidence/csvLines.ts'
import { readAgreementFile } from '../settings/agreements.ts'
import { type Command, type CommandContext, CommandFailure, type Flag, UsageError } from './command.ts'
import { asksForHistory, historyFlags, historyLines, historySpanFlags } from './historyFlags.ts'
import { importInto, type Origin } from './importInto.ts'
import { readPlaced } from './importLines.ts'
import { sinkFlags, sinkFor } from './importSinks.ts'

const readFlags: readonly Flag[] = [
  {
    name: 'format',
    kind: 'text',
    value: 'jsonl|csv',
    description: 'How the file is written.',
    default: 'by its first line',
  },
  ...historySpanFlags,
  {
    name: 'after-line',
    kind: 'text',
    value: 'N',
    description: 'Leave out the first N lines, which a run that was broken off has told to be kept.',
  },
]

export const importCommand: Command = {
  name: 'import',
  summary: 'Turn history of any kind into evidence, and send it to a daemon.',
  operands: 'AGREEMENT.yaml|AGREEMENT [FILE|-]',
  operandCount: [1, 2],
  flags: [
    ...sinkFlags,
    ...readFlags,
    ...historyFlags.map((flag) =>
      flag.name === 'as'
        ? {
            ...flag,
            description: 'With --kuma: which source its beats are of; else: of rows that name none.',
          }
        : flag,
    ),
  ],
  details: [
    'upheld import shop.yaml history.csv --as web > evidence.jsonl',
    'upheld import shop --to https://sla.example --token-file token evidence.jsonl',
    'upheld import shop.yaml --kuma kuma.db --monitor Shop --as web --to http://127.0.0.1:9520 --token-file token',
    '',
    'With the file of the agreement every line is checked against it before it goes anywhere. A second run sends the',
    'same once more and changes nothing. Exits 1 where a line was refused; all others are kept.',
  ].join('\n'),
  run: async (context) => {
    const origin = await originOf(context)
    const sink = await sinkFor(context, origin.agreement)
    return importInto(sink, origin, context)
  },
}

async function originOf(context: CommandContext): Promise<Origin> {
  const [named = '', file] = context.operands
  const agreement = /\.ya?ml$/i.test(named) ? await agreementOf(context, named) : null
  const id = agreement?.id ?? idOf(named)
  const afterLine = wholeFlag(context, 'after-line')
  if (!asksForHistory(context)) {
    const lines = readPlaced(readingOf(context, agreement, file))
    return { agreement: id, name: file ?? '', lines: checked(agreement, lines), afterLine }
  }
  if (file !== undefined) throw new UsageError('a FILE and --kuma or --prometheus are imported one at a time')
  if (agreement === null)
    throw new UsageError(
      "--kuma and --prometheus need the agreement's file, in which its sources are defined",
    )
  return { agreement: id, name: 'history', lines: numbered(context, agreement), afterLine }
}

async function agreementOf(context: CommandContext, file: string): Promise<Agreement> {
  const read = await readAgreementFile(file, { env: context.env })
  if (read.ok) return read.agreement
  throw new CommandFailure(`the agreement is refused\n${read.problems.map(formatProblem).join('\n')}`)
}

function idOf(text: string): string {
  if (agreementId.safeParse(text).success) return text
  throw new UsageError(`"${text}" is neither the id of an agreement nor its file (.yaml)`)
}

function readingOf(context: CommandContext, agreement: Agreement | null, file: string | undefined) {
  const [usualSource = null, ...more] = context.flags.list('as')
  const format = context.flags.text('format') ?? null
  if (file === undefined)
    throw new UsageError('name a FILE, or - for the standard input, or --kuma FILE, or --prometheus')
  if (more.length > 0) throw new UsageError('a file has one --as SOURCE')
  if (format !== null && format !== 'jsonl' && format !== 'csv')
    throw new UsageError(`--format "${format}" is not jsonl or csv`)
  if (usualSource !== null && agreement !== null && !sourcesOf(agreement).has(usualSource))
    throw new UsageError(`the agreement has no source "${usualSource}"`)
  return { file, input: context.input, format, usualSource } as const
}

/** Lines that the agreement has no use for are refused here already. */
async function* checked(agreement: Agreement | null, lines: AsyncIterable<Placed>): AsyncGenerator<Placed> {
  if (agreement === null) {
    yield* lines
    return
  }
  const sources = sourcesOf(agreement)
  for await (const each of lines) {
    const why = each.kind === 'refused' ? null : lineProblem(agreement, sources, each.line)
    yield why === null ? each : { kind: 'refused', number: each.number, column: 1, why }
  }
}

async function* numbered(context: CommandContext, agreement: Agreement): AsyncGenerator<Placed> {
  let number = 0
  for await (const line of historyLines(context, agreement)) yield { kind: 'line', number: ++number, line }
}

function wholeFlag(context: CommandContext, name: string): number {
  const text = context.flags.text(name) ?? '0'
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new UsageError(`--${name} takes a whole number, not "${text}"`)
}
