import type { Holidays } from '../../agreement/calendar.ts'
import { judgingSources } from '../../agreement/relief.ts'
import type { Span } from '../../agreement/spans.ts'
import { type Incidents as Found, incidentsIn, type Run } from '../../evaluation/incidents.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import type { EvidenceMemory } from '../evidence/evidenceMemory.ts'
import { gather } from '../evidence/gather.ts'
import type { Watched } from '../watched.ts'
import type { Closings } from './closings.ts'
import { margins } from './edges.ts'
import type { Frontiers } from './frontiers.ts'
import { type KnownIncident, knownIncidents } from './knownIncidents.ts'
import { type IncidentText, incidentTexts, type Judged, type MemberName } from './periods.ts'
import type { Running } from './running.ts'

export interface IncidentParts {
  readonly store: Store
  readonly book: Book
  readonly memory: EvidenceMemory
  readonly running: Running
  readonly closings: Closings
  readonly frontiers: Frontiers
  readonly holidays: Holidays
}

/** One outage or event that is judged alone, as a look has found it. */
export interface Seen {
  readonly judged: Judged
  /** What comes after it has been seen. */
  readonly hasEnded: boolean
}

/** What is to be written of the outages or events that a span touches. */
export interface Restated {
  /** Judged again, or for the first time. */
  readonly due: readonly Judged[]
  readonly gone: readonly KnownIncident[]
}

interface Reading {
  readonly found: readonly Seen[]
  readonly runs: readonly Run[]
  readonly span: Span
}

/**
 * Reads the outages or events that late evidence, an exclusion or a correction touches again from the store, far enough
 * that every run of bad time is seen whole, and compares them with the ledger.
 */
export async function restated(
  parts: IncidentParts,
  watched: Watched,
  name: MemberName,
  { span, now }: { span: Span; now: number },
): Promise<Restated> {
  const { book, frontiers } = parts
  const texts = incidentTexts(watched, name)
  if (texts.length === 0) return { due: [], gone: [] }
  let known = knownIncidents(book, watched, name, span.from)
  const isLate =
    span.from < frontiers.of(watched, name).from || known.some(({ period }) => touches(period, span))
  if (!isLate) return { due: [], gone: [] }
  const first = await firstEvidence(parts, watched, texts)
  let window = span
  let reading: Reading = { found: [], runs: [], span }
  for (const marginMs of margins) {
    reading = await read(parts, watched, texts, { window, marginMs, now })
    window = widened(window, [...reading.runs, ...known.map(({ period }) => period)])
    known = knownIncidents(book, watched, name, window.from)
    window = widened(window, [...reading.runs, ...known.map(({ period }) => period)])
    const isCut = reading.runs.some(
      (run) =>
        touches(run, window) &&
        ((run.isOpenBefore && reading.span.from > first) || (run.isOpenAfter && reading.span.to < now)),
    )
    if (!isCut) break
  }
  // What is known now may lie over the frontier, of which a look believes that nothing does.
  const frontier = frontiers.of(watched, name).from
  for (const run of reading.runs)
    if (run.from < frontier && frontier <= run.to) await frontiers.back(watched, name, run.from)
  return compared(parts, watched, name, { reading, known, window, now })
}

async function compared(
  parts: IncidentParts,
  watched: Watched,
  name: MemberName,
  asked: { reading: Reading; known: readonly KnownIncident[]; window: Span; now: number },
): Promise<Restated> {
  const { closings, frontiers } = parts
  const { known, window, now } = asked
  const isInside = ({ from }: Span): boolean => from >= window.from && from <= window.to
  const found = asked.reading.found.filter(({ judged }) => isInside(judged.period))
  const due: Judged[] = []
  for (const { judged, hasEnded } of found) {
    const isClosed = known.some((each) => each.isClosed && each.period.from === judged.period.from)
    const isDue =
      closings.isDue(watched, judged, now) && (hasEnded || closings.hasWaited(watched, judged.period, now))
    if (isDue) due.push(judged)
    else if (!isClosed) await frontiers.back(watched, name, judged.period.from)
  }
  const begins = new Set(found.map(({ judged }) => judged.period.from))
  const gone = known.filter(({ period }) => isInside(period) && !begins.has(period.from))
  return { due, gone }
}

/** What every text finds around a window. */
async function read(
  parts: IncidentParts,
  watched: Watched,
  texts: readonly IncidentText[],
  { window, marginMs, now }: { window: Span; marginMs: number; now: number },
): Promise<Reading> {
  const { store, closings, holidays } = parts
  const span = { from: window.from - marginMs, to: Math.min(window.to + marginMs, now) }
  const reading: { found: Seen[]; runs: Run[] } = { found: [], runs: [] }
  for (const text of texts) {
    if (text.from >= span.to || text.until <= span.from) continue
    const { agreement, version, member } = text
    const { view } = await gather(store, {
      ...{ watched, agreement, commitment: member.commitment, period: window },
      ...{ exclusions: closings.exclusions(watched), seenUntil: now, marginMs },
    })
    const seen = incidentsIn({ ...{ version, holidays, view, span }, ...member, asOf: now })
    reading.runs.push(...seen.runs)
    reading.found.push(...within(text, seen))
  }
  return { ...reading, span }
}

/** The first instant of which anything was ever seen. */
async function firstEvidence(
  { store }: IncidentParts,
  watched: Watched,
  texts: readonly IncidentText[],
): Promise<number> {
  const names = texts.flatMap(({ member, version }) => judgingSources(member.commitment, version.terms))
  const uses = names.flatMap((name) => watched.life.uses.get(name) ?? [])
  let first = Number.POSITIVE_INFINITY
  for (const { identity } of uses)
    first = Math.min(first, (await store.extent(identity))?.first ?? Number.POSITIVE_INFINITY)
  return first
}

/** Touching counts: what ends where the other begins may have been one with it. */
const touches = (a: Span, b: Span): boolean => a.from <= b.to && a.to >= b.from

function widened(window: Span, others: readonly Span[]): Span {
  const touching = others.filter((each) => touches(each, window))
  const hull = {
    from: Math.min(window.from, ...touching.map(({ from }) => from)),
    to: Math.max(window.to, ...touching.map(({ to }) => to)),
  }
  return hull.from === window.from && hull.to === window.to ? window : widened(hull, others)
}

/** What of a look a text judges. */
export const within = (text: IncidentText, { found }: Found): Seen[] =>
  found
    .filter(({ period }) => period.from >= text.from && period.from < text.until)
    .map(({ period, hasEnded }) => ({ judged: { member: text.member, period }, hasEnded }))
