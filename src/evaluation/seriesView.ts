import type { Agreement } from '../agreement/agreement.ts'
import { type SourceTerms, seriesKindOf } from '../agreement/sourceTerms.ts'
import type { Span } from '../agreement/spans.ts'
import type { Event, Exclusion, FeeLine } from '../evidence/event.ts'
import { type Series, seriesOf } from '../evidence/series.ts'
import type { EvidenceView } from './evidenceView.ts'
import { firstFrom } from './line.ts'
import { SourceLine, type Speech } from './sourceLine.ts'

/** Everything that is known, whole: how backtests and closing periods look at evidence. */
export interface WholeEvidence {
  /** By the source's name in the agreement. */
  readonly series: ReadonlyMap<string, Series>
  readonly events: readonly Event[]
  readonly exclusions: readonly Exclusion[]
  readonly fees: readonly FeeLine[]
  readonly seenUntil: number
}

/** How a source speaks, by its terms. */
export function speechOf(source: SourceTerms): Speech {
  const { schedule } = source
  // The grid of a cron schedule is only known to its probe: what it holds for is 2.5 of its longest gaps.
  const intervalMs =
    schedule?.kind === 'every'
      ? schedule.intervalMs
      : schedule?.kind === 'cron'
        ? Math.max(1, Math.floor(source.holdsForMs / 2.5))
        : null
  return { holdsForMs: source.holdsForMs, silence: source.silence, intervalMs }
}

/** Every source that any version of the agreement names; the latest definition of a name is the one. */
export function sourcesOf(agreement: Agreement): ReadonlyMap<string, SourceTerms> {
  return new Map(agreement.versions.flatMap((version) => [...version.sources]))
}

/** The evidence as the evaluation looks at it. */
export function viewOf(agreement: Agreement, evidence: WholeEvidence): EvidenceView {
  const sources = sourcesOf(agreement)
  const lines = new Map<string, SourceLine>()
  const extents = new Map<string, Span | null>()
  const seriesFor = (name: string): Series => {
    const source = sources.get(name)
    const kind = source ? seriesKindOf(source.look) : 'state'
    return evidence.series.get(name) ?? seriesOf(name, kind === 'event' ? 'state' : kind, [])
  }
  const lineFor = (name: string): SourceLine => {
    const known = lines.get(name)
    if (known) return known
    const source = sources.get(name)
    if (!source) throw new Error(`there is no source "${name}"`)
    const line = new SourceLine(speechOf(source))
    line.addSeries(seriesFor(name))
    lines.set(name, line)
    return line
  }
  return {
    seenUntil: evidence.seenUntil,
    events: [...evidence.events].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
    exclusions: evidence.exclusions,
    fees: evidence.fees,
    line: (name, span, seenUntil) => lineFor(name).line(span, seenUntil),
    series: (name, span) => part(seriesFor(name), span),
    extent: (name) => {
      if (!extents.has(name))
        extents.set(name, heldExtent(seriesFor(name), sources.get(name)?.holdsForMs ?? 0))
      return extents.get(name) ?? null
    },
  }
}

/** The stretch that observations speak over: the last look at an instant holds on, a span or ratio line does not. */
function heldExtent(series: Series, holdsForMs: number): Span | null {
  const extent = extentOf(series)
  if (extent === null) return null
  let last = series.length - 1
  while (last >= 0 && !Number.isNaN(series.to[last] as number)) last--
  const held = last < 0 ? extent.to : (series.at[last] as number) + holdsForMs
  return { from: extent.from, to: Math.max(extent.to, held) }
}

export function extentOf(series: Series): Span | null {
  if (series.length === 0) return null
  // A look is at its instant; a span ends before its end.
  let to = (series.at[series.length - 1] as number) + 1
  for (let i = 0; i < series.length; i++) {
    const end = series.to[i] as number
    if (end > to) to = end
  }
  return { from: series.at[0] as number, to }
}

/** The rows of a series with `at` in a span, and spans that reach into it, without copying what is not needed. */
export function part(series: Series, span: Span): Series {
  const at = series.at.subarray(0, series.length)
  let first = firstFrom(at, span.from)
  for (let i = first - 1; i >= 0 && first - i < 1000; i--) if ((series.to[i] as number) > span.from) first = i
  const end = firstFrom(at, span.to)
  if (first === 0 && end === series.length) return series
  const texts = Object.fromEntries(
    Object.entries(series.texts).map(([name, column]) => [name, column.slice(first, end)]),
  )
  return {
    source: series.source,
    kind: series.kind,
    length: Math.max(0, end - first),
    at: at.subarray(first, end),
    to: series.to.subarray(first, end),
    outcome: series.outcome.subarray(first, end),
    reason: series.reason.subarray(first, end),
    latencyUs: series.latencyUs.subarray(first, end),
    texts,
  }
}
