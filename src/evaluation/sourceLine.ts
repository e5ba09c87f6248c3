import { covers, intersect, type Span, union } from '../agreement/spans.ts'
import type { Series } from '../evidence/series.ts'
import { bad, firstAfter, good, type Line, push, type Segment, type State, unknown } from './line.ts'

/** How a source's observations speak. */
export interface Speech {
  /** How long an observation speaks unless the next one comes, in milliseconds; may be infinite. */
  readonly holdsForMs: number
  /** What its silence means. */
  readonly silence: 'good' | 'unknown'
  /** The spacing of its observations, for spans and gaps that stand for several; null where it has none. */
  readonly intervalMs: number | null
}

/**
 * The state of one source over time, folded from its observations: adding one at the end costs the same however long
 * the past is, and gives the same line as all of them at once. Observations at instants must come in order of time
 * (`add` answers false for what comes late: fold again from evidence); spans may come in any order.
 */
export class SourceLine {
  readonly speech: Speech
  readonly #segments: Segment[] = []
  readonly #spans: { from: number; to: number; state: State }[] = []
  readonly #failures: number[] = []
  readonly #unknowns: number[] = []
  #last: { at: number; state: State } | null = null
  readonly #gaps: Span[] = []
  #first: number | null = null
  #spansCount = 0

  constructor(speech: Speech) {
    this.speech = speech
  }

  /** Adds the rows of a series; false where one lies before what was already added. */
  addSeries(series: Series): boolean {
    for (let i = 0; i < series.length; i++) {
      const to = series.to[i] ?? Number.NaN
      const state = (series.outcome[i] ?? unknown) as State
      if (!this.add(series.at[i] ?? 0, Number.isNaN(to) ? null : to, state)) return false
    }
    return true
  }

  add(at: number, to: number | null, state: State): boolean {
    if (to !== null) {
      this.#spans.push({ from: at, to, state })
      this.#spansCount++
      return true
    }
    const last = this.#last
    if (last !== null && at < last.at) return false
    if (last !== null && at === last.at) return this.#again(state)
    if (last !== null) this.#speak(last, at)
    this.#count(at, state)
    this.#first ??= at
    this.#last = { at, state }
    return true
  }

