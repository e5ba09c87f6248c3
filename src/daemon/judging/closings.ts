import { zoneOf } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import type { Period } from '../../agreement/period.ts'
import { judgingSources } from '../../agreement/relief.ts'
import { isOfEvents } from '../../agreement/schema/measures.ts'
import type { SourceTerms } from '../../agreement/sourceTerms.ts'
import { paidAnswers } from '../../evaluation/clocks.ts'
import type { MeasureContext } from '../../evaluation/context.ts'
import { elapsedPairs } from '../../evaluation/eventMeasures.ts'
import { contextOf } from '../../evaluation/periodQuestion.ts'
import { answeredAt } from '../../evaluation/timesTaken.ts'
import type { Event, Exclusion } from '../../evidence/event.ts'
import { periodKey } from '../../ledger/drafts.ts'
import { nextAt } from '../../sources/grid.ts'
import { isProbed } from '../../sources/missed.ts'
import type { Book } from '../book.ts'
import type { EvidenceMemory } from '../evidence/evidenceMemory.ts'
import { instant, questionOf } from '../questions.ts'
import { currentOf, exclusionsOf, inForceAt, sourcesNow, type Watched } from '../watched.ts'
import { decidingFor } from './deciding.ts'
import type { Frontiers } from './frontiers.ts'
import { isGone, isOfIncident, type Judged, type MemberName, periodFrom } from './periods.ts'
import type { Running } from './running.ts'

const dayMs = 86_400_000
/** How long a closing waits for sources that are behind, before the missing slots are taken as they are. */
const mostWaitMs = dayMs

const keyOf = ({ name, of }: MemberName): string => `${name} ${of ?? ''}`

export interface ClosingsParts {
  readonly book: Book
  readonly memory: EvidenceMemory
  readonly running: Running
  readonly frontiers: Frontiers
  readonly holidays: Holidays
}

/** Which period of a commitment is to be closed next, when it may be, and as of when it is judged. */
export class Closings {
  readonly #parts: ClosingsParts
  /** The first instant at which this process asked: sources that were not read while it did not run need their time. */
  #startedAt: number | null = null
  readonly #standing = new Map<string, { readonly count: number; readonly exclusions: Exclusion[] }>()
  readonly #ends = new Map<string, { readonly count: number; readonly until: Map<string, number> }>()

  constructor(parts: ClosingsParts) {
    this.#parts = parts
  }

  /** The exclusions that stand. */
  exclusions(watched: Watched): Exclusion[] {
    const { book } = this.#parts
    const count = book.entries(watched.id).length
    const known = this.#standing.get(watched.id)
    if (known?.count === count) return known.exclusions
    const exclusions = exclusionsOf(
      book.latest(watched.id, 'exclusionAnnounced'),
      book.latest(watched.id, 'exclusionWithdrawn'),
    ).filter((each) => each.withdrawnAt === null)
    this.#standing.set(watched.id, { count, exclusions })
    return exclusions
  }

  /**
   * The oldest period without a verdict, finished or not; the first is the one that runs when the daemon first knows
   * the agreement. Evidence of earlier times may have made verdicts before it: they do not move the begin.
   */
  oldestOpen(watched: Watched, name: MemberName): Judged | null {
    const closedUntil = this.#closedUntil(watched.id).get(keyOf(name)) ?? Number.NEGATIVE_INFINITY
    const isClosed = closedUntil > watched.knownSince
    return periodFrom(watched, name, { start: isClosed ? closedUntil : watched.knownSince, isClosed })
  }

  /** Whether everything that counts towards a span which ends at an instant is closed: periods that lie in it, and incidents that begin before. */
  isClosedUntil(watched: Watched, name: MemberName, until: number): boolean {
    const open = this.oldestOpen(watched, name)
    const hasOpen = open !== null && open.period.to <= until && open.period.from < until
    return !hasOpen && this.#parts.frontiers.closedUntil(watched, name) >= until
  }

