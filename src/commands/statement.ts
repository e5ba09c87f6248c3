import { writeFile } from 'node:fs/promises'
import type { Entry } from '../ledger/entry.ts'
import type { Facts } from '../ledger/facts.ts'
import { statementCsv } from '../statements/csv.ts'
import { documentHtml } from '../statements/documentHtml.ts'
import { documentPdf } from '../statements/documentPdf.ts'
import { statementTexts } from '../statements/matterBlocks.ts'
import { type Rendering, statementDocument } from '../statements/render.ts'
import type { Statement } from '../statements/statement.ts'
import type { Store } from '../store.ts'
import { type Command, CommandFailure, UsageError } from './command.ts'
import { configFileFlag, flagsOf, settingsOrFail } from './settingFlags.ts'
import { withStore } from './store.ts'

const formats = ['json', 'html', 'pdf', 'csv'] as const
const most = 100_000
type Format = (typeof formats)[number]

export const statement: Command = {
  name: 'statement',
  summary: 'Write the statement of a month: the signed JSON, or HTML, PDF or CSV made of it.',
  operands: 'AGREEMENT MONTH',
  operandCount: [2, 2],
  flags: [
    {
      name: 'format',
      kind: 'text',
      value: 'FORMAT',
      description: 'json, html, pdf or csv.',
      default: 'json',
    },
    { name: 'language', kind: 'text', value: 'LANGUAGE', description: 'en or de.', default: 'en' },
    { name: 'out', kind: 'text', value: 'FILE', description: 'Where to write it; needed for PDF.' },
    configFileFlag,
    ...flagsOf('storage.path'),
  ],
  details:
    'It reads what the daemon has issued, beside a running one. MONTH is such as 2026-03: the month in which the statement’s period begins, also that of a quarter or a year; or the day.',
  run: async (context) => {
    const [agreement = '', month = ''] = context.operands
    if (!/^\d{4}-\d{2}(?:-\d{2})?$/.test(month))
      throw new UsageError(`a month is such as 2026-03, a day such as 2026-03-15, not "${month}"`)
    const format = oneOf(formats, context.flags.text('format') ?? 'json', '--format')
    const language = oneOf(['en', 'de'] as const, context.flags.text('language') ?? 'en', '--language')
    const out = context.flags.text('out')
    if (format === 'pdf' && out === undefined) throw new UsageError('--out FILE is required for PDF')
    const settings = await settingsOrFail(context)
    const made = await withStore(settings, 'read', (store) =>
      make(store, { agreement, month, format, language }),
    )
    if (out === undefined) context.out(made.toString().trimEnd())
    else await writeFile(out, made)
    return 0
  },
}

interface Asked {
  readonly agreement: string
  readonly month: string
  readonly format: Format
  readonly language: Rendering['language']
}

async function make(store: Store, asked: Asked): Promise<string | Buffer> {
  const { agreement, month, format } = asked
  const entries = await store.entries({ agreement, kinds: ['statementIssued'], limit: most })
  const entry = entries.findLast(({ period }) => period?.from.startsWith(month))
  const text = entry ? await store.text((entry.facts as unknown as Facts['statementIssued']).digest) : null
  if (text === null)
    throw new CommandFailure(
      `there is no statement of "${agreement}" for ${month}; is the month over and judged?`,
    )
  const stated = JSON.parse(text) as Statement
  if (format === 'json') return text
  if (format === 'csv') return statementCsv(stated)
  const document = statementDocument(stated, {
    ...(await namesOf(store, asked)),
    texts: await statementTexts(stated, (digest) => store.text(digest)),
  })
  return format === 'html' ? documentHtml(document) : documentPdf(document)
}

/** The parties' names by the latest text in force; what was erased stays a gap. */
async function namesOf(store: Store, { agreement, language }: Asked): Promise<Omit<Rendering, 'texts'>> {
  const kinds = ['agreementLoaded', 'amendmentAccepted', 'versionInForce'] as const
  const last: Entry | undefined = (await store.entries({ agreement, kinds, limit: most })).at(-1)
  const facts = last?.facts as unknown as Facts['agreementLoaded'] | undefined
  const name = async (digest: string | undefined): Promise<string> =>
    (digest === undefined ? null : await store.text(digest)) ?? '–'
  return { language, provider: await name(facts?.provider), customer: await name(facts?.customer) }
}

function oneOf<const T extends readonly string[]>(all: T, text: string, flag: string): T[number] {
  if (all.includes(text)) return text
  throw new UsageError(`${flag} is one of ${all.join(', ')}, not "${text}"`)
}
