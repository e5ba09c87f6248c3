import { type Agreement, startOfDate, type Version } from './agreement.ts'
import { canonicalJson, sha256 } from './canonical.ts'
import { clauseAt, type Finding, type TextVersion, writtenPath } from './check/finding.ts'
import { findingsOf } from './check/proofs.ts'
import { type Document, type Path, type Problem, type Raw, type RawObject, readDocument } from './document.ts'
import { interpolate, type Variables } from './interpolate.ts'
import { flattenIssues, type Issue } from './issues.ts'
import { mendedTerms } from './mended.ts'
import { mergePatch } from './mergePatch.ts'
import { announcedWith } from './planned.ts'
import { problemsOf } from './problems.ts'
import { referenceIssues } from './references.ts'
import { type AgreementTerms, agreementSchema } from './schema/agreement.ts'
import { type CronReading, completeSource, resolveShared } from './sourceDefinition.ts'
import type { SourceTerms } from './sourceTerms.ts'
import { didYouMean } from './suggest.ts'

export interface ParseContext {
  /** What `${NAME}` stands for. */
  readonly variables: Variables
  /** The raw definitions of `config/sources/*.yaml`, by name. */
  readonly shared: ReadonlyMap<string, RawObject>
  readonly cron: (expression: string) => CronReading
}

