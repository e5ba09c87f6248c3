import { isoInstant, zoneOf } from '../agreement/agreement.ts'
import type { Holidays } from '../agreement/calendar.ts'
import { type Period, periodAfter, periodAt, periodsTouching } from '../agreement/period.ts'
import { sourcesIn } from '../agreement/references.ts'
import type { SourceTerms } from '../agreement/sourceTerms.ts'
import { canBeCertainEarly, isCertainAt } from '../evaluation/certain.ts'
import { elapsedPairs } from '../evaluation/eventMeasures.ts'
import { contextOf, judgePeriod, periodContextOf } from '../evaluation/judgePeriod.ts'
import { periodFacts } from '../evaluation/periodFacts.ts'
import type { Standing } from '../evaluation/verdict.ts'
import type { Exclusion } from '../evidence/event.ts'
import { atRiskFinding, type Finding, periodFinding } from '../ledger/drafts.ts'
import { nextAt } from '../sources/grid.ts'
import { isProbed } from '../sources/missed.ts'
import type { Store } from '../store.ts'
import type { Book } from './book.ts'
import type { EvidenceMemory } from './evidenceMemory.ts'
import { gather } from './gather.ts'
import { instant, type Member, membersIn, questionOf } from './questions.ts'
import type { Running } from './running.ts'
import { currentOf, exclusionsOf, factsOf, inForceAt, sourcesNow, type Watched } from './watched.ts'

const dayMs = 86_400_000
/** How long a closing waits for sources that are behind, before the missing slots are taken as they are. */
const mostWaitMs = dayMs
const mostClosingsAtOnce = 40

export interface JudgeParts {
  readonly store: Store
  readonly book: Book
  readonly memory: EvidenceMemory
  readonly running: Running
  readonly holidays: Holidays
}

/** What one round found out about an agreement. */
export interface Round {
  readonly standings: readonly Standing[]
  /** More periods wait to be closed than one round takes. */
  readonly hasMore: boolean
}

/** Judges agreements: closes periods, declares breaches when they are certain, and says how everything stands. */
export class Judge {
  readonly #parts: JudgeParts

  constructor(parts: JudgeParts) {
    this.#parts = parts
  }

  exclusions(watched: Watched): Exclusion[] {
    const { book } = this.#parts
    return exclusionsOf(
      book.latest(watched.id, 'exclusionAnnounced'),
      book.latest(watched.id, 'exclusionWithdrawn'),
    ).filter((each) => each.withdrawnAt === null)
  }

  /** Closes what is over, then looks at what is running. */
  async round(watched: Watched, now: number): Promise<Round> {
    const closed = await this.#close(watched, now)
    const standings = await this.#look(watched, now)
    return { standings, hasMore: closed >= mostClosingsAtOnce }
  }

