import { isoInstant, versionAt, zoneOf } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import type { AgreementTerms } from '../../agreement/schema/agreement.ts'
import { type Judgement, judgedAgain } from '../../evaluation/judgePeriod.ts'
import type { CreditFigures } from '../../evaluation/verdict.ts'
import { type CreditFacts, isFinal, nextStatement } from '../../ledger/credits.ts'
import { type Finding, finding } from '../../ledger/drafts.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Book } from '../book.ts'
import { unlessPruned } from '../evidence/pruned.ts'
import type { Judge } from '../judging/judge.ts'
import { isGone, judgedIn } from '../judging/periods.ts'
import type { Running } from '../judging/running.ts'
import { instant, questionOf } from '../questions.ts'
import { currentOf, factsOf, type Watched } from '../watched.ts'
import { actFinding, actsOf, claimFacts, placeOf, statedCredit, subjectOf } from './creditEntries.ts'
import { earnedBackBy, earningsAsked, earningsUntil } from './earnings.ts'
import type { Months } from './months.ts'

/** What rests since so long is not measured again at a start: what moved it then is in the ledger long since. */
const restingMs = 100 * 86_400_000
/** Periods that one round measures again from evidence, after a start. */
const mostMeasured = 40

export interface CreditParts {
  readonly book: Book
  readonly judge: Judge
  readonly running: Running
  readonly months: Months
  readonly holidays: Holidays
}

/** The closed periods of an agreement with a credit: those that time alone may move, and those that rest. */
interface Known {
  entries: number
  evidence: string
  readonly open: Map<string, Entry>
  readonly resting: Map<string, Entry>
}

/**
 * The credits of closed periods in the ledger: each is stated once whenever it moves, with time and with what the
 * parties do, exactly as a backtest as of that instant says.
 */
export class Credits {
  readonly #parts: CreditParts
  readonly #known = new Map<string, Known>()
  /** Measured once for each entry: what a credit follows from, whatever is known later of fees and claims. */
  readonly #judgements = new Map<string, { readonly judgement: Judgement; readonly seenAt: number | null }>()

  constructor(parts: CreditParts) {
    this.#parts = parts
  }

  /** Writes every move that is due; answers whether more wait than one round takes. */
  async round(watched: Watched, now: number): Promise<boolean> {
    const { book, months } = this.#parts
    const known = this.#look(watched, now)
    await book.write(watched.id, this.#accrued(watched, now))
    let measured = 0
    for (const [key, entry] of known.open) {
      if (!this.#judgements.has(entry.id) && measured++ >= mostMeasured) return true
      await book.write(watched.id, await this.#moves(watched, entry, now))
      const stated = statedCredit(book, entry)
      if (stated === null || isFinal(stated.state)) this.#rest(known, key, entry)
    }
    await book.write(watched.id, months.findings(watched, now))
    return false
  }

  #rest(known: Known, key: string, entry: Entry): void {
    known.open.delete(key)
    known.resting.set(key, entry)
    this.#judgements.delete(entry.id)
  }

  /** Takes in new entries; what rests wakes when evidence beside observations has come. */
  #look(watched: Watched, now: number): Known {
    const { book } = this.#parts
    const entries = book.entries(watched.id)
    const known = this.#known.get(watched.id) ?? {
      entries: 0,
      evidence: '',
      open: new Map<string, Entry>(),
      resting: new Map<string, Entry>(),
    }
    this.#known.set(watched.id, known)
    const isStart = known.entries === 0
    for (const entry of entries.slice(known.entries)) this.#take(watched, known, entry)
    known.entries = entries.length
    const evidence = evidenceOf(watched, entries)
    if (isStart) {
      known.evidence = evidence
      for (const [key, entry] of known.open)
        if (
          isLongPast(earningsUntil(book, watched, entry), now) &&
          isFinal(statedCredit(book, entry)?.state ?? 'accrued')
        )
          this.#rest(known, key, entry)
    }
    if (evidence !== known.evidence) {
      for (const [key, entry] of known.resting) known.open.set(key, entry)
      known.resting.clear()
    }
    known.evidence = evidence
    return known
  }

