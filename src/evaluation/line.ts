import type { Subject } from '../agreement/schema/subject.ts'
import { firstAfter, type Span, type Spans } from '../agreement/spans.ts'

export const good = 0
export const bad = 1
export const unknown = 2
export type State = 0 | 1 | 2

export interface Segment {
  readonly from: number
  readonly to: number
  readonly state: State
}

/**
 * What is known of a subject over a stretch of time: segments that tile it without gaps, neighbours differing. `kth`
 * answers at which instant the k-th failing observation inside a stretch was made (null where there were fewer);
 * with `orUnknown` unknown observations count too, as if they had failed.
 */
export interface Line {
  readonly span: Span
  readonly segments: readonly Segment[]
  /** What is said at the very instant at which the span ends; absent where that is not known. */
  readonly next?: State
  /** Whether something is unknown of a part of the subject, where the whole's state is known all the same. */
  readonly isPartUnknown?: boolean
  kth(stretch: Span, k: number, orUnknown: boolean): number | null
}

/** Appends a segment, joining it with an equal neighbour and leaving out empty ones: a list made by this alone. */
export function push(segments: Segment[], from: number, to: number, state: State): void {
  if (from >= to) return
  // The neighbour was made here and nobody else has it: a month of looks would else make a month of copies.
  const last: { to: number; readonly state: State } | undefined = segments[segments.length - 1]
  if (last !== undefined && last.state === state && last.to === from) last.to = to
  else segments.push({ from, to, state })
}

/** The same for a segment that others may have too: it is taken as it is, and never changed. */
export function append(segments: Segment[], segment: Segment): void {
  if (segment.from >= segment.to) return
  const last = segments[segments.length - 1]
  if (last !== undefined && last.state === segment.state && last.to === segment.from)
    segments[segments.length - 1] = { from: last.from, to: segment.to, state: last.state }
  else segments.push(segment)
}

export const spansOf = (line: Line, state: State): Spans =>
  line.segments.filter((segment) => segment.state === state)

/** Walks several lines at once and calls back for every stretch on which none of them changes. */
function sweep(
  lines: readonly Line[],
  span: Span,
  each: (from: number, to: number, states: readonly State[]) => void,
): void {
  const positions = lines.map((line) => firstAfter(line.segments, span.from))
  let from = span.from
  while (from < span.to) {
    let to = span.to
    const states = lines.map((line, i): State => {
      let position = positions[i] ?? 0
      while (position < line.segments.length && (line.segments[position] as Segment).to <= from) position++
      positions[i] = position
      const segment = line.segments[position]
      if (!segment || segment.from >= to) return unknown
      if (segment.from > from) {
        to = Math.min(to, segment.from)
        return unknown
      }
      to = Math.min(to, segment.to)
      return segment.state
    })
    each(from, to, states)
    from = to
  }
}

/** The index of the first instant from `at` on. */
export function firstFrom(instants: ArrayLike<number>, at: number): number {
  let [low, high] = [0, instants.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((instants[middle] as number) < at) low = middle + 1
    else high = middle
  }
  return low
}

/** Down while at least `least` of the lines are down at the same time; unknown where the unknown ones decide. */
export function atLeastDown(lines: readonly Line[], least: number, span: Span): Line {
  const segments: Segment[] = []
  sweep(lines, span, (from, to, states) => {
    push(segments, from, to, quorum(states, least))
  })
  const next = quorum(
    lines.map((line) => line.next ?? good),
    least,
  )
  // As many of them must each have failed k times: the instant is that of the `least`-th to get there.
  const kth: Line['kth'] = (stretch, k, orUnknown) => {
    const instants = lines.flatMap((line) => line.kth(stretch, k, orUnknown) ?? [])
    return instants.sort((a, b) => a - b)[least - 1] ?? null
  }
  return { span, segments, next, isPartUnknown: lines.some(hasUnknown), kth }
}

