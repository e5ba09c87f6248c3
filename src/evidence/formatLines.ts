import type { Observation } from '../sources/observation.ts'
import { observationColumns, otherColumns } from './csvColumns.ts'
import type { EvidenceLine } from './lines.ts'

/** One line of JSON Lines, without its line end, that reads back as it is. */
export function formatLine(line: EvidenceLine): string {
  return JSON.stringify(plain(line))
}

function plain(line: EvidenceLine): Readonly<Record<string, unknown>> {
  switch (line.kind) {
    case 'observation':
      return plainObservation(line.observation)
    case 'event': {
      const { type, id, subject, at, data } = line.event
      const about = subject === '' ? {} : { subject }
      return {
        event: type,
        id,
        ...about,
        at: instant(at),
        ...(Object.keys(data).length === 0 ? {} : { data }),
      }
    }
    case 'exclusion': {
      const { kind, from, to, announcedAt, ...rest } = line.exclusion
      return {
        exclusion: kind,
        ...rest,
        from: instant(from),
        to: instant(to),
        announcedAt: instant(announcedAt),
      }
    }
    case 'fee': {
      const { fee, from, until, amount } = line.fee
      return { fee, from, to: until, amount }
    }
  }
}

/** A figure that is not known is null rather than absent, since the shape tells the kind. */
function plainObservation(observation: Observation): Readonly<Record<string, unknown>> {
  const { kind, source, at, to, outcome, reason, ...figures } = observation
  const when = to === undefined ? { at: instant(at) } : { from: instant(at), to: instant(to) }
  const absent = kind === 'ratio' ? { bad: null, total: null } : kind === 'gauge' ? { value: null } : {}
  const isPlain = outcome === 'good' && kind !== 'state'
  return { source, ...when, ...(isPlain ? {} : { outcome, reason }), ...absent, ...figures }
}

function instant(ms: number): string {
  return Temporal.Instant.fromEpochMilliseconds(ms).toString()
}

const columns = [...observationColumns, ...otherColumns]

/** The names of the columns of `csvRow`, as a row. */
export const csvHeader = columns.join(',')

/** One row of CSV (RFC 4180, without its line end); a cell that a spreadsheet would take for a formula begins with `'`. */
export function csvRow(line: EvidenceLine): string {
  const fields = plain(line)
  return columns.map((name) => cell(fields[name])).join(',')
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = Array.isArray(value)
    ? value.join(' ')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
  const isNumber = /^-?\d+(\.\d+)?$/.test(text)
  const safe = !isNumber && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
