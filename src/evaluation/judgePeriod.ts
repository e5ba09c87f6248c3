import { isoInstant } from '../agreement/agreement.ts'
import { certainSince } from './certain.ts'
import type { ClaimState } from './claims.ts'
import type { MeasureContext } from './context.ts'
import type { Credit } from './credit.ts'
import { creditFigures, owedFor } from './creditOwed.ts'
import { rounded, verdictOf } from './judge.ts'
import { averaged, measuring } from './measure.ts'
import { countFigures, type Measured, measureFigures, secondsFigures } from './measured.ts'
import { contextOf, type PeriodQuestion } from './periodQuestion.ts'
import { type Pieces, whole } from './pieces.ts'
import type { FinishedVerdict, PeriodResult } from './verdict.ts'

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
