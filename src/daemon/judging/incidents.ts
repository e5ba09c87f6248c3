import { unitAround } from '../../agreement/period.ts'
import { judgingSources } from '../../agreement/relief.ts'
import { isOfEvents } from '../../agreement/schema/measures.ts'
import type { Span } from '../../agreement/spans.ts'
import { type Incidents as Found, incidentsIn, type Run } from '../../evaluation/incidents.ts'
import { quietStanding } from '../../evaluation/standing.ts'
import type { Standing } from '../../evaluation/verdict.ts'
import { piecesOf } from '../evidence/evidenceMemory.ts'
import { sourcesNow, type Watched, zone } from '../watched.ts'
import { type IncidentParts, type Restated, restated, type Seen, within } from './incidentsAgain.ts'
import { type KnownIncident, knownIncidents } from './knownIncidents.ts'
import {
  type IncidentText,
  incidentTexts,
  type Judged,
  judgedIn,
  type MemberName,
  memberNames,
} from './periods.ts'

/** An outage or event that is judged alone and not closed yet; its period ends where it has been seen last. */
export interface OpenIncident extends Judged {
  readonly incident: 'goingOn' | 'ended'
}

/** What a look at the outages or events of a member found. */
export interface IncidentLook {
  /** Ended, with their evidence in. */
  readonly due: readonly Judged[]
  readonly open: readonly OpenIncident[]
  /** Where the ledger says otherwise: to be read again from the store, which decides. */
  readonly doubtful: readonly Span[]
}

const mostAnswered = 10_000
const nothing: IncidentLook = { due: [], open: [], doubtful: [] }

/** Finds outages and events that are judged each alone, from the frontier of their member on. */
export class Incidents {
  readonly #parts: IncidentParts
  readonly #open = new Map<string, readonly OpenIncident[]>()
  /** Doubts that the store has answered: the same is asked once. */
  readonly #answered = new Set<string>()

  constructor(parts: IncidentParts) {
    this.#parts = parts
  }

  /** Those that were not closed at the last look. */
  open(id: string): readonly OpenIncident[] {
    return this.#open.get(id) ?? []
  }

  /** Those of a member that lie in a span: the open ones, and those of the ledger. */
  at(watched: Watched, { name, of }: MemberName, span: Span): Judged[] {
    const open = this.open(watched.id).filter(({ member }) => member.name === name && member.of === of)
    const closed = knownIncidents(this.#parts.book, watched, { name, of }, span.from)
      .filter(({ period }) => !open.some((each) => each.period.from === period.from))
      .flatMap(({ entry }) => judgedIn(watched, entry) ?? [])
    return [...closed, ...open].filter(({ period }) => period.from < span.to && period.to > span.from)
  }

  /** Members in force of which nothing is open. */
  quiet(watched: Watched, now: number): Standing[] {
    const open = this.open(watched.id)
    return memberNames(watched).flatMap((name) =>
      incidentTexts(watched, name)
        .filter(({ from, until }) => now >= from && now < until)
        .filter(() => !open.some(({ member }) => member.name === name.name && member.of === name.of))
        .map(({ version, member: { of, ...member } }) =>
          quietStanding({ version, ...member, ...(of === undefined ? {} : { of }) }, now),
        ),
    )
  }

  /** Looks at every member of an agreement. */
  async lookAll(watched: Watched, now: number): Promise<readonly (IncidentLook & { name: MemberName })[]> {
    const { frontiers } = this.#parts
    await frontiers.resume(watched)
    const looks: (IncidentLook & { name: MemberName })[] = []
    for (const name of memberNames(watched)) {
      const look = await this.#look(watched, name, now)
      const doubtful = look.doubtful.filter((span) => this.#isNewDoubt(watched, name, span))
      looks.push({ ...look, name, doubtful })
    }
    await frontiers.keep(watched)
    this.#open.set(
      watched.id,
      looks.flatMap(({ open }) => open),
    )
    return looks
  }

  /** Read again from the store, as far as a span reaches. */
  async restated(watched: Watched, name: MemberName, asked: { span: Span; now: number }): Promise<Restated> {
    await this.#parts.frontiers.resume(watched)
    return restated(this.#parts, watched, name, asked)
  }

  #isNewDoubt(watched: Watched, { name, of }: MemberName, { from, to }: Span): boolean {
    const doubt = `${watched.id} ${name} ${of ?? ''} ${from} ${to}`
    if (this.#answered.has(doubt)) return false
    if (this.#answered.size > mostAnswered) this.#answered.clear()
    this.#answered.add(doubt)
    return true
  }

  async #look(watched: Watched, name: MemberName, now: number): Promise<IncidentLook> {
    const { book, frontiers } = this.#parts
    const { from, isFirst } = frontiers.of(watched, name)
    const texts = incidentTexts(watched, name).filter((text) => text.from <= now)
    const latest = texts.at(-1)
    if (latest === undefined || from >= latest.until) return nothing
    await this.#openMemory(watched, texts, from, now)
    const found: Seen[] = []
    const runs: Run[] = []
    for (const text of texts) {
      const seen = await this.#seen(watched, text, { from, isFirst, now })
      runs.push(...seen.runs)
      found.push(...within(text, seen))
    }
    const begin = Math.min(from, ...found.map(({ judged }) => judged.period.from))
    const known = knownIncidents(book, watched, name, begin).filter(({ period }) => period.from >= begin)
    const look = this.#sorted(watched, { found, known, now })
    this.#moveOn(watched, name, { latest, isFirst, runs, now, look, known })
    return look
  }

  /** What of it the ledger has, what is to be closed, what goes on, and what is not as the ledger says. */
  #sorted(
    watched: Watched,
    { found, known, now }: { found: readonly Seen[]; known: readonly KnownIncident[]; now: number },
  ): IncidentLook {
    const { closings } = this.#parts
    const due: Judged[] = []
    const open: OpenIncident[] = []
    const doubtful: Span[] = []
    const byBegin = new Map(known.map((each) => [each.period.from, each]))
    for (const { judged, hasEnded } of found) {
      const { period } = judged
      const stated = byBegin.get(period.from)
      const closed = stated?.isClosed ? stated : undefined
      if (closed?.period.to === period.to) continue
      if (closed && hasEnded) doubtful.push({ from: period.from, to: Math.max(period.to, closed.period.to) })
      // As with other periods, what ended before the agreement was known is not judged by itself.
      else if (!closed && period.to <= watched.knownSince) continue
      else if (!closed && this.#isDue(watched, { judged, hasEnded }, now)) due.push(judged)
      else {
        const isGoingOn = !hasEnded || !closings.hasArrived(watched, judged, now)
        open.push({ ...judged, incident: isGoingOn ? 'goingOn' : 'ended' })
      }
    }
    const begins = new Set(found.map(({ judged }) => judged.period.from))
    for (const { period } of known) if (!begins.has(period.from)) doubtful.push(period)
    return { due, open, doubtful }
  }

  /** Its end is seen, or nothing at all has been seen for long. */
  #isDue(watched: Watched, { judged, hasEnded }: Seen, now: number): boolean {
    const { closings } = this.#parts
    return (
      closings.isDue(watched, judged, now) && (hasEnded || closings.hasWaited(watched, judged.period, now))
    )
  }

  /** The frontier goes to where nothing is open and no run of bad time lies. */
  #moveOn(
    watched: Watched,
    name: MemberName,
    seen: {
      latest: IncidentText
      isFirst: boolean
      runs: readonly Run[]
      now: number
      look: IncidentLook
      known: readonly KnownIncident[]
    },
  ): void {
    const { closings, frontiers } = this.#parts
    const { latest, runs, now, look } = seen
    const closed = new Set(seen.known.flatMap(({ period, isClosed }) => (isClosed ? [period.from] : [])))
    const unclosed = [...look.due, ...look.open]
      .map(({ period }) => period.from)
      .filter((from) => !closed.has(from))
    const arrived = Math.min(closings.arrivedUntil(watched, latest.member, now), ...unclosed)
    const openRuns = runs.filter(({ isOpenAfter }) => isOpenAfter)
    const lasting = openRuns.filter((run) => !closings.hasWaited(watched, run, now))
    const before = frontiers.of(watched, name)
    const from = outside(runs, alignedTo(latest, Math.min(arrived, ...openRuns.map((run) => run.from))))
    frontiers.move(watched, name, {
      from: seen.isFirst && Number.isFinite(from) ? from : Math.max(before.from, from),
      closedUntil: Math.max(before.from, Math.min(arrived, ...lasting.map((run) => run.from))),
    })
  }

