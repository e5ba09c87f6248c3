import { randomUUID } from 'node:crypto'
import { isoInstant, startOfDate, versionAt, zoneOf } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import { addLength } from '../../agreement/deadline.ts'
import type { TerminationClause } from '../../agreement/schema/clauses.ts'
import { calendarsOf } from '../../evaluation/periodQuestion.ts'
import type { TerminationResult } from '../../evaluation/verdict.ts'
import type { Exclusion } from '../../evidence/event.ts'
import type { ShownTermination } from '../../http/procedure.ts'
import { type Caller, ServiceProblem } from '../../http/service.ts'
import { type Finding, finding } from '../../ledger/drafts.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Facts } from '../../ledger/facts.ts'
import { textOf } from '../../ledger/procedureDrafts.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import type { Terminations } from '../life/terminations.ts'
import { instant } from '../questions.ts'
import { currentOf, type Watched } from '../watched.ts'
import { before } from './answerTimes.ts'
import { isDoneSince } from './doneSince.ts'
import {
  allExercised,
  type Exercised,
  ended,
  endedOf,
  exercisedOf,
  isUsableAgain,
  type Met,
  metOf,
} from './exercisesRecorded.ts'
import { partyOf } from './proposalRule.ts'

export interface ExerciseParts {
  readonly store: Store
  readonly book: Book
  readonly terminations: Pick<Terminations, 'results'>
  readonly exclusions: (watched: Watched) => readonly Exclusion[]
  readonly holidays: Holidays
  readonly now: () => number
}

/** Rights to terminate as they are used: by their holder, in time, with time to cure and until they take effect. */
export class Exercises {
  readonly #parts: ExerciseParts

  constructor(parts: ExerciseParts) {
    this.#parts = parts
  }

