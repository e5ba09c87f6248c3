import { type Agreement, isoInstant, termOf, type Version } from '../agreement/agreement.ts'
import type { CalendarContext, Holidays } from '../agreement/calendar.ts'
import {
  clipToTerm,
  type Period,
  type PeriodContext,
  periodAfter,
  periodBefore,
  unitAround,
  wholePeriod,
} from '../agreement/period.ts'
import type { ClaimTerms } from '../agreement/schema/claims.ts'
import type { CommitmentTerms, PeriodTerms } from '../agreement/schema/commitments.ts'
import type { Event } from '../evidence/event.ts'
import { certainSince } from './certain.ts'
import { type ClaimContext, type ClaimState, claimState, deadlineEnd } from './claims.ts'
import type { MeasureContext } from './context.ts'
import { type Credit, creditOf, percentText, unitName, unitsText } from './credit.ts'
import { type Deemed, deemedMeasure } from './deemed.ts'
import { lateAnswers } from './eventMeasures.ts'
import type { EvidenceView } from './evidenceView.ts'
import { type FeeContext, minorText, type Neighbour, toMinor } from './fees.ts'
import { electionOf } from './joinWindow.ts'
import { rounded, verdictOf } from './judge.ts'
import { averaged, measuring } from './measure.ts'
import { countFigures, type Measured, measureFigures, secondsFigures } from './measured.ts'
import { type Pieces, whole } from './pieces.ts'
import type { CreditFigures, FinishedVerdict, PeriodResult } from './verdict.ts'

/** One commitment (or one member of an `each`) over one period, and everything that it is judged by. */
export interface PeriodQuestion {
  readonly agreement: Agreement
  /** The version in force when the period begins. */
  readonly version: Version
  readonly name: string
  readonly of?: string
  readonly commitment: CommitmentTerms
  readonly period: Period
  readonly view: EvidenceView
  readonly asOf: number
  readonly holidays: Holidays
  /** Own measures of the periods before, newest first, as far as `averagedWith` asks. */
  readonly before: readonly Measured[]
  /** Misses in a row that end with the period before. */
  readonly missesBefore: number
  /** The miss by which this period counts as missed whatever was measured. */
  readonly deemed?: Deemed | null
  /** Since when a customer's commitment that credits require is in arrears (UTC milliseconds), or null. */
  readonly suspendedSince: number | null
}

export interface Judgement {
  readonly question: PeriodQuestion
  readonly context: MeasureContext
  readonly own: Measured
  readonly measured: Measured
  readonly verdict: FinishedVerdict
  readonly certainSince: number | null
  readonly credit: Credit | null
  readonly claim: ClaimState | null
  readonly result: PeriodResult
}

export function periodContextOf(agreement: Agreement): PeriodContext {
  const { timeZone } = (agreement.versions[0] as Version).terms
  return { timeZone, term: termOf(agreement) }
}

export function calendarsOf(version: Version, holidays: Holidays): CalendarContext {
  return { calendars: version.terms.calendars, timeZone: version.terms.timeZone, holidays }
}

export function contextOf(question: PeriodQuestion): MeasureContext {
  const { name, commitment, version, period, view, asOf, holidays } = question
  return {
    name,
    commitment,
    terms: version.terms,
    period,
    counted: period,
    view,
    asOf,
    calendars: calendarsOf(version, holidays),
  }
}

/** The verdict of a finished period, with its credit before join and caps. */
export function judgePeriod(question: PeriodQuestion): Judgement {
  return whole(judging(question))
}

/** The same in pieces, between which a caller can let others have their turn: a month may hold very many outages. */
export function* judging(question: PeriodQuestion): Pieces<Judgement> {
  const context = { ...contextOf(question), knownGrains: new Map() }
  const own = yield* measuring(context)
  yield
  const isBreached = onItsOwn(own, question) === 'breached'
  const certain = isBreached ? yield* certainSince(context, own) : null
  return judgeMeasured(question, { own, certainSince: certain })
}

const onItsOwn = (own: Measured, { before, commitment }: PeriodQuestion): FinishedVerdict =>
  verdictOf(averaged(own, before), commitment)

/**
 * The same where the period has been measured: what another target, rounding or credit would make of it. Since when a
 * breach is certain is told by whoever looked.
 */
