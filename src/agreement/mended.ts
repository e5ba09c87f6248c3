import type { Path, Raw, RawObject } from './document.ts'
import { flattenIssues, type Issue } from './issues.ts'
import { type AgreementTerms, agreementSchema } from './schema/agreement.ts'

/** A text that the schema refuses, read as far as it can be, so that what else is wrong is told in the same run. */
export interface Mended {
  readonly terms: AgreementTerms
  readonly raw: RawObject
  /** Which of the issues that the mended text has are issues of the text as written. */
  readonly asWritten: (issues: readonly Issue[]) => readonly Issue[]
}

const mostRounds = 5
/** With more than so many slips nobody waits for the rest, and looking for it would take long. */
const mostSlips = 40

/** Stands where the top of the text lacks what it must have; nothing refers to it. */
const placeholders: RawObject = {
  agreement: 'unnamed',
  title: 'unnamed',
  term: { from: '2026-01-01' },
  parties: {
    provider: { name: 'unnamed', contacts: ['unnamed@example.com'] },
    customer: { name: 'unnamed', contacts: ['unnamed@example.com'] },
  },
}

/**
 * Gives misspelt keys their right name, and leaves out what cannot be read, as far as `found` names it. Null where
 * nothing is left that could be read.
 */
export function mendedTerms(written: RawObject, found: readonly Issue[]): Mended | null {
  let [raw, slips] = [written, found]
  let [isWhole, hasLostSection] = [true, false]
  for (let round = 0; round < mostRounds; round++) {
    if (slips.length > mostSlips) return null
    for (const issue of slips) {
      const name = issue.key === undefined ? null : meantKey(issue.message)
      if (issue.key === undefined) isWhole = false
      else if (name === null && issue.path.length === 0) hasLostSection = true
      raw = mendedAt(raw, issue, name) as RawObject
    }
    const read = agreementSchema.safeParse(raw)
    if (read.success) {
      const lost = { isWhole, hasLostSection, written, raw }
      return { terms: read.data, raw, asWritten: (issues) => issues.filter((issue) => holds(issue, lost)) }
    }
    slips = flattenIssues(read.error.issues, raw)
  }
  return null
}

const meantKey = (message: string): string | null => /did you mean "([^"]+)"/.exec(message)?.[1] ?? null

function mendedAt(raw: RawObject, { path, key }: Issue, name: string | null): Raw {
  if (key !== undefined) return changed(raw, path, (node) => renamed(node, key, name))
  const [top = ''] = path
  // Of a list the whole is left out, so that the places of the others stay.
  const index = path.findIndex((part) => typeof part === 'number')
  const place = index < 0 ? path : path.slice(0, index)
  const isThere = at(raw, place) !== undefined
  const gone = isThere ? place : place.slice(0, -1)
  if (top in placeholders) return { ...raw, [top]: placeholders[top] ?? null }
  return changed(raw, gone.slice(0, -1), (node) => renamed(node, String(gone.at(-1)), null))
}

function at(raw: Raw, path: Path): Raw | undefined {
  return path.reduce<Raw | undefined>(
    (node, part) => (isMapping(node) ? node[part] : Array.isArray(node) ? node[Number(part)] : undefined),
    raw,
  )
}

const isMapping = (node: Raw | undefined): node is RawObject =>
  typeof node === 'object' && node !== null && !Array.isArray(node)

function changed(node: Raw, path: Path, change: (node: Raw) => Raw): Raw {
  const [part, ...rest] = path
  if (part === undefined) return change(node)
  if (Array.isArray(node))
    return node.map((each: Raw, i) => (i === Number(part) ? changed(each, rest, change) : each))
  const child = isMapping(node) ? node[part] : undefined
  return isMapping(node) && child !== undefined ? { ...node, [part]: changed(child, rest, change) } : node
}

/** A mapping whose key has its right name, or is gone where that is null or taken. */
function renamed(node: Raw, key: string, name: string | null): Raw {
  if (!isMapping(node)) return node
  return Object.fromEntries(
    Object.entries(node).flatMap(([each, value]): [string, Raw][] => {
      if (each !== key) return [[each, value]]
      return name === null || Object.hasOwn(node, name) ? [] : [[name, value]]
    }),
  )
}

const sections: Readonly<Record<string, string>> = {
  commitment: 'commitments',
  source: 'sources',
  'exclusion kind': 'exclusions',
  calendar: 'calendars',
  fee: 'fees',
}

interface Lost {
  readonly isWhole: boolean
  readonly hasLostSection: boolean
  readonly written: RawObject
  readonly raw: RawObject
}

/** Where something was left out, only a name that is written nowhere is certainly wrong. */
function holds({ message }: Issue, { isWhole, hasLostSection, written, raw }: Lost): boolean {
  const [, what = '', name = ''] = /^there is no ([a-z ]+) "([^"]*)"/.exec(message) ?? []
  const section = sections[what]
  if (section === undefined) return isWhole && !hasLostSection
  if (hasLostSection && raw[section] === undefined) return false
  const [before, now] = [written[section], raw[section]]
  return !(isMapping(before) && Object.hasOwn(before, name)) && (isMapping(now) || before === undefined)
}
