import type { Outcome } from '../sources/observation.ts'
import type { EvidenceLine } from './lines.ts'

/** One row of Uptime Kuma's table of heartbeats, as it stands there. */
export interface Beat {
  readonly rowid: number
  readonly status: unknown
  readonly time: unknown
  readonly ping: unknown
}

export interface BeatRule {
  /** The source's name in the agreement. */
  readonly source: string
  /** Beats from this instant on (UTC ms) lie in the future and are refused. */
  readonly now: number
  /** A failed look that Kuma still repeats: bad, since it failed, unless told otherwise. */
  readonly pending: 'bad' | 'unknown'
  /** The kind of exclusion that maintenance becomes, or null where it only says that nothing is known. */
  readonly maintenance: string | null
}

export type BeatResult =
  | EvidenceLine
  | { readonly kind: 'refused'; readonly rowid: number; readonly why: string }

const statuses = ['down', 'up', 'pending', 'maintenance'] as const
type Status = (typeof statuses)[number]
const strength: Readonly<Record<Outcome, number>> = { good: 0, unknown: 1, bad: 2 }

interface Read {
  readonly at: number
  readonly status: Status
  readonly ping: unknown
}

/**
 * Turns beats, in order of time, into observations at their instants; of several at one instant the worst counts, once.
 * A look in maintenance says nothing about the state: it is unknown, and where a kind is named its run is an exclusion.
 */
export function* linesOfBeats(beats: Iterable<Beat>, rule: BeatRule): Generator<BeatResult> {
  let held: Read | null = null
  let since: number | null = null
  let last = 0
  for (const beat of beats) {
    const read = readBeat(beat, rule.now)
    if (typeof read === 'string') {
      yield { kind: 'refused', rowid: beat.rowid, why: read }
      continue
    }
    last = read.at
    if (rule.maintenance !== null) {
      if (read.status === 'maintenance') since ??= read.at
      else if (since !== null) {
        yield exclusionOf(rule, since, read.at)
        since = null
      }
    }
    if (held?.at === read.at) {
      if (strength[outcomeOf(read, rule)] > strength[outcomeOf(held, rule)]) held = read
      continue
    }
    if (held) yield observationOf(held, rule)
    held = read
  }
  if (held) yield observationOf(held, rule)
  if (since !== null && since < last) yield exclusionOf(rule, since, last)
}

const outcomeOf = ({ status }: Read, rule: BeatRule): Outcome =>
  status === 'up' ? 'good' : status === 'down' ? 'bad' : status === 'pending' ? rule.pending : 'unknown'

function observationOf(read: Read, rule: BeatRule): EvidenceLine {
  const outcome = outcomeOf(read, rule)
  const { at, ping } = read
  const latencyUs =
    outcome === 'good' && typeof ping === 'number' && ping >= 0 && ping < 1e9 ? Math.round(ping * 1000) : null
  return {
    kind: 'observation',
    observation: {
      kind: 'state',
      source: rule.source,
      at,
      outcome,
      ...(outcome === 'unknown' ? { reason: 'reported' as const } : {}),
      ...(latencyUs === null ? {} : { latencyUs }),
    },
  }
}

const exclusionOf = ({ source, maintenance }: BeatRule, from: number, to: number): EvidenceLine => ({
  kind: 'exclusion',
  exclusion: {
    id: `kuma ${source} ${new Date(from).toISOString()}`,
    kind: maintenance ?? '',
    from,
    to,
    // When it was announced does not stand in the file.
    announcedAt: from,
    by: ['provider'],
    agreedBy: [],
  },
})

const timeText = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)Z?$/

function readBeat({ status, time, ping }: Beat, now: number): Read | string {
  const named = typeof status === 'number' ? statuses[status] : undefined
  if (named === undefined) return `its status ${JSON.stringify(status)} is not 0, 1, 2 or 3`
  const match = typeof time === 'string' ? timeText.exec(time) : null
  const at = match ? Date.parse(`${match[1]}T${match[2]}Z`) : Number.NaN
  if (Number.isNaN(at) || at < 0)
    return `its time ${JSON.stringify(time)} is no UTC time such as 2026-03-01 10:00:00.000`
  if (at >= now) return `its time ${match?.[0]} lies in the future`
  return { at, status: named, ping }
}
