import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { csvLines, type Placed } from '../evidence/csvLines.ts'
import { parseLine } from '../evidence/lines.ts'
import { TextError, type TextLine, textLines } from '../evidence/textLines.ts'
import { refusalOf } from '../settings/files.ts'
import { CommandFailure } from './command.ts'

export interface Reading {
  /** A path, or `-` for the standard input. */
  readonly file: string
  readonly input: () => AsyncIterable<Uint8Array>
  /** Null: by what stands in it. */
  readonly format: 'jsonl' | 'csv' | null
  /** The source of rows of CSV that name none. */
  readonly usualSource: string | null
}

/** The lines of evidence in a file, each with its place; nothing is held in memory but what is being read. */
export async function* readPlaced(reading: Reading): AsyncGenerator<Placed> {
  try {
    const [format, lines] = await formatOf(readText(reading.file, reading.input), reading.format)
    yield* format === 'csv' ? csvLines(lines, reading.usualSource) : jsonLines(lines)
  } catch (error) {
    throw failureOf(reading.file, error)
  }
}

/** The lines of a file, or of the standard input for `-`. Throws a CommandFailure where they cannot be read. */
export async function* readText(file: string, input: Reading['input']): AsyncGenerator<TextLine> {
  try {
    yield* textLines(file === '-' ? input() : await fileBytes(file))
  } catch (error) {
    throw failureOf(file, error)
  }
}

function failureOf(file: string, error: unknown): unknown {
  if (error instanceof TextError) return new CommandFailure(`${file}: ${error.message}`, { cause: error })
  if ((error as NodeJS.ErrnoException).syscall === undefined) return error
  return new CommandFailure(`${file}: ${refusalOf(error)}`, { cause: error })
}

async function fileBytes(file: string): Promise<AsyncIterable<Uint8Array>> {
  if ((await stat(file)).isDirectory()) throw new TextError('this is a folder, not a file')
  return createReadStream(file, { highWaterMark: 256 * 1024 })
}

/** By its first line that is not blank: JSON Lines begin with a brace. */
async function formatOf(
  lines: AsyncGenerator<TextLine>,
  asked: Reading['format'],
): Promise<readonly [format: 'jsonl' | 'csv', lines: AsyncGenerator<TextLine>]> {
  const held: TextLine[] = []
  let format = asked
  while (format === null) {
    const next = await lines.next()
    if (next.done) break
    held.push(next.value)
    const first = next.value.text.trim()[0]
    if (first === '[')
      throw new TextError(
        'this is a JSON array; an object a line is wanted (JSON Lines), or CSV with a header',
      )
    if (first !== undefined) format = first === '{' ? 'jsonl' : 'csv'
  }
  return [format ?? 'jsonl', chained(held, lines)]
}

async function* chained(held: readonly TextLine[], rest: AsyncGenerator<TextLine>): AsyncGenerator<TextLine> {
  yield* held
  yield* rest
}

async function* jsonLines(lines: AsyncIterable<TextLine>): AsyncGenerator<Placed> {
  for await (const { number, text } of lines) {
    if (text.trim() === '') continue
    const line = parseLine(text, number)
    if (line.kind === 'problem')
      yield { kind: 'refused', number, column: 1, why: line.message.replace(/^line \d+: /, '') }
    else yield { kind: 'line', number, line }
  }
}
