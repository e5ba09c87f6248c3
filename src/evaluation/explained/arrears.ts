import { elapsedPairs } from '../eventMeasures.ts'
import type { Judgement } from '../judgePeriod.ts'
import { cut } from './arithmetic.ts'
import { instant, type Section } from './words.ts'

/** The customer's duties on which credits depend, and which of them is in arrears. */
export function arrearsSection(judgement: Judgement): Section | null {
  const { question, context } = judgement
  const { terms } = question.version
  const required = terms.credits.requires ?? []
  if (required.length === 0 || question.commitment.credit === undefined) return null
  const lines = required.flatMap((name): string[] => {
    const commitment = terms.commitments[name]
    if (commitment?.measure.kind !== 'elapsed') return [`${name}: judged by its latest period`]
    const since = { from: 0, to: question.period.to }
    const pairs = elapsedPairs(commitment.measure.terms, {
      ...context,
      name,
      commitment,
      period: since,
      counted: since,
    })
    const open = pairs.filter((pair) => pair.state === 'late' && pair.answer === null)
    if (open.length === 0)
      return [`${name}: ${pairs.length} asked for before the period's end, none is overdue and unanswered`]
    return [
      `${name}: ${open.length} overdue and unanswered`,
      ...cut(
        open,
        ({ question: asked, due }) =>
          `  ${asked.subject}: ${asked.type} ${instant(judgement, asked.at)}, due ${instant(judgement, due)}`,
      ),
    ]
  })
  const end =
    question.suspendedSince !== null
      ? 'in arrears: the credit is suspended, not lost'
      : 'kept: the credit is not suspended'
  return { title: 'the customer\u2019s duties on which credits depend', lines: [...lines, end] }
}
