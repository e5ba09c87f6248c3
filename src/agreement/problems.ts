import type { Document, Problem } from './document.ts'
import { type Issue, placeOf } from './issues.ts'

const maxProblems = 100

/** Issues as problems of the document, each at its place, in the order of the text. */
export function problemsOf(
  document: Document,
  severity: Problem['severity'],
  issues: readonly Issue[],
): Problem[] {
  return unique(withoutRepeats(issues).map((issue) => problemOf(document, severity, issue)))
}

function problemOf(document: Document, severity: Problem['severity'], issue: Issue): Problem {
  const path = issue.path.join('.')
  const shown = [path, issue.message].filter(Boolean).join(': ')
  const { clause } = issue
  return {
    file: document.file,
    ...document.place(placeOf(issue)),
    severity,
    message: clause === undefined ? shown : `${shown} (clause: ${clause})`,
    ...(path === '' ? {} : { path }),
    ...(clause === undefined ? {} : { clause }),
  }
}

/** What is told once is told where it was found first. */
function withoutRepeats(issues: readonly Issue[]): readonly Issue[] {
  const seen = new Set<string>()
  return issues.filter(({ path, isOnce }) => {
    const key = path.join('.')
    const isNew = !isOnce || !seen.has(key)
    if (isOnce) seen.add(key)
    return isNew
  })
}

function unique(problems: readonly Problem[]): Problem[] {
  const seen = new Map(
    problems.map((problem) => [`${problem.line}:${problem.column}:${problem.message}`, problem]),
  )
  return [...seen.values()].sort((a, b) => a.line - b.line || a.column - b.column).slice(0, maxProblems)
}