  #take(watched: Watched, known: Known, entry: Entry): void {
    if (entry.kind !== 'periodClosed') return
    wakeBefore(watched, known, entry)
    const { credit } = factsOf(entry)
    const key = JSON.stringify([entry.clause, entry.subject, entry.period])
    const isStated = statedCredit(this.#parts.book, entry) !== null
    if (credit === null || (credit.state === 'none' && !isStated)) return
    const before = known.open.get(key)
    if (before) this.#judgements.delete(before.id)
    known.resting.delete(key)
    known.open.set(key, entry)
  }

  /** Breaches that are certain while their period runs, and those that were taken back. */
  #accrued(watched: Watched, now: number): Finding[] {
    const { book } = this.#parts
    return book.latest(watched.id, 'breach').flatMap((entry) => {
      const { credit, verdict } = factsOf(entry)
      const known = statedCredit(book, entry)
      if (credit === null || (known !== null && known.state !== 'accrued' && known.state !== 'void'))
        return []
      if (book.find(watched.id, { ...entry, kind: 'periodClosed' })) return []
      const isDue = verdict === 'breached' && credit.state !== 'none'
      const state = isDue ? 'accrued' : 'void'
      if (known === null ? !isDue : known.state === state) return []
      const facts: CreditFacts = {
        ...subjectFacts(entry),
        ...credit,
        state,
        before: known?.state ?? null,
        amountBefore: known?.amount ?? null,
        settled: null,
        difference: null,
      }
      // The breach itself tells of it.
      return [{ ...finding('creditStated', placeOf(entry, now), facts), isQuiet: true }]
    })
  }

  /** What is new of one credit: acts of the parties that are not in the ledger yet, and where it stands now. */
  async #moves(watched: Watched, entry: Entry, now: number): Promise<Finding[]> {
    const { book, months } = this.#parts
    const { figures = null, judgement = null } = (await this.#judgedNow(watched, entry, now)) ?? {}
    if (figures === null) return []
    const agreement = currentOf(watched)
    const subject = subjectOf(agreement, entry)
    const acts = actsOf(book, entry, { subject, events: watched.events, now })
    const known = statedCredit(book, entry)
    const settlesItself = figures.state === 'automatic' && months.isComplete(watched, entry, now)
    const next = nextStatement(known, {
      subject: subjectFacts(entry),
      figures,
      acts: { ...acts, settlesItself },
      earnedBackBy: judgement && earnedBackBy(book, watched, { entry, judgement }),
    })
    const done = [
      { event: acts.filed, kind: 'claimFiled' as const, isDue: figures.state === 'claimed' },
      { event: acts.answered, kind: 'claimAnswered' as const, isDue: acts.answered !== null },
    ].flatMap(({ event, kind, isDue }) => {
      if (event === null || !isDue) return []
      const doneAt = isoInstant(event.at, zoneOf(agreement))
      const written = book.find(watched.id, { ...entry, kind })
      if (written?.facts.doneAt === doneAt) return []
      return [actFinding(entry, event, { credit: figures, doneAt, now })]
    })
    if (next === null) return done
    const isAsBooked = next.state === 'settled' || next.before === 'earnedBack'
    const isBooked = acts.settled.length > 0 && isAsBooked && next.difference === null
    const { isNews = false, ...together } = months.together(watched, entry, now) ?? {}
    const isTold =
      done.length > 0 ||
      isBooked ||
      isToldElsewhere(next, factsOf(entry).credit) ||
      (isNews && isOfAmount(next, known))
    const facts = 'amount' in together ? { ...next, together } : next
    return [...done, { ...finding('creditStated', placeOf(entry, now), facts), isQuiet: isTold }]
  }

  /** The credit as of now: what was measured stands, fees, invoices, claims and arrears are those known by now. */
  async #judgedNow(watched: Watched, entry: Entry, now: number): Promise<JudgedNow | null> {
    const { book, judge, running, holidays } = this.#parts
    if (isGone(entry)) return { figures: factsOf(entry).credit, judgement: null }
    const judged = judgedIn(watched, entry)
    if (judged === null) return null
    const seenAt = judge.openSince(watched, judged)
    const known = this.#judgements.get(entry.id)
    // While an outage lasts over the period's end it is measured again: its end may move a deadline.
    const measured =
      known?.seenAt === seenAt ? known.judgement : await unlessPruned(judge.judgement(watched, judged, now))
    if (measured === null) return null
    const question = questionOf({
      watched,
      ...judged,
      view: running.eventsView(watched, now),
      asOf: now,
      holidays,
      closed: (name) => book.latestOf(watched.id, 'periodClosed', name),
    })
    const judgement = judgedAgain(measured, question)
    this.#judgements.set(entry.id, { judgement, seenAt })
    return { figures: judgement.result.credit, judgement }
  }
}

