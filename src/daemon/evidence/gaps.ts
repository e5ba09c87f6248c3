import { isoInstant, versionAt } from '../../agreement/agreement.ts'
import { isOfEvents } from '../../agreement/schema/measures.ts'
import type { SourceTerms } from '../../agreement/sourceTerms.ts'
import { sourcesIn } from '../../agreement/subject.ts'
import { secondsText } from '../../evaluation/measured.ts'
import type { Series } from '../../evidence/series.ts'
import { type Finding, finding } from '../../ledger/drafts.ts'
import { type Observation, reasons } from '../../sources/observation.ts'
import type { Store } from '../../store.ts'
import { currentOf, sourcesNow, type Watched, zone } from '../watched.ts'

/** A gap shorter than this is daily life; its time is unknown all the same. */
const leastGapMs = 5 * 60_000
const leastSlots = 3
/** A gap that goes on is told after this. */
const longGapMs = 3_600_000

interface Open {
  readonly from: number
  last: number
  told: boolean
  /** How far it went when it was last looked at: one that no longer grows is about to end, and is told whole then. */
  seen: number | null
}

/** Stretches in which a source was not seen, told to both parties when they end or last long. */
export class Gaps {
  readonly #open = new Map<string, Open>()
  readonly #ended: { identity: string; from: number; to: number }[] = []

  /** Follows what each source says; the gap ends at the first observation that is known. */
  absorb(observations: readonly Observation[]): void {
    for (const { source, at, outcome } of observations) {
      const open = this.#open.get(source)
      if (outcome === 'unknown') {
        if (open) open.last = at
        else this.#open.set(source, { from: at, last: at, told: false, seen: null })
      } else if (open && at > open.last) {
        this.#open.delete(source)
        if (!open.told) this.#ended.push({ identity: source, from: open.from, to: at })
      }
    }
  }

  /** A gap that was open when the daemon stopped goes on from where it began. */
  resume(identity: string, series: Series): void {
    if (this.#open.has(identity)) return
    let first = series.length
    while (first > 0 && series.outcome[first - 1] === 2) first--
    if (first === series.length) return
    const [from, last] = [series.at[first] as number, series.at[series.length - 1] as number]
    this.#open.set(identity, { from, last, told: false, seen: null })
  }

  /** Gaps worth telling now; each is handed out once. */
  take(sources: ReadonlyMap<string, SourceTerms>): { identity: string; from: number; to: number }[] {
    const long = [...this.#open].flatMap(([identity, open]) => {
      if (open.told || open.last - open.from < Math.max(longGapMs, leastOf(sources.get(identity)))) return []
      const grows = open.seen !== null && open.last > open.seen
      open.seen = open.last
      if (!grows) return []
      open.told = true
      return [{ identity, from: open.from, to: open.last }]
    })
    const ended = this.#ended
      .splice(0)
      .filter((gap) => gap.to - gap.from >= leastOf(sources.get(gap.identity)))
    return [...ended, ...long]
  }
}

function leastOf(source: SourceTerms | undefined): number {
  const interval =
    source?.schedule?.kind === 'every' ? source.schedule.intervalMs : (source?.holdsForMs ?? 0) / 2.5
  return Math.max(leastGapMs, Number.isFinite(interval) ? interval * leastSlots : leastGapMs)
}

/** The entry about a gap, for one agreement that uses the source. */
export async function gapFinding(
  store: Store,
  watched: Watched,
  gap: { identity: string; from: number; to: number },
  now: number,
): Promise<Finding | null> {
  const source = [...sourcesNow(watched, now).values()].find((each) => each.identity === gap.identity)
  if (!source) return null
  const series = await store.series(gap.identity, gap.from, gap.to)
  const counts: Record<string, number> = {}
  for (let i = 0; i < series.length; i++) {
    const reason = reasons[(series.reason[i] ?? 0) - 1] ?? 'unknown'
    if (series.outcome[i] === 2) counts[reason] = (counts[reason] ?? 0) + 1
  }
  const { commitments } = versionAt(currentOf(watched), now).terms
  const touched = Object.entries(commitments).filter(
    ([, { measure }]) => !isOfEvents(measure) && sourcesIn(measure.terms.of).includes(source.name),
  )
  const timeZone = zone(watched)
  const from = isoInstant(gap.from, timeZone)
  return finding(
    'evidenceGap',
    { agreement: watched.id, subject: `${source.name} ${from}`, at: now },
    {
      source: source.name,
      identity: source.identity,
      from,
      to: isoInstant(gap.to, timeZone),
      seconds: secondsText(gap.to - gap.from),
      reasons: counts,
      commitments: touched.map(([name]) => name),
      timeZone,
    },
  )
}
