import { type SourceTerms, seriesKindOf } from '../../agreement/sourceTerms.ts'
import { didYouMean } from '../../agreement/suggest.ts'
import type { Pieces } from '../../evaluation/pieces.ts'
import type { Event, Exclusion, FeeLine } from '../../evidence/event.ts'
import { asKind, type EvidenceLine, type LineProblem, parseLine } from '../../evidence/lines.ts'
import type { Caller, Refusal } from '../../http/service.ts'
import type { Observation } from '../../sources/observation.ts'
import { sourcesNow, type Watched } from '../watched.ts'
import { piecesOf } from './evidenceMemory.ts'
import { heartbeatReport } from './heartbeatReport.ts'
import { lineTellerProblem, mostAheadMs } from './tellers.ts'

/** Lines by what they are, each with its place in the batch; `refused` says why of those that cannot be taken. */
export interface Sorted {
  readonly observations: { index: number; observation: Observation }[]
  readonly events: { index: number; event: Event }[]
  readonly exclusions: { index: number; exclusion: Exclusion }[]
  readonly fees: FeeLine[]
  readonly refused: Refusal[]
}

interface Batch {
  readonly watched: Watched
  readonly now: number
  readonly sources: ReadonlyMap<string, SourceTerms>
  readonly sorted: Sorted
}

/** Lines that are read before others have their turn: some ten milliseconds. */
const linesAtOnce = 500

export function* sortLines(
  lines: readonly unknown[],
  { watched, caller, now }: { readonly watched: Watched; readonly caller: Caller; readonly now: number },
): Pieces<Sorted> {
  const sorted: Sorted = { observations: [], events: [], exclusions: [], fees: [], refused: [] }
  const batch: Batch = { watched, now, sources: sourcesNow(watched, now), sorted }
  for (const [index, line] of lines.entries()) {
    if (index > 0 && index % linesAtOnce === 0) yield
    const read = parseLine(JSON.stringify(line), index + 1)
    const problem = lineTellerProblem(watched, read, caller) ?? place(batch, read, index)
    if (problem !== null) sorted.refused.push({ index, problem })
  }
  return sorted
}

/** Puts a line where it belongs; answers why it cannot be taken. */
function place(batch: Batch, read: EvidenceLine | LineProblem, index: number): string | null {
  const { sorted } = batch
  switch (read.kind) {
    case 'problem':
      return read.message.replace(/^line \d+: /, '')
    case 'event':
      sorted.events.push({ index, event: read.event })
      return null
    case 'exclusion':
      sorted.exclusions.push({ index, exclusion: read.exclusion })
      return null
    case 'fee':
      sorted.fees.push(read.fee)
      return null
    case 'observation':
      return placeObservation(batch, read.observation, index)
  }
}

function placeObservation(batch: Batch, told: Observation, index: number): string | null {
  const { watched, sorted, sources, now } = batch
  const source = sources.get(told.source)
  if (!source)
    return `the agreement has no source "${told.source}"${didYouMean(told.source, [...sources.keys()])}`
  if ((told.to ?? told.at) > now + mostAheadMs) return 'this lies in the future; is the clock right?'
  if (source.look.kind === 'heartbeat') {
    if (told.outcome !== 'good') return 'a heartbeat only reports that it ran: outcome good'
    sorted.events.push({ index, event: heartbeatReport(source, told.at) })
    return null
  }
  const fitting = asTaken(source, told)
  if (typeof fitting === 'string') return fitting
  // What is told late belongs to the definition that the source's name had at that time.
  const span = { from: told.at, to: (told.to ?? told.at) + 1 }
  const [piece] = piecesOf(watched.life.uses.get(source.name) ?? [], span)
  sorted.observations.push({
    index,
    observation: { ...fitting, source: piece?.identity ?? source.identity },
  })
  return null
}

/** An observation in the kind that its source gives, with a reason where it needs one; or why it cannot be taken. */
function asTaken({ name, look }: SourceTerms, told: Observation): Observation | string {
  if (look.kind !== 'push' && look.kind !== 'declared')
    return `"${name}" is measured by Upheld itself; only push, declared and heartbeat sources take reports`
  const kind = seriesKindOf(look)
  if (kind === 'event') return `"${name}" takes events, not observations`
  const fitting = asKind(told, kind)
  if (fitting === null) return `"${name}" gives a ${kind}, this line is a ${told.kind}`
  if (fitting.reason !== undefined || fitting.outcome === 'good') return fitting
  return { ...fitting, reason: fitting.outcome === 'bad' ? 'declared' : 'reported' }
}