  /** A second observation at the same instant: bad wins over unknown, unknown over good. */
  #again(state: State): boolean {
    const last = this.#last
    if (!last || rank(state) <= rank(last.state)) return true
    if (last.state === unknown) this.#unknowns.pop()
    this.#count(last.at, state)
    this.#last = { at: last.at, state }
    return true
  }

  #count(at: number, state: State): void {
    if (state === bad) this.#failures.push(at)
    else if (state === unknown) this.#unknowns.push(at)
  }

  /** Writes down what an observation said until the next one came, and the gap after it. */
  #speak(last: { at: number; state: State }, next: number): void {
    const end = Math.min(next, last.at + this.speech.holdsForMs)
    push(this.#segments, last.at, end, last.state)
    if (end < next) {
      this.#gaps.push({ from: end, to: next })
      this.#silence(end, next)
    }
  }

  #silence(from: number, to: number): void {
    push(this.#segments, from, to, this.speech.silence === 'good' ? good : unknown)
  }

  /** The first instant that anything is known of, or null. */
  get begin(): number | null {
    const instants = [
      this.#segments[0]?.from ?? this.#last?.at ?? Number.POSITIVE_INFINITY,
      ...this.#spans.map((span) => span.from),
    ]
    const first = instants.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY)
    return Number.isFinite(first) ? first : null
  }

  /** What is known in a span as of an instant: nothing after `seenUntil` is looked at. */
  line(span: Span, seenUntil = Number.POSITIVE_INFINITY): Line {
    const segments: Segment[] = []
    const end = Math.min(span.to, seenUntil)
    const silent: State = this.speech.silence === 'good' ? good : unknown
    let from = span.from
    const add = (to: number, state: State): void => {
      const [begin, stop] = [Math.max(from, span.from), Math.min(to, end)]
      push(segments, begin, stop, state)
      from = Math.max(from, Math.min(to, end))
    }
    for (let i = firstAfter(this.#segments, span.from); i < this.#segments.length; i++) {
      const segment = this.#segments[i] as Segment
      if (segment.from >= end) break
      add(segment.from, silent)
      add(segment.to, segment.state)
    }
    if (this.#last && this.#last.at < end) {
      add(this.#last.at, silent)
      add(this.#last.at + this.speech.holdsForMs, this.#last.state)
    }
    add(end, silent)
    push(segments, Math.max(from, span.from), span.to, unknown)
    const whole =
      this.#spansCount === 0 ? segments : overlay(segments, this.#spans, { from: span.from, to: end })
    return { span, segments: whole, next: this.#stateAt(end), kth: this.#kth(whole) }
  }

  #kth(segments: readonly Segment[]): Line['kth'] {
    let [asked, looks, endless]: [string, readonly number[], number] = ['', [], Number.POSITIVE_INFINITY]
    return (stretch, k, orUnknown) => {
      if (k <= 1) return stretch.from
      const question = `${stretch.from} ${stretch.to} ${orUnknown}`
      if (question !== asked) {
        const blind = orUnknown ? this.#blindIn(segments, stretch) : []
        looks = orUnknown ? this.#allLooks(segments, stretch, blind) : this.#failedLooks(stretch)
        // Without an interval any number of looks may be missing.
        const first = this.speech.intervalMs === null ? blind[0] : undefined
        endless = first?.from ?? Number.POSITIVE_INFINITY
        asked = question
      }
      const at = looks[k - 1] ?? Number.POSITIVE_INFINITY
      const least = Math.min(at, endless)
      return least === Number.POSITIVE_INFINITY ? null : least
    }
  }

  #failedLooks(stretch: Span): number[] {
    const instants = [...within(this.#failures, stretch), ...this.#spanInstants(stretch, bad)]
    if (this.#speaksInto(stretch.from)) instants.push(stretch.from)
    return [...new Set(instants)].sort((a, b) => a - b)
  }

  /** Failures, and the looks that are missing or unknown where nothing else was said. */
  #allLooks(segments: readonly Segment[], stretch: Span, blind: readonly Span[]): number[] {
    const { intervalMs } = this.speech
    const open = segments.filter((segment) => segment.state === unknown && segment.to > stretch.from)
    const asked = within(this.#unknowns, stretch).filter((at) => covers(open, at))
    const missing = intervalMs === null ? [] : blind.flatMap((gap) => ticks(gap.from, gap.to, intervalMs))
    return [...new Set([...this.#failedLooks(stretch), ...asked, ...missing])].sort((a, b) => a - b)
  }

  /** Where nothing was observed, or only said to be unknown, and nothing else was said. */
  #blindIn(segments: readonly Segment[], stretch: Span): Span[] {
    const open = segments.filter((segment) => segment.state === unknown && segment.to > stretch.from)
    const declared = union(this.#spans.filter((span) => span.state === unknown))
    const blind = [
      ...intersect(open, this.#silentIn(stretch)),
      ...intersect(intersect(open, declared), [stretch]),
    ]
    return blind.sort((a, b) => a.from - b.from)
  }

  /** What is said at an instant by what was seen up to and at it. */
  #stateAt(at: number): State {
    const spans = this.#spans.filter((span) => span.from <= at && at < span.to).map((span) => span.state)
    const held = this.#heldAt(at)
    if (spans.length === 0) return held ?? (this.speech.silence === 'good' ? good : unknown)
    if (held === bad || spans.includes(bad)) return bad
    return spans.includes(unknown) ? unknown : good
  }

  /** The state of the observation that speaks at an instant, or null in silence. */
  #heldAt(at: number): State | null {
    const last = this.#last
    if (last === null) return null
    if (at >= last.at) return at < last.at + this.speech.holdsForMs ? last.state : null
    const segment = this.#segments[firstAfter(this.#segments, at)]
    return segment !== undefined &&
      segment.from <= at &&
      this.#silentIn({ from: at, to: at + 1 }).length === 0
      ? segment.state
      : null
  }

  /** Whether a failure made before an instant still speaks at it: it is then the stretch's first. */
  #speaksInto(at: number): boolean {
    return this.#failures[lowerBound(this.#failures, at)] !== at && this.#heldAt(at) === bad
  }

  /** A span stands for as many observations as its length holds, one at least. */
  #spanInstants(stretch: Span, state: State): number[] {
    return this.#spans
      .filter((span) => span.state === state && span.from < stretch.to && span.to > stretch.from)
      .flatMap((span) =>
        ticks(Math.max(span.from, stretch.from), Math.min(span.to, stretch.to), this.speech.intervalMs),
      )
  }

  /** Where no observation speaks. */
  #silentIn(stretch: Span): Span[] {
    if (this.#first === null || this.#last === null) return [stretch]
    const gaps: Span[] = [{ from: stretch.from, to: Math.min(stretch.to, this.#first) }]
    for (let i = firstAfter(this.#gaps, stretch.from); i < this.#gaps.length; i++) {
      const gap = this.#gaps[i] as Span
      if (gap.from >= stretch.to) break
      gaps.push({ from: Math.max(gap.from, stretch.from), to: Math.min(gap.to, stretch.to) })
    }
    gaps.push({ from: Math.max(stretch.from, this.#last.at + this.speech.holdsForMs), to: stretch.to })
    return gaps.filter((gap) => gap.from < gap.to)
  }
}

const mostTicks = 10_000

function ticks(from: number, to: number, intervalMs: number | null): number[] {
  if (intervalMs === null || intervalMs >= to - from) return [from]
  const count = Math.min(mostTicks, Math.ceil((to - from) / intervalMs))
  return Array.from({ length: count }, (_, i) => from + i * intervalMs)
}

const rank = (state: State): number => (state === bad ? 2 : state === unknown ? 1 : 0)

function lowerBound(sorted: readonly number[], at: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < at) low = middle + 1
    else high = middle
  }
  return low
}

function within(sorted: readonly number[], span: Span): number[] {
  return sorted.slice(lowerBound(sorted, span.from), lowerBound(sorted, span.to))
}

/** Lays declared spans over what observations said: bad wins over unknown, unknown over good, and a span over silence. */
function overlay(
  under: readonly Segment[],
  spans: readonly { from: number; to: number; state: State }[],
  seen: Span,
): Segment[] {
  const inside = spans
    .map((span) => ({
      from: Math.max(span.from, seen.from),
      to: Math.min(span.to, seen.to),
      state: span.state,
    }))
    .filter((span) => span.from < span.to)
  if (inside.length === 0) return [...under]
  const edges = [...new Set([...under, ...inside].flatMap((each) => [each.from, each.to]))].sort(
    (a, b) => a - b,
  )
  const opening = [...inside].sort((a, b) => a.from - b.from)
  const open: { to: number; state: State }[] = []
  const result: Segment[] = []
  let [next, below] = [0, 0]
  for (let i = 0; i + 1 < edges.length; i++) {
    const [from, to] = [edges[i] as number, edges[i + 1] as number]
    while (next < opening.length && (opening[next] as { from: number }).from <= from)
      open.push(opening[next++] as { to: number; state: State })
    for (let j = open.length - 1; j >= 0; j--) if ((open[j] as { to: number }).to <= from) open.splice(j, 1)
    while (below < under.length && (under[below] as Segment).to <= from) below++
    const base = under[below]
    const states = open.map((span) => span.state)
    // An unknown of silence gives way to any span; said badness never does.
    if (base && (states.length === 0 || base.state === bad)) states.push(base.state)
    push(result, from, to, states.includes(bad) ? bad : states.includes(unknown) ? unknown : good)
  }
  return result
}
