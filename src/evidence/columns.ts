import { outcomes, reasons } from '../sources/observation.ts'
import { ByteReader, ByteWriter, ChunkError } from './bytes.ts'
import { type Series, textNames } from './series.ts'

/** The columns of a series that is being filled; `texts` gets a column when a chunk brings one. */
export interface Columns {
  readonly at: Float64Array
  readonly to: Float64Array
  readonly outcome: Uint8Array
  readonly reason: Uint8Array
  readonly latencyUs: Float64Array
  readonly texts: { [name in (typeof textNames)[number]]?: (string | undefined)[] }
}

/** First the structure (instants, spans, outcomes as runs), then latencies by byte, then texts. */
export type Sections = readonly Uint8Array[]

/** Which rows of which columns a chunk fills. */
export interface Place {
  readonly columns: Columns
  readonly offset: number
  readonly count: number
}

export function sectionsOf(series: Series): Sections {
  const structure = new ByteWriter()
  writeInstants(structure, series.at)
  writeRuns(structure, series.length, (i) => spanOf(series, i))
  writeRuns(
    structure,
    series.length,
    (i) => (series.outcome[i] ?? 2) + outcomes.length * (series.reason[i] ?? 0),
  )
  writeRuns(structure, series.length, (i) => (Number.isNaN(series.latencyUs[i]) ? 0 : 1))
  const latencies = planesOf(series.latencyUs)
  const named = textNames.filter((name) => series.texts[name])
  structure.byte(latencies.length)
  structure.byte(textNames.reduce((bits, name, i) => bits + (named.includes(name) ? 2 ** i : 0), 0))
  return [
    structure.written(),
    ...latencies,
    ...named.flatMap((name) => textSections(series.texts[name] ?? [])),
  ]
}

/** Reads sections into their place. Throws a ChunkError where they do not fill it exactly. */
export function readSections(sections: Sections, place: Place): void {
  const structure = new ByteReader(sections[0] ?? new Uint8Array())
  readInstants(structure, place)
  readSpans(structure, place)
  readOutcomes(structure, place)
  const measured = readPresence(structure, place)
  const planes = structure.byte()
  const bits = structure.byte()
  structure.end()
  const named = textNames.filter((_name, i) => bits & (2 ** i))
  if (planes > 7 || bits >= 2 ** textNames.length || sections.length !== 1 + planes + 2 * named.length) {
    throw new ChunkError('its sections are not those that it tells of')
  }
  readLatencies(sections.slice(1, 1 + planes), measured, place)
  for (const [i, name] of named.entries()) {
    const [lengths, text] = sections.slice(1 + planes + 2 * i)
    if (lengths && text) readTexts(lengths, text, { ...place, name })
  }
}

/** The first instant, then how much each step differs from the one before; steps that do not are counted. */
function writeInstants(out: ByteWriter, at: Float64Array): void {
  let [last, step, equal] = [at[0] ?? 0, 0, 0]
  out.signed(last)
  for (const instant of at.subarray(1)) {
    const change = instant - last - step
    if (change === 0) equal += 1
    else {
      if (equal > 0) writeEqual(out, equal)
      equal = 0
      out.signed(change)
    }
    step += change
    last = instant
  }
  if (equal > 0) writeEqual(out, equal)
}

function writeEqual(out: ByteWriter, times: number): void {
  out.varint(0)
  out.varint(times)
}

function readInstants(input: ByteReader, { columns, offset, count }: Place): void {
  let [at, step] = [input.signed(), 0]
  const end = offset + count
  if (count > 0) columns.at[offset] = at
  for (let row = offset + 1; row < end; ) {
    const change = input.signed()
    step += change
    const times = change === 0 ? input.varint() : 1
    if (step < 0 || times === 0 || times > end - row) throw new ChunkError('its instants are not in order')
    for (const stop = row + times; row < stop; row += 1) {
      at += step
      columns.at[row] = at
    }
  }
}

/** The length of a span in milliseconds, 0 for an instant. */
function spanOf(series: Series, i: number): number {
  const to = series.to[i] ?? Number.NaN
  if (Number.isNaN(to)) return 0
  const length = to - (series.at[i] ?? 0)
  if (length <= 0) throw new RangeError('a span ends before it begins')
  return length
}

