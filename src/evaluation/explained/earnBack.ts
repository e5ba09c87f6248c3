import { earningPeriods, inARow, isEarnedBack } from '../earnBack.ts'
import type { Judgement } from '../judgePeriod.ts'
import type { Judged } from './month.ts'
import type { Section } from './words.ts'

/** Which periods make up for a miss, and whether its credit is given back. */
export function earnBackSection(judgement: Judgement, judged: Judged): Section | null {
  const count = earningPeriods(judgement)
  const { question, result } = judgement
  const state = result.credit?.state ?? 'none'
  if (count === null || state === 'none' || state === 'silent') return null
  const after = judged.judgements
    .filter((each) => each.question.name === question.name && each.question.of === question.of)
    .map((each) => ({ ...each.question.period, verdict: each.verdict, begin: each.result.from }))
    .filter(({ from }) => from > question.period.from)
    .sort((a, b) => a.from - b.from)
  const by = inARow(question, after, count)
  const isBack = state === 'earnedBack' || isEarnedBack(judgement, after)
  const missing = by.find(({ verdict }) => verdict !== 'met')
  const end = isBack
    ? backText(judgement, judged)
    : missing
      ? `not given back: ${missing.begin.slice(0, 10)} is ${missing.verdict}`
      : by.length < count
        ? `not given back yet: ${by.length} of ${count} are judged`
        : 'not given back: it had expired before'
  return {
    title: 'earn-back',
    lines: [
      `given back if each of the next ${count} periods meets the target`,
      ...by.map(({ begin, verdict }) => `  ${begin.slice(0, 10)}: ${verdict}`),
      end,
    ],
  }
}

function backText({ result, question }: Judgement, { months }: Judged): string {
  const isOwn = (line: { commitment: string; of?: string; from: string }): boolean =>
    line.commitment === question.name && line.of === question.of && line.from === result.from
  const month = months.find(({ earnedBack }) => earnedBack?.some(isOwn))
  const line = month?.earnedBack?.find(isOwn)
  if (!month || !line) return 'given back'
  const amount = `${line.amount} ${result.credit?.currency ?? ''}`.trim()
  return `given back: ${amount}, what its month came to more by it after joins and caps, in the month of ${month.from.slice(0, 10)}`
}