/** A closed period's credit as of now; an incident that is none any more has no judgement. */
interface JudgedNow {
  readonly figures: CreditFigures | null
  readonly judgement: Judgement | null
}

const isLongPast = (at: number | null, now: number): boolean => at !== null && at < now - restingMs

/** A closed period may make up for a miss before it, or do so no longer: what rests of them is looked at again. */
function wakeBefore(watched: Watched, known: Known, { clause, subject, period }: Entry): void {
  for (const [key, entry] of known.resting) {
    const isBefore = instant(entry.period?.from) < instant(period?.from)
    if (entry.clause !== clause || entry.subject !== subject || !isBefore) continue
    if (earningsAsked(watched, entry) === null) continue
    known.resting.delete(key)
    known.open.set(key, entry)
  }
}

/** Changes with everything beside observations that may move a credit: claims, invoices, fees, what claims and arrears wait for. */
function evidenceOf(watched: Watched, entries: readonly Entry[]): string {
  const { terms } = versionAt(currentOf(watched), Number.MAX_SAFE_INTEGER)
  const types = new Set([
    'claim.filed',
    'claim.answered',
    'credit.elected',
    'invoice.issued',
    'invoice.paid',
    ...claimTypes(terms),
  ])
  const events = watched.events.filter((event) => types.has(event.type)).length
  const settled = entries.filter((each) => each.kind === 'creditSettled').length
  return `${events} ${watched.fees.length} ${settled}`
}

function claimTypes(terms: AgreementTerms): string[] {
  const rules = [
    terms.credits.claim,
    ...Object.values(terms.commitments).flatMap(({ claim, credit }) => [
      claim,
      ...(credit ?? []).map((schedule) => schedule.claim),
    ]),
  ]
  const steps = rules.flatMap((rule) => (rule?.kind === 'steps' ? rule.steps : []))
  const arrears = (terms.credits.requires ?? []).flatMap((name) => {
    const measure = terms.commitments[name]?.measure
    return measure?.kind === 'elapsed' ? [measure.terms.from, measure.terms.to] : []
  })
  return [...arrears, ...steps.flatMap((step) => (step.kind === 'within' ? [step.event, step.after] : []))]
}

function subjectFacts(entry: Entry) {
  const { clause } = factsOf(entry)
  const { amount: _, currency: __, ...subject } = claimFacts(entry, { amount: null, currency: '' })
  return { ...subject, ...(clause === undefined ? {} : { clause }) }
}

/** Of a credit that moves in its amount alone the news of its month tells: what it is made of, and what is due. */
const isOfAmount = (next: CreditFacts, known: CreditFacts | null): boolean =>
  known !== null &&
  known.state === next.state &&
  known.claimUntil === next.claimUntil &&
  next.difference === null

const waiting: ReadonlySet<CreditFacts['before']> = new Set(['suspended', 'pending', 'earnedBack'])

/** The closing has told both parties what is stated first; a settlement is told by its own entry or its month's. */
function isToldElsewhere(next: CreditFacts, closing: CreditFigures | null): boolean {
  // What was waiting for something else is news when it is settled, though its month's amount stays.
  if (next.state === 'settled') return next.difference === null && !waiting.has(next.before)
  if (next.before !== null && next.before !== 'accrued') return false
  return closing !== null && closing.state === next.state && closing.amount === next.amount
}
