import { basename } from 'node:path'
import { type Deadline, longestDeadline } from '../agreement/check/deadlines.ts'
import { formatProblem, type Problem, readDocument } from '../agreement/document.ts'
import { problemsOf } from '../agreement/problems.ts'
import { loadAgreements, readAgreementFile, readSharedSources } from '../settings/agreements.ts'
import { readTextFile } from '../settings/files.ts'
import { settingKeys } from '../settings/keys.ts'
import { loadSettings } from '../settings/load.ts'
import { showSettings } from '../settings/show.ts'
import type { Settings } from '../settings.ts'
import type { Command, CommandContext } from './command.ts'

type FileKind = 'agreement' | 'configuration' | 'shared sources'

interface Checked {
  readonly file: string
  readonly kind: FileKind
  readonly problems: readonly Problem[]
  /** The effective configuration, where it was asked for. */
  readonly effective?: Settings
}

export const check: Command = {
  name: 'check',
  summary: 'Check agreement and configuration files; every problem with its place.',
  operands: 'FILE…',
  operandCount: [1, 10_000],
  flags: [
    { name: 'json', kind: 'switch', description: 'Print one JSON object instead of lines.' },
    {
      name: 'effective',
      kind: 'switch',
      description: 'Also print what a configuration comes to with variables and defaults, secrets redacted.',
    },
    {
      name: 'sources',
      kind: 'text',
      env: 'UPHELD_SOURCES',
      value: 'FOLDER',
      description: 'Folder of the shared sources.',
      default: "`sources` beside the agreement's folder",
    },
  ],
  details:
    'Prints `FILE:LINE:COLUMN: error|warning: MESSAGE` for each problem. Exits 1 where there is an error.',
  run: async (context) => {
    const checked: Checked[] = []
    for (const file of context.operands) checked.push(await checkFile(file, context))
    const problems = checked.flatMap((each) => each.problems)
    const isOk = !problems.some(({ severity }) => severity === 'error')
    if (context.flags.is('json')) context.out(JSON.stringify({ ok: isOk, files: checked }, null, 2))
    else for (const line of report(checked)) context.out(line)
    return isOk ? 0 : 1
  },
}

function* report(checked: readonly Checked[]): Generator<string> {
  for (const { file, kind, problems, effective } of checked) {
    yield* problems.map(formatProblem)
    if (!problems.some(({ severity }) => severity === 'error')) yield `${file}: ${kind} ok`
    if (effective !== undefined) yield showSettings(effective)
  }
}

async function checkFile(file: string, context: CommandContext): Promise<Checked> {
  const read = await readTextFile(file)
  const kind = read.ok ? kindOf(file, read.text) : 'agreement'
  if (!read.ok) {
    return { file, kind, problems: [{ file, line: 1, column: 1, severity: 'error', message: read.problem }] }
  }
  return { file, kind, ...(await readers[kind](file, context)) }
}

/** Agreements whose deadlines lie beyond the time for which raw evidence is kept. */
async function shortRetention(
  file: string,
  { retentionMs, agreements, sources }: Settings,
  env: CommandContext['env'],
): Promise<Problem[]> {
  if (retentionMs === undefined) return []
  const [read, loaded] = [await readTextFile(file), await loadAgreements(agreements, sources, env)]
  if (!read.ok || !loaded.ok) return []
  const document = readDocument(file, read.text)
  if (!document.ok) return []
  const issues = loaded.agreements.flatMap(({ id, versions }) => {
    const all = versions.flatMap(({ terms }) => longestDeadline(terms) ?? [])
    const longest = all.reduce<Deadline | null>(
      (most, each) => (most && most.ms >= each.ms ? most : each),
      null,
    )
    if (longest === null || longest.ms <= retentionMs) return []
    const path = ['storage', 'retention']
    return [{ path, message: shortMessage(id, longest) }]
  })
  return problemsOf(document.document, 'warning', issues)
}

const shortMessage = (id: string, { what, ms }: Deadline): string => {
  const days = Math.ceil(ms / 86_400_000)
  return `is shorter than ${what} of ${id} can last after the begin of its period: what is open is kept, and what is closed cannot be disputed or judged again; ${days}d keeps all of it`
}

/** What a file is meant to be, by its keys, so that a slip in one of them still finds the right reader. */
function kindOf(file: string, text: string): FileKind {
  if (/^upheld\.ya?ml$/.test(basename(file))) return 'configuration'
  const read = readDocument(file, text)
  const keys = read.ok ? Object.keys(read.document.raw) : []
  if (['agreement', 'parties', 'commitments', 'term'].some((key) => keys.includes(key))) return 'agreement'
  if (keys.length === 1 && keys[0] === 'sources') return 'shared sources'
  const ours = new Set(settingKeys.map(({ path }) => path[0]))
  return keys.some((key) => ours.has(key)) ? 'configuration' : 'agreement'
}

const readers: Readonly<
  Record<FileKind, (file: string, context: CommandContext) => Promise<Omit<Checked, 'file' | 'kind'>>>
> = {
  agreement: async (file, { env, flags }) => {
    const result = await readAgreementFile(file, { env, sourcesFolder: flags.text('sources') })
    return { problems: result.ok ? result.warnings : result.problems }
  },
  configuration: async (file, { env, folder, flags }) => {
    const result = await loadSettings({ configFile: file, flags: new Map(), env, folder })
    if (!result.ok) return { problems: result.problems }
    const { warnings, settings } = result
    const short = await shortRetention(file, settings, env)
    return { problems: [...warnings, ...short], ...(flags.is('effective') ? { effective: settings } : {}) }
  },
  'shared sources': async (file) => {
    const result = await readSharedSources(file)
    return { problems: result.ok ? [] : result.problems }
  },
}
