import type { Observation, Outcome, Reason } from '../sources/observation.ts'
import { outcomes, reasons } from '../sources/observation.ts'

export type SeriesKind = Observation['kind']

/**
 * What one source said in a span, in columns ordered by `at` (then `to`): the form in which packed evidence is read,
 * a few nanoseconds an observation. Row `i` of each column belongs together.
 */
export interface Series {
  readonly source: string
  readonly kind: SeriesKind
  readonly length: number
  /** UTC milliseconds. */
  readonly at: Float64Array
  /** UTC milliseconds, NaN for an observation at an instant. */
  readonly to: Float64Array
  /** Index into `outcomes`. */
  readonly outcome: Uint8Array
  /** Index into `reasons` plus one, 0 where there is none. */
  readonly reason: Uint8Array
  /** Whole microseconds, NaN where there is none. */
  readonly latencyUs: Float64Array
  /** Decimal texts by column, only where the source has any; undefined entries where a row has none. */
  readonly texts: {
    readonly affected?: readonly (string | undefined)[]
    readonly value?: readonly (string | undefined)[]
    readonly bad?: readonly (string | undefined)[]
    readonly total?: readonly (string | undefined)[]
  }
}

export const textNames = ['affected', 'value', 'bad', 'total'] as const

/** By time; what was said of the same instant by what it says, so that the order of arrival decides nothing. */
function inOrder(a: Observation, b: Observation): number {
  const byTime = a.at - b.at || (a.to ?? a.at) - (b.to ?? b.at)
  if (byTime !== 0) return byTime
  const [one, other] = [saying(a), saying(b)]
  return one < other ? -1 : one > other ? 1 : 0
}

const saying = (row: Observation): string =>
  [
    outcomes.indexOf(row.outcome),
    'latencyUs' in row ? row.latencyUs : '',
    ...textNames.map((name) => (row as { readonly [key in typeof name]?: string })[name] ?? ''),
    row.reason ?? '',
  ].join(' ')

/** Columns of observations of one source, sorted by time. */
export function seriesOf(source: string, kind: SeriesKind, observations: readonly Observation[]): Series {
  const rows = [...observations].sort(inOrder)
  const texts = Object.fromEntries(
    textNames
      .map((name) => [name, rows.map((row) => (row as { [key in typeof name]?: string })[name])] as const)
      .filter(([, column]) => column.some((text) => text !== undefined)),
  )
  return {
    source,
    kind,
    length: rows.length,
    at: Float64Array.from(rows, (row) => row.at),
    to: Float64Array.from(rows, (row) => row.to ?? Number.NaN),
    outcome: Uint8Array.from(rows, (row) => outcomes.indexOf(row.outcome)),
    reason: Uint8Array.from(rows, (row) => (row.reason ? reasons.indexOf(row.reason) + 1 : 0)),
    latencyUs: Float64Array.from(rows, (row) =>
      'latencyUs' in row ? (row.latencyUs ?? Number.NaN) : Number.NaN,
    ),
    texts,
  }
}

/** Row `i` of a series as an observation. */
export function observationAt(series: Series, i: number): Observation {
  const row: Record<string, unknown> = {
    kind: series.kind,
    source: series.source,
    at: series.at[i],
    outcome: outcomes[series.outcome[i] ?? 2] as Outcome,
  }
  const [to, reason, latencyUs] = [
    series.to[i] ?? Number.NaN,
    series.reason[i] ?? 0,
    series.latencyUs[i] ?? Number.NaN,
  ]
  if (!Number.isNaN(to)) row.to = to
  if (reason > 0) row.reason = reasons[reason - 1] as Reason
  if (!Number.isNaN(latencyUs)) row.latencyUs = latencyUs
  for (const name of textNames) {
    const text = series.texts[name]?.[i]
    if (text !== undefined) row[name] = text
  }
  return row as unknown as Observation
}