  /** What ends before it is closed: the end of the oldest open period, or the first moment of which an incident may be open. */
  openFrom(watched: Watched, name: MemberName): number {
    const open = this.oldestOpen(watched, name)?.period.to ?? Number.POSITIVE_INFINITY
    return Math.min(open, this.#parts.frontiers.closedUntil(watched, name) + 1)
  }

  /** The first instant of which something may still be judged for the first time, or null. */
  neededFrom(watched: Watched, name: MemberName): number | null {
    const open = this.oldestOpen(watched, name)?.period.from ?? Number.POSITIVE_INFINITY
    const { frontiers } = this.#parts
    const isPerIncident = Number.isFinite(frontiers.closedUntil(watched, name))
    const from = Math.min(open, isPerIncident ? frontiers.of(watched, name).from : open)
    return Number.isFinite(from) ? from : null
  }

  /** Up to where everything that is seen of a member in time is there: the rest of it would be late. */
  arrivedUntil(watched: Watched, { commitment }: Judged['member'], now: number): number {
    const { version } = inForceAt(watched, now)
    const settled = now - version.terms.settle
    if (isOfEvents(commitment.measure)) return settled
    this.#startedAt ??= now
    const sources = sourcesNow(watched, now)
    const seen = judgingSources(commitment, version.terms).map((name) => this.#seenUntil(sources.get(name)))
    const behind = Math.min(settled, ...seen)
    return now > this.#startedAt + mostWaitMs ? Math.max(behind, settled - mostWaitMs) : behind
  }

  /** Whether sources that are behind were waited for, after something has ended. */
  hasWaited(watched: Watched, { from, to }: Period, now: number): boolean {
    const { version } = inForceAt(watched, from)
    this.#startedAt ??= now
    return now > Math.max(to + version.terms.settle, this.#startedAt) + mostWaitMs
  }

  /** Up to where each commitment is closed; entries are read once, since the ledger only grows. */
  #closedUntil(agreement: string): ReadonlyMap<string, number> {
    const entries = this.#parts.book.entries(agreement)
    const known = this.#ends.get(agreement) ?? { count: 0, until: new Map<string, number>() }
    for (const entry of entries.slice(known.count)) {
      const { kind, clause, subject, period } = entry
      if (kind !== 'periodClosed' || isOfIncident(entry)) continue
      const key = keyOf({ name: clause ?? '', of: subject ?? undefined })
      known.until.set(key, Math.max(known.until.get(key) ?? Number.NEGATIVE_INFINITY, instant(period?.to)))
    }
    this.#ends.set(agreement, { count: entries.length, until: known.until })
    return known.until
  }

  /** Whether a period may be closed now. */
  isDue(watched: Watched, judged: Judged, now: number): boolean {
    this.#startedAt ??= now
    const { version } = inForceAt(watched, judged.period.from)
    return (
      now >= judged.period.to + version.terms.settle &&
      this.hasArrived(watched, judged, now) &&
      decidingFor(watched, judged).every((other) => this.isClosed(watched, other))
    )
  }

  /** Whether every slot of the period has its observation, and no clock that began in it still runs. */
  hasArrived(watched: Watched, { member, period }: Judged, now: number): boolean {
    const { version } = inForceAt(watched, period.from)
    const asked = member.commitment.measure
    if (asked.kind === 'elapsed')
      return this.#pairs(watched, { member, period }, now).every((pair) => pair.state !== 'running')
    if (isOfEvents(asked)) return true
    if (this.hasWaited(watched, period, now)) return true
    return judgingSources(member.commitment, version.terms).every((name) =>
      this.#isCaughtUp(sourcesNow(watched, now).get(name), period.to),
    )
  }

  #isCaughtUp(source: SourceTerms | undefined, until: number): boolean {
    return this.#seenUntil(source) >= until
  }

  /** Every slot before it has its observation; what is told by others is never waited for. */
  #seenUntil(source: SourceTerms | undefined): number {
    if (!source || !(isProbed(source) || source.look.kind === 'heartbeat')) return Number.POSITIVE_INFINITY
    const frontier = this.#parts.memory.frontier(source.identity)
    return Number.isFinite(frontier) ? nextAt(source, frontier) : Number.NEGATIVE_INFINITY
  }

  isClosed(watched: Watched, { member, period }: Judged): boolean {
    const zone = zoneOf(currentOf(watched))
    const entry = this.#parts.book.find(watched.id, {
      kind: 'periodClosed',
      clause: member.name,
      period: periodKey(member.commitment, period, zone),
      subject: member.of ?? null,
    })
    return entry !== undefined && !isGone(entry)
  }

  /** As of when a period is judged: a finished one always the same, a running one now. */
  asOf(watched: Watched, judged: Judged, now: number): number {
    const closing = this.closingOf(watched, judged, now)
    return this.isClosed(watched, judged) || now >= closing ? closing : now
  }

  /** The instant as of which a finished period is judged: always the same, so that judging again gives the same facts. */
  closingOf(watched: Watched, judged: Judged, now: number): number {
    const { member, period } = judged
    const { version } = inForceAt(watched, period.from)
    const asked = member.commitment.measure
    const kinds = new Set([
      ...(member.commitment.exclude ?? []),
      ...(asked.kind === 'notice' ? [asked.terms.of] : []),
    ])
    const announced = this.exclusions(watched).filter(
      (each) => kinds.has(each.kind) && each.from < period.to && each.to > period.from,
    )
    return Math.max(
      period.to + version.terms.settle,
      this.#lastDue(watched, judged, now),
      ...decidingFor(watched, judged).map((other) => this.closingOf(watched, other, now)),
      ...announced.map((each) => each.announcedAt),
    )
  }

  #lastDue(watched: Watched, judged: Judged, now: number): number {
    const asked = judged.member.commitment.measure
    if (asked.kind === 'timeTaken')
      return Math.max(0, ...answeredAt(asked.terms, this.#eventContext(watched, judged, now)))
    const pairs = this.#pairs(watched, judged, now)
    const dues = pairs.map(({ due }) => (Number.isFinite(due) ? due + 1 : 0))
    return Math.max(0, ...dues, ...paidAnswers(judged.member.commitment, pairs))
  }

  /** The clocks that began in a period; none for measures that have none. */
  #pairs(watched: Watched, judged: Judged, now: number) {
    const asked = judged.member.commitment.measure
    if (asked.kind !== 'elapsed') return []
    return elapsedPairs(asked.terms, this.#eventContext(watched, judged, now))
  }

  /** A period as its events stand now. */
  #eventContext(watched: Watched, { member, period }: Judged, now: number): MeasureContext {
    const { running, holidays } = this.#parts
    const whole = running.eventsView(watched, now)
    const isAlone = member.commitment.period.kind === 'incident'
    const view = isAlone ? { ...whole, events: eventsOfSubject(whole.events, period.from) } : whole
    const question = questionOf({ watched, member, period, view, asOf: now, holidays, closed: () => [] })
    return contextOf(question)
  }
}

/** What happened about the same as what happened at an instant. */
function eventsOfSubject(events: readonly Event[], at: number): readonly Event[] {
  const own = new Set(events.filter((event) => event.at === at).map(({ subject }) => subject))
  return events.filter(({ subject }) => own.has(subject))
}