function quorum(states: readonly State[], least: number): State {
  const down = states.filter((state) => state === bad).length
  const open = states.filter((state) => state === unknown).length
  return down >= least ? bad : down + open < least ? good : unknown
}

/** A failure of `of` counts only where `control` succeeded; where it failed the moment is good, where unknown unknown. */
export function controlled(of: Line, control: Line, span: Span): Line {
  const segments: Segment[] = []
  sweep([of, control], span, (from, to, [state, reference]) => {
    push(segments, from, to, beside(state ?? unknown, reference ?? unknown))
  })
  const next = beside(of.next ?? good, control.next ?? good)
  const kth: Line['kth'] = (stretch, k, orUnknown) =>
    orUnknown ? of.kth(stretch, k, true) : kthCounted(of, stretch, k, (at) => stateAt(segments, at) ?? next)
  return { span, segments, next, isPartUnknown: hasUnknown(of) || hasUnknown(control), kth }
}

/** The k-th failure among those at which the whole is not unknown: of another nobody can say whether it counts. */
function kthCounted(of: Line, stretch: Span, k: number, whole: (at: number) => State): number | null {
  for (let [n, counted] = [1, 0]; ; n++) {
    const at = of.kth(stretch, n, false)
    if (at === null) return null
    if (whole(at) !== unknown && ++counted >= k) return at
  }
}

/** The state at an instant; undefined beyond the segments. */
function stateAt(segments: readonly Segment[], at: number): State | undefined {
  const segment = segments[firstAfter(segments, at)]
  return segment !== undefined && segment.from <= at ? segment.state : undefined
}

function beside(state: State, reference: State): State {
  if (state === good) return good
  if (reference === bad) return good
  return reference === unknown ? unknown : state
}

/** The line of a subject, from the lines of its sources. `pool` and `each` are taken apart by the measures. */
export function lineOf(subject: Subject, span: Span, source: (name: string) => Line): Line {
  switch (subject.kind) {
    case 'source':
      return cut(source(subject.source), span)
    case 'control':
      return controlled(lineOf(subject.of, span, source), lineOf(subject.control, span, source), span)
    case 'all':
      return atLeastDown(
        subject.of.map((each) => lineOf(each, span, source)),
        subject.of.length,
        span,
      )
    case 'any':
    case 'pool':
    case 'each':
      return atLeastDown(
        subject.of.map((each) => lineOf(each, span, source)),
        1,
        span,
      )
    case 'atLeast':
      return atLeastDown(
        subject.of.map((each) => lineOf(each, span, source)),
        subject.least,
        span,
      )
  }
}

/** The part of a line inside a span; what lies outside of the line's own span is unknown. */
export function cut(line: Line, span: Span): Line {
  if (line.span.from === span.from && line.span.to === span.to) return line
  const segments: Segment[] = []
  sweep([line], span, (from, to, [state]) => push(segments, from, to, state ?? unknown))
  const isSameEnd = line.next !== undefined && line.span.to === span.to
  const { isPartUnknown = false, kth } = line
  return { span, segments, ...(isSameEnd ? { next: line.next } : {}), isPartUnknown, kth }
}

/** Whether anything is unknown of a line, be it of a part of it, or only at the very instant at which it ends. */
export const hasUnknown = (line: Line): boolean =>
  line.isPartUnknown === true ||
  line.next === unknown ||
  line.segments.some((segment) => segment.state === unknown)

/** The line with its unknown time filled in, so that a bound can be computed by the same rules. */
export function filled(line: Line, as: typeof good | typeof bad): Line {
  if (!hasUnknown(line)) return line
  const segments: Segment[] = []
  for (const segment of line.segments)
    append(segments, segment.state === unknown ? { ...segment, state: as } : segment)
  const kth: Line['kth'] = (stretch, k, orUnknown) => line.kth(stretch, k, orUnknown || as === bad)
  const next = line.next === unknown ? as : line.next
  return { span: line.span, segments, ...(next === undefined ? {} : { next }), kth }
}