export type ParseResult =
  | { readonly ok: true; readonly agreement: Agreement; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Reads one agreement file: every problem at once, each with its place. Pure; never throws for bad input. */
export function parseAgreement(file: string, text: string, context: ParseContext): ParseResult {
  const read = readDocument(file, text)
  if (!read.ok) return read
  const { document } = read
  const issues: Issue[] = []
  const doubtful: Issue[] = []
  const built = buildVersions(document, context, { issues, doubtful })
  if (issues.length > 0 || built === null)
    return { ok: false, problems: problemsOf(document, 'error', issues) }
  const agreement = freeze({
    id: built.id,
    file,
    text,
    digest: digestOf(document.raw),
    legalDigest: digestOf(legalPart(document.raw)),
    document: document.raw,
    versions: built.versions,
  })
  return { ok: true, agreement, warnings: problemsOf(document, 'warning', doubtful) }
}

const digestOf = (raw: RawObject): string => `sha256:${sha256(canonicalJson(raw))}`

/** The document without what may change at once: sources, and the parties' contacts. */
export function legalPart(raw: RawObject): RawObject {
  const { sources: _, parties, ...rest } = raw
  const withoutContacts = (party: Raw): Raw => {
    if (typeof party !== 'object' || party === null || Array.isArray(party)) return party
    const { contacts: __, ...others } = party as RawObject
    return others
  }
  if (typeof parties !== 'object' || parties === null || Array.isArray(parties)) return rest
  return {
    ...rest,
    parties: Object.fromEntries(Object.entries(parties).map(([key, party]) => [key, withoutContacts(party)])),
  }
}

interface Findings {
  readonly issues: Issue[]
  /** What is allowed, but probably not meant. */
  readonly doubtful: Issue[]
}

function buildVersions(
  document: Document,
  context: ParseContext,
  { issues, doubtful }: Findings,
): { id: string; versions: Version[] } | null {
  const filled = interpolate(document.raw, context.variables, (path, name) => {
    issues.push({
      path,
      message: `the variable ${name} is not set; set it, or give a default as in \${${name}:-default}`,
    })
  })
  const isFilled = issues.length === 0
  const base = parseTerms(filled, [], issues)
  if (base === null) {
    if (isFilled) issues.push(...furtherIssues(filled, issues, context))
    return null
  }
  const zone = base.timeZone
  const spans = amendmentSpans(base, issues)
  const starts = [
    ...new Set([
      base.term.from,
      ...spans.flatMap((span) => [span.effective, ...(span.until ? [span.until] : [])]),
    ]),
  ]
  const dates = starts.filter((date) => date >= base.term.from).sort()
  let proven: TextVersion | null = null
  let last: AgreementTerms | null = null
  const versions = dates.flatMap((date, i): Version[] => {
    const active = spans.filter(
      (span) => span.effective <= date && (span.until === undefined || date < span.until),
    )
    const raw = amended(document.raw, active)
    const whole = amended(filled, active)
    const pathOf = (path: Path): Path => {
      const span = active.findLast((each) => document.has(['amendments', each.index, 'changes', ...path]))
      return span ? ['amendments', span.index, 'changes', ...path] : path
    }
    const found: Issue[] = []
    const written = active.length === 0 ? base : parseTerms(whole, [], found)
    const terms = written && announcedWith(written, last, startOfDate(date, zone))
    last = terms ?? last
    const sources = terms && completeSources(terms, raw, context, found)
    issues.push(...found.map((issue) => ({ ...issue, path: pathOf(issue.path) })))
    if (terms === null || sources === null) return []
    issues.push(
      ...referenceIssues(terms, sources).map((issue) => ({
        path: pathOf(issue.path),
        message: issue.message,
      })),
    )
    const version = { terms, sources, raw, from: date, until: dates[i + 1] ?? terms.term.until ?? null }
    if (issues.length === 0) {
      proven = { ...version, before: proven, cron: context.cron }
      for (const finding of findingsOf(proven)) {
        const list = finding.severity === 'error' ? issues : doubtful
        list.push(issueOf(finding, proven, pathOf))
      }
    }
    if (terms.timeZone !== zone || terms.agreement !== base.agreement) {
      issues.push({
        path: pathOf(['timeZone']),
        message: 'an amendment cannot change the id or the time zone',
      })
    }
    const next = dates[i + 1]
    return [
      {
        from: startOfDate(date, zone),
        until: next === undefined ? null : startOfDate(next, zone),
        terms,
        sources,
      },
    ]
  })
  return { id: base.agreement, versions }
}

/** The text with the changes of the amendments in force. */
const amended = (raw: RawObject, active: readonly Span[]): RawObject =>
  active.reduce<Raw>(
    (all, { index }) => mergePatch(all, (raw.amendments as readonly RawObject[])[index]?.changes ?? {}),
    raw,
  ) as RawObject

/** A finding at its place in the text, with the contract's words for the clause. */
function issueOf(finding: Finding, { raw }: TextVersion, pathOf: (path: Path) => Path): Issue {
  const path = writtenPath(raw, finding.path)
  const clause = clauseAt(raw, path)
  return {
    path: pathOf(path),
    message: finding.message,
    ...(clause === null ? {} : { clause }),
    ...(finding.isOnce ? { isOnce: true } : {}),
  }
}

/** What is wrong with the names in a text that the schema refuses. */
function furtherIssues(filled: RawObject, slips: readonly Issue[], context: ParseContext): readonly Issue[] {
  const mended = mendedTerms(filled, slips)
  if (mended === null) return []
  const found: Issue[] = []
  const sources = completeSources(mended.terms, mended.raw, context, found)
  return mended.asWritten([...found, ...referenceIssues(mended.terms, sources)])
}

interface Span {
  readonly index: number
  readonly effective: string
  readonly until: string | undefined
}

function amendmentSpans(base: AgreementTerms, issues: Issue[]): Span[] {
  return base.amendments.map(({ effective, until, changes }, index): Span => {
    if (until !== undefined && until <= effective) {
      issues.push({ path: ['amendments', index, 'until'], message: 'ends before it takes effect' })
    }
    if (Object.hasOwn(changes, 'amendments')) {
      issues.push({
        path: ['amendments', index, 'changes', 'amendments'],
        message: 'an amendment cannot change the amendments',
      })
    }
    if (effective < base.term.from) {
      issues.push({
        path: ['amendments', index, 'effective'],
        message: 'takes effect before the term begins; change the text itself',
      })
    }
    return { index, effective, until }
  })
}

function parseTerms(raw: RawObject, base: Path, issues: Issue[]): AgreementTerms | null {
  const result = agreementSchema.safeParse(raw)
  if (result.success) return result.data
  issues.push(...flattenIssues(result.error.issues, raw, base))
  return null
}

function completeSources(
  terms: AgreementTerms,
  raw: RawObject,
  context: ParseContext,
  issues: Issue[],
): ReadonlyMap<string, SourceTerms> {
  const definitions = raw.sources as RawObject | undefined
  const entries = Object.entries(terms.sources).flatMap(([name, definition]): [string, SourceTerms][] => {
    const { look } = definition
    if (look.kind === 'shared' && !context.shared.has(look.terms)) {
      const message = `there is no shared source "${look.terms}"${didYouMean(look.terms, [...context.shared.keys()])}`
      issues.push({ path: ['sources', name, 'shared'], message })
      return []
    }
    const resolved = resolveShared(definitions?.[name], context.shared)
    const filled = resolved && look.kind === 'shared' ? reparse(name, resolved, context, issues) : definition
    if (filled === null) return []
    const source = completeSource(filled, {
      agreement: terms.agreement,
      name,
      raw: resolved ?? null,
      cron: context.cron,
    })
    if ('problem' in source) {
      issues.push({ path: ['sources', name, ...source.path], message: source.problem })
      return []
    }
    return [[name, source]]
  })
  return new Map(entries)
}

/** A shared source's definition, read by the same schema, its values interpolated. */
function reparse(name: string, resolved: RawObject, context: ParseContext, issues: Issue[]) {
  const filled = interpolate(resolved, context.variables, (_, variable) => {
    issues.push({
      path: ['sources', name, 'shared'],
      message: `the variable ${variable} of the shared source is not set`,
    })
  })
  const read = agreementSchema.shape.sources.safeParse({ [name]: filled })
  if (read.success) return read.data[name] ?? null
  issues.push(...flattenIssues(read.error.issues, filled, ['sources']))
  return null
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const member of value instanceof Map ? value.values() : Object.values(value)) freeze(member)
  return value
}
