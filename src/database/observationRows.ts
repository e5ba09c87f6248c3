import { columnsFor } from '../evidence/chunk.ts'
import type { Columns } from '../evidence/columns.ts'
import { textNames } from '../evidence/series.ts'
import { type Observation, outcomes, reasons } from '../sources/observation.ts'
import { StoreError } from '../store.ts'

/** `at, until, outcome, reason, latency_us, affected, value, bad, total`: a row without its source. */
export type Row = readonly [
  number,
  number,
  number,
  number,
  number | null,
  string | null,
  string | null,
  string | null,
  string | null,
]

export const rowColumns = 'at, until, outcome, reason, latency_us, affected, value, bad, total'

/** The row of an observation. Throws a StoreError for what cannot be kept exactly. */
export function rowOf(observation: Observation): Row {
  const { at, to, outcome, reason } = observation
  const texts = observation as { readonly [name in (typeof textNames)[number]]?: string }
  const latencyUs = 'latencyUs' in observation ? observation.latencyUs : undefined
  requireWhole('at', at)
  if (to !== undefined) requireWhole('to', to)
  if (to !== undefined && to <= at) throw new StoreError('an observation ends before it begins', 'VALUE')
  if (latencyUs !== undefined) requireWhole('latencyUs', latencyUs)
  const [affected = null, value = null, bad = null, total = null] = textNames.map((name) => texts[name])
  const reasonCode = reason === undefined ? 0 : reasons.indexOf(reason) + 1
  return [at, to ?? 0, outcomes.indexOf(outcome), reasonCode, latencyUs ?? null, affected, value, bad, total]
}

function requireWhole(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new StoreError(`an observation's ${name} is no whole number of its unit (${value})`, 'VALUE')
  }
}

export function areEqual(a: Row, b: Row): boolean {
  return a.every((cell, i) => cell === b[i])
}

/** Puts rows into columns from `offset` on. */
export function fillRows(columns: Columns, offset: number, rows: readonly Row[]): void {
  for (const [i, row] of rows.entries()) {
    const at = offset + i
    columns.at[at] = row[0]
    columns.to[at] = row[1] || Number.NaN
    columns.outcome[at] = row[2]
    columns.reason[at] = row[3]
    columns.latencyUs[at] = row[4] ?? Number.NaN
    for (const [n, name] of textNames.entries()) {
      const text = row[5 + n]
      if (typeof text !== 'string') continue
      columns.texts[name] ??= new Array<string | undefined>(columns.at.length).fill(undefined)
      columns.texts[name][at] = text
    }
  }
}

/** Row `i` of columns as a row of the table. */
export function rowAt(columns: Columns, i: number): Row {
  const { at, to, outcome, reason, latencyUs, texts } = columns
  const latency = latencyUs[i] ?? Number.NaN
  const [affected = null, value = null, bad = null, total = null] = textNames.map((name) => texts[name]?.[i])
  return [
    at[i] ?? 0,
    to[i] || 0,
    outcome[i] ?? 0,
    reason[i] ?? 0,
    Number.isNaN(latency) ? null : latency,
    affected,
    value,
    bad,
    total,
  ]
}

export function columnsOfRows(rows: readonly Row[]): Columns {
  const columns = columnsFor(rows.length)
  fillRows(columns, 0, rows)
  return columns
}
