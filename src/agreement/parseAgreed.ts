import { type Raw, type RawObject, readDocument } from './document.ts'
import { inOneLine, isAboutHidden, withoutHidden } from './hidden.ts'
import { type ParseContext, type ParseResult, parseAgreement } from './parse.ts'

/** Problems are told a hundred at a time. */
const mostTries = 10

/**
 * Reads a text that both parties have agreed on already. What nobody sees in it is left out: it was agreed on before such
 * a text was refused, says the same to every reader, and its history must not be lost for it.
 */
export function parseAgreed(file: string, text: string, context: ParseContext): ParseResult {
  let read = parseAgreement(file, text, context)
  const document = readDocument(file, text)
  if (read.ok || !document.ok) return read
  let { raw } = document.document
  for (let tries = 0; !read.ok && tries < mostTries; tries++) {
    const mendable = read.problems.filter(({ message }) => isAboutHidden(message))
    if (mendable.length < read.problems.length) return read
    for (const { path } of mendable) raw = mendedAt(raw, path?.split('.') ?? []) as RawObject
    read = parseAgreement(file, JSON.stringify(raw), context)
  }
  return read.ok ? { ...read, agreement: { ...read.agreement, text } } : read
}

function mendedAt(raw: Raw, [key, ...rest]: readonly string[]): Raw {
  if (typeof raw === 'string') return inOneLine(withoutHidden(raw))
  if (typeof raw !== 'object' || raw === null || key === undefined) return raw
  if (Array.isArray(raw)) return raw.map((each, i) => (String(i) === key ? mendedAt(each, rest) : each))
  const members = raw as RawObject
  return Object.hasOwn(members, key) ? { ...members, [key]: mendedAt(members[key] as Raw, rest) } : raw
}
