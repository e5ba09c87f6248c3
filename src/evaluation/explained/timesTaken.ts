import { type Fraction, fraction } from '../../agreement/fraction.ts'
import type { Statistic } from '../../agreement/schema/badTime.ts'
import type { Judgement } from '../judgePeriod.ts'
import { rankOf } from '../lengths.ts'
import { type TimeTakenTerms, timesTaken } from '../timesTaken.ts'
import { cut, exactly, figure, seconds, secondsOf, sumLine } from './arithmetic.ts'
import { instant, type Section } from './words.ts'

/** Every question of the period with its answer and what of the time between them counts. */
export function timeTakenSection(terms: TimeTakenTerms, judgement: Judgement): Section {
  const all = timesTaken(terms, judgement.context)
  const open = all.filter(({ answer }) => answer === null).length
  const rules = [
    terms.calendar === undefined
      ? 'all time counts'
      : `only the time of ${typeof terms.calendar === 'string' ? terms.calendar : 'its working hours'} counts`,
    terms.pause === undefined ? '' : `none from ${terms.pause[0]} to ${terms.pause[1]}`,
    terms.cutoff === undefined ? '' : 'later than the cut-off begins on the next working day',
    terms.count === 'answered'
      ? 'unanswered ones are left out'
      : 'an unanswered one has taken the time so far',
  ]
  return {
    title: 'events of the period and their answers',
    lines: [
      `from ${terms.from} to ${terms.to}; ${rules.filter(Boolean).join('; ')}`,
      `${all.length} ${terms.from}: ${all.length - open} answered, ${open} unanswered`,
      ...cut(all, ({ question, answer, ms }) => {
        const found = answer === null ? 'unanswered' : `answered ${instant(judgement, answer.at)}`
        return `  ${question.subject || question.id}: ${instant(judgement, question.at)}, ${found}: ${secondsOf(ms)}`
      }),
    ],
  }
}

export function timeTakenFigures(terms: TimeTakenTerms, { context, own }: Judgement): string[] {
  const lengths = timesTaken(terms, context).map(({ ms }) => seconds(ms))
  if (own.value === null)
    return [`told ${lengths.length} times, ${terms.atLeastEvents} are needed: not judged`]
  return lengthLines(lengths, terms.statistic, own.value)
}

/** A statistic of lengths, redone: the sum and the mean, or which of them in order of size. */
export function lengthLines(lengths: readonly Fraction[], asked: Statistic, value: Fraction): string[] {
  if (asked.kind === 'mean') {
    const sum = lengths.reduce((all, each) => ({ n: all.n * each.d + each.n * all.d, d: all.d * each.d }), {
      n: 0n,
      d: 1n,
    })
    return [
      `together: ${sumLine(lengths, 's')}`,
      `mean: ${exactly(fraction(sum.n, sum.d), 's')} ÷ ${lengths.length} = ${figure(value, 's')}`,
    ]
  }
  if (asked.kind === 'percentile')
    return [
      `${asked.text} by nearest rank: number ${rankOf(asked.share, lengths.length)} of ${lengths.length} from the shortest: ${figure(value, 's')}`,
    ]
  return [`${asked.kind === 'max' ? 'longest' : 'shortest'} of ${lengths.length}: ${figure(value, 's')}`]
}
