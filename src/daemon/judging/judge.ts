import { isOfValue } from '../../agreement/schema/measures.ts'
import type { Span } from '../../agreement/spans.ts'
import type { Judgement } from '../../evaluation/judgePeriod.ts'
import { goneFacts, periodFacts } from '../../evaluation/periodFacts.ts'
import type { PeriodFacts, Standing } from '../../evaluation/verdict.ts'
import { type Finding, periodFinding } from '../../ledger/drafts.ts'
import type { Entry } from '../../ledger/entry.ts'
import { unlessPruned } from '../evidence/pruned.ts'
import { instant } from '../questions.ts'
import { factsOf, inForceAt, type Watched } from '../watched.ts'
import { decidedBy, olderThanDecided } from './deciding.ts'
import { margins, OpenEdges, type Reach, reachOf } from './edges.ts'
import { factsFromStore, judgedFromStore } from './judgedFromStore.ts'
import { declaredOtherwise, withoutPeriod } from './movedEnds.ts'
import {
  isGone,
  isOfIncident,
  type Judged,
  judgedIn,
  type MemberName,
  memberNames,
  periodsIn,
} from './periods.ts'
import { type StandingParts, Standings } from './standings.ts'

const mostClosingsAtOnce = 40

export type JudgeParts = StandingParts

/** What one round found out about an agreement. */
export interface Round {
  readonly standings: readonly Standing[]
  /** More periods wait to be closed than one round takes. */
  readonly hasMore: boolean
}

/** Judges agreements: closes periods, declares breaches when they are certain, and says how everything stands. */
export class Judge {
  readonly #parts: JudgeParts
  readonly #edges = new OpenEdges()
  /** Agreements in which what a stop or a failure has left undone is done. */
  readonly #resumed = new Set<string>()
  readonly #standings: Standings

  constructor(parts: JudgeParts) {
    this.#parts = parts
    this.#standings = new Standings(parts)
  }

