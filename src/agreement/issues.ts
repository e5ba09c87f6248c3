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
    return branches.reduce((best, branch) => (score(branch, path) > score(best, path) ? branch : best))
  })
  return withoutEchoes(flat)
}

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

/** How far a branch got: a wrong type at its root is no attempt, problems deeper inside are. */
function score(branch: readonly Issue[], root: Path): number {
  const deepest = Math.max(0, ...branch.map((issue) => issue.path.length - root.length))
  const atRoot = branch.filter((issue) => issue.path.length === root.length)
  const wrongType = atRoot.some((issue) => /^(?:is missing: |is empty: )?expected /.test(issue.message))
    ? 1000
    : 0
  const unknown = atRoot.filter((issue) => issue.key !== undefined)
  // A key that looks like one of this branch's is a slip of its writer; any other belongs to another branch.
  const slips = unknown.filter((issue) => issue.message.includes('; did you mean ')).length
  return deepest * 10 - branch.length - wrongType - (unknown.length - slips) * 20 + slips * 5
}
