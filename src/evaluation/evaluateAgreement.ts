import { type Agreement, isoInstant, versionAt, zoneOf } from '../agreement/agreement.ts'
import { roundToWhole, zero } from '../agreement/fraction.ts'
import { type Period, periodsTouching } from '../agreement/period.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import type { GiveUnit } from '../agreement/schema/gifts.ts'
import { isOfValue } from '../agreement/schema/measures.ts'
import { arrearsSince } from './arrears.ts'
import { type Asked, type EvaluationContext, periodsOf } from './askedPeriods.ts'
import { clocksOut, clocksRunning } from './clocks.ts'
import { unitsGiven } from './credit.ts'
import { deemedBy } from './deemed.ts'
import { asEarnedBack, earnedBack } from './earnBack.ts'
import { joinCredits } from './joins.ts'
import { type Judgement, judgePeriod } from './judgePeriod.ts'
import { membersOf } from './measure.ts'
import { calendarsOf, contextOf, periodContextOf } from './periodQuestion.ts'
import { withPlanned } from './planned.ts'
import { readingsOf } from './readings.ts'
import { type ClauseState, clauseStates, outcomeOf, terminations } from './termination.ts'
import type { Outcome, TerminationContext } from './triggers.ts'
import type { MonthlyCredit, PeriodResult, TerminationResult } from './verdict.ts'

/** What `backtest --json` prints beside the agreement's name and digest. */
export interface Evaluation {
  readonly judgements: readonly Judgement[]
  readonly periods: readonly PeriodResult[]
  readonly credits: readonly MonthlyCredit[]
  /** How far every termination clause is. */
  readonly clauses: readonly ClauseState[]
  readonly termination: readonly TerminationResult[]
  readonly termUntil: string | null
}

/** Evaluates every period that the evidence touches, of every commitment, in order of time. */
export function evaluateAgreement(agreement: Agreement, context: EvaluationContext): Evaluation {
  const questions = Object.keys(allCommitments(agreement)).flatMap((name) =>
    periodsOf(agreement, name, context),
  )
  const asOf = context.asOf ?? lastClosing(agreement, questions, context)
  const view = { ...context.view, seenUntil: asOf }
  const finished = questions
    .filter(({ period }) => period.to <= asOf)
    .sort(
      (a, b) =>
        Number(isValued(agreement, a)) - Number(isValued(agreement, b)) ||
        a.period.from - b.period.from ||
        isRequired(agreement, b) - isRequired(agreement, a) ||
        a.period.to - b.period.to,
    )
  const judgements: Judgement[] = []
  const between = new Set<Judgement>()
  for (const { isTouched, ...asked } of finished) {
    const found = judgeMembers({ agreement, ...asked, asOf }, { ...context, view }, judgements)
    judgements.push(...(isTouched ? found : found.filter(({ verdict }) => verdict !== 'breached')))
    if (!isTouched) for (const each of found) between.add(each)
  }
  const back = new Set(earnedBack(judgements).map(({ missed }) => missed))
  const lasting = judgements.map((judgement) => (back.has(judgement) ? asEarnedBack(judgement) : judgement))
  const sorted = sortByCommitment(
    agreement,
    lasting.filter((each) => !between.has(each)),
  )
  const joined = joinCredits(agreement, sorted, asOf, lasting)
  const evidenceEnd = context.extent?.to ?? asOf
  const counting = judgements.filter(({ question }) => question.period.from < evidenceEnd)
  const outcomes = counting.map((judgement): Outcome => {
    const outcome = outcomeOf(judgement)
    // Without any evidence there is nothing that a mean could take.
    return between.has(judgement) && outcome.verdict === 'undetermined'
      ? { ...outcome, value: null }
      : outcome
  })
  const rights: TerminationContext = {
    outcomes,
    capsReached: joined.capsReached,
    asOf,
    holidays: context.holidays,
    events: view.events.filter((event) => event.at <= asOf),
  }
  return {
    judgements: sorted,
    periods: sorted.map((judgement) => withReadings(judgement)),
    credits: joined.months,
    clauses: clauseStates(agreement, rights),
    termination: terminations(agreement, rights),
    termUntil: extendedTerm(agreement, sorted),
  }
}

/** Whether a period is judged by what others were worth: those are judged first. */
const isValued = (
  agreement: Agreement,
  { name, period }: { readonly name: string; readonly period: Period },
): boolean => {
  const measured = versionAt(agreement, period.from).terms.commitments[name]?.measure
  return measured !== undefined && isOfValue(measured)
}

/** 1 for a commitment on which credits or other verdicts depend: it is judged first. */
const isRequired = (
  agreement: Agreement,
  { name, period }: { readonly name: string; readonly period: Period },
): number => {
  const { credits, commitments } = versionAt(agreement, period.from).terms
  const decides = Object.values(commitments).some(({ deemedMissed }) => deemedMissed?.when === name)
  return credits.requires?.includes(name) || decides ? 1 : 0
}

/** The closing of the last period that is judged, or that holds an answer: such a period is not judged, but what it tells is. */
function lastClosing(agreement: Agreement, questions: readonly Asked[], context: EvaluationContext): number {
  const closings = questions.map((each) => closingOf(agreement, each, context))
  return closings
    .concat(questions.length === 0 ? [] : answered(agreement, context))
    .reduce((a, b) => Math.max(a, b), 0)
}

/** When the period of the last answer closes, by each commitment that waits for one. */
function answered(agreement: Agreement, { view, only }: EvaluationContext): number[] {
  return agreement.versions.flatMap(({ terms }) =>
    Object.values(terms.commitments).flatMap(({ measure, period }) => {
      if (measure.kind !== 'elapsed') return []
      const last = view.events.findLast(({ type, at }) => type === measure.terms.to && at < only.to)
      if (last === undefined) return []
      const around = periodsTouching(period, { from: last.at, to: last.at + 1 }, periodContextOf(agreement))
      return [Math.max(last.at, ...around.map(({ to }) => to)) + terms.settle]
    }),
  )
}

