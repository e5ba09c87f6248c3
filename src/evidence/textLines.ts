/** A line of a text with its number, from 1, without its end (LF or CRLF). */
export interface TextLine {
  readonly number: number
  readonly text: string
}

/** What stands in the way of reading a stream as lines of text, in words. */
export class TextError extends Error {}

const longestLine = 1_000_000

/**
 * The lines of a stream of UTF-8, without a byte order mark. Throws a TextError for what is not UTF-8, and for a line
 * of more than a million characters: the rest of such a stream is not waited for.
 */
export async function* textLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let [held, number] = ['', 0]
  for await (const chunk of bytes) {
    const pieces = (held + decoded(decoder, number, chunk)).split('\n')
    held = pieces.pop() ?? ''
    for (const text of pieces) yield whole(text, ++number)
    if (held.length > longestLine) whole(held, number + 1)
  }
  held += decoded(decoder, number)
  if (held !== '') yield whole(held, number + 1)
}

function decoded(decoder: TextDecoder, before: number, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
  } catch (error) {
    throw new TextError(`behind line ${before} stands what is not UTF-8 text; save it as UTF-8`, {
      cause: error,
    })
  }
}

function whole(text: string, number: number): TextLine {
  if (text.length > longestLine) throw new TextError(`line ${number} is longer than a million characters`)
  return { number, text: text.endsWith('\r') ? text.slice(0, -1) : text }
}
