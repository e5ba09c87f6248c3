import { versionAt } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import type { Surroundings } from '../../evaluation/explain.ts'
import { type JoinedCredits, joinCredits } from '../../evaluation/joins.ts'
import { type Judgement, judging } from '../../evaluation/judgePeriod.ts'
import { type Pieces, whole } from '../../evaluation/pieces.ts'
import { clauseStates, outcomeOf, terminationResult } from '../../evaluation/termination.ts'
import { namedIn, type Outcome, type TerminationContext } from '../../evaluation/triggers.ts'
import type { TerminationResult } from '../../evaluation/verdict.ts'
import type { Exclusion } from '../../evidence/event.ts'
import type { Finding } from '../../ledger/drafts.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Book } from '../book.ts'
import { withCreditNow } from '../credits/creditEntries.ts'
import { type HistoryContext, judgementFrom, outcomeFrom } from '../judging/history.ts'
import type { Incidents } from '../judging/incidents.ts'
import { inPieces } from '../judging/inPieces.ts'
import {
  isGone,
  isOfIncident,
  type Judged,
  type MemberName,
  memberNames,
  periodRunning,
  periodsIn,
} from '../judging/periods.ts'
import type { Running } from '../judging/running.ts'
import { instant, questionOf } from '../questions.ts'
import { currentOf, factsOf, inForceAt, type Watched } from '../watched.ts'
import { terminationFindings } from './terminationFindings.ts'

/** Ended periods without a verdict that are looked at: after a long standstill they are soon closed. */
const mostEnded = 100
/** Entries of the ledger that are read before others have their turn. */
const entriesAtOnce = 50

export interface TerminationParts {
  readonly book: Book
  readonly running: Running
  readonly incidents: Pick<Incidents, 'open'>
  readonly holidays: Holidays
}

/** Termination clauses over the ledger and the running periods. */
export class Terminations {
  readonly #parts: TerminationParts

  constructor(parts: TerminationParts) {
    this.#parts = parts
  }