  /** Lines reach back to the frontier, of every identity that a name has meant since; where they do, this does nothing. */
  async #openMemory(
    watched: Watched,
    texts: readonly IncidentText[],
    from: number,
    now: number,
  ): Promise<void> {
    const sources = sourcesNow(watched, now)
    for (const { member, version } of texts)
      for (const name of judgingSources(member.commitment, version.terms)) {
        const source = sources.get(name)
        for (const { identity } of piecesOf(watched.life.uses.get(name) ?? [], { from, to: now }))
          if (source) await this.#parts.memory.open({ ...source, identity }, from)
      }
  }

  async #seen(
    watched: Watched,
    text: IncidentText,
    { from, isFirst, now }: { from: number; isFirst: boolean; now: number },
  ): Promise<Found> {
    const { running, closings, memory, holidays } = this.#parts
    const { member, version } = text
    const uses = judgingSources(member.commitment, version.terms).flatMap(
      (name) => watched.life.uses.get(name) ?? [],
    )
    const begin = isFirst ? Math.min(from, memory.begin(uses) ?? from) : from
    if (begin >= now) return { found: [], runs: [] }
    // Rows are read from the begin of a day, so that what was read serves the next look; budgets are of months.
    const unit = member.commitment.exclude === undefined ? 'day' : 'month'
    const period = { from: unitAround(begin, unit, zone(watched)).from, to: now }
    const exclusions = closings.exclusions(watched)
    const view = await running.viewOf(watched, member, { period, now, exclusions })
    const isCut = isFirst ? {} : { isCut: true as const }
    const span = { from: begin, to: now }
    return incidentsIn({ ...{ version, holidays, view, span }, ...member, asOf: now, ...isCut })
  }
}

/** The begin of the grain that holds an instant, where there are grains. */
function alignedTo({ member: { commitment }, version }: IncidentText, at: number): number {
  const { measure } = commitment
  if (isOfEvents(measure) || !('grain' in measure.terms) || typeof measure.terms.grain !== 'number') return at
  const grainMs = measure.terms.grain
  return version.from + Math.floor((at - version.from) / grainMs) * grainMs
}

/** The latest instant up to `at` over which no run lies. */
function outside(runs: readonly Run[], at: number): number {
  const over = runs.find(({ from, to }) => from < at && at <= to)
  return over ? outside(runs, over.from) : at
}
