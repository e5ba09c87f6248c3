import { observationAt, type Series } from '../evidence/series.ts'
import { iso } from './moment.ts'

const columns = [
  'source',
  'at',
  'to',
  'outcome',
  'reason',
  'latencyUs',
  'affected',
  'value',
  'bad',
  'total',
] as const
export const csvHeader = `${columns.join(',')}\r\n`

/** Row `i` of a series as a line of an evidence file, under the source's name in the agreement. */
export function jsonLine(series: Series, i: number, name: string): string {
  const { kind, source, at, to, ...rest } = observationAt(series, i)
  const when = to === undefined ? { at: iso(at) } : { from: iso(at), to: iso(to) }
  return `${JSON.stringify({ source: name, ...when, ...rest })}\n`
}

export function csvRow(series: Series, i: number, name: string): string {
  const row: Record<string, unknown> = { ...observationAt(series, i), source: name }
  const cells = columns.map((column) =>
    column === 'at' || column === 'to' ? instantCell(row[column]) : cell(row[column]),
  )
  return `${cells.join(',')}\r\n`
}

function instantCell(value: unknown): string {
  return typeof value === 'number' ? iso(value) : ''
}

/** Spreadsheets take a text that begins like a formula for one, so it gets an apostrophe; numbers stay numbers. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = String(value)
  const isFormula = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text)
  const safe = isFormula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
