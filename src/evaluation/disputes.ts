import type { Claim, Correction } from '../evidence/correction.ts'
import type { Party } from '../evidence/event.ts'
import { correctedView } from './corrections.ts'
import { creditMinor } from './creditOwed.ts'
import { minorText } from './fees.ts'
import { type Judgement, judging } from './judgePeriod.ts'
import type { PeriodQuestion } from './periodQuestion.ts'
import type { Pieces } from './pieces.ts'
import { shownFigure } from './shown.ts'
import type { CreditFigures, FinishedVerdict, MeasureFigures } from './verdict.ts'

/** How one of the three readings of a disputed period comes out. */
export interface DisputedFigure {
  readonly verdict: FinishedVerdict
  readonly measure: MeasureFigures
  readonly shown: string
  readonly credit: CreditFigures | null
}

/** A period as it was measured, as each party claims it was, and the money that lies between the claims. */
export interface DisputedFigures {
  readonly commitment: string
  readonly of?: string
  readonly from: string
  readonly to: string
  readonly measured: DisputedFigure
  readonly provider: DisputedFigure
  readonly customer: DisputedFigure
  /** Decimal text; null where one of the credits is not known in money. */
  readonly between: string | null
  readonly currency: string | null
}

export interface Dispute {
  /** What both parties have agreed before. */
  readonly agreed: readonly Correction[]
  /** The interval, and what each party says that it was; null: what was measured. */
  readonly interval: Omit<Correction, 'claim'>
  readonly claims: Readonly<Record<Party, Claim | null>>
}

/** Judges a period three times; the question's view holds the evidence as it was measured. */
export function* disputedFigures(question: PeriodQuestion, dispute: Dispute): Pieces<DisputedFigures> {
  const judged = function* (claim: Claim | null): Pieces<Judgement> {
    const corrections = claim === null ? [] : [{ ...dispute.interval, claim }]
    const view = correctedView(question.view, [...dispute.agreed, ...corrections])
    yield
    return yield* judging({ ...question, view })
  }
  const measured = yield* judged(null)
  const provider = yield* judged(dispute.claims.provider)
  const customer = yield* judged(dispute.claims.customer)
  const { commitment, of, from, to } = measured.result
  return {
    ...{ commitment, from, to, ...(of === undefined ? {} : { of }) },
    measured: figureOf(measured),
    provider: figureOf(provider),
    customer: figureOf(customer),
    ...between(provider, customer),
  }
}

const figureOf = ({ verdict, result, measured, question }: Judgement): DisputedFigure => ({
  verdict,
  measure: result.measure,
  shown: shownFigure(measured, question.commitment),
  credit: result.credit,
})

function between(a: Judgement, b: Judgement): Pick<DisputedFigures, 'between' | 'currency'> {
  const { currency } = a.question.version.terms
  const [one, other] = [minorOf(a), minorOf(b)]
  if (currency === undefined || one === null || other === null)
    return { between: null, currency: currency ?? null }
  return { between: minorText(one > other ? one - other : other - one, currency), currency }
}

/** No schedule gives no credit: nothing. */
const minorOf = ({ question, credit }: Judgement): bigint | null =>
  credit === null ? 0n : creditMinor(question, credit)
