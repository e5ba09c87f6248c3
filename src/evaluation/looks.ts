import { covers, firstAfter, intersect, type Span, type Spans, union } from '../agreement/spans.ts'
import { bad, firstFrom, type Line, type Segment, type State, unknown } from './line.ts'
import type { Declared } from './overlay.ts'

/** What a source was seen to be, as far as looks are counted. */
export interface Looked {
  /** The instants at which it failed, in order; those at which nothing was learnt. */
  readonly failures: readonly number[]
  readonly unknowns: readonly number[]
  readonly spans: readonly Declared[]
  /** The spacing of looks, for spans and gaps that stand for several; null where there is none. */
  readonly intervalMs: number | null
  /** The state of the observation that speaks at an instant, or null in silence. */
  heldAt(at: number): State | null
  /** Where no observation speaks. */
  silentIn(stretch: Span): Span[]
}

/**
 * Answers at which instant the k-th failing (or unknown) look of a stretch was made, as `Line` tells. `openAt` is the
 * instant at which the segments end, where what is said at it is unknown.
 */
export function kthLook(seen: Looked, segments: readonly Segment[], openAt: number | null): Line['kth'] {
  let [asked, looks, endless]: [string, readonly number[], number] = ['', [], Number.POSITIVE_INFINITY]
  return (stretch, k, orUnknown) => {
    if (k <= 1) return stretch.from
    if (!orUnknown && seen.spans.length === 0) return kthFailure(seen, stretch, k)
    const question = `${stretch.from} ${stretch.to} ${orUnknown}`
    if (question !== asked) {
      const open = orUnknown ? openIn(segments, openAt, stretch) : []
      const blind = blindIn(seen, open, stretch)
      looks = orUnknown ? allLooks(seen, { open, blind }, stretch) : failedLooks(seen, stretch)
      // Without an interval any number of looks may be missing.
      endless = (seen.intervalMs === null ? blind[0]?.from : undefined) ?? Number.POSITIVE_INFINITY
      asked = question
    }
    const least = Math.min(looks[k - 1] ?? Number.POSITIVE_INFINITY, endless)
    return least === Number.POSITIVE_INFINITY ? null : least
  }
}

/** The same where nothing but failures at instants counts: there may be very many runs to ask about. */
function kthFailure(seen: Looked, stretch: Span, k: number): number | null {
  const first = firstFrom(seen.failures, stretch.from)
  const at = seen.failures[first + k - 1 - (speaksInto(seen, stretch.from) ? 1 : 0)]
  return at === undefined || at >= stretch.to ? null : at
}

function failedLooks(seen: Looked, stretch: Span): number[] {
  const instants = within(seen.failures, stretch)
  if (speaksInto(seen, stretch.from)) instants.unshift(stretch.from)
  const declared = spanInstants(seen, stretch)
  return declared.length === 0 ? instants : inOrder([...instants, ...declared])
}

/** Failures, and the looks that are missing or unknown where nothing else was said. */
function allLooks(
  seen: Looked,
  { open, blind }: { readonly open: Spans; readonly blind: Spans },
  stretch: Span,
): number[] {
  const { intervalMs } = seen
  const asked = within(seen.unknowns, stretch).filter((at) => covers(open, at))
  const missing = intervalMs === null ? [] : blind.flatMap((gap) => ticks(gap, intervalMs))
  return inOrder([...failedLooks(seen, stretch), ...asked, ...missing])
}

const inOrder = (instants: readonly number[]): number[] => [...new Set(instants)].sort((a, b) => a - b)

/** Unknown time of a stretch, which may reach over the end of the segments by the look at that instant. */
function openIn(segments: readonly Segment[], openAt: number | null, stretch: Span): Spans {
  const inside = unknownIn(segments, stretch)
  if (openAt === null || stretch.to <= openAt) return inside
  return union([...inside, { from: openAt, to: openAt + 1 }])
}

/** The unknown segments that have something in common with a stretch. */
function unknownIn(segments: readonly Segment[], stretch: Span): Segment[] {
  const found: Segment[] = []
  for (let i = firstAfter(segments, stretch.from); i < segments.length; i++) {
    const segment = segments[i] as Segment
    if (segment.from >= stretch.to) break
    if (segment.state === unknown) found.push(segment)
  }
  return found
}

/** Where nothing was observed, or only said to be unknown, and nothing else was said. */
function blindIn(seen: Looked, open: Spans, stretch: Span): Span[] {
  if (open.length === 0) return []
  const declared = union(seen.spans.filter((span) => span.state === unknown))
  const blind = [
    ...intersect(open, seen.silentIn(stretch)),
    ...intersect(intersect(open, declared), [stretch]),
  ]
  return blind.sort((a, b) => a.from - b.from)
}

/** Whether a failure made before an instant still speaks at it: it is then the stretch's first. */
function speaksInto({ failures, heldAt }: Looked, at: number): boolean {
  return failures[firstFrom(failures, at)] !== at && heldAt(at) === bad
}

/**
 * A span that failed stands for an observation at its begin and one after each interval. As an observation made before
 * a stretch does, it speaks into it: so a longer stretch never holds fewer of them.
 */
function spanInstants({ spans, intervalMs }: Looked, stretch: Span): number[] {
  return spans
    .filter((span) => span.state === bad && span.from < stretch.to && span.to > stretch.from)
    .flatMap((span) => {
      const to = Math.min(span.to, stretch.to)
      if (span.from >= stretch.from) return ticks({ from: span.from, to }, intervalMs)
      const next = intervalMs === null ? to : nextTick(span.from, intervalMs, stretch.from)
      return next < to ? [stretch.from, ...ticks({ from: next, to }, intervalMs)] : [stretch.from]
    })
}

/** The first of the ticks from `begin` on that is not before an instant. */
const nextTick = (begin: number, intervalMs: number, instant: number): number =>
  begin + Math.ceil((instant - begin) / intervalMs) * intervalMs

const mostTicks = 10_000

function ticks({ from, to }: Span, intervalMs: number | null): number[] {
  if (intervalMs === null || intervalMs >= to - from) return [from]
  const count = Math.min(mostTicks, Math.ceil((to - from) / intervalMs))
  return Array.from({ length: count }, (_, i) => from + i * intervalMs)
}

function within(sorted: readonly number[], span: Span): number[] {
  return sorted.slice(firstFrom(sorted, span.from), firstFrom(sorted, span.to))
}
