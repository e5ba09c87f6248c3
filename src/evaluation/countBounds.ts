import type { OutageShape } from '../agreement/schema/badTime.ts'
import { clip, type Span, type Spans, subtract } from '../agreement/spans.ts'
import { countRuns } from './countRuns.ts'
import { bad, good, type Line, type Segment, unknown } from './line.ts'
import { leastLength, type ShapingContext } from './outages.ts'

export interface CountRule {
  readonly shape: OutageShape
  /** The measure's own `longerThan`. */
  readonly longerThanMs: number | null
  readonly period: Span
  /** Time that does not count at all. */
  readonly excluded: Spans
  readonly shaping: ShapingContext
}

/** A stretch that one filling sets as a whole: known bad, or one unknown look. */
export interface Piece {
  readonly span: Span
  readonly state: Segment['state']
  /** Failing looks that it stands for, as many as matter. */
  readonly looks: number
  /** Those and the ones of its parts that told nothing, where the whole is known to be bad. */
  readonly mostLooks: number
  /** What of its time counts in the period. */
  readonly countable: Spans
}

/** An open run under some filling; `done` once it is counted (or cannot be any more). */
interface Run {
  readonly looks: number
  /** The length that is tested, as far as it matters. */
  readonly testedMs: number
  /** Its first time, which does not count where only the excess does; and its time that counts. */
  readonly leftOutMs: number
  readonly countedMs: number
  readonly counts: boolean
  readonly inPeriod: boolean
  readonly done: boolean
}

export interface Extremes {
  readonly least: number
  readonly most: number
}

/**
 * The least and the greatest number of outages over every way to fill the unknown looks: filling can join runs,
 * lengthen them or make new ones, so neither all good nor all bad need be an extreme. Known good time parts what lies
 * before it from what comes after, so each stretch between is counted by itself.
 */
export function countExtremes(line: Line, rule: CountRule): Extremes {
  let [least, most] = [0, 0]
  let stretch: Segment[] = []
  const add = (): void => {
    if (stretch.length === 0) return
    const end = stretch.at(-1) === line.segments.at(-1) ? lastLook(line) : []
    const counted = countIn([...piecesOf(line, stretch, rule), ...end], rule)
    least += counted.least
    most += counted.most
    stretch = []
  }
  for (const segment of line.segments) {
    if (segment.state === good) add()
    else stretch.push(segment)
  }
  add()
  return { least, most }
}

/** The same for pieces of which none is known to be good. */
function countIn(pieces: readonly Piece[], rule: CountRule): Extremes {
  const { startsAt, partialGrain } = rule.shape
  // Where it matters at which instant a run began, how far it has come does not tell enough.
  const isPlain = partialGrain === 'exact' && (startsAt === 'firstFailure' || startsAt === 'confirmation')
  if (!isPlain) return countRuns(pieces, rule)
  let states = new Map<string, { run: Run | null; extremes: Extremes }>([
    ['-', { run: null, extremes: { least: 0, most: 0 } }],
  ])
  for (const piece of pieces) {
    const next: typeof states = new Map()
    for (const { run, extremes } of states.values()) {
      if (piece.state !== bad) keep(next, null, extremes)
      for (const looks of new Set([piece.looks, piece.mostLooks])) {
        const longer = extend(run, { ...piece, looks }, rule)
        const counted = longer.done && !run?.done && longer.inPeriod ? 1 : 0
        keep(next, longer, { least: extremes.least + counted, most: extremes.most + counted })
      }
    }
    states = next
  }
  const all = [...states.values()].map((state) => state.extremes)
  return {
    least: Math.min(...all.map((each) => each.least)),
    most: Math.max(...all.map((each) => each.most)),
  }
}

function keep(
  states: Map<string, { run: Run | null; extremes: Extremes }>,
  run: Run | null,
  extremes: Extremes,
): void {
  const key = run === null ? '-' : run.done ? 'done' : Object.values(run).join(' ')
  const before = states.get(key)?.extremes ?? extremes
  const merged = { least: Math.min(before.least, extremes.least), most: Math.max(before.most, extremes.most) }
  states.set(key, { run, extremes: merged })
}

const nothing: Run = {
  looks: 0,
  testedMs: 0,
  leftOutMs: 0,
  countedMs: 0,
  counts: false,
  inPeriod: false,
  done: false,
}

