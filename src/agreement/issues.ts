import type { z } from 'zod'
import type { Path, Raw } from './document.ts'

export interface Issue {
  readonly path: Path
  readonly message: string
  /** The key in `path`'s mapping that is at fault, where there is one: the place to show. */
  readonly key?: string
  /** The contract's words or place of the clause, where the text gives them. */
  readonly clause?: string
  /** Told once for all versions of the text. */
  readonly isOnce?: boolean
}

/** Where an issue is to be shown. */
export const placeOf = (issue: Issue): Path =>
  issue.key === undefined ? issue.path : [...issue.path, issue.key]

type ZodIssue = z.core.$ZodIssue

/**
 * Turns the schema's issues into one message a place. Of a union's branches the one is told that got furthest: the
 * writer meant that one.
 */
export function flattenIssues(issues: readonly ZodIssue[], input: Raw, base: Path = []): Issue[] {
  const flat = issues.flatMap((issue): Issue[] => {
    const path = [...base, ...(issue.path as (string | number)[])]
    if (issue.code === 'invalid_key') {
      return [{ path, message: issue.issues.map((each) => each.message).join('; ') }]
    }
    if (issue.code === 'unrecognized_keys') {
      const messages = issue.message.split('\n')
      return messages.map((message, i) => {
        const key = issue.keys[i]
        return key === undefined ? { path, message } : { path, message, key }
      })
    }
    if (issue.code !== 'invalid_union' || issue.errors.length === 0)
      return [{ path, message: inWords(issue) }]
    const branches = issue.errors.map((branch) => flattenIssues(branch, input, path))
    return meant(branches, path)
  })
  return withoutEchoes(flat)
}

/** What is wrong with the form that was meant; where none was begun, what all of them would take. */
function meant(branches: readonly Issue[][], root: Path): Issue[] {
  const begun = branches.filter((branch) => !isOtherType(branch, root))
  if (begun.length === 0) return allTypes(branches, root)
  return (
    unknownToAll(begun, root) ??
    begun.reduce((best, branch) => (score(branch, root) > score(best, root) ? branch : best))
  )
}

/** A key that no form knows is told once, with the keys of all of them; null where one knows any. */
function unknownToAll(branches: readonly Issue[][], root: Path): Issue[] | null {
  const unknown = branches.map((branch) =>
    branch.filter((issue) => issue.key !== undefined && isAt(issue, root)),
  )
  const keysOf = (issues: readonly Issue[]): string => issues.map(({ key }) => key).join('\n')
  const [first] = unknown
  if (first === undefined || first.length === 0 || unknown.length < 2) return null
  if (unknown.some((issues) => keysOf(issues) !== keysOf(first))) return null
  const lists = unknown.map((issues) => issues.map(({ message }) => /; known here: (.*)$/.exec(message)?.[1]))
  if (lists.flat().includes(undefined)) return null
  const known = [...new Set(lists.flatMap(([list]) => list?.split(', ') ?? []))].join(', ')
  return first.map((issue) => ({
    ...issue,
    message: `"${issue.key}" is not known here; known here: ${known}`,
  }))
}

/** `expected a name, or a mapping with all, any, …`. */
function allTypes(branches: readonly Issue[][], root: Path): Issue[] {
  const [first = []] = branches
  const messages = branches
    .flat()
    .filter((issue) => isAt(issue, root))
    .map(({ message }) => message)
  if (!messages.every((message) => message.startsWith('expected '))) return first
  const wanted = [...new Set(messages.map((message) => message.slice('expected '.length)))]
  const mapping = 'a mapping with '
  const keys = wanted
    .filter((each) => each.startsWith(mapping))
    .flatMap((each) => each.slice(mapping.length).split(', '))
  const others = wanted.filter((each) => !each.startsWith(mapping))
  const forms = [
    ...others,
    ...(keys.length > 0 ? [`${mapping}${[...new Set(keys)].slice(0, 12).join(', ')}`] : []),
  ]
  return [{ path: root, message: `expected ${forms.join(', or ')}` }]
}

const isAt = ({ path }: Issue, root: Path): boolean => path.length === root.length

/** A wrong type at its root is no attempt at a form. */
const isOtherType = (branch: readonly Issue[], root: Path): boolean =>
  branch.some(
    (issue) =>
      isAt(issue, root) && /^(?:is missing: |is empty: )?expected (?!exactly one of )/.test(issue.message),
  )

const typeNames: Readonly<Record<string, string>> = {
  record: 'a mapping of names',
  object: 'a mapping',
  array: 'a list',
  tuple: 'a list',
  string: 'text',
  boolean: 'true or false',
}

/** The schema library's own words for a wrong type, in those of a file's writer. */
function inWords(issue: ZodIssue): string {
  const { message } = issue
  if (issue.code === 'too_big' && message.startsWith('Too big'))
    return `has more than ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'items'}`
  if (issue.code === 'too_small' && message.startsWith('Too small'))
    return Number(issue.minimum) === 1 ? 'is empty' : `has fewer than ${issue.minimum} items`
  const [, wanted = '', found = ''] = /^Invalid input: expected (\w+), received (\w+)$/.exec(message) ?? []
  const name = typeNames[wanted]
  if (name === undefined) return message
  if (found === 'undefined') return `is missing: expected ${name}`
  return found === 'null' ? `is empty: expected ${name}` : `expected ${name}`
}

/** A misspelt key also leaves its right spelling missing: that is one slip, told once. */
function withoutEchoes(issues: readonly Issue[]): Issue[] {
  const meant = new Set(
    issues.flatMap(({ path, key, message }) => {
      const word = key === undefined ? undefined : /did you mean "([^"]+)"/.exec(message)?.[1]
      return word === undefined ? [] : [JSON.stringify([...path, word]), `${JSON.stringify(path)} none`]
    }),
  )
  return issues.filter(({ path, message }) => {
    if (message.startsWith('is missing: ')) return !meant.has(JSON.stringify(path))
    return !message.endsWith('found none') || !meant.has(`${JSON.stringify(path)} none`)
  })
}

/** How far a branch got: problems deeper inside are a further attempt. */
function score(branch: readonly Issue[], root: Path): number {
  const deepest = Math.max(0, ...branch.map((issue) => issue.path.length - root.length))
  const atRoot = branch.filter((issue) => issue.path.length === root.length)
  const unknown = atRoot.filter((issue) => issue.key !== undefined)
  // A key that looks like one of this branch's is a slip of its writer; any other belongs to another branch.
  const slips = unknown.filter((issue) => issue.message.includes('; did you mean ')).length
  return deepest * 10 - branch.length - (unknown.length - slips) * 20 + slips * 5
}