export function judgeMeasured(
  question: PeriodQuestion,
  known: { readonly own: Measured; readonly certainSince: number | null },
): Judgement {
  const { commitment, period } = question
  const { own } = known
  const context = contextOf(question)
  const measured = averaged(own, question.before)
  const found = verdictOf(measured, commitment)
  const deemed = found === 'silent' || found === 'breached' ? null : (question.deemed ?? null)
  const verdict = deemed ? 'breached' : found
  const certain = deemed ? deemed.since : verdict === 'breached' ? known.certainSince : null
  const { credit, claim } = owedFor(question, { measured, verdict, certain, isDeemed: deemed !== null })
  const zone = question.version.terms.timeZone
  const result: PeriodResult = {
    commitment: question.name,
    ...(question.of === undefined ? {} : { of: question.of }),
    from: isoInstant(period.from, zone),
    to: isoInstant(period.to, zone),
    measure: measureFigures(
      measured,
      commitment.rounding ? rounded(measured.value, commitment.rounding) : null,
    ),
    ...(measured.time ? { seconds: secondsFigures(measured.time) } : {}),
    ...(measured.counts ? { counts: countFigures(measured.counts) } : {}),
    verdict,
    ...(deemed ? { deemed: { by: deemed.by, as: commitment.deemedMissed?.as?.text ?? null } } : {}),
    certainSince: certain === null ? null : isoInstant(certain, zone),
    credit: creditFigures(question, credit, claim),
  }
  return { question, context, own, measured, verdict, certainSince: certain, credit, claim, result }
}

interface Judged {
  readonly measured: Measured
  readonly verdict: FinishedVerdict
  readonly certain: number | null
  readonly isDeemed: boolean
}

/** The credit that a judged period owes, and where its claim stands. */
function owedFor(question: PeriodQuestion, { measured, verdict, certain, isDeemed }: Judged) {
  const { commitment } = question
  const missesInRow = verdict === 'breached' ? question.missesBefore + 1 : 0
  const credit = creditOf({
    commitment: owing(commitment, missesInRow),
    measured: isDeemed ? deemedMeasure(measured, commitment) : measured,
    verdict,
    fees: feeContext(question),
    missesInRow,
  })
  const claim = credit?.state === 'due' ? claimOf(question, { measured, certain, credit }) : null
  return { credit, claim }
}

/**
 * A judgement whose measure and verdict stand, with the credit as it is at the instant of `question`: by the fees,
 * invoices, claims and arrears that are known by then.
 */
export function judgedAgain(judgement: Judgement, question: PeriodQuestion): Judgement {
  const { measured, verdict, certainSince: certain } = judgement
  const isDeemed = judgement.result.deemed !== undefined
  const { credit, claim } = owedFor(question, { measured, verdict, certain, isDeemed })
  const result = { ...judgement.result, credit: creditFigures(question, credit, claim) }
  return { ...judgement, question, context: contextOf(question), credit, claim, result }
}

/** A span that slides on over the same breach is no new one, and owes nothing: that needs a met one between. */
const owing = (commitment: CommitmentTerms, missesInRow: number): CommitmentTerms =>
  commitment.period.kind === 'trailing' && missesInRow > 1 && commitment.credit
    ? { ...commitment, credit: [] }
    : commitment

export function feeContext(question: PeriodQuestion): FeeContext {
  const { agreement, version, commitment, period, view, asOf } = question
  const { terms } = version
  const around = (at: number): Period => wholePeriod(commitment.period, at, terms.timeZone)
  const isIncident = commitment.period.kind === 'incident'
  const last = commitment.period.kind === 'trailing' ? period.to - 1 : period.from
  return {
    terms,
    period,
    wholePeriod: isIncident ? period : around(last),
    ...neighbours(question),
    versions: agreement.versions,
    fees: view.fees,
    events: view.events,
    asOf,
  }
}

/** The periods before and after one; an incident lies between months. */
function neighbours({
  agreement,
  commitment,
  period,
}: PeriodQuestion): Pick<FeeContext, 'previous' | 'next'> {
  const { timeZone, term } = periodContextOf(agreement)
  const isIncident = commitment.period.kind === 'incident'
  const terms: PeriodTerms = isIncident ? { kind: 'calendar', unit: 'month' } : commitment.period
  const isTrailing = commitment.period.kind === 'trailing'
  const own = isTrailing ? period : wholePeriod(terms, period.from, timeZone)
  const endless = { timeZone, term: { from: Number.MIN_SAFE_INTEGER, until: null } }
  const neighbour = (whole: Period | null): Neighbour => {
    const clipped = whole && clipToTerm(whole, term)
    return { period: clipped ?? whole ?? own, whole: whole ?? own, isInTerm: clipped !== null }
  }
  return {
    previous: neighbour(periodBefore(terms, own, endless)),
    next: neighbour(periodAfter(terms, own, endless)),
  }
}

const claimOf = (
  question: PeriodQuestion,
  found: { measured: Measured; certain: number | null; credit: Credit },
): ClaimState => claimState(claimTermsOf(question), claimContext(question, found))

/** How the credit is obtained: by the credit's own words, the commitment's, the agreement's. */
export const claimTermsOf = ({ commitment, version }: PeriodQuestion): ClaimTerms | undefined =>
  commitment.credit?.find((schedule) => schedule.claim !== undefined)?.claim ??
  commitment.claim ??
  version.terms.credits.claim