function extend(run: Run | null, piece: Piece, rule: CountRule): Run {
  const { shape, period, longerThanMs } = rule
  const wantedLooks = shape.consecutive ?? 1
  const looks = Math.min((run?.looks ?? 0) + piece.looks, wantedLooks)
  // An outage that starts with its confirmation has no time, and no place, before it.
  const isConfirmed = shape.startsAt === 'confirmation'
  if (isConfirmed && looks < wantedLooks) return { ...nothing, looks }
  const begun = isConfirmed && (run?.looks ?? 0) < wantedLooks ? null : run
  const { span } = piece
  const before = begun ?? { ...nothing, inPeriod: span.from >= period.from && span.from < period.to }
  const least = leastLength(shape)
  const tested = shape.of === 'inPeriod' ? overlap(span, period) : span.to - span.from
  const testedMs = Math.min(before.testedMs + tested, least)
  const leftOut = Math.min(leftOutOf(shape) - before.leftOutMs, span.to - span.from)
  const countsFrom = span.from + leftOut
  const wantedMs = longerThanMs === null ? 0 : longerThanMs + 1
  const countedMs = Math.min(before.countedMs + span.to - countsFrom, wantedMs)
  const counts = before.counts || piece.countable.some(({ to }) => to > countsFrom)
  const isOutage = testedMs >= least && looks >= wantedLooks
  return {
    looks,
    testedMs,
    leftOutMs: before.leftOutMs + leftOut,
    countedMs,
    counts,
    inPeriod: before.inPeriod,
    done: before.done || (isOutage && countedMs >= wantedMs && counts),
  }
}

/** The first time of an outage that does not count. */
const leftOutOf = (shape: OutageShape): number =>
  shape.count === 'excess' ? (shape.atLeast ?? shape.longerThan ?? 0) : 0

const overlap = (a: Span, b: Span): number => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from))

function piecesOf(line: Line, segments: readonly Segment[], rule: CountRule): Piece[] {
  const wanted = rule.shape.consecutive ?? 1
  return segments.flatMap((segment): Piece[] => {
    const piece = (span: Span, looks: number, mostLooks = looks): Piece => ({
      span,
      state: segment.state,
      looks,
      mostLooks,
      countable: subtract(clip([span], rule.period), rule.excluded),
    })
    if (segment.state === bad) {
      // A look made at the very instant up to which one looks has been seen.
      const isGoingOn = segment.to === line.span.to && line.next === bad
      const seen = isGoingOn ? { from: segment.from, to: segment.to + 1 } : segment
      if (rule.shape.startsAt === 'confirmation')
        return looksOf(line, segment, false).map((span) => piece(span, 1))
      return [piece(segment, looksIn(line, seen, wanted, false), looksIn(line, seen, wanted, true))]
    }
    return looksOf(line, segment, true).map((span) => piece(span, looksIn(line, span, wanted, true)))
  })
}

/** A look at the very instant at which the line ends, where it told nothing: it has no time, but may be a failure. */
function lastLook(line: Line): Piece[] {
  const last = line.segments.at(-1)
  const { to } = line.span
  if (line.next !== unknown || last === undefined || last.state === good) return []
  const most = 2 * mostPieces
  const before = looksIn(line, last, most, true)
  const looks = looksIn(line, { from: last.from, to: to + 1 }, most, true) - before
  return [{ span: { from: to, to }, state: unknown, looks, mostLooks: looks, countable: [] }]
}

/** How many failing (or missing) looks a stretch holds, counted no further than `most`. */
function looksIn(line: Line, stretch: Span, most: number, orUnknown: boolean): number {
  let looks = 1
  while (looks < most && line.kth(stretch, looks + 1, orUnknown) !== null) looks++
  return looks
}

/** A stretch of more looks than this is cut evenly: every filling by single looks would take too long to try. */
const mostPieces = 120

/** A stretch cut at the looks that it stands for. */
function looksOf(line: Line, stretch: Span, orUnknown: boolean): Span[] {
  const second = line.kth(stretch, 2, orUnknown)
  if (second === null || second <= stretch.from || second >= stretch.to) return [stretch]
  const length = stretch.to - stretch.from
  if (length / (second - stretch.from) > mostPieces) return evenly(stretch, mostPieces)
  const starts = [stretch.from]
  for (let k = 2; k <= 2 * mostPieces; k++) {
    const at = line.kth(stretch, k, orUnknown)
    if (at === null || at >= stretch.to || at <= (starts.at(-1) ?? at)) break
    starts.push(at)
  }
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? stretch.to }))
}

function evenly({ from, to }: Span, pieces: number): Span[] {
  const edge = (i: number): number => from + Math.round(((to - from) * i) / pieces)
  return Array.from({ length: pieces }, (_, i) => ({ from: edge(i), to: edge(i + 1) }))
}
