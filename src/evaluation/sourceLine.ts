import { firstAfter, type Span } from '../agreement/spans.ts'
import type { Series } from '../evidence/series.ts'
import { append, bad, good, type Line, push, type Segment, type State, unknown } from './line.ts'
import { kthLook, type Looked } from './looks.ts'
import { type Declared, overlay } from './overlay.ts'

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
  readonly #spans: Declared[] = []
  readonly #failures: number[] = []
  readonly #unknowns: number[] = []
  #last: { at: number; state: State } | null = null
  readonly #gaps: Span[] = []
  #first: number | null = null

  constructor(speech: Speech) {
    this.speech = speech
  }

  /** Adds the rows of a series; false where one lies before what was already added. */
  addSeries(series: Series): boolean {
    const { length, at, to, outcome } = series
    for (let row = 0; row < length; row = this.#addRun(series, row + 1)) {
      const end = to[row] as number
      if (!this.add(at[row] as number, Number.isNaN(end) ? null : end, outcome[row] as State)) return false
    }
    return true
  }

  /** Rows that say without a gap what the last one said are one run. Answers the row after it. */
  #addRun({ length, at, to, outcome }: Series, begin: number): number {
    const last = this.#last
    if (last === null) return begin
    const { holdsForMs } = this.speech
    let [row, end] = [begin, last.at]
    for (; row < length && outcome[row] === last.state && Number.isNaN(to[row]); row++) {
      const instant = at[row] as number
      if (instant <= end || instant > end + holdsForMs) break
      if (last.state !== good) this.#count(instant, last.state)
      end = instant
    }
    push(this.#segments, last.at, end, last.state)
    this.#last = { at: end, state: last.state }
    return row
  }

  add(at: number, to: number | null, state: State): boolean {
    if (to !== null) {
      this.#spans.push({ from: at, to, state })
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
      append(segments, { from: Math.max(from, span.from), to: Math.min(to, end), state })
      from = Math.max(from, Math.min(to, end))
    }
    // The last one still grows, and what is cut is another; all others are for good.
    const isWhole = (segment: Segment, i: number): boolean =>
      i + 1 < this.#segments.length && segment.from === from && segment.to <= end
    for (let i = firstAfter(this.#segments, span.from); i < this.#segments.length; i++) {
      const segment = this.#segments[i] as Segment
      if (segment.from >= end) break
      if (isWhole(segment, i)) {
        append(segments, segment)
        from = segment.to
      } else {
        add(segment.from, silent)
        add(segment.to, segment.state)
      }
    }
    if (this.#last && this.#last.at < end) {
      add(this.#last.at, silent)
      add(this.#last.at + this.speech.holdsForMs, this.#last.state)
    }
    add(end, silent)
    append(segments, { from: Math.max(from, span.from), to: span.to, state: unknown })
    const whole =
      this.#spans.length === 0 ? segments : overlay(segments, this.#spans, { from: span.from, to: end })
    const next = this.#stateAt(end)
    const openAt = next === unknown && end === span.to ? end : null
    return { span, segments: whole, next, kth: kthLook(this.#looked(), whole, openAt) }
  }

  /** What looks are counted from. */
  #looked(): Looked {
    return {
      failures: this.#failures,
      unknowns: this.#unknowns,
      spans: this.#spans,
      intervalMs: this.speech.intervalMs,
      heldAt: (at) => this.#heldAt(at),
      silentIn: (stretch) => this.#silentIn(stretch),
    }
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

const rank = (state: State): number => (state === bad ? 2 : state === unknown ? 1 : 0)