  /** Credits of each month after join and caps, from the ledger. */
  credits(watched: Watched, now: number): JoinedCredits {
    return joinCredits(currentOf(watched), whole(this.#judgements(watched, now)), now)
  }

  /** What stands around a period: the months with their credits, and how far each clause is. */
  around(watched: Watched, exclusions: readonly Exclusion[], now: number): Promise<Surroundings> {
    return inPieces(this.#around(watched, exclusions, now))
  }

  *#around(watched: Watched, exclusions: readonly Exclusion[], now: number): Pieces<Surroundings> {
    const judgements = yield* this.#judgements(watched, now)
    const { months } = joinCredits(currentOf(watched), judgements, now)
    yield
    const context = yield* this.#context(watched, exclusions, now)
    return { judged: { judgements, months }, clauses: clauseStates(currentOf(watched), context) }
  }

  *#judgements(watched: Watched, now: number): Pieces<Judgement[]> {
    const history = this.#history(watched, [], now)
    const judgements: Judgement[] = []
    for (const [i, entry] of this.#closed(watched).entries()) {
      const judgement = judgementFrom(withCreditNow(this.#parts.book, entry), history)
      if (judgement) judgements.push(judgement)
      if (i % entriesAtOnce === entriesAtOnce - 1) yield
    }
    return judgements
  }

  #closed(watched: Watched): Entry[] {
    return this.#parts.book.latest(watched.id, 'periodClosed').filter((entry) => !isGone(entry))
  }

  async results(
    watched: Watched,
    exclusions: readonly Exclusion[],
    now: number,
  ): Promise<TerminationResult[]> {
    if (!hasClauses(watched, now)) return []
    const context = await inPieces(this.#context(watched, exclusions, now))
    return clauseStates(currentOf(watched), context).flatMap((state) =>
      state.fired.map((fired) => terminationResult(currentOf(watched), state, fired, context)),
    )
  }

  /** What is to be written: what has newly arisen, what is near, and what holds no longer. */
  async findings(watched: Watched, exclusions: readonly Exclusion[], now: number): Promise<Finding[]> {
    if (!hasClauses(watched, now)) return []
    const context = await inPieces(this.#context(watched, exclusions, now))
    return terminationFindings({ watched, book: this.#parts.book, context })
  }

  #history(watched: Watched, exclusions: readonly Exclusion[], now: number): HistoryContext {
    return {
      book: this.#parts.book,
      watched,
      view: this.#parts.running.view(watched, exclusions, now),
      now,
      holidays: this.#parts.holidays,
    }
  }

  *#context(watched: Watched, exclusions: readonly Exclusion[], now: number): Pieces<TerminationContext> {
    const history = this.#history(watched, exclusions, now)
    const closed: Outcome[] = []
    for (const [i, entry] of this.#closed(watched).entries()) {
      closed.push(outcomeFrom(entry, history))
      if (i % entriesAtOnce === entriesAtOnce - 1) yield
    }
    const ended = new Set(closed.map(nameOf))
    const open = (yield* this.#openOutcomes(watched, history)).filter((each) => !ended.has(nameOf(each)))
    const { capsReached } = joinCredits(currentOf(watched), yield* this.#judgements(watched, now), now)
    yield
    return {
      outcomes: [...closed, ...open],
      capsReached,
      events: watched.events,
      asOf: now,
      holidays: this.#parts.holidays,
    }
  }

  /** The period that runs, after those that have ended and wait for their verdict: what they hold counts meanwhile. */
  #openPeriods(watched: Watched, name: MemberName, now: number): Judged[] {
    const running = periodRunning(watched, name, now)
    const from = this.#parts.book
      .latest(watched.id, 'periodClosed')
      .filter((entry) => entry.clause === name.name && (entry.subject ?? undefined) === name.of)
      .filter((entry) => !isOfIncident(entry))
      .reduce((latest, entry) => Math.max(latest, instant(entry.period?.to)), watched.knownSince)
    const ended = from < now ? periodsIn(watched, name, { from, to: now }) : []
    return [
      ...ended
        .filter((each) => each.member.commitment.period.kind !== 'trailing' && each.period.to <= now)
        .slice(-mostEnded),
      ...(running ? [running] : []),
      ...this.#parts.incidents
        .open(watched.id)
        .filter(({ member }) => member.name === name.name && member.of === name.of),
    ]
  }

  /** Open periods: their outages so far, and a miss only where the breach stands in the ledger. */
  *#openOutcomes(watched: Watched, history: HistoryContext): Pieces<Outcome[]> {
    const declared = this.#parts.book
      .latest(watched.id, 'breach')
      .filter((entry) => factsOf(entry).verdict === 'breached')
      .map((entry) => outcomeFrom(entry, history))
    const running = yield* this.#runningOutcomes(watched, history)
    const outages = new Map(running.map((each) => [nameOf(each), each.outages]))
    const known = new Set(declared.map(nameOf))
    return [
      ...declared.map((each) => ({ ...each, outages: outages.get(nameOf(each)) ?? each.outages })),
      ...running.filter((each) => !known.has(nameOf(each))),
    ]
  }

  *#runningOutcomes(watched: Watched, { view, now, holidays }: HistoryContext): Pieces<Outcome[]> {
    const clauses = Object.values(inForceAt(watched, now).version.terms.termination)
    const named = memberNames(watched).filter(({ name }) =>
      clauses.some(({ when }) => namedIn(when).includes(name)),
    )
    const found: Outcome[] = []
    for (const { member, period } of named.flatMap((name) => this.#openPeriods(watched, name, now))) {
      if (!byTime.has(member.commitment.measure.kind)) continue
      const question = questionOf({ watched, member, period, view, asOf: now, holidays, closed: () => [] })
      const outcome = outcomeOf(yield* judging(question))
      found.push({ ...outcome, verdict: 'notApplicable', certainSince: null, value: null })
      yield
    }
    return found
  }
}

const byTime: ReadonlySet<string> = new Set(['uptime', 'downtime', 'longestOutage', 'outages'])

const nameOf = ({ commitment, of, from }: Outcome): string => `${commitment} ${of ?? ''} ${from}`

const hasClauses = (watched: Watched, now: number): boolean =>
  Object.keys(versionAt(currentOf(watched), now).terms.termination).length > 0
