import type { OutageShape } from '../agreement/schema/badTime.ts'
import {
  covers,
  firstAfter,
  intersect,
  type Span,
  type Spans,
  subtract,
  total,
  union,
} from '../agreement/spans.ts'
import type { Event } from '../evidence/event.ts'
import { bad, good, type Line } from './line.ts'

/** A run of bad time that counts, before exclusions and the period's edges are applied. */
export interface Outage {
  /** The counted start, and the end of the last bad time (exclusive). */
  readonly from: number
  readonly to: number
  /** The bad time that counts: unknown time inside a run is not part of it. */
  readonly counted: Spans
  /** The instant at which it was known to be an outage: its k-th failure, or its passing the length. */
  readonly shapedAt: number
}

export interface ShapingContext {
  /** Sorted by time; only needed where an outage starts at an event. */
  readonly events: readonly Event[]
  /** Time that an exclusion takes out or forgives, for `of: unexcused`. */
  readonly excused: Spans
  readonly period: Span
  /** The grid of the grains, from the period's start, for `partialGrain`; null where there are none. */
  readonly grainMs: number | null
}

/** Runs of bad time: good ends a run, unknown leaves it open. */
function runs(line: Line): Span[][] {
  const found: Span[][] = []
  let open: Span[] = []
  for (const segment of line.segments) {
    if (segment.state === bad) {
      // A list of one takes far less room than one that has grown to it, and there may be very many.
      if (open.length === 0) open = [segment]
      else open.push(segment)
    } else if (segment.state === good && open.length > 0) {
      found.push(open)
      open = []
    }
  }
  if (open.length > 0) found.push(open)
  return found
}

/** The outages of a line, each shaped whole by the contract's rule, in order of time. */
export function outagesOf(line: Line, shape: OutageShape, context: ShapingContext): Outage[] {
  const cutLine = shape.of === 'unexcused' ? forgiving(line, context.excused) : line
  const found: Outage[] = []
  for (const pieces of runs(cutLine)) {
    const outage = shapeRun(pieces, cutLine, shape, context)
    if (outage !== null) found.push(outage)
  }
  return found
}

/** The line with forgiven time as good, for rules that look at what is left only. */
export function forgiving(line: Line, excused: Spans): Line {
  if (excused.length === 0) return line
  const isUntouched = ({ from, to }: Span): boolean => {
    const next = excused[firstAfter(excused, from)]
    return next === undefined || next.from >= to
  }
  const segments = line.segments.flatMap((segment) =>
    segment.state === good || isUntouched(segment)
      ? segment
      : [
          ...subtract([segment], excused).map((span) => ({ ...span, state: segment.state })),
          ...intersect([segment], excused).map((span) => ({ ...span, state: good as typeof segment.state })),
        ],
  )
  const isForgiven = covers(excused, line.span.to)
  const next = isForgiven ? { next: good as typeof good } : {}
  return { ...line, ...next, segments: segments.sort((a, b) => a.from - b.from) }
}

function shapeRun(
  pieces: readonly Span[],
  line: Line,
  shape: OutageShape,
  context: ShapingContext,
): Outage | null {
  const [first, last] = [pieces[0], pieces.at(-1)]
  if (!first || !last) return null
  const whole = { from: first.from, to: last.to }
  // A look made at the very instant up to which one looks has been seen.
  const isGoingOn = whole.to === line.span.to && line.next === bad
  const seen = isGoingOn ? { from: whole.from, to: whole.to + 1 } : whole
  const confirmedAt = line.kth(seen, shape.consecutive ?? 1, false)
  return confirmedAt === null ? null : shaped(pieces, confirmedAt, shape, context)
}

/** A run of which enough looks failed, the last of them at an instant, as an outage; null where it is none. */
export function shaped(
  pieces: Spans,
  confirmedAt: number,
  shape: OutageShape,
  context: ShapingContext,
): Outage | null {
  const whole = { from: pieces[0]?.from ?? 0, to: pieces.at(-1)?.to ?? 0 }
  const start = startOf(whole, confirmedAt, shape, context.events)
  if (start === null) return null
  const after = start === whole.from ? whole : { from: start, to: Math.max(start, whole.to) }
  const left = start === whole.from ? pieces : intersect(pieces, [after])
  const counted = partial(left, after, shape, context)
  const tested = shape.of === 'inPeriod' ? intersect(counted, [context.period]) : counted
  const passedAt = instantOfLength(tested, leastLength(shape))
  if (passedAt === null) return null
  const kept = shape.count === 'excess' ? beyond(counted, shape.atLeast ?? shape.longerThan ?? 0) : counted
  return { from: start, to: after.to, counted: kept, shapedAt: Math.max(passedAt, confirmedAt, start) }
}

/** The least length in ms that qualifies: one more than a length that must be exceeded. */
export function leastLength(shape: OutageShape): number {
  if (shape.longerThan !== undefined) return shape.longerThan + 1
  return shape.atLeast ?? 0
}

function startOf(
  run: Span,
  confirmedAt: number,
  shape: OutageShape,
  events: readonly Event[],
): number | null {
  if (shape.startsAt === 'firstFailure') return run.from
  if (shape.startsAt === 'confirmation') return confirmedAt
  return eventStart(run, shape.startsAt, events)
}

/** The first such event inside the outage; its first failure where one is open already; null without one. */
function eventStart(run: Span, type: string, events: readonly Event[]): number | null {
  const ends = new Set(type === 'ticket.opened' ? ['ticket.resolved'] : [])
  const open = new Set<string>()
  for (const event of events) {
    if (event.at > run.from) break
    if (event.type === type) open.add(event.subject)
    else if (ends.has(event.type)) open.delete(event.subject)
  }
  if (type === 'ticket.opened' && open.size > 0) return run.from
  const inside = events.find((event) => event.type === type && event.at >= run.from && event.at < run.to)
  return inside?.at ?? null
}

function partial(counted: Spans, run: Span, shape: OutageShape, context: ShapingContext): Spans {
  const grain = context.grainMs
  if (grain === null || shape.partialGrain === 'exact') return counted
  if (shape.partialGrain === 'floor') {
    return intersect(counted, [
      { from: run.from, to: run.from + Math.floor((run.to - run.from) / grain) * grain },
    ])
  }
  const origin = context.period.from
  const down = (at: number) => origin + Math.floor((at - origin) / grain) * grain
  const up = (at: number) => origin + Math.ceil((at - origin) / grain) * grain
  // Time of which nothing is known may lie inside a run: it makes no grain bad, and none whole.
  if (shape.partialGrain === 'touch')
    return union(counted.map(({ from, to }) => ({ from: down(from), to: up(to) })))
  return union(counted.map(({ from, to }) => ({ from: up(from), to: down(to) })))
}

/** The instant at which the counted time reaches a length, or null where it never does. */
function instantOfLength(counted: Spans, ms: number): number | null {
  if (total(counted) < ms || counted.length === 0) return null
  let left = ms
  for (const span of counted) {
    if (left <= span.to - span.from) return span.from + left
    left -= span.to - span.from
  }
  return null
}

/** What lies beyond the first `ms` of the spans. */
function beyond(counted: Spans, ms: number): Spans {
  let left = ms
  return counted.flatMap((span): Span[] => {
    const skipped = Math.min(left, span.to - span.from)
    left -= skipped
    return span.from + skipped < span.to ? [{ from: span.from + skipped, to: span.to }] : []
  })
}
