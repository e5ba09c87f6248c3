import type { z } from 'zod'
import type { Path, Raw } from './document.ts'

export interface Issue {
  readonly path: Path
  readonly message: string
}

type ZodIssue = z.core.$ZodIssue

/**
 * Turns the schema's issues into one message a place. Of a union's branches the one is told that got furthest: the
 * writer meant that one.
 */
export function flattenIssues(issues: readonly ZodIssue[], input: Raw, base: Path = []): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    const path = [...base, ...(issue.path as (string | number)[])]
    if (issue.code === 'invalid_key') {
      return [{ path, message: issue.issues.map((each) => each.message).join('; ') }]
    }
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path, message: issue.message }]
    const branches = issue.errors.map((branch) => flattenIssues(branch, input, path))
    return branches.reduce((best, branch) => (score(branch, path) > score(best, path) ? branch : best))
  })
}

/** How far a branch got: a wrong type at its root is no attempt, problems deeper inside are. */
function score(branch: readonly Issue[], root: Path): number {
  const deepest = Math.max(0, ...branch.map((issue) => issue.path.length - root.length))
  const atRoot = branch.filter((issue) => issue.path.length === root.length)
  const wrongType = atRoot.some((issue) =>
    /^(?:Invalid input: )?(?:is missing: )?expected /.test(issue.message),
  )
    ? 1000
    : 0
  const unknownKeys = atRoot.filter((issue) => issue.message.includes('is not known here')).length
  return deepest * 10 - branch.length - wrongType - unknownKeys * 20
}