/** When a period closes: `settle` after its end, or when the last clock that began in it has run out. */
function closingOf(
  agreement: Agreement,
  { name, period }: { readonly name: string; readonly period: Period },
  { view, holidays }: EvaluationContext,
): number {
  const version = versionAt(agreement, period.from)
  const commitment = version.terms.commitments[name]
  const settled = period.to + version.terms.settle
  const kind = commitment?.measure.kind
  if (commitment === undefined || (kind !== 'elapsed' && kind !== 'timeTaken')) return settled
  const asOf = Number.MAX_SAFE_INTEGER
  const question = { agreement, version, name, commitment, period, view, asOf, holidays }
  return Math.max(
    settled,
    clocksOut(commitment, contextOf({ ...question, before: [], missesBefore: 0, suspendedSince: null })),
  )
}

function allCommitments(agreement: Agreement): Record<string, CommitmentTerms> {
  return Object.assign({}, ...agreement.versions.map((version) => version.terms.commitments))
}

/** The judgements of one period: one, or one for each member. */
function judgeMembers(
  asked: Omit<Asked, 'isTouched'> & { agreement: Agreement; asOf: number },
  context: EvaluationContext,
  before: readonly Judgement[],
): Judgement[] {
  const { agreement, name, period, asOf } = asked
  const version = versionAt(agreement, period.from)
  const commitment = version.terms.commitments[name]
  if (!commitment) return []
  const planned = withPlanned(context.view, version.terms, period)
  const valued = isOfValue(commitment.measure) && context.valuedBy?.(before.map(({ result }) => result))
  const view = valued ? { ...planned, valued } : planned
  const all: readonly { of?: string; commitment: CommitmentTerms }[] = membersOf(commitment) ?? [
    { commitment },
  ]
  const members = all.filter((member) => asked.of === undefined || member.of === asked.of)
  return members.map((member) => {
    const past = before
      .filter((each) => each.question.name === name && each.question.of === member.of)
      .reverse()
    return judgePeriod({
      agreement,
      version,
      name,
      ...(member.of === undefined ? {} : { of: member.of }),
      commitment: member.commitment,
      period,
      view,
      asOf,
      holidays: context.holidays,
      before: ownBefore(past, commitment.averagedWith ?? 0),
      missesBefore: missesInRow(past.map((each) => each.verdict)),
      deemed: deemedBy(member.commitment, period, (other) =>
        before
          .filter((each) => each.question.name === other)
          .map(({ question, verdict, certainSince }) => ({ period: question.period, verdict, certainSince })),
      ),
      suspendedSince: arrearsSince({
        terms: version.terms,
        period,
        view,
        asOf,
        calendars: calendarsOf(version, context.holidays),
        latest: (required) =>
          before.findLast(
            (each) => each.question.name === required && each.question.period.from <= period.from,
          )?.verdict ?? null,
      }),
    })
  })
}

/** The own measures of the periods before; one that was not applicable lets the next stand alone. */
function ownBefore(past: readonly Judgement[], count: number) {
  const found = past.slice(0, count)
  const gap = found.findIndex((each) => each.verdict === 'notApplicable')
  return (gap === -1 ? found : found.slice(0, gap)).map((each) => each.own)
}

/** Misses that end a history (newest first): silent and not applicable periods are skipped, undetermined ones neither end nor add. */
export function missesInRow(newestFirst: readonly PeriodResult['verdict'][]): number {
  let misses = 0
  for (const verdict of newestFirst) {
    if (verdict === 'met') break
    if (verdict === 'breached') misses++
  }
  return misses
}

function sortByCommitment(agreement: Agreement, judgements: readonly Judgement[]): Judgement[] {
  const order = Object.keys(allCommitments(agreement))
  return [...judgements].sort(
    (a, b) =>
      order.indexOf(a.question.name) - order.indexOf(b.question.name) ||
      a.question.period.from - b.question.period.from ||
      a.question.period.to - b.question.period.to,
  )
}

function withReadings(judgement: Judgement): PeriodResult {
  const readings = readingsOf(judgement)
  return { ...judgement.result, ...stillRunning(judgement), ...(readings === null ? {} : { readings }) }
}

/** What nobody can tell yet is told apart from what nobody will ever know. */
function stillRunning({ verdict, question, context }: Judgement): Pick<PeriodResult, 'runsUntil'> {
  if (verdict !== 'undetermined') return {}
  const running = clocksRunning(question.commitment, context)
  if (running === null) return {}
  const { until } = running
  return { runsUntil: until === null ? null : isoInstant(until, zoneOf(question.agreement)) }
}

/** The end of the term after extensions that are automatic or claimed. */
function extendedTerm(agreement: Agreement, judgements: readonly Judgement[]): string | null {
  const zone = zoneOf(agreement)
  const given = judgements.filter(({ result }) =>
    ['automatic', 'claimed'].includes(result.credit?.state ?? ''),
  )
  const wholeOf = (unit: GiveUnit): number =>
    given
      .map(({ credit }) => (credit && unitsGiven(credit, unit)) ?? zero)
      .reduce((sum, units) => sum + Number(roundToWhole(units, 'floor')), 0)
  const [months, days] = [wholeOf('extensionMonth'), wholeOf('extension')]
  const until = agreement.versions.at(-1)?.terms.term.until
  if (until === undefined || (days === 0 && months === 0)) return null
  const end = Temporal.PlainDate.from(until).add({ months }).add({ days }).toZonedDateTime(zone)
  return isoInstant(end.epochMilliseconds, zone)
}
