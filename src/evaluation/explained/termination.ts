import { divide, fraction, parseDecimal, sum, toDecimal } from '../../agreement/fraction.ts'
import type { TerminationClause, Trigger } from '../../agreement/schema/clauses.ts'
import type { Judgement } from '../judgePeriod.ts'
import type { ClauseState } from '../termination.ts'
import { type Counted, namedIn } from '../triggers.ts'
import { cut, exactly, secondsOf } from './arithmetic.ts'
import { instant, type Section, spanText } from './words.ts'

/** The clauses that this commitment counts towards: how far each is. */
export function terminationSection(judgement: Judgement, clauses: readonly ClauseState[]): Section | null {
  const { name } = judgement.question
  const own = clauses.filter(({ terms }) => namedIn(terms.when).includes(name))
  if (own.length === 0) return null
  return { title: 'termination', lines: own.flatMap((state) => clauseLines(state, judgement)) }
}

const withinText = (within: Extract<Trigger, { kind: 'total' }>['within']): string =>
  within.kind === 'calendar' ? `one ${within.unit}` : within.length.text

function triggerText(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'missed':
      return `${trigger.missed} missed ${trigger.times} times${trigger.consecutive ? ' in a row' : trigger.outOf === undefined ? '' : ` out of ${trigger.outOf}`}`
    case 'outages':
      return `${trigger.times} outages of ${trigger.outages}${trigger.longerThan === undefined ? '' : ` longer than ${secondsOf(trigger.longerThan)}`} within ${withinText(trigger.within)}`
    case 'total':
      return `more than ${secondsOf(trigger.exceeds)} of ${trigger.total} within ${withinText(trigger.within)}`
    case 'average':
      return `the average of ${trigger.over} periods of ${trigger.average} ${trigger.below ? `below ${exactly(trigger.below.value, trigger.below.unit)}` : trigger.above ? `above ${exactly(trigger.above.value, trigger.above.unit)}` : ''}`
    case 'missedEvents':
      return `${trigger.times} missed events of ${trigger.missedEvents} within ${withinText(trigger.within)}`
    case 'capReached':
      return `the cap of credits reached ${trigger.times} times within ${withinText(trigger.within)}`
    case 'overdue':
      return `${trigger.overdue} overdue by ${trigger.by.text}`
    case 'any':
    case 'all':
      return `${trigger.kind} of: ${trigger.of.map(triggerText).join('; ')}`
  }
}

const needed = (trigger: Trigger): number | null => ('times' in trigger ? trigger.times : null)

function clauseLines(
  { clause, terms, fired, usableUntil, towards, oneAway }: ClauseState,
  judgement: Judgement,
): string[] {
  const counted = (each: Counted): string =>
    `    ${each.commitment} ${spanText(judgement, each)}${each.figure === '' ? '' : `: ${each.figure}`}`
  const times = needed(terms.when)
  const asOf = instant(judgement, judgement.question.asOf)
  return [
    `${clause} (right of the ${terms.right}): ${triggerText(terms.when)}`,
    ...fired.flatMap((each, i) => [
      `  arose ${instant(judgement, each.at)}${useText(terms, usableUntil[i])}, counting`,
      ...cut(each.counted, counted),
      ...meanLine(terms.when, each.counted),
    ]),
    times === null
      ? `  as of ${asOf}: ${towards.length} counted towards ${fired.length > 0 ? 'another' : 'it'}`
      : `  as of ${asOf}: ${towards.length} of ${times} counted${fired.length > 0 ? ' towards another' : ''}${oneAway ? '; one more and the right arises' : ''}`,
    ...cut(towards, counted),
  ]
}

function useText({ exercise, cure }: TerminationClause, until: string | null | undefined): string {
  if (!exercise || !until) return ''
  const after = exercise.after === 'periodEnd' ? 'the period’s end' : cure ? 'the time to mend' : 'then'
  return `; it can be used until ${until}, inclusive (${exercise.within.text} after ${after})`
}

/** The mean of the shown figures, which are rounded themselves. */
function meanLine(trigger: Trigger, counted: readonly Counted[]): string[] {
  const figures = counted.map(({ figure }) => /^(-?[\d.]+)(.*)$/.exec(figure))
  const values = figures.flatMap((match) => parseDecimal(match?.[1] ?? '') ?? [])
  if (trigger.kind !== 'average' || values.length === 0 || values.length < counted.length) return []
  const mean = toDecimal(divide(sum(values), fraction(values.length)))
  return [
    `    mean: (${values.map((each) => toDecimal(each)).join(' + ')}) ÷ ${values.length} ≈ ${mean}${figures[0]?.[2] ?? ''}`,
  ]
}
