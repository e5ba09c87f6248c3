import { formatProblem } from '../../src/agreement/document.ts'
import { parseAgreement } from '../../src/agreement/parse.ts'
import { backtest } from '../../src/backtest.ts'
import { type EvidenceFile, readEvidence } from '../../src/evaluation/evidenceFile.ts'
import { publicHolidays } from '../../src/holidays.ts'
import { parseContext } from '../../src/settings/context.ts'

const holidays = publicHolidays()

/** An agreement of 2026 on; `body` has sources, commitments and whatever else. */
export const agreementText = (
  body: string,
  zone = 'UTC',
  term = '{ from: 2026-01-01 }',
): string => `agreement: a
title: A
parties:
  provider: { name: P, contacts: [p@example.com] }
  customer: { name: C, contacts: [c@example.com] }
term: ${term}
timeZone: ${zone}
currency: EUR
${body}`

export function parsed(text: string) {
  const result = parseAgreement('a.yaml', text, parseContext({}, new Map()))
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.agreement
}

/** Evidence lines as `backtest` reads them for an agreement's text. */
export function readLines(text: string, lines: readonly object[]): EvidenceFile {
  const written = lines.map((line) => JSON.stringify(line)).join('\n')
  const evidence = readEvidence(parsed(text), 'e.jsonl', written)
  if (!evidence.ok) throw new Error(evidence.problems.map(formatProblem).join('\n'))
  return evidence.evidence
}

/** Evaluates an agreement's text over evidence lines, as `backtest` does. */
export function backtested(text: string, lines: readonly object[], asOf?: string) {
  return backtest({
    agreement: parsed(text),
    evidence: readLines(text, lines),
    only: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    asOf: asOf === undefined ? null : Temporal.Instant.from(asOf).epochMilliseconds,
    holidays,
  })
}

/** One commitment `c` by its members in flow style, on the declared source `s` (or others that `more` names). */
export const commitment = (members: string, more = ''): string =>
  agreementText(`sources:
  s: { declared: {} }
  t: { declared: {} }
  p: { push: state, every: 10m, holdsFor: 25m }
  e: { push: event }
  r: { push: ratio }
  g: { push: gauge }
commitments:
  c: { ${members} }
${more}`)

export const bad = (from: string, to: string, source = 's') => ({ source, from, to, outcome: 'bad' })
export const good = (from: string, to: string, source = 's') => ({ source, from, to, outcome: 'good' })
export const unknown = (from: string, to: string, source = 's') => ({ source, from, to, outcome: 'unknown' })
export const at = (instant: string, outcome: string, source = 'p') => ({ source, at: instant, outcome })
export const event = (type: string, instant: string, subject = 'x', data?: object) => ({
  event: type,
  id: `${type} ${instant} ${subject}`,
  subject,
  at: instant,
  ...(data ? { data } : {}),
})
/** A looked-at day in March 2026 at a time. */
export const d = (time: string, day = 10): string => `2026-03-${String(day).padStart(2, '0')}T${time}:00Z`
