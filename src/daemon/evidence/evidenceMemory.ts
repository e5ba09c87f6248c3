import type { SourceTerms } from '../../agreement/sourceTerms.ts'
import type { Span } from '../../agreement/spans.ts'
import { type Line, push, type Segment, type State, unknown } from '../../evaluation/line.ts'
import { speechOf } from '../../evaluation/seriesView.ts'
import { SourceLine } from '../../evaluation/sourceLine.ts'
import type { Series } from '../../evidence/series.ts'
import type { SourceUse } from '../../ledger/facts.ts'
import { type Observation, outcomes } from '../../sources/observation.ts'
import type { Store } from '../../store.ts'

const dayMs = 86_400_000

/** How far back lines reach beyond what running periods need, so that outages over an edge are seen whole. */
const marginMs = 3 * dayMs

interface Known {
  readonly source: SourceTerms
  line: SourceLine
  from: number
  /** Something arrived behind the line: it is folded again from the store before it is used. */
  isStale: boolean
  /** The last instant that has been observed. */
  frontier: number
  /** What arrives while the line is folded again, which may have been read already or not; null when it is not. */
  arriving: Observation[] | null
}

/**
 * The states of sources as runs in memory, one for each identity however many agreements use it. Adding an
 * observation costs microseconds; what comes late makes the line stale, and it is folded again from evidence.
 */
export class EvidenceMemory {
  readonly #store: Store
  readonly #known = new Map<string, Known>()

  constructor(store: Store) {
    this.#store = store
  }

  has(identity: string): boolean {
    return this.#known.has(identity)
  }

  /** Reads what the store has of a source from `from` on; called again where an earlier begin is needed. */
  async open(source: SourceTerms, from: number): Promise<void> {
    const before = this.#known.get(source.identity)
    if (before && before.from <= from) return
    const extent = await this.#store.extent(source.identity)
    const known: Known = {
      source,
      // Until more has been read, what was read before speaks.
      line: before?.line ?? new SourceLine(speechOf(source)),
      from,
      isStale: true,
      frontier: extent?.last ?? Number.NEGATIVE_INFINITY,
      arriving: null,
    }
    this.#known.set(source.identity, known)
    await this.refresh(source.identity)
  }

  async refresh(identity: string): Promise<void> {
    const known = this.#known.get(identity)
    if (!known?.isStale) return
    const line = new SourceLine(speechOf(known.source))
    const begin = known.from - marginMs
    known.isStale = false
    known.arriving = []
    try {
      line.addSeries(await this.#store.lastBefore(identity, begin))
      // By the week, so that a year of evidence never stands in memory at once.
      const end = (await this.#store.extent(identity))?.last ?? begin
      for (let at = begin; at <= end; at += 7 * dayMs) {
        const series = await this.#store.series(identity, at, at + 7 * dayMs)
        addPortion(line, series, at === begin ? Number.NEGATIVE_INFINITY : at)
      }
      known.line = line
      for (const observation of known.arriving) if (!addTo(line, observation)) known.isStale = true
    } catch (error) {
      known.isStale = true
      throw error
    } finally {
      known.arriving = null
    }
  }

  /** Lines that must be folded again before the next evaluation. */
  stale(): string[] {
    return [...this.#known].filter(([, known]) => known.isStale).map(([identity]) => identity)
  }

  /** Takes in observations that are on disk already. */
  absorb(observations: readonly Observation[]): void {
    for (const observation of observations) {
      const known = this.#known.get(observation.source)
      if (!known) continue
      if (!addTo(known.line, observation)) known.isStale = true
      known.arriving?.push(observation)
      known.frontier = Math.max(known.frontier, observation.at)
    }
  }

  frontier(identity: string): number {
    return this.#known.get(identity)?.frontier ?? Number.NEGATIVE_INFINITY
  }

  /** The first instant that is known of a name, for shaping outages whole. */
  begin(uses: readonly SourceUse[]): number | null {
    const begins = uses.flatMap((use) => this.#known.get(use.identity)?.line.begin ?? [])
    return begins.length > 0 ? Math.min(...begins) : null
  }

  /** What a name said over a span: each identity that it has meant speaks for its own time. */
  line(uses: readonly SourceUse[], span: Span, seenUntil: number): Line {
    const pieces = piecesOf(uses, span)
    const lines = pieces.map((piece) => ({
      piece,
      line: this.#known.get(piece.identity)?.line.line(piece.span, seenUntil),
    }))
    const [first] = lines
    if (lines.length === 1 && first?.line) return first.line
    const segments: Segment[] = []
    for (const { piece, line } of lines) {
      if (!line) push(segments, piece.span.from, piece.span.to, unknown)
      for (const segment of line?.segments ?? []) push(segments, segment.from, segment.to, segment.state)
    }
    const kth: Line['kth'] = (stretch, k, orUnknown) => {
      for (const { piece, line } of lines)
        if (line && stretch.from < piece.span.to) return line.kth(stretch, k, orUnknown)
      return null
    }
    const next = lines.at(-1)?.line?.next
    return { span, segments, ...(next === undefined ? {} : { next }), kth }
  }
}

const addTo = (line: SourceLine, { at, to, outcome }: Observation): boolean =>
  line.add(at, to ?? null, outcomes.indexOf(outcome) as State)

/** Spans that began in an earlier portion were added with it. */
function addPortion(line: SourceLine, series: Series, from: number): void {
  for (let i = 0; i < series.length; i++) {
    const at = series.at[i] as number
    const to = series.to[i] as number
    if (at < from) continue
    line.add(at, Number.isNaN(to) ? null : to, (series.outcome[i] ?? unknown) as State)
  }
}

/** Which identity spoke for which part of a span. The first use has spoken since ever. */
export function piecesOf(uses: readonly SourceUse[], span: Span): { identity: string; span: Span }[] {
  return uses.flatMap((use, i) => {
    const since = i === 0 ? Number.NEGATIVE_INFINITY : Temporal.Instant.from(use.since).epochMilliseconds
    const next = uses[i + 1]
    const until =
      next === undefined ? Number.POSITIVE_INFINITY : Temporal.Instant.from(next.since).epochMilliseconds
    const part = { from: Math.max(span.from, since), to: Math.min(span.to, until) }
    return part.from < part.to ? [{ identity: use.identity, span: part }] : []
  })
}
