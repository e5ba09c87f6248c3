import { fraction, parseDecimal, subtract, sum, toDecimal, zero } from '../agreement/fraction.ts'
import { minorText, toMinor } from '../evaluation/fees.ts'
import type { CreditFigures, CreditState } from '../evaluation/verdict.ts'
import type { Party } from '../evidence/event.ts'

/**
 * Where a credit stands in the ledger. `accrued`: its breach is certain, its period still runs. `void`: what was
 * stated before is no longer due. `earnedBack`: the periods that followed made up for the miss. The others are those of `backtest`, which knows no answers and no settlements.
 */
export const creditStages = [
  'accrued',
  'silent',
  'pending',
  'suspended',
  'claimable',
  'automatic',
  'claimed',
  'accepted',
  'refused',
  'settled',
  'earnedBack',
  'expired',
  'void',
] as const
export type CreditStage = (typeof creditStages)[number]

const open = [
  'silent',
  'pending',
  'suspended',
  'claimable',
  'automatic',
  'claimed',
  'expired',
  'earnedBack',
] as const

/** Every move that a credit may make; what was settled is corrected by a difference; only what is earned back leaves it. */
const moves: Readonly<Record<CreditStage, readonly CreditStage[]>> = {
  // A claim may be made and answered while its period still runs.
  accrued: [...open, 'accepted', 'refused', 'settled', 'void'],
  silent: [...open, 'settled', 'void'],
  pending: [...open, 'accepted', 'refused', 'settled', 'void'],
  suspended: [...open, 'accepted', 'refused', 'settled', 'void'],
  claimable: [...open, 'accepted', 'refused', 'settled', 'void'],
  automatic: [...open, 'settled', 'void'],
  claimed: [...open, 'accepted', 'refused', 'settled', 'void'],
  // What both parties agreed on does not lapse.
  accepted: ['silent', 'pending', 'suspended', 'settled', 'earnedBack', 'void'],
  refused: ['silent', 'pending', 'suspended', 'accepted', 'earnedBack', 'void'],
  settled: ['earnedBack'],
  // Late evidence may turn one of the periods that followed into a miss: then it is due again.
  earnedBack: [...open, 'accepted', 'refused', 'settled', 'void'],
  // A claim that was made in time may be heard of late, and a restatement may move the deadline.
  expired: [...open, 'accepted', 'refused', 'settled', 'void'],
  void: [...open, 'accrued', 'accepted', 'refused', 'settled'],
}

/** What the parties did about a credit, in order of time. */
export interface CreditActs {
  readonly answers: readonly ('accepted' | 'refused')[]
  /** Decimal amounts of the settlements so far. */
  readonly settled: readonly string[]
  /** An automatic credit whose month is over and joined: it settles by itself. */
  readonly settlesItself: boolean
}

/** What a credit is about; the same in each of its statements. */
interface CreditSubject {
  readonly commitment: string
  readonly of?: string
  readonly title: string
  /** Who owes it. */
  readonly by: Party
  readonly from: string
  readonly to: string
  readonly clause?: string
  readonly timeZone: string
}

/** What the credits of one month come to after joins and caps. */
export interface Together {
  readonly amount: string
  readonly capped: boolean
}

/** One statement of a credit: where it stands from then on. */
export interface CreditFacts extends CreditSubject, Omit<CreditFigures, 'state'> {
  readonly state: CreditStage
  readonly before: CreditStage | null
  readonly amountBefore: string | null
  /** What has been settled so far, or null. */
  readonly settled: string | null
  /** What a settled credit's correction adds (positive) or asks back (negative); null where it is as settled. */
  readonly difference: string | null
  /** What is due of its month, as it was stated last, where other credits or a cap have a part in that. */
  readonly together?: Together
  /** The periods that made up for the miss, where the credit is earned back. */
  readonly earnedBackBy?: readonly { readonly from: string; readonly to: string }[]
}

export interface CreditNow {
  readonly subject: CreditSubject
  readonly figures: CreditFigures
  readonly acts: CreditActs
  /** Absent or null where it is not earned back. */
  readonly earnedBackBy?: CreditFacts['earnedBackBy'] | null
}

