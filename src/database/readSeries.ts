import { ChunkError } from '../evidence/bytes.ts'
import { columnsFor, type OpenChunk, openChunks } from '../evidence/chunk.ts'
import type { Columns } from '../evidence/columns.ts'
import { type Series, type SeriesKind, seriesOf } from '../evidence/series.ts'
import type { Store } from '../store.ts'
import type { Context, Sync } from './context.ts'
import { fillRows, type Row, rowColumns } from './observationRows.ts'
import { selectSpan } from './select.ts'

export const dayMs = 86_400_000

export interface SourceRow {
  readonly id: number
  readonly identity: string
  readonly kind: SeriesKind
  readonly pruned_before: number
}

interface ChunkRow {
  readonly day: number
  readonly count: number
  readonly hash: Buffer
}

type Reads = Pick<Store, 'series' | 'lastBefore' | 'extent' | 'chunks'>
const crossing = 'c.day < @day AND c.reach > @from AND c.reach > (c.day + 1) * 86400000'

/** Reads evidence back, from packed days and from rows alike. */
export function seriesReader({ db }: Context): Sync<Reads> {
  const bySource = db.prepare<[string], SourceRow>('SELECT * FROM sources WHERE identity = ?')
  const packedOf = (where: string) =>
    db.prepare<[object], ChunkRow & { readonly bytes: Buffer }>(
      `SELECT c.day, c.count, c.hash, b.bytes FROM chunks c JOIN chunk_bytes b ON b.chunk = c.id
       WHERE c.source = @id AND ${where} ORDER BY c.day, c.part`,
    )
  const packedWithin = packedOf('c.day >= @day AND c.day <= @lastDay')
  const packedCrossing = packedOf(crossing)
  const rowsOf = (where: string) =>
    db.prepare<[object], Row>(`SELECT ${rowColumns} FROM observations WHERE source = @id AND ${where}`).raw()
  const rowsWithin = rowsOf('at >= @from AND at < @to ORDER BY at, until')
  const rowsCrossing = rowsOf('until > @from AND until > 0 AND at < @from ORDER BY at, until')
  const rowBefore = rowsOf('at < @to ORDER BY at DESC, until DESC LIMIT 1')
  const dayBefore = db
    .prepare<[object], number>(
      `SELECT c.day FROM chunks c JOIN chunk_bytes b ON b.chunk = c.id
       WHERE c.source = @id AND c.day <= @lastDay AND c.first < @to ORDER BY c.day DESC LIMIT 1`,
    )
    .pluck()
  const extentOf = db.prepare<[object], { first: number | null; last: number | null }>(
    `SELECT min(first) AS first, max(last) AS last FROM (
       SELECT min(first) AS first, max(last) AS last FROM chunks WHERE source = @id
       UNION ALL SELECT (SELECT min(at) FROM observations WHERE source = @id), (SELECT max(at) FROM observations WHERE source = @id))`,
  )
  const hashes = db.prepare<[object], ChunkRow>(
    `SELECT c.day, c.count, c.hash FROM chunks c
     WHERE c.source = @id AND ((c.day >= @day AND c.day <= @lastDay) OR (${crossing})) ORDER BY c.day, c.part`,
  )

  function series(identity: string, from: number, to: number): Series {
    const source = bySource.get(identity)
    if (!source || to <= from) return seriesOf(identity, source?.kind ?? 'state', [])
    const bounds = { id: source.id, from, to, ...daysOf(from, to) }
    const packed = openRows(identity, [...packedCrossing.all(bounds), ...packedWithin.all(bounds)])
    const rows = [...rowsCrossing.all(bounds), ...rowsWithin.all(bounds)]
    return selectSpan(source, joined(packed, rows), { from, to })
  }

  return {
    series,
    lastBefore: (identity, before) => {
      const source = bySource.get(identity)
      if (!source) return seriesOf(identity, 'state', [])
      const bounds = { id: source.id, to: before, ...daysOf(0, before) }
      const day = dayBefore.get(bounds)
      const row = rowBefore.all(bounds)[0]
      const from = Math.max(row?.[0] ?? 0, (day ?? 0) * dayMs)
      return lastOf(series(identity, from, before))
    },
    extent: (identity) => {
      const source = bySource.get(identity)
      const { first, last } = (source && extentOf.get({ id: source.id })) ?? { first: null, last: null }
      return first === null || last === null ? null : { first, last }
    },
    chunks: (identity, from, to) => {
      const source = bySource.get(identity)
      if (!source || to <= from) return []
      const rows = hashes.all({ id: source.id, from, ...daysOf(from, to) })
      return rows.map(({ day, count, hash }) => ({ day: isoDay(day), count, hash: hash.toString('hex') }))
    },
  }
}

/** The UTC days that [from, to) touches. */
function daysOf(from: number, to: number): { day: number; lastDay: number } {
  return { day: Math.floor(from / dayMs), lastDay: Math.floor((to - 1) / dayMs) }
}

function isoDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

/** Opens packed days and holds each against the count and hash with which it was kept. */
export function openRows(
  identity: string,
  rows: readonly (ChunkRow & { readonly bytes: Buffer })[],
): OpenChunk[] {
  const chunks = openChunks(rows.map(({ bytes }) => bytes))
  for (const [i, { day, count, hash }] of rows.entries()) {
    if (chunks[i]?.count !== count || chunks[i].hash !== hash.toString('hex')) {
      throw new ChunkError(`${isoDay(day)} of source ${identity} is not what was packed`)
    }
  }
  return chunks
}

/** The columns of opened days, and of rows after them. */
export function joined(packed: readonly OpenChunk[], rows: readonly Row[]): Columns {
  const columns = columnsFor(packed.reduce((sum, chunk) => sum + chunk.count, rows.length))
  let offset = 0
  for (const chunk of packed) {
    chunk.readInto(columns, offset)
    offset += chunk.count
  }
  fillRows(columns, offset, rows)
  return columns
}

function lastOf(series: Series): Series {
  const last = Math.max(0, series.length - 1)
  const texts = Object.fromEntries(
    Object.entries(series.texts)
      .map(([name, column]) => [name, column?.slice(last)] as const)
      .filter(([, column]) => column?.some((text) => text !== undefined)),
  )
  return {
    ...series,
    length: series.length - last,
    at: series.at.subarray(last),
    to: series.to.subarray(last),
    outcome: series.outcome.subarray(last),
    reason: series.reason.subarray(last),
    latencyUs: series.latencyUs.subarray(last),
    texts,
  }
}