function writeRuns(out: ByteWriter, count: number, valueAt: (i: number) => number): void {
  for (let i = 0; i < count; ) {
    const value = valueAt(i)
    const start = i
    while (i < count && valueAt(i) === value) i += 1
    out.varint(value)
    out.varint(i - start)
  }
}

/** Calls back with each run's value and rows [from, to), which together fill the place. */
function readRuns(
  input: ByteReader,
  { offset, count }: Place,
  fill: (value: number, from: number, to: number) => void,
): void {
  const end = offset + count
  for (let row = offset; row < end; ) {
    const value = input.varint()
    const length = input.varint()
    if (length === 0 || length > end - row) throw new ChunkError('a run is too long')
    fill(value, row, row + length)
    row += length
  }
}

function readSpans(input: ByteReader, place: Place): void {
  const { at, to } = place.columns
  readRuns(input, place, (span, from, end) => {
    if (span === 0) to.fill(Number.NaN, from, end)
    else for (let row = from; row < end; row += 1) to[row] = (at[row] ?? 0) + span
  })
}

function readOutcomes(input: ByteReader, place: Place): void {
  readRuns(input, place, (code, from, end) => {
    const reason = Math.floor(code / outcomes.length)
    if (reason > reasons.length) throw new ChunkError('a reason is not known')
    place.columns.outcome.fill(code % outcomes.length, from, end)
    place.columns.reason.fill(reason, from, end)
  })
}

/** The runs of rows that have a latency, which is set to zero there and to NaN elsewhere. */
function readPresence(input: ByteReader, place: Place): readonly { from: number; end: number }[] {
  const runs: { from: number; end: number }[] = []
  readRuns(input, place, (isThere, from, end) => {
    if (isThere > 1) throw new ChunkError('a latency is neither there nor not')
    place.columns.latencyUs.fill(isThere ? 0 : Number.NaN, from, end)
    if (isThere) runs.push({ from, end })
  })
  return runs
}

/** The latencies that are there, cut into bytes: all the lowest, all the next … as many as the largest needs. */
function planesOf(latencies: Float64Array): Uint8Array[] {
  const values = latencies.filter((value) => !Number.isNaN(value))
  const planes: Uint8Array[] = []
  let rest = values
  for (const value of values) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`${value} is no latency in whole microseconds`)
  }
  while (rest.some((value) => value > 0)) {
    planes.push(Uint8Array.from(rest, (value) => value % 256))
    rest = rest.map((value) => Math.floor(value / 256))
  }
  return planes
}

/** Two planes a pass, so that a usual latency takes two passes over its rows. */
function readLatencies(
  planes: Sections,
  runs: readonly { from: number; end: number }[],
  { columns }: Place,
): void {
  const { latencyUs } = columns
  const count = runs.reduce((sum, { from, end }) => sum + end - from, 0)
  if (planes.some((plane) => plane.length !== count)) {
    throw new ChunkError('there are not as many latencies as it tells of')
  }
  const none = new Uint8Array(count)
  for (let n = 0; n < planes.length; n += 2) {
    const [low, high] = [planes[n] ?? none, planes[n + 1] ?? none]
    const scale = 256 ** n
    let i = 0
    for (const { from, end } of runs) {
      for (let row = from; row < end; row += 1, i += 1) {
        latencyUs[row] = (latencyUs[row] ?? 0) + ((low[i] ?? 0) + 256 * (high[i] ?? 0)) * scale
      }
    }
  }
}

/** Lengths plus one (0: none) in UTF-16 units, and all texts as one in UTF-8. */
function textSections(column: readonly (string | undefined)[]): Uint8Array[] {
  const lengths = new ByteWriter()
  for (const text of column) lengths.varint(text === undefined ? 0 : text.length + 1)
  return [lengths.written(), Buffer.from(column.join(''))]
}

function readTexts(
  lengths: Uint8Array,
  bytes: Uint8Array,
  { columns, offset, count, name }: Place & { name: (typeof textNames)[number] },
): void {
  const input = new ByteReader(lengths)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()
  const column = columns.texts[name] ?? new Array<string | undefined>(columns.at.length).fill(undefined)
  columns.texts[name] = column
  let at = 0
  for (let row = offset; row < offset + count; row += 1) {
    const length = input.varint()
    if (length > 0) column[row] = text.slice(at, at + length - 1)
    at += Math.max(0, length - 1)
  }
  input.end()
  if (at !== text.length) throw new ChunkError('its texts are not as long as it tells')
}
