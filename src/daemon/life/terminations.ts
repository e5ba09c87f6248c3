import { versionAt } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import type { Surroundings } from '../../evaluation/explain.ts'
import { type JoinedCredits, joinCredits } from '../../evaluation/joins.ts'
import { type Judgement, judgePeriod } from '../../evaluation/judgePeriod.ts'
import { clauseStates, outcomeOf, terminationResult } from '../../evaluation/termination.ts'
import { namedIn, type Outcome, type TerminationContext } from '../../evaluation/triggers.ts'
import type { TerminationResult } from '../../evaluation/verdict.ts'
import type { Exclusion } from '../../evidence/event.ts'
import type { Finding } from '../../ledger/drafts.ts'
import type { Book } from '../book.ts'
import { withCreditNow } from '../credits/creditEntries.ts'
import { type HistoryContext, judgementFrom, outcomeFrom } from '../judging/history.ts'
import type { Incidents } from '../judging/incidents.ts'
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
    return joinCredits(currentOf(watched), this.#judgements(watched, now), now)
  }

  /** What stands around a period: the months with their credits, and how far each clause is. */
  around(watched: Watched, exclusions: readonly Exclusion[], now: number): Surroundings {
    const judgements = this.#judgements(watched, now)
    const { months } = joinCredits(currentOf(watched), judgements, now)
    return {
      judged: { judgements, months },
      clauses: clauseStates(currentOf(watched), this.#context(watched, exclusions, now)),
    }
  }

  #judgements(watched: Watched, now: number): Judgement[] {
    const history = this.#history(watched, [], now)
    return this.#parts.book
      .latest(watched.id, 'periodClosed')
      .filter((entry) => !isGone(entry))
      .flatMap((entry) => judgementFrom(withCreditNow(this.#parts.book, entry), history) ?? [])
  }

  results(watched: Watched, exclusions: readonly Exclusion[], now: number): TerminationResult[] {
    const context = this.#context(watched, exclusions, now)
    return clauseStates(currentOf(watched), context).flatMap((state) =>
      state.fired.map((fired) => terminationResult(currentOf(watched), state, fired, context)),
    )
  }

  /** What is to be written: what has newly arisen, what is near, and what holds no longer. */
  findings(watched: Watched, exclusions: readonly Exclusion[], now: number): Finding[] {
    if (Object.keys(versionAt(currentOf(watched), now).terms.termination).length === 0) return []
    const context = this.#context(watched, exclusions, now)
    return terminationFindings({ watched, book: this.#parts.book, context })
  }

  #history(watched: Watched, exclusions: readonly Exclusion[], now: number): HistoryContext {
    return {
      watched,
      view: this.#parts.running.view(watched, exclusions, now),
      now,
      holidays: this.#parts.holidays,
    }
  }

  #context(watched: Watched, exclusions: readonly Exclusion[], now: number): TerminationContext {
    const history = this.#history(watched, exclusions, now)
    const closed = this.#parts.book
      .latest(watched.id, 'periodClosed')
      .filter((entry) => !isGone(entry))
      .map((entry) => outcomeFrom(entry, history))
    const ended = new Set(closed.map((each) => `${each.commitment} ${each.of ?? ''} ${each.from}`))
    const open = this.#openOutcomes(watched, history).filter(
      (each) => !ended.has(`${each.commitment} ${each.of ?? ''} ${each.from}`),
    )
    return {
      outcomes: [...closed, ...open],
      capsReached: this.credits(watched, now).capsReached,
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
  #openOutcomes(watched: Watched, { view, now, holidays }: HistoryContext): Outcome[] {
    const { version } = inForceAt(watched, now)
    const breaches = this.#parts.book
      .latest(watched.id, 'breach')
      .filter((entry) => factsOf(entry).verdict === 'breached')
    const declared = breaches.map((entry) => outcomeFrom(entry, { watched, view, now, holidays }))
    const clauses = Object.values(version.terms.termination)
    const running = memberNames(watched).flatMap((name): Outcome[] => {
      const open = clauses.some(({ when }) => namedIn(when).includes(name.name))
        ? this.#openPeriods(watched, name, now)
        : []
      return open.flatMap(({ member, period }): Outcome[] => {
        const byTime = ['uptime', 'downtime', 'longestOutage', 'outages'].includes(
          member.commitment.measure.kind,
        )
        if (!byTime) return []
        const outcome = outcomeOf(
          judgePeriod(questionOf({ watched, member, period, view, asOf: now, holidays, closed: () => [] })),
        )
        return [{ ...outcome, verdict: 'notApplicable', certainSince: null, value: null }]
      })
    })
    const known = new Set(declared.map((each) => `${each.commitment} ${each.of ?? ''} ${each.from}`))
    const withOutages = declared.map(
      (each) =>
        running.find(
          (one) => one.commitment === each.commitment && one.of === each.of && one.from === each.from,
        )?.outages ?? each.outages,
    )
    return [
      ...declared.map((each, i) => ({ ...each, outages: withOutages[i] ?? each.outages })),
      ...running.filter((each) => !known.has(`${each.commitment} ${each.of ?? ''} ${each.from}`)),
    ]
  }
}
