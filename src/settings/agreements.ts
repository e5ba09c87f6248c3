import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Agreement } from '../agreement/agreement.ts'
import { type Problem, type RawObject, readDocument } from '../agreement/document.ts'
import { flattenIssues, placeOf } from '../agreement/issues.ts'
import { type ParseContext, type ParseResult, parseAgreement } from '../agreement/parse.ts'
import { sharedSources } from '../agreement/schema/sources.ts'
import { parseContext } from './context.ts'
import { readTextFile, refusalOf } from './files.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export type AgreementsResult =
  | { readonly ok: true; readonly agreements: readonly Agreement[]; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

type SharedResult =
  | { readonly ok: true; readonly shared: ReadonlyMap<string, RawObject> }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const problem = (file: string, message: string, severity: Problem['severity'] = 'error'): Problem => ({
  file,
  line: 1,
  column: 1,
  severity,
  message,
})

/**
 * Reads every agreement of a folder, in the order of file names, with the shared sources of another; all problems of
 * all files at once. A folder that is not there is refused, since it would end every agreement in silence.
 */
export async function loadAgreements(
  folder: string,
  sourcesFolder: string,
  env: Environment,
): Promise<AgreementsResult> {
  const names = await yamlFiles(folder)
  if (!names.ok) return { ok: false, problems: [names.problem] }
  const shared = await loadSharedSources(sourcesFolder)
  if (!shared.ok) return shared
  const context = parseContext(env, shared.shared)
  const results = await inOrder(names.files, (file) => readAgreement(file, context))
  const problems = results.flatMap((result) => (result.ok ? [] : result.problems))
  const agreements = results.flatMap((result) => (result.ok ? [result.agreement] : []))
  problems.push(...duplicateIds(agreements))
  if (problems.length > 0) return { ok: false, problems }
  const warnings = results.flatMap((result) => (result.ok ? result.warnings : []))
  if (agreements.length === 0) warnings.push(problem(folder, 'this folder has no agreement files', 'warning'))
  return { ok: true, agreements, warnings }
}

/** Reads one agreement file. */
async function readAgreement(file: string, context: ParseContext): Promise<ParseResult> {
  const read = await readTextFile(file)
  if (!read.ok) return { ok: false, problems: [problem(file, read.problem)] }
  return parseAgreement(file, read.text, context)
}

/** Reads one agreement file with the shared sources of `sourcesFolder`, else of `sources` beside the file's folder. */
export async function readAgreementFile(
  file: string,
  { env, sourcesFolder }: { readonly env: Environment; readonly sourcesFolder?: string | undefined },
): Promise<ParseResult> {
  const shared = await loadSharedSources(sourcesFolder ?? sourcesBeside(file))
  return shared.ok ? readAgreement(file, parseContext(env, shared.shared)) : shared
}

/** The folder of shared sources that belongs to an agreement file. */
export const sourcesBeside = (file: string): string => join(dirname(file), '..', 'sources')

/** Reads the raw definitions of every shared source; a folder that is not there has none. */
export async function loadSharedSources(folder: string): Promise<SharedResult> {
  const names = await yamlFiles(folder)
  if (!names.ok) {
    return names.isMissing ? { ok: true, shared: new Map() } : { ok: false, problems: [names.problem] }
  }
  const shared = new Map<string, RawObject>()
  const problems: Problem[] = []
  for (const file of names.files) {
    const read = await readSharedSources(file)
    if (!read.ok) problems.push(...read.problems)
    for (const [name, { definition, place }] of read.ok ? read.sources : []) {
      if (shared.has(name)) {
        problems.push({ ...problem(file, `there is another shared source "${name}"`), ...place })
      }
      shared.set(name, definition)
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, shared }
}

interface Definition {
  readonly definition: RawObject
  readonly place: { readonly line: number; readonly column: number }
}
type SharedFile =
  | { readonly ok: true; readonly sources: ReadonlyMap<string, Definition> }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Reads one file of shared sources. Its variables are filled in where an agreement uses a source, so their texts
 * stand for them here.
 */
export async function readSharedSources(file: string): Promise<SharedFile> {
  const read = await readTextFile(file)
  if (!read.ok) return { ok: false, problems: [problem(file, read.problem)] }
  const document = readDocument(file, read.text)
  if (!document.ok) return document
  const { raw, place } = document.document
  const parsed = sharedSources.safeParse(raw)
  if (parsed.success) {
    const sources = Object.entries(raw.sources as Readonly<Record<string, RawObject>>)
    return {
      ok: true,
      sources: new Map(
        sources.map(([name, definition]) => [name, { definition, place: place(['sources', name]) }]),
      ),
    }
  }
  const issues = flattenIssues(parsed.error.issues, raw)
  return {
    ok: false,
    problems: issues.map((issue) => ({
      ...problem(file, [issue.path.join('.'), issue.message].filter(Boolean).join(': ')),
      ...place(placeOf(issue)),
    })),
  }
}

type Files =
  | { readonly ok: true; readonly files: readonly string[] }
  | { readonly ok: false; readonly isMissing: boolean; readonly problem: Problem }

async function yamlFiles(folder: string): Promise<Files> {
  try {
    const names = (await readdir(folder)).filter((name) => isOurs(name)).sort()
    return { ok: true, files: names.map((name) => join(folder, name)) }
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const message = isMissing ? 'there is no such folder' : refusalOf(error)
    return { ok: false, isMissing, problem: problem(folder, message) }
  }
}

/** Hidden files are those of editors and of mounts; schemas stand beside what they describe. */
const isOurs = (name: string): boolean =>
  /\.ya?ml$/.test(name) && !name.startsWith('.') && !/\.schema\.ya?ml$/.test(name)

const abreast = 16

async function inOrder<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let i = 0; i < items.length; i += abreast)
    results.push(...(await Promise.all(items.slice(i, i + abreast).map(act))))
  return results
}

function duplicateIds(agreements: readonly Agreement[]): Problem[] {
  const files = new Map<string, string>()
  return agreements.flatMap(({ id, file }): Problem[] => {
    const first = files.get(id)
    files.set(id, first ?? file)
    return first === undefined ? [] : [problem(file, `agreement: the id "${id}" is already that of ${first}`)]
  })
}