  /** Every member that any document in force has had. */
  #members(watched: Watched): Member[] {
    const all = watched.documents.flatMap(({ agreement }) =>
      agreement.versions.flatMap((version) => membersIn(version.terms.commitments)),
    )
    return [...new Map(all.map((member) => [`${member.name} ${member.of ?? ''}`, member])).values()]
  }

  async #close(watched: Watched, now: number): Promise<number> {
    let closed = 0
    for (const member of this.#members(watched)) {
      while (closed < mostClosingsAtOnce) {
        const period = this.#nextToClose(watched, member, now)
        if (period === null) break
        await this.judgeClosed(watched, member, { period, now })
        closed++
      }
    }
    return closed
  }

  /** The oldest finished period without a verdict, if it may be closed now. */
  #nextToClose(watched: Watched, member: Member, now: number): Period | null {
    const last = this.#parts.book
      .latest(watched.id, 'periodClosed')
      .filter((entry) => entry.clause === member.name && (entry.subject ?? undefined) === member.of)
    const closedUntil = Math.max(Number.NEGATIVE_INFINITY, ...last.map((entry) => instant(entry.period?.to)))
    const next = this.#periodFrom(watched, member, closedUntil)
    if (next === null) return null
    const { version } = inForceAt(watched, next.from)
    return now >= next.to + version.terms.settle && this.#hasArrived(watched, member, { period: next, now })
      ? next
      : null
  }

  /** The period that follows what is closed; the first is the one that runs when the daemon first knows the agreement. */
  #periodFrom(watched: Watched, member: Member, closedUntil: number): Period | null {
    const start = Number.isFinite(closedUntil) ? closedUntil : watched.knownSince
    const { agreement, version } = inForceAt(watched, start)
    const terms = version.terms.commitments[member.name]
    const context = periodContextOf(agreement)
    if (!terms || terms.period.kind === 'incident') return null
    const at = Math.max(start, context.term.from)
    if (terms.period.kind === 'trailing' && Number.isFinite(closedUntil)) {
      return periodAfter(terms.period, { from: closedUntil, to: closedUntil }, context)
    }
    return periodAt(terms.period, at, context)
  }

  /** Whether every slot of the period has its observation, and no clock that began in it still runs. */
  #hasArrived(watched: Watched, member: Member, { period, now }: { period: Period; now: number }): boolean {
    const { version } = inForceAt(watched, period.from)
    const commitment = version.terms.commitments[member.name]
    if (!commitment) return true
    const asked = commitment.measure
    if (asked.kind === 'elapsed') {
      const view = this.#parts.running.eventsView(watched, now)
      const question = questionOf({
        watched,
        member,
        period,
        view,
        asOf: now,
        holidays: this.#parts.holidays,
        closed: [],
      })
      return elapsedPairs(asked.terms, contextOf(question)).every((pair) => pair.state !== 'running')
    }
    if (asked.kind === 'occurrences' || now > period.to + version.terms.settle + mostWaitMs) return true
    return sourcesIn(asked.terms.of).every((name) =>
      this.#isCaughtUp(sourcesNow(watched, now).get(name), period.to),
    )
  }

  #isCaughtUp(source: SourceTerms | undefined, until: number): boolean {
    if (!source || !(isProbed(source) || source.look.kind === 'heartbeat')) return true
    const frontier = this.#parts.memory.frontier(source.identity)
    return Number.isFinite(frontier) && nextAt(source, frontier) >= until
  }

  /** Judges again what has ended and is touched by evidence, exclusions or events that came late. */
  async rejudge(watched: Watched, span: Period, now: number): Promise<void> {
    for (const member of this.#members(watched)) {
      const { agreement } = inForceAt(watched, span.from)
      if (member.commitment.period.kind === 'incident') continue
      for (const period of periodsTouching(member.commitment.period, span, periodContextOf(agreement))) {
        const { version } = inForceAt(watched, period.from)
        const isKnown = this.#isClosed(watched, member, period)
        const isPast = period.to <= watched.knownSince && now >= period.to + version.terms.settle
        if (isKnown || isPast) await this.judgeClosed(watched, member, { period, now })
      }
    }
  }

  #isClosed(watched: Watched, member: Member, period: Period): boolean {
    const zone = zoneOf(currentOf(watched))
    const written = { from: isoInstant(period.from, zone), to: isoInstant(period.to, zone) }
    return (
      this.#parts.book.find(watched.id, {
        kind: 'periodClosed',
        clause: member.name,
        period: written,
        subject: member.of ?? null,
      }) !== undefined
    )
  }

  /** Judges a finished period from evidence and writes what is new: the verdict, the breach, or a correction of either. */
  async judgeClosed(
    watched: Watched,
    member: Member,
    { period, now }: { period: Period; now: number },
  ): Promise<void> {
    const { book } = this.#parts
    const facts = await this.#factsOf(watched, member, {
      period,
      asOf: this.#closingOf(watched, member, period, now),
    })
    const findings: Finding[] = []
    const breach = periodFinding('breach', watched.id, facts, now)
    const known = book.find(watched.id, breach)
    const follows = this.#verdictBefore(watched, member, period)
    if (
      facts.verdict === 'breached'
        ? !known && follows !== 'breached'
        : known && factsOf(known).verdict === 'breached'
    )
      findings.push(breach)
    const closed = periodFinding('periodClosed', watched.id, facts, now)
    const isRepeated = follows !== null && follows === facts.verdict && !book.find(watched.id, closed)
    await book.write(watched.id, [...findings, isRepeated ? { ...closed, isQuiet: true } : closed])
  }

  /** For trailing spans: the verdict of the midnight before, since only a change is news; null for other periods. */
  #verdictBefore(watched: Watched, member: Member, period: Period): string | null {
    if (member.commitment.period.kind !== 'trailing') return null
    const before = this.#parts.book
      .latest(watched.id, 'periodClosed')
      .filter(
        (entry) =>
          entry.clause === member.name &&
          (entry.subject ?? undefined) === member.of &&
          instant(entry.period?.to) < period.to,
      )
    const last = before.findLast((entry) => ['met', 'breached'].includes(factsOf(entry).verdict))
    return last ? factsOf(last).verdict : null
  }

  /** As of when a period is judged: a finished one always the same, a running one now. */
  asOf(watched: Watched, member: Member, { period, now }: { period: Period; now: number }): number {
    const closing = this.#closingOf(watched, member, period, now)
    return this.#isClosed(watched, member, period) || now >= closing ? closing : now
  }

  /** The instant as of which a finished period is judged: always the same, so that judging again gives the same facts. */
  #closingOf(watched: Watched, member: Member, period: Period, now: number): number {
    const { version } = inForceAt(watched, period.from)
    const kinds = new Set(member.commitment.exclude ?? [])
    const announced = this.exclusions(watched).filter(
      (each) => kinds.has(each.kind) && each.from < period.to && each.to > period.from,
    )
    const clocks = this.#lastDue(watched, member, period, now)
    return Math.max(period.to + version.terms.settle, clocks, ...announced.map((each) => each.announcedAt))
  }

  #lastDue(watched: Watched, member: Member, period: Period, now: number): number {
    const asked = member.commitment.measure
    if (asked.kind !== 'elapsed') return 0
    const view = this.#parts.running.eventsView(watched, now)
    const question = questionOf({
      watched,
      member,
      period,
      view,
      asOf: now,
      holidays: this.#parts.holidays,
      closed: [],
    })
    return Math.max(
      0,
      ...elapsedPairs(asked.terms, contextOf(question)).map((pair) =>
        Number.isFinite(pair.due) ? pair.due + 1 : 0,
      ),
    )
  }

  async #factsOf(watched: Watched, member: Member, { period, asOf }: { period: Period; asOf: number }) {
    const { store, book, holidays } = this.#parts
    const { agreement } = inForceAt(watched, period.from)
    const exclusions = this.exclusions(watched)
    const { view, describe } = await gather(store, {
      watched,
      agreement,
      commitment: member.commitment,
      period,
      exclusions,
      seenUntil: asOf,
    })
    const question = questionOf({
      watched,
      member,
      period,
      view,
      asOf,
      holidays,
      closed: book.latest(watched.id, 'periodClosed'),
    })
    const judgement = judgePeriod(question)
    return periodFacts(judgement, describe)
  }

  /** How every running period stands; declares breaches that have become certain, and warns of those that are near. */
  async #look(watched: Watched, now: number): Promise<Standing[]> {
    const { running } = this.#parts
    const { version } = inForceAt(watched, now)
    const standings: Standing[] = []
    for (const member of membersIn(version.terms.commitments)) {
      const running_ = this.#runningPeriod(watched, member, now)
      if (running_ === null) continue
      const standing = await running.standing(watched, member, {
        period: running_,
        now,
        exclusions: this.exclusions(watched),
      })
      standings.push(standing)
      await this.#declare(watched, member, { period: running_, now, standing })
    }
    return standings
  }

  #runningPeriod(watched: Watched, member: Member, now: number): Period | null {
    const { agreement } = inForceAt(watched, now)
    const terms = member.commitment.period
    if (terms.kind === 'incident') return null
    return periodAt(terms, now, periodContextOf(agreement))
  }

  async #declare(
    watched: Watched,
    member: Member,
    at: { period: Period; now: number; standing: Standing },
  ): Promise<void> {
    const { book, running, holidays } = this.#parts
    const { period, now, standing } = at
    const zone = zoneOf(currentOf(watched))
    const key = {
      kind: 'breach' as const,
      clause: member.name,
      period: { from: isoInstant(period.from, zone), to: isoInstant(period.to, zone) },
      subject: member.of ?? null,
    }
    const known = book.find(watched.id, key)
    const isDeclared = known !== undefined && factsOf(known).verdict === 'breached'
    if (member.commitment.period.kind === 'trailing') return
    if (standing.state === 'breached' || isDeclared) {
      const exclusions = this.exclusions(watched)
      const view = await running.viewOf(watched, member, { period, now, exclusions })
      const question = questionOf({ watched, member, period, view, asOf: now, holidays, closed: [] })
      const context = contextOf(question)
      const isCertain = canBeCertainEarly(context) && isCertainAt(context, now)
      // Declared once; written again only where an exclusion or correction has undone it, or brought it back.
      if (isCertain !== isDeclared) {
        const facts = await this.#factsOf(watched, member, { period, asOf: now })
        if ((facts.verdict === 'breached') !== isDeclared)
          await book.write(watched.id, [periodFinding('breach', watched.id, facts, now)])
      }
      return
    }
    if (isWorthAWarning(standing, period, now) && !book.find(watched.id, { ...key, kind: 'atRisk' })) {
      await book.write(watched.id, [atRiskFinding(currentOf(watched), standing, now)])
    }
  }
}

/** At the recent rate the target will be missed; or it is missed now and enough of the period has been seen to say so. */
function isWorthAWarning(standing: Standing, period: Period, now: number): boolean {
  if (standing.state !== 'atRisk' && standing.state !== 'failing') return false
  const left = period.to - now
  if (standing.secondsToCertainty !== null) return Number(standing.secondsToCertainty) * 1000 < left
  return now - period.from >= (period.to - period.from) / 12
}
