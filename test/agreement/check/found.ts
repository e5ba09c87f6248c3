import { formatProblem } from '../../../src/agreement/document.ts'
import { goodText, read } from '../anAgreement.ts'

/** The findings of a text as `severity: path: message`, errors too. */
export function found(text: string): string[] {
  const result = read(text)
  const problems = result.ok ? result.warnings : result.problems
  return problems.map(({ severity, message }) => `${severity}: ${message}`)
}

/** The same with lines and columns. */
export function placed(text: string): string[] {
  const result = read(text)
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.warnings.map((problem) => formatProblem(problem).replace(/^a\.yaml:/, ''))
}

/** The good agreement with nothing that it does not use. */
export const soundText = goodText.replace(/ {2}load: .*\n/, '')

/** It with pieces exchanged; throws where one is not in it. */
export function changed(...pieces: readonly (readonly [piece: string, instead: string])[]): string {
  return pieces.reduce((text, [piece, instead]) => {
    if (!text.includes(piece)) throw new Error(`"${piece}" is not in the text`)
    return text.replace(piece, () => instead)
  }, soundText)
}

/** An agreement with one commitment, `it`, and whatever else is said. */
export const withCommitment = (commitment: string, more = ''): string => `agreement: one
title: One
parties:
  provider: { name: Acme, contacts: [sla@acme.example] }
  customer: { name: Globex, contacts: [it@globex.example] }
term: { from: 2026-01-01 }
timeZone: Europe/Berlin
currency: EUR
fees: { service: { amount: 1000.00, per: month } }
${more.includes('sources:') ? '' : 'sources: { web: { declared: {} } }\n'}commitments:
  it: ${commitment}
${more}`