export function claimContext(
  question: PeriodQuestion,
  found: { readonly measured: Measured; readonly certain: number | null },
): ClaimContext {
  const { name, commitment, version, period, asOf, holidays } = question
  return {
    period,
    isIncident: commitment.period.kind === 'incident',
    nextPeriods: (count) => nextPeriods(question, count),
    measured: found.measured,
    ...(commitment.measure.kind === 'elapsed'
      ? { missed: lateAnswers(commitment.measure.terms, contextOf(question)) }
      : {}),
    certainSince: found.certain,
    events: eventsFor(question),
    about: {
      commitment: name,
      ...(question.of === undefined ? {} : { of: question.of }),
      all: Object.keys(version.terms.commitments),
    },
    asOf,
    deadlines: { ...calendarsOf(version, holidays), calendar: null },
  }
}

/** For one event's period only what happened about the same subject. */
function eventsFor({ commitment, period, view }: PeriodQuestion): readonly Event[] {
  const { measure: asked } = commitment
  if (commitment.period.kind !== 'incident' || asked.kind !== 'elapsed') return view.events
  const type = asked.terms.from
  const own = view.events.find((event) => event.type === type && event.at === period.from)?.subject
  return view.events.filter((event) => !event.type.startsWith('ticket.') || event.subject === own)
}

/** The n-th period after one, whether or not the term lasts so long; an incident is followed by months. */
function nextPeriods({ agreement, commitment, period }: PeriodQuestion, count: number): Period | null {
  const periods = periodContextOf(agreement)
  const endless = { ...periods, term: { ...periods.term, until: null } }
  const isIncident = commitment.period.kind === 'incident'
  const terms: PeriodTerms = isIncident ? { kind: 'calendar', unit: 'month' } : commitment.period
  let next: Period | null = isIncident ? unitAround(period.from, 'month', periods.timeZone) : period
  for (let i = 0; i < count && next !== null; i++) next = periodAfter(terms, next, endless)
  return next
}

/** The credit as JSON shows it: rounded once to minor units. */
function creditFigures(
  question: PeriodQuestion,
  credit: Credit | null,
  claim: ClaimState | null,
): CreditFigures | null {
  if (credit === null) return null
  const { terms } = question.version
  const currency = terms.currency ?? ''
  if (credit.state === 'silent')
    return {
      percent: null,
      units: null,
      unit: null,
      amount: null,
      currency,
      state: 'silent',
      claimUntil: null,
    }
  if (credit.state === 'none') {
    const amount = currency === '' ? '0' : minorText(0n, currency)
    return { percent: '0', units: null, unit: null, amount, currency, state: 'none', claimUntil: null }
  }
  const minor = creditMinor(question, credit)
  return {
    percent: percentText(credit),
    units: unitsText(credit),
    unit: unitName(credit),
    amount: minor === null ? null : minorText(minor, currency),
    currency,
    state: dueState(question, credit, claim),
    claimUntil: claim?.until ?? null,
  }
}

/** Too late goes before everything but arrears, during which nothing is lost; what is not known or not chosen yet is pending. */
function dueState(
  question: PeriodQuestion,
  credit: Credit,
  claim: ClaimState | null,
): CreditFigures['state'] {
  const election = electionOf(question)
  if (election === 'forgone' || (claim?.state === 'expired' && hasLapsed(question, claim))) return 'expired'
  if (credit.money === 'pending' || election === 'open') return 'pending'
  return question.suspendedSince !== null ? 'suspended' : (claim?.state ?? 'automatic')
}

/** In arrears nothing is lost; what had lapsed before them is. */
function hasLapsed({ suspendedSince, version }: PeriodQuestion, { until }: ClaimState): boolean {
  if (suspendedSince === null) return true
  return until !== null && deadlineEnd(until, version.terms.timeZone) <= suspendedSince
}

/** Whole minor units, or null for what is no money (yet). */
export function creditMinor(question: PeriodQuestion, credit: Credit): bigint | null {
  const { currency, money } = question.version.terms
  if (credit.money === null || credit.money === 'pending' || currency === undefined) return null
  return toMinor(credit.money, currency, money.mode)
}

/** The credit that would be due if the period ended as it stands. */
export function judgeRunning(
  question: PeriodQuestion,
  toDate: Measured,
  misses: boolean,
): { readonly credit: CreditFigures | null } {
  const { commitment } = question
  if (commitment.credit === undefined) return { credit: null }
  const verdict = misses ? 'breached' : 'met'
  const fees = feeContext(question)
  const credit = creditOf({
    commitment,
    measured: toDate,
    verdict,
    fees,
    missesInRow: question.missesBefore + (misses ? 1 : 0),
  })
  const claim =
    credit?.state === 'due' ? claimOf(question, { measured: toDate, certain: null, credit }) : null
  return { credit: creditFigures(question, credit, claim) }
}