  async shown(watched: Watched): Promise<ShownTermination[]> {
    const { book, store } = this.#parts
    return Promise.all(
      book.latest(watched.id, 'terminationExercised').map(async (entry) => {
        const facts = entry.facts as unknown as Exercised
        const { termination: id, clause, right, triggeredAt, cureUntil, text } = facts
        const ended = endedOf(this.#parts.book, watched, facts)?.outcome ?? 'exercised'
        return {
          ...{ id, clause, right, triggeredAt, cureUntil, exercisedAt: entry.decidedAt },
          state: ended === 'lapsed' ? 'effective' : ended,
          text: text === null ? null : await store.text(text),
        }
      }),
    )
  }

  /** Uses a right that has arisen, by its holder and before it lapses; a second time changes nothing. */
  async exercise(
    watched: Watched,
    asked: { readonly clause: string; readonly triggeredAt?: number; readonly text?: string },
    caller: Caller,
  ): Promise<string> {
    const { book, now, terminations, exclusions } = this.#parts
    const party = partyOf(caller)
    const at = now()
    const rule = versionAt(currentOf(watched), at).terms.termination[asked.clause]
    if (!rule) throw new ServiceProblem(422, `the agreement has no termination clause "${asked.clause}"`)
    if (rule.right !== party)
      throw new ServiceProblem(403, `only the ${rule.right} has this right and can use it`)
    const rights = (await terminations.results(watched, exclusions(watched), at))
      .filter((each) => each.clause === asked.clause)
      .filter((each) => asked.triggeredAt === undefined || instant(each.triggeredAt) === asked.triggeredAt)
    let id = ''
    await book.decide(watched.id, () => {
      const used = rights.flatMap((right) => exercisedOf(this.#parts.book, watched, right) ?? [])
      const running = used.findLast((each) => !isUsableAgain(endedOf(this.#parts.book, watched, each)))
      if (running) {
        id = running.termination
        return []
      }
      const right = rights.findLast((each) => !isLapsed(watched, each, at))
      if (!right) throw new ServiceProblem(409, notThere(rights))
      id = randomUUID()
      return this.#exercised(watched, { id, right, rule, at, text: asked.text })
    })
    return id
  }

  #exercised(
    watched: Watched,
    by: {
      id: string
      right: TerminationResult
      rule: TerminationClause
      at: number
      text?: string | undefined
    },
  ): Finding[] {
    const { id, right, rule, at } = by
    const agreement = currentOf(watched)
    const zone = zoneOf(agreement)
    const calendars = calendarsOf(versionAt(agreement, at), this.#parts.holidays)
    const cureUntil = rule.cure
      ? isoInstant(addLength(at, rule.cure, { ...calendars, calendar: rule.calendar ?? null }), zone)
      : null
    const { digest, texts } = textOf(by.text)
    const facts = {
      ...{ termination: id, clause: right.clause, right: right.right, triggeredAt: right.triggeredAt },
      contractClause: rule.clause ?? null,
      timeZone: zone,
      exerciseBy: right.exerciseBy,
      cureUntil,
      text: digest,
    }
    const place = { agreement: watched.id, clause: right.clause, subject: `${right.triggeredAt} ${id}`, at }
    const exercised = finding('terminationExercised', place, facts, texts)
    // Without time to cure it takes effect as it is recorded; the one mail says so.
    return cureUntil === null
      ? [exercised, { ...ended(watched, facts, { outcome: 'effective', at }), isQuiet: true }]
      : [exercised]
  }

  /** Takes an exercise back before it has taken effect; only its party can. */
  async withdraw(
    watched: Watched,
    asked: { readonly id: string; readonly reason?: string },
    caller: Caller,
  ): Promise<void> {
    const { book, now } = this.#parts
    const party = partyOf(caller)
    const at = now()
    await book.decide(watched.id, () => {
      const facts = allExercised(this.#parts.book, watched).find((each) => each.termination === asked.id)
      if (!facts) throw new ServiceProblem(404, 'there is no such termination')
      if (facts.right !== party)
        throw new ServiceProblem(403, `only the ${facts.right}, who terminated, withdraws it`)
      const known = endedOf(this.#parts.book, watched, facts)
      if (known?.outcome === 'withdrawn') return []
      if (known || (facts.cureUntil !== null && at >= instant(facts.cureUntil)))
        throw new ServiceProblem(409, `the termination is ${known?.outcome ?? 'effective'} already`)
      return [ended(watched, facts, { outcome: 'withdrawn', at, reason: asked.reason })]
    })
  }

  /** What takes effect, is cured or lapses by itself, and what is near. */
  async due(watched: Watched, now: number): Promise<Finding[]> {
    const { book } = this.#parts
    const met = book.latest(watched.id, 'terminationMet')
    const findings: Finding[] = []
    if (met.length === 0) return findings
    for (const facts of allExercised(this.#parts.book, watched))
      findings.push(...(await this.#curing(watched, facts, now)))
    for (const entry of met) findings.push(...(await this.#unused(watched, entry, now)))
    return findings
  }

  async #curing(watched: Watched, facts: Exercised, now: number): Promise<Finding[]> {
    if (facts.cureUntil === null || endedOf(this.#parts.book, watched, facts)) return []
    const until = instant(facts.cureUntil)
    if (metOf(this.#parts.book, watched, facts)?.superseded === true)
      return [ended(watched, facts, { outcome: 'groundless', at: now })]
    if (now >= until) {
      const outcome = (await this.#isCured(watched, facts, until)) ? 'cured' : 'effective'
      return [ended(watched, facts, { outcome, at: now })]
    }
    const other = facts.right === 'provider' ? ('customer' as const) : ('provider' as const)
    return this.#near(watched, now, {
      deadlineOf: 'cure',
      about: facts.clause,
      key: facts.termination,
      deadline: facts.cureUntil,
      until,
      party: other,
    })
  }

  async #unused(watched: Watched, entry: Entry, now: number): Promise<Finding[]> {
    const met = entry.facts as unknown as Met
    if (met.exerciseBy === null || met.superseded === true || exercisedOf(this.#parts.book, watched, met))
      return []
    const until = endOf(watched, met.exerciseBy)
    const facts = {
      ...{ termination: '', clause: met.clause, right: met.right, triggeredAt: met.triggeredAt },
      contractClause: met.contractClause,
      timeZone: met.timeZone,
    }
    if (now >= until) {
      const lapsed = ended(watched, facts, { outcome: 'lapsed', at: now })
      const isKnown = this.#parts.book.find(watched.id, lapsed) !== undefined
      return isKnown || !(await this.#stands(watched, met, now)) ? [] : [lapsed]
    }
    return this.#near(watched, now, {
      deadlineOf: 'exercise',
      about: met.clause,
      key: `${met.clause} ${met.triggeredAt}`,
      deadline: met.exerciseBy,
      until,
      party: met.right,
    })
  }

  #near(
    watched: Watched,
    now: number,
    near: Pick<Facts['stepDue'], 'deadlineOf' | 'about' | 'deadline' | 'party'> & {
      readonly key: string
      readonly until: number
    },
  ): Finding[] {
    const agreement = currentOf(watched)
    const { key, until, ...facts } = near
    const timeZone = zoneOf(agreement)
    const { remind } = versionAt(agreement, now).terms.procedure
    const from = before(until, remind, { at: Number.NEGATIVE_INFINITY, timeZone })
    if (from === null || now < from) return []
    const place = { agreement: watched.id, subject: `${facts.deadlineOf} ${key}`, at: now }
    const found = finding('stepDue', place, { ...facts, timeZone })
    return this.#parts.book.find(watched.id, found) ? [] : [found]
  }

  /** Mended by the end of its time: what was overdue is done, or what gave the right stands no more. */
  async #isCured(watched: Watched, facts: Exercised, until: number): Promise<boolean> {
    const met = metOf(this.#parts.book, watched, facts)
    return (
      !(await this.#stands(watched, facts, until)) || (met !== undefined && isDoneSince(watched, met, until))
    )
  }

  async #stands(watched: Watched, right: Pick<Met, 'clause' | 'triggeredAt'>, now: number): Promise<boolean> {
    const { terminations, exclusions } = this.#parts
    return (await terminations.results(watched, exclusions(watched), now)).some(
      (each) => each.clause === right.clause && each.triggeredAt === right.triggeredAt,
    )
  }
}

const notThere = (rights: readonly TerminationResult[]): string =>
  rights.length === 0
    ? 'no right to terminate has arisen from this clause'
    : 'the right has lapsed: its time has passed'

/** The first instant after a last day. */
const endOf = (watched: Watched, lastDay: string): number =>
  startOfDate(Temporal.PlainDate.from(lastDay).add({ days: 1 }).toString(), zoneOf(currentOf(watched)))

const isLapsed = (watched: Watched, { exerciseBy }: TerminationResult, now: number): boolean =>
  exerciseBy !== null && now >= endOf(watched, exerciseBy)