  /** Closes what is over, then looks at what is running. */
  async round(watched: Watched, now: number): Promise<Round> {
    if (!this.#resumed.has(watched.id)) await this.#resume(watched, now)
    for (const judged of this.#edges.due(watched.id, now)) await this.#judgeAgain(watched, judged, now)
    const closed = await this.#close(watched, await this.#lookAtIncidents(watched, now), now)
    const standings = await this.#standings.look(watched, now)
    return { standings, hasMore: closed >= mostClosingsAtOnce }
  }

  /** Outages and events that are judged alone and have ended; where the ledger says otherwise it is corrected first. */
  async #lookAtIncidents(watched: Watched, now: number): Promise<Judged[]> {
    const looks = await this.#parts.incidents.lookAll(watched, now)
    for (const { name, doubtful } of looks)
      for (const span of doubtful) await this.#restate(watched, name, { span, now })
    return looks.flatMap(({ due }) => due)
  }

  async #restate(watched: Watched, name: MemberName, asked: { span: Span; now: number }): Promise<void> {
    const restated = await unlessPruned(this.#parts.incidents.restated(watched, name, asked))
    for (const { entry } of restated?.gone ?? []) await this.#withdraw(watched, entry, asked.now)
    for (const judged of restated?.due ?? []) await this.#judgeAgain(watched, judged, asked.now)
  }

  /** An outage or event that is none any more: what stands of it is superseded by an entry that says so. */
  async #withdraw(watched: Watched, known: Entry, now: number): Promise<void> {
    const { book } = this.#parts
    const judged = judgedIn(watched, known)
    const facts = goneFacts(judged ? await factsFromStore(this.#parts, watched, judged, now) : factsOf(known))
    const findings = (['breach', 'periodClosed'] as const).map((kind) =>
      periodFinding(kind, watched.id, facts, now),
    )
    const stands = (found: Finding): boolean => {
      const before = book.find(watched.id, found)
      return before !== undefined && !isGone(before)
    }
    const written = await book.write(watched.id, findings.filter(stands))
    if (judged && written.length > 0) await this.#rejudgeDecided(watched, judged, now)
  }

  /** What a stop has cut short: runs that were open, and verdicts whose deciding ones were corrected just before. */
  async #resume(watched: Watched, now: number): Promise<void> {
    await this.#resumeEdges(watched, now)
    const closed = this.#parts.book.latest(watched.id, 'periodClosed')
    for (const judged of olderThanDecided(watched, closed)) await this.#judgeAgain(watched, judged, now)
    this.#resumed.add(watched.id)
  }

  /** Periods at whose end a run was open: from the latest one back, as long as a run reaches in from the one before. */
  async #resumeEdges(watched: Watched, now: number): Promise<void> {
    for (const name of memberNames(watched)) {
      const closed = this.#parts.book
        .latestOf(watched.id, 'periodClosed', name.name)
        .filter((entry) => (entry.subject ?? undefined) === name.of && !isOfIncident(entry))
        .sort((a, b) => instant(b.period?.to) - instant(a.period?.to))
      for (const entry of closed) {
        const judged = judgedIn(watched, entry)
        if (judged === null || (await this.#judgeAgain(watched, judged, now))?.beganBefore !== true) break
      }
    }
  }

  /** Closes in order of time, whatever the commitment: what was decided first is written first. */
  async #close(watched: Watched, incidents: readonly Judged[], now: number): Promise<number> {
    const { closings } = this.#parts
    const alone = [...incidents]
    const next = new Map(
      memberNames(watched).map((name) => [name, closings.oldestOpen(watched, name)] as const),
    )
    for (let closed = 0; closed < mostClosingsAtOnce; closed++) {
      const [first] = [...next]
        .flatMap(([name, judged]) =>
          judged && closings.isDue(watched, judged, now) ? [{ name, judged }] : [],
        )
        .concat(alone.map((judged) => ({ name: judged.member, judged })))
        .sort((a, b) => a.judged.period.to - b.judged.period.to)
      if (!first) return closed
      await this.judgeClosed(watched, first.judged, now)
      if (alone.includes(first.judged)) alone.splice(alone.indexOf(first.judged), 1)
      else next.set(first.name, closings.oldestOpen(watched, first.name))
    }
    return mostClosingsAtOnce
  }

  /** Judges again what has ended and is touched by evidence, exclusions or events that came late. */
  async rejudge(watched: Watched, span: Span, now: number): Promise<void> {
    const { closings } = this.#parts
    for (const name of memberNames(watched)) await this.#restate(watched, name, { span, now })
    const touched = memberNames(watched).flatMap((name) => this.#touchedBy(watched, name, span))
    // Value follows from the verdicts of the others.
    const [first, last] = [touched.filter((each) => !isValue(each)), touched.filter(isValue)]
    for (const judged of [...first, ...last]) {
      const { version } = inForceAt(watched, judged.period.from)
      const { to } = judged.period
      const isPast = to <= watched.knownSince && now >= to + version.terms.settle
      const isClosed = closings.isClosed(watched, judged)
      // Of the time before the daemon knew the agreement only what something was told of has a verdict.
      if (isClosed || (isPast && (await this.#isTold(watched, judged, now))))
        await this.#judgeAgain(watched, judged, now)
    }
  }

  /** Whether any evidence or event of a finished period is there, as a backtest asks. */
  async #isTold(watched: Watched, judged: Judged, now: number): Promise<boolean> {
    const whole = await unlessPruned(this.#whole(watched, judged, now))
    if (whole === null) return false
    if (isValue(judged)) return whole.judgement.measured.value !== null
    const { inputs, counts } = periodFacts(whole.judgement, whole.describe)
    return inputs.evidence.some(({ observations }) => observations > 0) || Number(counts?.total ?? 0) > 0
  }

  /** Every period that a span touches, after the one before: what lies over its edge may have another end now. */
  #touchedBy(watched: Watched, name: MemberName, span: Span): Judged[] {
    const touched = periodsIn(watched, name, span)
    const [first] = touched
    if (first === undefined || first.member.commitment.period.kind === 'trailing') return touched
    const { from } = first.period
    const before = periodsIn(watched, name, { from: from - 1, to: from })
    return [...before.filter((each) => this.#parts.closings.isClosed(watched, each)), ...touched]
  }

  /** What was decided stands where its raw evidence is gone: nothing is computed from what is left of it. */
  #judgeAgain(watched: Watched, judged: Judged, now: number): Promise<Reach | null> {
    return unlessPruned(this.judgeClosed(watched, judged, now))
  }

  /** Judges a finished period from evidence and writes what is new: the verdict, the breach, or a correction of either. */
  async judgeClosed(watched: Watched, judged: Judged, now: number): Promise<Reach> {
    const { book } = this.#parts
    const { judgement, describe, reach } = await this.#whole(watched, judged, now)
    const facts = periodFacts(judgement, describe)
    // An outage that is judged alone is looked at as a whole: another end makes another period.
    const isAlone = facts.incident !== undefined
    this.#edges.note(watched.id, judged, { isOpen: reach.isOpenAfter && !isAlone, now })
    const breach = periodFinding('breach', watched.id, facts, now)
    const declared = book.find(watched.id, breach)
    const isDeclared = declared !== undefined && factsOf(declared).verdict === 'breached'
    const isRepeated = this.#verdictBefore(watched, judged, ['met', 'breached']) === 'breached'
    const moved = declaredOtherwise(book, watched.id, judged)
    const isBreached = facts.verdict === 'breached'
    const told = { ...breach, isQuiet: moved.length > 0 }
    const findings: Finding[] = isBreached
      ? isDeclared || isRepeated
        ? []
        : [told]
      : isDeclared
        ? [breach]
        : []
    for (const each of moved.map(withoutPeriod))
      findings.push({ ...periodFinding('breach', watched.id, each, now), isQuiet: isBreached })
    const closed = periodFinding('periodClosed', watched.id, facts, now)
    const written = await book.write(watched.id, [
      ...findings,
      { ...closed, isQuiet: this.#isQuiet(watched, judged, facts, closed) },
    ])
    if (written.length > 0) await this.#rejudgeDecided(watched, judged, now)
    return reach
  }

  /** What this verdict decides (a promise deemed missed by it, value) is judged again where it was closed before. */
  async #rejudgeDecided(watched: Watched, judged: Judged, now: number): Promise<void> {
    const isClosed = (other: Judged): boolean => this.#parts.closings.isClosed(watched, other)
    // Where this fails in the middle, the next round finds by the chain what is left to do.
    const isResumed = this.#resumed.delete(watched.id)
    for (const other of decidedBy(watched, judged, isClosed)) await this.#judgeAgain(watched, other, now)
    if (isResumed) this.#resumed.add(watched.id)
  }

  /**
   * An event of which the contract promises nothing is no news. A trailing span is news where its verdict differs: from what it
   * was itself, else from the midnight before.
   */
  #isQuiet(watched: Watched, judged: Judged, facts: PeriodFacts, closed: Finding): boolean {
    if (facts.incident !== undefined)
      return facts.verdict === 'notApplicable' && this.#parts.book.find(watched.id, closed) === undefined
    if (judged.member.commitment.period.kind !== 'trailing') return false
    const before = this.#parts.book.find(watched.id, closed)
    const known = before ? factsOf(before).verdict : this.#verdictBefore(watched, judged, null)
    return known === facts.verdict
  }

  /** For trailing spans: the latest verdict of a midnight before, among some; null for other periods. */
  #verdictBefore(
    watched: Watched,
    { member, period }: Judged,
    among: readonly PeriodFacts['verdict'][] | null,
  ): string | null {
    if (member.commitment.period.kind !== 'trailing') return null
    const before = this.#parts.book
      .latestOf(watched.id, 'periodClosed', member.name)
      .filter(
        (entry) =>
          (entry.subject ?? undefined) === member.of &&
          instant(entry.period?.to) < period.to &&
          (among === null || among.includes(factsOf(entry).verdict)),
      )
    const last = before.reduce<Entry | null>(
      (latest, entry) =>
        latest === null || instant(entry.period?.to) > instant(latest.period?.to) ? entry : latest,
      null,
    )
    return last ? factsOf(last).verdict : null
  }

  /** A finished period judged from evidence, as it was for its closing. */
  async judgement(watched: Watched, judged: Judged, now: number): Promise<Judgement> {
    return (await this.#whole(watched, judged, now)).judgement
  }

  /** When a period was last judged while a run over its end was open; null where it is seen whole. */
  openSince(watched: Watched, judged: Judged): number | null {
    return this.#edges.judgedAt(watched.id, judged)
  }

  /**
   * A finished period as of its closing, its evidence read on until every run of bad time over its edges is seen
   * whole: what lies after it decides how long the run was, and nothing else.
   */
  async #whole(watched: Watched, judged: Judged, now: number) {
    const closing = this.#parts.closings.closingOf(watched, judged, now)
    let found = await judgedFromStore(this.#parts, watched, judged, { asOf: closing, seenUntil: closing })
    let reach = reachOf(found.judgement)
    const seenBefore = (this.openSince(watched, judged) ?? judged.period.to) - judged.period.to
    for (const marginMs of margins.filter((each) => each * 4 > seenBefore)) {
      if (!reach.isOpenBefore && !reach.isOpenAfter) break
      const until = Math.max(closing, Math.min(now, judged.period.to + marginMs))
      const seenUntil = reach.isOpenAfter ? until : closing
      found = await judgedFromStore(this.#parts, watched, judged, { asOf: closing, seenUntil, marginMs })
      reach = reachOf(found.judgement)
      if (!reach.isOpenBefore && seenUntil >= now) break
    }
    return { ...found, reach }
  }
}

const isValue = ({ member }: Judged): boolean => isOfValue(member.commitment.measure)
