import type { Placed } from '../evidence/csvLines.ts'
import { formatLine } from '../evidence/formatLines.ts'
import { Repeats } from '../evidence/repeats.ts'
import type { CommandContext } from './command.ts'

/** Where lines come from. */
export interface Origin {
  readonly agreement: string
  /** What its lines are called in messages, such as the file's name. */
  readonly name: string
  readonly lines: AsyncIterable<Placed>
  /** Lines up to this number are left out. */
  readonly afterLine: number
}

/** One line of JSON Lines with the number that it has in its origin. */
export interface Numbered {
  readonly number: number
  readonly text: string
}

/** Where lines go to, a batch at a time. */
export interface Sink {
  /** Takes a batch; answers what was refused of it. Throws a CommandFailure where nothing more can be taken. */
  put(batch: readonly Numbered[]): Promise<readonly { readonly number: number; readonly why: string }[]>
  /** Everything was put; answers what became of it, in words. */
  finish(): Promise<string>
  /** It was broken off; answers how to go on, or null. */
  abandon(lastPut: number): Promise<string | null>
}

const mostLines = 1_000
const mostBytes = 1024 * 1024
const progressMs = 2_000

/** Puts every line of an origin into a sink; answers the exit code. */
export async function importInto(sink: Sink, origin: Origin, context: CommandContext): Promise<number> {
  const run = new Run(sink, origin, context)
  try {
    for await (const each of origin.lines) if (each.number > origin.afterLine) await run.take(each)
    await run.put()
  } catch (error) {
    const advice = await sink.abandon(run.lastPut)
    run.tellRepeated()
    if (advice !== null) context.err(advice)
    throw error
  }
  run.tellRepeated()
  context.err(`upheld import: ${await sink.finish()}, ${run.refused} refused`)
  return run.refused > 0 ? 1 : 0
}

interface Refused {
  readonly number: number
  readonly column: number | null
  readonly why: string
}

class Run {
  lastPut = 0
  refused = 0
  readonly #sink: Sink
  readonly #name: string
  readonly #context: CommandContext
  #batch: Numbered[] = []
  #bytes = 0
  #told = performance.now()
  #problems: Refused[] = []
  readonly #repeats = new Repeats<{ readonly line: number }>()

  constructor(sink: Sink, { name }: Origin, context: CommandContext) {
    this.#sink = sink
    this.#name = name
    this.#context = context
  }

  async take(each: Placed): Promise<void> {
    if (each.kind === 'refused') return this.#refuse(each)
    const text = formatLine(each.line)
    const bytes = Buffer.byteLength(text) + 1
    if (bytes > mostBytes)
      return this.#refuse({
        number: each.number,
        column: null,
        why: `the line is larger than ${mostBytes} bytes`,
      })
    if (this.#batch.length >= mostLines || this.#bytes + bytes > mostBytes) await this.put()
    this.#batch.push({ number: each.number, text })
    this.#bytes += bytes
  }

  /** Hands over what has gathered. */
  async put(): Promise<void> {
    const batch = this.#batch
    this.#batch = []
    this.#bytes = 0
    if (batch.length > 0) {
      for (const each of await this.#sink.put(batch)) this.#refuse({ ...each, column: null })
      this.lastPut = batch.at(-1)?.number ?? this.lastPut
    }
    this.#tellRefused()
    if (performance.now() - this.#told < progressMs) return
    this.#told = performance.now()
    this.#context.err(`upheld import: ${this.#name} up to line ${this.lastPut} is done`)
  }

  /** Why lines were refused, in order, each reason at its first line; what is told is not held any longer. */
  #tellRefused(): void {
    for (const { number, column, why } of this.#problems.sort((a, b) => a.number - b.number))
      if (this.#repeats.take(why, { line: number }))
        this.#context.err(`${this.#name}:${number}${column === null ? '' : `:${column}`}: refused: ${why}`)
    this.#problems = []
  }

  /** The rest of what was refused, and how many more lines each reason has. */
  tellRepeated(): void {
    this.#tellRefused()
    for (const { first, more, lastLine } of this.#repeats.all())
      if (more === 1) this.#context.err(`${this.#name}:${lastLine}: refused: as line ${first.line}`)
      else if (more > 1)
        this.#context.err(
          `${this.#name}: ${more} more lines refused as line ${first.line}, the last is line ${lastLine}`,
        )
    const { others } = this.#repeats
    if (others > 0) this.#context.err(`${this.#name}: ${others} more lines refused for other reasons`)
  }

  #refuse(problem: Refused): void {
    this.#problems.push(problem)
    this.refused += 1
    if (this.#problems.length >= mostLines) this.#tellRefused()
  }
}
