import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import { type ClaimState, deadlineEnd } from './claims.ts'
import { type Credit, creditOf, percentText, unitName, unitsText } from './credit.ts'
import { owedMeasure } from './deemed.ts'
import { minorText, toMinor } from './fees.ts'
import { electionOf } from './joinWindow.ts'
import type { Measured } from './measured.ts'
import { claimOf } from './periodClaim.ts'
import { feeContext } from './periodFees.ts'
import { calendarsOf, type PeriodQuestion } from './periodQuestion.ts'
import type { CreditFigures, FinishedVerdict } from './verdict.ts'

interface Judged {
  readonly measured: Measured
  readonly verdict: FinishedVerdict
  readonly certain: number | null
  readonly isDeemed: boolean
}

/** The credit that a judged period owes, and where its claim stands. */
export function owedFor(question: PeriodQuestion, judged: Judged) {
  const { commitment } = question
  const { verdict, certain, isDeemed } = judged
  const measured = owedMeasure(judged.measured, commitment, isDeemed)
  const missesInRow = verdict === 'breached' ? question.missesBefore + 1 : 0
  const credit = creditOf({
    commitment: owing(commitment, missesInRow),
    measured,
    verdict,
    fees: feeContext(question),
    missesInRow,
    calendars: calendarsOf(question.version, question.holidays),
  })
  const claim = credit?.state === 'due' ? claimOf(question, { measured, certain, credit }) : null
  return { credit, claim }
}

/** A span that slides on over the same breach is no new one, and owes nothing: that needs a met one between. */
const owing = (commitment: CommitmentTerms, missesInRow: number): CommitmentTerms =>
  commitment.period.kind === 'trailing' && missesInRow > 1 && commitment.credit
    ? { ...commitment, credit: [] }
    : commitment

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
    calendars: calendarsOf(question.version, question.holidays),
  })
  const claim =
    credit?.state === 'due' ? claimOf(question, { measured: toDate, certain: null, credit }) : null
  return { credit: creditFigures(question, credit, claim) }
}

/** The credit as JSON shows it: rounded once to minor units. */
export function creditFigures(
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
