import { existsSync, statSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { packChunk, unpackChunk } from '../evidence/chunk.ts'
import type { Series } from '../evidence/series.ts'
import { type Store, StoreError } from '../store.ts'
import { type Context, type Sync, transact } from './context.ts'
import { columnsOfRows, type Row, rowColumns } from './observationRows.ts'
import { dayMs, type SourceRow } from './readSeries.ts'

/** How many days one call packs: some milliseconds each, in which nothing else runs. */
const daysPerCall = 8
/** A packed day's late observations stay rows until there are so many. */
const fewestLate = 64

/** Packs finished days, drops what need not be kept any longer, and tells how large it all is. */
export function upkeep(context: Context): Sync<Pick<Store, 'pack' | 'prune' | 'prunedBefore' | 'sizes'>> {
  const { db, totals } = context
  const nextDay = dayFinder(context)
  const packDay = dayPacker(context)
  const drop = dropper(context)
  const sourcesAll = db.prepare<[], SourceRow>('SELECT * FROM sources ORDER BY id')
  const sourceOf = db.prepare<[string], SourceRow>('SELECT * FROM sources WHERE identity = ?')

  function packSource(source: SourceRow, bounds: { before: number; atMost: number; fewest: number }): number {
    let packed = 0
    for (let day = 0; packed < bounds.atMost; day += 1) {
      const next = nextDay(source.id, { from: day, before: bounds.before, fewestLate: bounds.fewest })
      if (next === null) break
      packDay(source, next)
      day = next
      packed += 1
    }
    return packed
  }

  return {
    pack: (before) => {
      let packed = 0
      for (const source of sourcesAll.all()) {
        if (packed >= daysPerCall) break
        packed += packSource(source, { before, atMost: daysPerCall - packed, fewest: fewestLate })
      }
      if (packed < daysPerCall) giveBack(context)
      return packed
    },
    prune: (identity, before) => {
      const source = sourceOf.get(identity)
      if (!source) return 0
      packSource(source, { before, atMost: Number.POSITIVE_INFINITY, fewest: 1 })
      const dropped = transact(db, () => drop(source.id, before))
      totals.counted = null
      return dropped
    },
    prunedBefore: (identity) => sourceOf.get(identity)?.pruned_before ?? 0,
    sizes: () => sizesOf(context),
  }
}

interface DayQuery {
  readonly from: number
  readonly before: number
  readonly fewestLate: number
}

/** The first day from `from` on, over before `before`, with rows to pack; null where there is none. */
function dayFinder({ db }: Context): (source: number, query: DayQuery) => number | null {
  const firstFrom = db
    .prepare<[number, number], number | null>('SELECT min(at) FROM observations WHERE source = ? AND at >= ?')
    .pluck()
  const isPacked = db.prepare('SELECT 1 FROM chunks WHERE source = ? AND day = ? LIMIT 1')
  const countRows = db
    .prepare<[number, number, number], number>(
      'SELECT count(*) FROM observations WHERE source = ? AND at >= ? AND at < ?',
    )
    .pluck()
  return (source, { from, before, fewestLate: fewest }) => {
    for (let day = from; (day + 1) * dayMs <= before; day += 1) {
      const at = firstFrom.get(source, day * dayMs) ?? null
      if (at === null) return null
      day = Math.floor(at / dayMs)
      if ((day + 1) * dayMs > before) return null
      const isLate = isPacked.get(source, day) !== undefined
      if (!isLate || (countRows.get(source, day * dayMs, (day + 1) * dayMs) ?? 0) >= fewest) return day
    }
    return null
  }
}

/** Packs the rows of one day in one transaction, in which the packed bytes are read back before the rows go. */
function dayPacker({ db, totals }: Context): (source: SourceRow, day: number) => void {
  const span = 'source = @id AND at >= @from AND at < @to'
  const rowsOf = db
    .prepare<[object], Row>(`SELECT ${rowColumns} FROM observations WHERE ${span} ORDER BY at, until`)
    .raw()
  const parts = db
    .prepare<[object], number>('SELECT count(*) FROM chunks WHERE source = @id AND day = @day')
    .pluck()
  const insert = db.prepare(
    `INSERT INTO chunks (source, day, part, count, good, bad, unknown, first, last, reach, hash)
     VALUES (@id, @day, @part, @count, @good, @bad, @unknown, @first, @last, @reach, @hash)`,
  )
  const insertBytes = db.prepare('INSERT INTO chunk_bytes (chunk, bytes) VALUES (?, ?)')
  const allow = db.prepare('INSERT INTO packing (source, day) VALUES (@id, @day)')
  const remove = db.prepare(`DELETE FROM observations WHERE ${span}`)
  const forbid = db.prepare('DELETE FROM packing')

  return (source, day) => {
    const bytes = transact(db, () => {
      const bounds = { id: source.id, day, from: day * dayMs, to: (day + 1) * dayMs }
      const rows = rowsOf.all(bounds)
      const series = {
        source: source.identity,
        kind: source.kind,
        length: rows.length,
        ...columnsOfRows(rows),
      }
      const chunk = verifiedChunk(series)
      const [good, bad, unknown] = chunk.counts
      const hash = Buffer.from(chunk.hash, 'hex')
      const about = {
        part: parts.get(bounds) ?? 0,
        count: chunk.count,
        good,
        bad,
        unknown,
        hash,
        ...extentOf(rows),
      }
      const { lastInsertRowid } = insert.run({ ...bounds, ...about })
      insertBytes.run(lastInsertRowid, chunk.bytes)
      allow.run(bounds)
      const { changes } = remove.run(bounds)
      if (changes !== rows.length) throw new StoreError('packing removed other rows than it packed', 'PACK')
      forbid.run()
      return chunk.bytes.length
    })
    if (totals.counted) {
      totals.counted.chunks += 1
      totals.counted.chunkBytes += bytes
    }
  }
}

function verifiedChunk(series: Series): ReturnType<typeof packChunk> {
  const chunk = packChunk(series)
  if (!isDeepStrictEqual(unpackChunk(series.source, chunk.bytes), series)) {
    throw new StoreError(`a day of source ${series.source} does not come back as it was packed`, 'PACK')
  }
  return chunk
}

function extentOf(rows: readonly Row[]): { first: number; last: number; reach: number } {
  const reach = rows.reduce((latest, [at, until]) => Math.max(latest, at, until), 0)
  return { first: rows[0]?.[0] ?? 0, last: rows.at(-1)?.[0] ?? 0, reach }
}

/** Drops the bytes of packed days that are wholly before `before`; answers how many observations they were. */
function dropper({ db }: Context): (source: number, before: number) => number {
  const mark = db.prepare('UPDATE sources SET pruned_before = max(pruned_before, @before) WHERE id = @id')
  const old = 'SELECT c.id FROM chunks c WHERE c.source = @id AND max(c.last + 1, c.reach) <= @before'
  const count = db
    .prepare<[object], number>(
      `SELECT coalesce(sum(count), 0) FROM chunks WHERE id IN (SELECT chunk FROM chunk_bytes WHERE chunk IN (${old}))`,
    )
    .pluck()
  const remove = db.prepare(`DELETE FROM chunk_bytes WHERE chunk IN (${old})`)
  return (id, before) => {
    mark.run({ id, before })
    const dropped = count.get({ id, before }) ?? 0
    remove.run({ id, before })
    return dropped
  }
}

/** Gives pages that packing freed back to the file system, at most a megabyte a call. */
function giveBack({ db }: Context): void {
  const free = db.pragma('freelist_count', { simple: true }) as number
  const pages = db.pragma('page_count', { simple: true }) as number
  if (free > pages / 20) db.pragma(`incremental_vacuum(${Math.min(256, free)})`)
}

function sizesOf({ db, file, totals }: Context): ReturnType<Sync<Store>['sizes']> {
  totals.counted ??= {
    chunkBytes: Number(db.prepare('SELECT coalesce(sum(length(bytes)), 0) FROM chunk_bytes').pluck().get()),
    chunks: Number(db.prepare('SELECT count(*) FROM chunk_bytes').pluck().get()),
    observations: Number(
      db
        .prepare(
          `SELECT (SELECT count(*) FROM observations)
           + (SELECT coalesce(sum(count), 0) FROM chunks WHERE id IN (SELECT chunk FROM chunk_bytes))`,
        )
        .pluck()
        .get(),
    ),
  }
  const pages = db.pragma('page_count', { simple: true }) as number
  const walBytes = existsSync(`${file}-wal`) ? statSync(`${file}-wal`).size : 0
  return {
    databaseBytes: pages * (db.pragma('page_size', { simple: true }) as number),
    walBytes,
    oldestAt: db.prepare<[], number | null>(oldestKept).pluck().get() ?? null,
    ...totals.counted,
  }
}

/** Days that were dropped keep their counts; a source's first row and its first kept day are found by their keys. */
const oldestKept = `
  SELECT min(oldest) FROM (
    SELECT (SELECT min(at) FROM observations WHERE source = sources.id) AS oldest FROM sources
    UNION ALL
    SELECT (SELECT first FROM chunks WHERE source = sources.id AND day >= sources.pruned_before / ${dayMs} ORDER BY day LIMIT 1)
    FROM sources
  )`
