import type { TextLine } from './textLines.ts'

/** A cell with the place where it begins, from 1. */
export interface Cell {
  readonly text: string
  readonly line: number
  readonly column: number
}

export interface Row {
  readonly kind: 'row'
  readonly cells: readonly Cell[]
}

/** A row that cannot be read, by the place of the fault. */
export interface RowProblem {
  readonly kind: 'problem'
  readonly line: number
  readonly column: number
  readonly message: string
}

const longestRow = 1_000_000
/** Instead of a place: the cell goes on in the next line, or something stands behind its quote. */
const [goesOn, stray] = [-1, -2]

/** Reads CSV as RFC 4180 has it, a line at a time: a quoted cell may go on over several. */
export class CsvRows {
  readonly #separator: string
  #cells: Cell[] = []
  #strayAt = 0
  #open: { text: string; readonly line: number; readonly column: number } | null = null

  constructor(separator: string) {
    this.#separator = separator
  }

  /** What the line completes: a row, a problem, or nothing as long as a quoted cell is open or it is blank. */
  take({ number, text }: TextLine): Row | RowProblem | null {
    if (this.#open === null && text.trim() === '') return null
    let at = this.#open === null ? 0 : this.#goOn(text, 0)
    while (at !== goesOn) {
      if (at === stray)
        return this.#fault(number, this.#strayAt, 'something stands between a quote and the next cell')
      if (at > text.length) return this.#complete()
      if (text[at] === '"') {
        this.#open = { text: '', line: number, column: at + 1 }
        at = this.#goOn(text, at + 1)
        continue
      }
      const end = text.indexOf(this.#separator, at)
      const cell = text.slice(at, end < 0 ? undefined : end)
      if (cell.includes('"'))
        return this.#fault(number, at + cell.indexOf('"') + 1, 'a quote stands inside a cell without quotes')
      this.#cells.push({ text: cell, line: number, column: at + 1 })
      at = end < 0 ? text.length + 1 : end + 1
    }
    if ((this.#open?.text.length ?? 0) <= longestRow) return null
    return this.#unclosed('is longer than a million characters; is its closing quote missing?')
  }

  /** What is left at the end: a problem where a quoted cell was never closed. */
  end(): RowProblem | null {
    return this.#open === null ? null : this.#unclosed('is never closed by a second one')
  }

  /** Reads on in the open cell: the place behind its separator, or what stands instead of one. */
  #goOn(text: string, from: number): number {
    const open = this.#open
    if (open === null) return from
    for (let at = from; ; ) {
      const quote = text.indexOf('"', at)
      if (quote < 0) {
        open.text += `${text.slice(at)}\n`
        return goesOn
      }
      open.text += text.slice(at, quote)
      if (text[quote + 1] !== '"') return this.#close(text, quote + 1)
      open.text += '"'
      at = quote + 2
    }
  }

  #close(text: string, behind: number): number {
    if (this.#open) this.#cells.push(this.#open)
    this.#open = null
    this.#strayAt = behind + 1
    if (behind === text.length) return behind + 1
    return text[behind] === this.#separator ? behind + 1 : stray
  }

  #complete(): Row {
    const cells = this.#cells
    this.#cells = []
    return { kind: 'row', cells }
  }

  #unclosed(what: string): RowProblem {
    const { line, column } = this.#open ?? { line: 1, column: 1 }
    return this.#fault(line, column, `the cell that this quote opens ${what}`)
  }

  #fault(line: number, column: number, message: string): RowProblem {
    this.#cells = []
    this.#open = null
    return { kind: 'problem', line, column, message }
  }
}

/** The separator that a header is written with: what it has most of. */
export function separatorOf(header: string): string {
  const counted = [',', ';', '\t'].map((each) => [each, header.split(each).length] as const)
  return counted.reduce((most, each) => (each[1] > most[1] ? each : most))[0]
}
