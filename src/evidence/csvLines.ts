import { fraction, multiply, parseDecimal, roundToWhole } from '../agreement/fraction.ts'
import { didYouMean } from '../agreement/suggest.ts'
import { observationColumns, otherColumns } from './csvColumns.ts'
import { type Cell, CsvRows, type Row, type RowProblem, separatorOf } from './csvRows.ts'
import { type EvidenceLine, parseLine } from './lines.ts'
import { meantField } from './meant.ts'
import { TextError, type TextLine } from './textLines.ts'

/** A line of evidence by its place in a file, or why it is none. */
export type Placed =
  | { readonly kind: 'line'; readonly number: number; readonly line: EvidenceLine }
  | { readonly kind: 'refused'; readonly number: number; readonly column: number; readonly why: string }

/** Latencies may as well come in milliseconds. */
const csvColumns = [...observationColumns, 'latencyMs', ...otherColumns] as const
type Column = (typeof csvColumns)[number] | `data.${string}`

/**
 * Reads CSV with a header row as lines of evidence: a row is the JSON line that has its cells that are not empty as fields.
 * `data.NAME` is a member of `data`. `usualSource` is the source of observations that name none. Throws a TextError
 * for a header that cannot be used.
 */
export async function* csvLines(
  lines: AsyncIterable<TextLine>,
  usualSource: string | null,
): AsyncGenerator<Placed> {
  let rows: CsvRows | null = null
  let columns: readonly Column[] | null = null
  for await (const line of lines) {
    if (rows === null && (line.text.trim() === '' || /^sep=.$/.test(line.text))) continue
    rows ??= new CsvRows(separatorOf(line.text))
    const row = rows.take(line)
    if (row === null) continue
    if (columns !== null) yield placed(row, columns, usualSource)
    else columns = headerOf(row)
  }
  const last = rows?.end()
  if (last && columns === null) headerOf(last)
  if (last) yield placed(last, columns ?? [], usualSource)
}

function headerOf(row: Row | RowProblem): readonly Column[] {
  if (row.kind === 'problem') throw new TextError(`line ${row.line}, column ${row.column}: ${row.message}`)
  const names = row.cells.map(({ text }) => text.trim())
  const problems = row.cells.flatMap(({ line, column }, i) => {
    const problem = nameProblem(names, i)
    return problem === null ? [] : [`line ${line}, column ${column}: ${problem}`]
  })
  if (problems.length === 0) return names as Column[]
  throw new TextError(problems.slice(0, 10).join('\n'))
}

function nameProblem(names: readonly string[], at: number): string | null {
  const name = names[at] ?? ''
  const isKnown = (csvColumns as readonly string[]).includes(name) || /^data\.[^.\s]{1,100}$/.test(name)
  if (!isKnown) return `the header names a column "${name.slice(0, 100)}"${near(name)}`
  if (names.indexOf(name) !== at) return `the header names "${name}" twice`
  if (name === 'latencyMs' && names.includes('latencyUs'))
    return '"latencyMs" cannot stand beside "latencyUs"'
  if (name === 'data' && names.some((each) => each.startsWith('data.')))
    return '"data" cannot stand beside "data.…"'
  return null
}

function near(name: string): string {
  const meant = meantField(
    name.slice(0, 60),
    csvColumns.filter((column) => column !== 'latencyUs'),
  )
  return meant === null ? didYouMean(name, [...csvColumns, 'data.NAME']) : `; did you mean "${meant}"?`
}

function placed(row: Row | RowProblem, columns: readonly Column[], usualSource: string | null): Placed {
  if (row.kind === 'problem')
    return { kind: 'refused', number: row.line, column: row.column, why: row.message }
  const { cells } = row
  const number = cells[0]?.line ?? 0
  if (cells.length !== columns.length) {
    const column = cells[columns.length]?.column ?? 1
    const why = `the row has ${cells.length} cells, the header names ${columns.length} columns`
    return { kind: 'refused', number, column, why }
  }
  try {
    const line = parseLine(jsonOf(cells, columns, usualSource), number)
    if (line.kind !== 'problem') return { kind: 'line', number, line }
    const at = line.field === null ? undefined : cells[columnOf(columns, line.field)]
    const why = line.message.replace(/^line \d+: /, '')
    return { kind: 'refused', number: at?.line ?? number, column: at?.column ?? 1, why }
  } catch (error) {
    if (!(error instanceof CellError)) throw error
    return { kind: 'refused', number: error.cell.line, column: error.cell.column, why: error.message }
  }
}

const columnOf = (columns: readonly Column[], field: string): number =>
  columns.findIndex(
    (name) =>
      name === field || (name === 'latencyMs' && field === 'latencyUs') || name === field.split('.')[0],
  )

class CellError extends Error {
  readonly cell: Cell
  constructor(cell: Cell, message: string) {
    super(message)
    this.cell = cell
  }
}

/** A row as the JSON line that says the same. */
function jsonOf(cells: readonly Cell[], columns: readonly Column[], usualSource: string | null): string {
  const fields: string[] = []
  const data: string[] = []
  let isOther = false
  cells.forEach((cell, i) => {
    const name = columns[i]
    if (name === undefined || cell.text === '') return
    if (['source', 'event', 'exclusion', 'fee'].includes(name)) isOther = true
    const [key, value] = member(name, { ...cell, text: unguarded(cell.text) })
    if (name.startsWith('data.')) data.push(`${JSON.stringify(key)}:${value}`)
    else fields.push(`${JSON.stringify(key)}:${value}`)
  })
  if (!isOther && usualSource !== null) fields.push(`"source":${JSON.stringify(usualSource)}`)
  if (data.length > 0) fields.push(`"data":{${data.join(',')}}`)
  return `{${fields.join(',')}}`
}

/** Without the quote that `export` puts before what a spreadsheet would take for a formula. */
const unguarded = (text: string): string => (/^'[=+\-@\t\r\n]/.test(text) ? text.slice(1) : text)

function member(name: Column, cell: Cell): readonly [key: string, json: string] {
  switch (name) {
    case 'latencyUs':
      return [name, /^\d{1,15}$/.test(cell.text) ? String(Number(cell.text)) : JSON.stringify(cell.text)]
    case 'latencyMs':
      return ['latencyUs', microseconds(cell)]
    case 'by':
    case 'agreedBy':
      return [name, JSON.stringify(cell.text.trim().split(/\s+/))]
    case 'data':
      return [name, jsonIn(cell)]
    default:
      return name.startsWith('data.')
        ? [name.slice(5), flagOrText(cell.text)]
        : [name, JSON.stringify(cell.text)]
  }
}

const flagOrText = (text: string): string =>
  text === 'true' || text === 'false' ? text : JSON.stringify(text)

/** Milliseconds as whole microseconds, halves up. */
function microseconds(cell: Cell): string {
  const found = /^\d{1,12}(\.\d{1,12})?$/.test(cell.text) ? parseDecimal(cell.text) : null
  if (found === null) throw new CellError(cell, '`latencyMs` is not a number of milliseconds such as 23.15')
  return String(roundToWhole(multiply(found, fraction(1000)), 'halfUp'))
}

function jsonIn(cell: Cell): string {
  try {
    JSON.parse(cell.text)
    return cell.text
  } catch (error) {
    throw new CellError(cell, `\`data\` is not JSON (${(error as Error).message.slice(0, 100)})`)
  }
}
