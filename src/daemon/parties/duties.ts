import { startOfDate, zoneOf } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import type { Duties, RightState } from '../../http/duties.ts'
import type { Facts } from '../../ledger/facts.ts'
import type { Proposal } from '../../ledger/procedure.ts'
import type { Book } from '../book.ts'
import { overdueInvoices, owedOf, unansweredNow } from '../judging/obligations.ts'
import type { Running } from '../judging/running.ts'
import { instant } from '../questions.ts'
import { currentOf, type Watched } from '../watched.ts'
import { type DisputeParts, figuresOf } from './disputes.ts'
import type { Procedures } from './procedures.ts'

export interface DutiesParts extends DisputeParts {
  readonly running: Running
  readonly holidays: Holidays
  readonly proposals: Pick<Procedures, 'proposals'>
}

/** So many open disputes of one agreement are put into money for a gauge. */
const mostDisputes = 20

/** What the parties owe each other now, from the ledgers and the small evidence in memory. */
export class DutiesNow {
  readonly #parts: DutiesParts
  /** Money between the claims of a proposal, by what it depends on: judging a period thrice is not for every scrape. */
  readonly #between = new Map<string, number>()

  constructor(parts: DutiesParts) {
    this.#parts = parts
  }

  async of(watched: Watched): Promise<Duties> {
    const { book, running, holidays, proposals } = this.#parts
    const now = this.#parts.now()
    const view = running.eventsView(watched, now)
    const unanswered = unansweredNow({ watched, view, now, holidays })
    const open = proposals.proposals(watched).filter(({ state }) => state === 'open')
    const rights = rightsOf(book, watched, now)
    return {
      owed: owedOf(unanswered),
      overdue: overdueInvoices(watched, unanswered),
      waiting: waitingOf(open),
      disputed: await this.#disputed(watched, open),
      rights: countedRights(rights),
      exerciseBy: exerciseByOf(rights),
      announced: announcedOf(book, watched, now),
    }
  }

  async #disputed(watched: Watched, open: readonly Proposal[]): Promise<number> {
    const disputes = open.filter(({ facts }) => facts.matter === 'correction').slice(0, mostDisputes)
    let sum = 0
    for (const dispute of disputes) sum += await this.#betweenClaims(watched, dispute)
    return sum
  }

  async #betweenClaims(watched: Watched, dispute: Proposal): Promise<number> {
    const closings = this.#parts.book.entries(watched.id, 'periodClosed').length
    const key = `${dispute.entry} ${JSON.stringify(dispute.claims)} ${closings}`
    const known = this.#between.get(key)
    if (known !== undefined) return known
    const figures = await figuresOf(this.#parts, watched, dispute)
    const between = figures.reduce((sum, each) => sum + Math.abs(Number(each.between ?? 0)), 0)
    for (const old of this.#between.keys()) if (old.startsWith(dispute.entry)) this.#between.delete(old)
    this.#between.set(key, between)
    return between
  }
}

function waitingOf(open: readonly Proposal[]): Duties['waiting'] {
  const groups = Map.groupBy(open, ({ facts }) => `${facts.askedOf} ${facts.matter}`)
  return [...groups.values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const { askedOf: party, matter } = first.facts
    return [{ party, matter, count: same.length, answerBy: Math.min(...same.map((one) => one.answerBy)) }]
  })
}

export interface Right {
  readonly clause: string
  readonly right: Duties['rights'][number]['right']
  readonly state: RightState
  /** The first instant that is too late; null where it does not lapse. */
  readonly until: number | null
  /** The begin of the first period that counted towards it. */
  readonly since: number
}

/** Every right to terminate that has arisen and stands, and what became of it. */
export function rightsOf(book: Book, watched: Watched, now: number): Right[] {
  const used = book
    .latest(watched.id, 'terminationExercised')
    .map(({ facts }) => facts as unknown as Facts['terminationExercised'])
  const ended = book
    .latest(watched.id, 'terminationEnded')
    .map(({ facts }) => facts as unknown as Facts['terminationEnded'])
  return book.latest(watched.id, 'terminationMet').flatMap((entry): Right[] => {
    const met = entry.facts as unknown as Facts['terminationMet']
    if (met.superseded === true) return []
    const until = met.exerciseBy === null ? null : endOfDay(watched, met.exerciseBy)
    const exercise = used.findLast(
      (each) => each.clause === met.clause && each.triggeredAt === met.triggeredAt,
    )
    const outcome = exercise && ended.findLast((each) => each.termination === exercise.termination)?.outcome
    const isOver = until !== null && now >= until
    const free: RightState = isOver ? (exercise ? 'withdrawn' : 'lapsed') : 'open'
    const state = !exercise || outcome === 'withdrawn' ? free : (outcome ?? 'exercised')
    const since = Math.min(...[met.triggeredAt, ...met.counted.map(({ from }) => from)].map(instant))
    return [{ clause: met.clause, right: met.right, state, until, since }]
  })
}

function countedRights(rights: readonly Right[]): Duties['rights'] {
  const groups = Map.groupBy(rights, (one) => `${one.clause} ${one.right} ${one.state}`)
  return [...groups.values()].flatMap((same) =>
    same.slice(0, 1).map(({ clause, right, state }) => ({ clause, right, state, count: same.length })),
  )
}

function exerciseByOf(rights: readonly Right[]): Duties['exerciseBy'] {
  const open = rights.flatMap(({ clause, right, state, until }) =>
    state === 'open' && until !== null ? [{ clause, right, at: until }] : [],
  )
  const soonest = open.toSorted((a, b) => b.at - a.at)
  return [...new Map(soonest.map((one) => [`${one.clause} ${one.right}`, one])).values()]
}

const abouts = ['change', 'feature', 'knownProblem'] as const

/** Known problems that are not resolved, and what is not effective yet; nothing where nothing was ever announced. */
function announcedOf(book: Book, watched: Watched, now: number): Duties['announced'] {
  const all = book
    .latest(watched.id, 'changeAnnounced')
    .map(({ facts }) => facts as unknown as Facts['changeAnnounced'])
  const isAhead = (instant: string | null): boolean => instant !== null && Date.parse(instant) > now
  const isOpen = (one: Facts['changeAnnounced']): boolean =>
    one.about === 'knownProblem'
      ? one.resolved === null || isAhead(one.resolved)
      : one.resolved === null && isAhead(one.effective)
  if (all.length === 0) return []
  return abouts.map((about) => ({
    about,
    open: all.filter((one) => one.about === about && isOpen(one)).length,
  }))
}

const endOfDay = (watched: Watched, lastDay: string): number =>
  startOfDate(Temporal.PlainDate.from(lastDay).add({ days: 1 }).toString(), zoneOf(currentOf(watched)))
