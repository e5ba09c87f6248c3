/**
 * Controls but tab and line ends, line and paragraph separators, overrides and isolates of the writing direction, characters
 * without width, tags, and halves of characters: with them a text says one thing to a reader and another one to a machine.
 * Joiners and marks that Arabic, Hebrew, Persian and emoji are written with are no such characters.
 */
const hidden =
  /(?![\t\n\r])\p{Cc}|[\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/u
const allHidden = new RegExp(hidden.source, 'gu')

const hasHidden = 'has a character that nobody sees'
const isOneLine = 'is one line of text; leave out the line break or tab'

/** Whether a problem of a document is one of those below. */
export const isAboutHidden = (message: string): boolean =>
  message.includes(`: ${hasHidden}`) || message.includes(`: ${isOneLine}`)

/** A text whose line breaks and tabs are spaces. */
export const inOneLine = (text: string): string => text.replace(/\s*[\t\r\n]\s*/g, ' ').trim()

/** What a text has that no reader sees, as the rest of a sentence about it; null where there is nothing. */
export function hiddenIn(text: string): string | null {
  const found = hidden.exec(text)?.[0].codePointAt(0)
  return found === undefined ? null : `${hasHidden} (${named(found)}); leave it out`
}

/** The same for what stands in one line: names and titles go into the headers of mails and into tables. */
export const hiddenInLine = (text: string): string | null =>
  /[\t\r\n]/.test(text.trimEnd()) ? isOneLine : hiddenIn(text)

/** A text that a person typed into a form, without what nobody sees. */
export const withoutHidden = (text: string): string => text.replace(allHidden, '')

const named = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
