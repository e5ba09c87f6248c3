import { earnBackOf } from '../agreement/earnBack.ts'
import type { Period } from '../agreement/period.ts'
import { deadlineEnd } from './claims.ts'
import { isChosen } from './joinWindow.ts'
import type { Judgement } from './judgePeriod.ts'
import type { PeriodQuestion } from './periodQuestion.ts'
import type { FinishedVerdict } from './verdict.ts'

/** A credit that is given back, since the periods after the missed one made up for it. */
export interface EarnedBack {
  readonly missed: Judgement
  /** The periods that followed, each of which met the target, in order; never empty. */
  readonly by: readonly Judgement[]
}

/** A judged period of the same promise that followed. */
export interface Following extends Period {
  readonly verdict: FinishedVerdict
}

/** The credits that are earned back among judgements: the rule is that of the missed period's text. */
export function earnedBack(judgements: readonly Judgement[]): EarnedBack[] {
  const groups = Map.groupBy(judgements, ({ question }) => JSON.stringify([question.name, question.of]))
  return [...groups.values()].flatMap((all) => {
    const inOrder = [...all].sort((a, b) => a.question.period.from - b.question.period.from)
    return inOrder.flatMap((missed, i): EarnedBack[] => {
      const by = inOrder.slice(i + 1, i + 1 + (earningPeriods(missed) ?? 0))
      const isEarned = isEarnedBack(
        missed,
        by.map(({ question: { period }, verdict }) => ({ ...period, verdict })),
      )
      return isEarned ? [{ missed, by }] : []
    })
  })
}

/** By how many periods a judgement's credit could be earned back; null where there is nothing, or no next period. */
export function earningPeriods({ question }: Pick<Judgement, 'question'>): number | null {
  const { commitment, version } = question
  return commitment.period.kind === 'trailing' ? null : earnBackOf(commitment, version.terms)
}

/**
 * Whether the periods that followed make up for a miss. Only `met` meets the target: one that is undetermined, silent,
 * not applicable or missing does not.
 */
export function isEarnedBack(missed: Judgement, after: readonly Following[]): boolean {
  const count = earningPeriods(missed)
  if (count === null || !isOwed(missed)) return false
  const by = inARow(missed.question, after, count)
  const last = by.at(-1)
  if (!last || by.length < count || by.some(({ verdict }) => verdict !== 'met')) return false
  return !isLost(missed, last.to)
}

/** Of the periods that followed at most so many, as long as each is the next; incidents have time between them. */
export function inARow<F extends Period>(
  { commitment, period }: Pick<PeriodQuestion, 'commitment' | 'period'>,
  after: readonly F[],
  count: number,
): readonly F[] {
  const next = after.slice(0, count)
  if (commitment.period.kind === 'incident') return next
  const gap = next.findIndex(({ from }, i) => from !== (next[i - 1] ?? period).to)
  return gap === -1 ? next : next.slice(0, gap)
}

/** What gives nothing, or waits for the customer's choice, has nothing to give back. */
function isOwed({ result, question }: Judgement): boolean {
  const state = result.credit?.state ?? 'none'
  return state !== 'none' && state !== 'silent' && isChosen(question)
}

/** Whether nobody had claimed it in time when it was earned back. */
function isLost({ result: { credit }, question }: Judgement, at: number): boolean {
  if (credit?.state !== 'expired') return false
  const { claimUntil } = credit
  return claimUntil === null || deadlineEnd(claimUntil, question.version.terms.timeZone) <= at
}

/** The judgement as it is shown once its credit is earned back: there is nothing left to claim. */
export function asEarnedBack(judgement: Judgement): Judgement {
  const { credit } = judgement.result
  if (credit === null) return judgement
  const shown = { ...credit, state: 'earnedBack', claimUntil: null } as const
  return { ...judgement, result: { ...judgement.result, credit: shown } }
}