/** The next statement of a credit, or null where nothing has changed since `known`. */
export function nextStatement(known: CreditFacts | null, now: CreditNow): CreditFacts | null {
  const { subject, acts } = now
  const figures = plain(now)
  const asked = askedStage(now)
  if (known === null && asked === 'void') return null
  const state = known === null || moves[known.state].includes(asked) ? asked : known.state
  const settled = settledBy(known, state, { figures, acts })
  const difference = differenceOf(known, { ...figures, state, settled }, acts)
  const next: CreditFacts = {
    ...subject,
    ...figures,
    state,
    before: known?.state ?? null,
    amountBefore: known?.amount ?? null,
    settled,
    difference,
    ...(state === 'earnedBack' && now.earnedBackBy ? { earnedBackBy: now.earnedBackBy } : {}),
  }
  return known !== null && isSame(known, next) ? null : next
}

/** The state of a period's credit as `backtest` would say it. */
export function stateOf(stage: CreditStage): CreditState | null {
  switch (stage) {
    case 'accrued':
      return null
    case 'accepted':
    case 'refused':
      return 'claimed'
    case 'void':
      return 'none'
    default:
      return stage
  }
}

/** Whether only something new can move it. */
export const isFinal = (stage: CreditStage): boolean =>
  stage === 'settled' ||
  stage === 'earnedBack' ||
  stage === 'expired' ||
  stage === 'refused' ||
  stage === 'void'

/** What is earned back cannot be claimed any more. */
function plain({ figures: { state: _, ...figures }, earnedBackBy }: CreditNow): Omit<CreditFigures, 'state'> {
  return earnedBackBy ? { ...figures, claimUntil: null } : figures
}

function askedStage({ figures: { state }, acts, earnedBackBy }: CreditNow): CreditStage {
  if (earnedBackBy) return 'earnedBack'
  if (acts.settled.length > 0) return 'settled'
  switch (state) {
    case 'none':
      return 'void'
    case 'automatic':
      return acts.settlesItself ? 'settled' : 'automatic'
    case 'claimed':
      return answered(acts)
    default:
      return state
  }
}

/** The answers in their order, each only where its move is allowed. */
const answered = ({ answers }: CreditActs): CreditStage =>
  answers.reduce<CreditStage>((stage, answer) => (moves[stage].includes(answer) ? answer : stage), 'claimed')

type Figured = { readonly figures: Omit<CreditFigures, 'state'>; readonly acts: CreditActs }

function settledBy(known: CreditFacts | null, state: CreditStage, { figures, acts }: Figured): string | null {
  if (acts.settled.length > 0) return addUp(acts.settled, figures.currency)
  // What was given by itself is taken back by itself.
  if (state === 'earnedBack') return (known?.settled ?? null) === null ? null : money(zero, figures.currency)
  if (state !== 'settled') return null
  return figures.amount ?? known?.settled ?? null
}

/** What is owed in addition to what was settled, or back of it, where a correction or an earn-back has moved the amount. */
function differenceOf(
  known: CreditFacts | null,
  { state, settled, amount, currency }: Pick<CreditFacts, 'state' | 'settled' | 'amount' | 'currency'>,
  acts: CreditActs,
): string | null {
  if (state !== 'settled' && state !== 'earnedBack') return null
  const due = state === 'earnedBack' ? money(zero, currency) : amount
  if (acts.settled.length > 0) return between(due, settled, currency)
  const isKnown = known?.state === 'settled' || known?.state === 'earnedBack'
  return isKnown ? between(due, known.settled, currency) : null
}

function between(amount: string | null, settled: string | null, currency: string): string | null {
  if (amount === null || settled === null) return null
  const left = subtract(parseDecimal(amount) ?? zero, parseDecimal(settled) ?? zero)
  return left.n === 0n ? null : money(left, currency)
}

const addUp = (amounts: readonly string[], currency: string): string =>
  money(sum(amounts.map((each) => parseDecimal(each) ?? fraction(0))), currency)

const money = (amount: ReturnType<typeof fraction>, currency: string): string =>
  currency === '' ? toDecimal(amount) : minorText(toMinor(amount, currency, 'halfUp'), currency)

function isSame(a: CreditFacts, b: CreditFacts): boolean {
  const keys = ['state', 'amount', 'percent', 'units', 'unit', 'currency', 'claimUntil', 'settled'] as const
  return keys.every((key) => a[key] === b[key])
}
