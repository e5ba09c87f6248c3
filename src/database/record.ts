import type { SeriesKind } from '../evidence/series.ts'
import type { Observation } from '../sources/observation.ts'
import type { Recorded, Store } from '../store.ts'
import { type Context, type Sync, transact } from './context.ts'
import { areEqual, type Row, rowAt, rowColumns, rowOf } from './observationRows.ts'
import { dayMs, joined, openRows, type SourceRow } from './readSeries.ts'

type Fate = 'added' | 'duplicate' | 'conflict'
type PackedDay = ReadonlyMap<string, Row> | null
interface Part {
  readonly day: number
  readonly count: number
  readonly hash: Buffer
  readonly bytes: Buffer | null
}

/** Keeps observations; the first for (source, at, to) stands, whether it is still a row or packed already. */
export function recorder(context: Context): Sync<Pick<Store, 'record'>> {
  const { db, totals } = context
  const keep = keeper(context)
  return {
    record: (observations) => {
      const recorded = transact(db, () => keep(observations))
      if (totals.counted) totals.counted.observations += recorded.added
      return recorded
    },
  }
}

function keeper(context: Context): (observations: readonly Observation[]) => Recorded {
  const sourceOf = sourceFinder(context)
  const packedDay = packedDays(context)
  const place = placer(context)
  return (observations) => {
    const sources = new Map<string, SourceRow>()
    const days = new Map<string, PackedDay>()
    const counts = { added: 0, duplicate: 0, conflict: 0 }
    const conflicts: Observation[] = []
    for (const observation of observations) {
      const source = remembered(sources, observation.source, () => sourceOf(observation))
      const row = rowOf(observation)
      const day = Math.floor(row[0] / dayMs)
      const packed = remembered(days, `${source.id} ${day}`, () => packedDay(source, day))
      const fate = isRefused(source, observation) ? 'conflict' : place(source.id, row, packed)
      counts[fate] += 1
      if (fate === 'conflict') conflicts.push(observation)
    }
    return { added: counts.added, duplicates: counts.duplicate, conflicts }
  }
}

/** Of another kind than the source's first, or of a time whose raw evidence was dropped. */
function isRefused(source: SourceRow, { kind, at, to }: Observation): boolean {
  return source.kind !== kind || (to ?? at + 1) <= source.pruned_before
}

function sourceFinder({ db }: Context): (observation: Observation) => SourceRow {
  const find = db.prepare<[string], SourceRow>('SELECT * FROM sources WHERE identity = ?')
  const create = db.prepare<[string, SeriesKind]>('INSERT INTO sources (identity, kind) VALUES (?, ?)')
  return ({ source: identity, kind }) => {
    const found = find.get(identity)
    if (found) return found
    const id = Number(create.run(identity, kind).lastInsertRowid)
    return { id, identity, kind, pruned_before: 0 }
  }
}

/** The rows of a packed day by instant and end, null where the day is not packed. */
function packedDays({ db }: Context): (source: SourceRow, day: number) => PackedDay {
  const partsOf = db.prepare<[number, number], Part>(
    `SELECT c.day, c.count, c.hash, b.bytes FROM chunks c LEFT JOIN chunk_bytes b ON b.chunk = c.id
     WHERE c.source = ? AND c.day = ?`,
  )
  return ({ id, identity }, day) => {
    const parts = partsOf.all(id, day)
    if (parts.length === 0) return null
    const kept = parts.flatMap(({ bytes, ...part }) => (bytes ? [{ ...part, bytes }] : []))
    const columns = joined(openRows(identity, kept), [])
    const rows = Array.from(columns.at, (_, i) => rowAt(columns, i))
    return new Map(rows.map((row) => [keyOf(row), row]))
  }
}

function keyOf([at, until]: Row): string {
  return `${at} ${until}`
}

function placer({ db }: Context): (source: number, row: Row, packed: PackedDay) => Fate {
  const insert = db.prepare(
    `INSERT INTO observations (source, ${rowColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const existing = db
    .prepare<[number, number, number], Row>(
      `SELECT ${rowColumns} FROM observations WHERE source = ? AND at = ? AND until = ?`,
    )
    .raw()
  return (source, row, packed) => {
    const before = packed?.get(keyOf(row))
    if (before) return areEqual(before, row) ? 'duplicate' : 'conflict'
    if (insert.run(source, ...row).changes > 0) return 'added'
    const found = existing.get(source, row[0], row[1])
    return found && areEqual(found, row) ? 'duplicate' : 'conflict'
  }
}

function remembered<T>(memory: Map<string, T>, key: string, find: () => T): T {
  const known = memory.get(key)
  if (known !== undefined) return known
  const found = find()
  memory.set(key, found)
  return found
}
