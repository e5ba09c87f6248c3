import { createHash } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { outcomes } from '../sources/observation.ts'
import { ByteReader, ByteWriter, ChunkError } from './bytes.ts'
import { type Columns, readSections, type Sections, sectionsOf } from './columns.ts'
import type { Series, SeriesKind } from './series.ts'

/**
 * Observations of one source packed into bytes: a version, then sections, each stored as it is or compressed, whichever
 * is smaller. Instants on a grid, outcomes and reasons cost next to nothing, being runs; a latency is cut into bytes of
 * equal weight, since only the higher ones compress.
 */
export interface Chunk {
  readonly bytes: Uint8Array
  readonly count: number
  /** How many of each outcome, in the order of `outcomes`. */
  readonly counts: readonly number[]
  /** SHA-256 hex of the sections before compression: the same for the same observations, whatever compressed them. */
  readonly hash: string
}

const version = 1
const kinds: readonly SeriesKind[] = ['state', 'ratio', 'gauge']
const maxCount = 10_000_000
const maxSection = 256 * 1024 * 1024
/** Room is made for so many decompressed bytes at a time. */
const maxPiece = 1024 * 1024

/** Throws a RangeError for what cannot be kept exactly: fractions of a millisecond or microsecond, spans that end before they begin. */
export function packChunk(series: Series): Chunk {
  if (series.length > maxCount) throw new RangeError(`a chunk holds at most ${maxCount} observations`)
  const sections = sectionsOf(series)
  const out = new ByteWriter()
  out.byte(version)
  out.byte(kinds.indexOf(series.kind))
  out.varint(series.length)
  out.varint(sections.length)
  for (const section of sections) writeSection(out, section)
  return {
    bytes: out.written().slice(),
    count: series.length,
    counts: countsOf(series),
    hash: hashOf(series.kind, series.length, sections),
  }
}

/** What the bytes hold, once opened: its columns are read into place by `readInto`. */
export interface OpenChunk {
  readonly kind: SeriesKind
  readonly count: number
  /** As `Chunk.hash`, computed again from these bytes. */
  readonly hash: string
  /** Puts the observations into rows `offset` and following. Throws a ChunkError for what was not packed so. */
  readInto(columns: Columns, offset: number): void
}

/** Opens packed bytes. Throws a ChunkError where they are not whole; what they claim is bounded before it is believed. */
export function openChunk(bytes: Uint8Array): OpenChunk {
  return openChunks([bytes])[0] as OpenChunk
}

/** The same for many, faster than one by one: to begin to decompress takes longer than to decompress a day. */
export function openChunks(all: readonly Uint8Array[]): OpenChunk[] {
  const packed = all.map(readPacked)
  const sections = plainSections(packed.flatMap((chunk) => chunk.sections))
  let next = 0
  return packed.map(({ kind, count, sections: { length } }) => {
    const own: Sections = sections.slice(next, next + length)
    next += length
    return {
      kind,
      count,
      hash: hashOf(kind, count, own),
      readInto: (columns, offset) => readSections(own, { columns, offset, count }),
    }
  })
}

/** A section as it is stored; `length` is that of its plain bytes. */
interface Stored {
  readonly bytes: Uint8Array
  readonly length: number
  readonly isCompressed: boolean
}

function readPacked(bytes: Uint8Array) {
  const input = new ByteReader(bytes)
  const found = input.byte()
  if (found !== version) throw new ChunkError(`its version is ${found}, known is ${version}`)
  const kind = kinds[input.byte()]
  const count = input.varint()
  const sectionCount = input.varint()
  if (!kind || count > maxCount || sectionCount > 32) throw new ChunkError('its head is none')
  const sections = Array.from({ length: sectionCount }, () => readSection(input))
  input.end()
  return { kind, count, sections }
}

/** Columns with room for `length` observations; what is not filled holds anything. */
export function columnsFor(length: number): Columns {
  return {
    at: new Float64Array(Buffer.allocUnsafeSlow(8 * length).buffer),
    to: new Float64Array(Buffer.allocUnsafeSlow(8 * length).buffer),
    outcome: new Uint8Array(Buffer.allocUnsafeSlow(length).buffer),
    reason: new Uint8Array(Buffer.allocUnsafeSlow(length).buffer),
    latencyUs: new Float64Array(Buffer.allocUnsafeSlow(8 * length).buffer),
    texts: {},
  }
}

/** The observations of one chunk as a series. */
export function unpackChunk(source: string, bytes: Uint8Array): Series {
  const chunk = openChunk(bytes)
  const columns = columnsFor(chunk.count)
  chunk.readInto(columns, 0)
  return { source, kind: chunk.kind, length: chunk.count, ...columns }
}

function countsOf({ outcome }: Series): readonly number[] {
  const counts = outcomes.map(() => 0)
  for (const index of outcome) counts[index] = (counts[index] ?? 0) + 1
  return counts
}

function writeSection(out: ByteWriter, section: Uint8Array): void {
  const level = { params: { [constants.ZSTD_c_compressionLevel]: 9 } }
  const small = section.length < 64 ? section : zstdCompressSync(section, level)
  const isCompressed = small.length < section.length
  out.varint(2 * section.length + (isCompressed ? 1 : 0))
  if (isCompressed) out.varint(small.length)
  out.bytes(isCompressed ? small : section)
}

function readSection(input: ByteReader): Stored {
  const head = input.varint()
  const length = Math.floor(head / 2)
  if (length > maxSection) throw new ChunkError('a section is too long')
  const isCompressed = head % 2 === 1
  return { bytes: input.bytes(isCompressed ? input.varint() : length), length, isCompressed }
}

/** The plain bytes of sections: what is compressed comes out of one stream of frames, cut where each should end. */
function plainSections(stored: readonly Stored[]): Uint8Array[] {
  const frames = stored.filter(({ isCompressed }) => isCompressed)
  const plain = decompressed(
    frames.map(({ bytes }) => bytes),
    frames.reduce((sum, { length }) => sum + length, 0),
  )
  let at = 0
  return stored.map(({ bytes, length, isCompressed }) => {
    if (!isCompressed) return bytes
    at += length
    return plain.subarray(at - length, at)
  })
}

function decompressed(frames: readonly Uint8Array[], length: number): Uint8Array {
  if (frames.length === 0) return new Uint8Array()
  try {
    const plain = zstdDecompressSync(Buffer.concat(frames), {
      maxOutputLength: Math.max(1, length),
      chunkSize: Math.min(Math.max(64, length), maxPiece),
    })
    if (plain.length === length) return plain
  } catch (error) {
    throw new ChunkError(`a section cannot be decompressed (${(error as Error).message})`)
  }
  throw new ChunkError('a section is not as long as it says')
}

function hashOf(kind: SeriesKind, count: number, sections: Sections): string {
  const head = new ByteWriter()
  head.bytes(Buffer.from(`upheld-evidence-v${version}\n`))
  head.byte(kinds.indexOf(kind))
  head.varint(count)
  for (const section of sections) head.varint(section.length)
  const hash = createHash('sha256').update(head.written())
  for (const section of sections) hash.update(section)
  return hash.digest('hex')
}
