import { add, compare, type Fraction, fraction, parseDecimal, subtract, zero } from '../agreement/fraction.ts'
import type { Event } from '../evidence/event.ts'

const numberIn = (event: Event, key: string): Fraction | null => {
  const text = event.data[key]
  return typeof text === 'string' ? parseDecimal(text) : null
}

/** Answers on a scale: how many speak for, how many against, of how many. */
export interface Votes {
  readonly for: number
  readonly against: number
  readonly n: number
}

interface Scale {
  readonly key: 'csat' | 'nps'
  readonly least: number
  readonly most: number
  /** From here on an answer speaks for, and up to there against. */
  readonly forFrom: number
  readonly againstTo: number
}

/** Satisfied are 4 and 5 of 5 (ISO 10004); promoters 9 and 10, detractors 0 to 6 of 10 (F. F. Reichheld, HBR 12/2003). */
const scales: Readonly<Record<'csat' | 'nps', Scale>> = {
  csat: { key: 'csat', least: 1, most: 5, forFrom: 4, againstTo: 2 },
  nps: { key: 'nps', least: 0, most: 10, forFrom: 9, againstTo: 6 },
}

/** The `survey.answered` events that answer a question, counted; what lies off the scale is no answer. */
export function votesOf(events: readonly Event[], question: 'csat' | 'nps'): Votes {
  const { key, least, most, forFrom, againstTo } = scales[question]
  const answers = events.flatMap((event) => {
    const answer = event.type === 'survey.answered' ? numberIn(event, key) : null
    if (answer === null || answer.d !== 1n || answer.n < BigInt(least) || answer.n > BigInt(most)) return []
    return [Number(answer.n)]
  })
  return {
    for: answers.filter((answer) => answer >= forFrom).length,
    against: answers.filter((answer) => answer <= againstTo).length,
    n: answers.length,
  }
}

/** The share of satisfied customers, or promoters less detractors, of 1; null without an answer. */
export function satisfactionOf({ for: pro, against, n }: Votes, question: 'csat' | 'nps'): Fraction | null {
  if (n === 0) return null
  return question === 'csat' ? fraction(pro, n) : fraction(pro - against, n)
}

/** Quantities that `usage.reported` events name for one thing, added up; null where none was reported. */
export function usedOf(events: readonly Event[], of: string): { quantity: Fraction; reports: number } | null {
  const quantities = events.flatMap((event) => {
    const quantity =
      event.type === 'usage.reported' && event.data.of === of ? numberIn(event, 'quantity') : null
    return quantity === null ? [] : [quantity]
  })
  if (quantities.length === 0) return null
  return { quantity: quantities.reduce(add), reports: quantities.length }
}

export interface CustomerCount {
  readonly start: Fraction
  readonly end: Fraction
  readonly new: Fraction
  readonly reports: number
}

/**
 * What `customer.count` events of a span say together: the first count's start, the last one's end, all that were new.
 * Counts of several subjects (regions, products) add up. Null where there are none.
 */
export function customersOf(events: readonly Event[]): CustomerCount | null {
  const counts = events.flatMap((event) => {
    if (event.type !== 'customer.count') return []
    const [start, end] = [numberIn(event, 'start'), numberIn(event, 'end')]
    return start === null || end === null
      ? []
      : [{ subject: event.subject, at: event.at, start, end, new: numberIn(event, 'new') ?? zero }]
  })
  if (counts.length === 0) return null
  const bySubject = [...Map.groupBy(counts, (count) => count.subject).values()].map((each) =>
    [...each].sort((a, b) => a.at - b.at),
  )
  const total = (of: (all: (typeof bySubject)[number]) => Fraction): Fraction =>
    bySubject.map(of).reduce(add, zero)
  return {
    start: total((all) => all[0]?.start ?? zero),
    end: total((all) => all.at(-1)?.end ?? zero),
    new: total((all) => all.map((count) => count.new).reduce(add, zero)),
    reports: counts.length,
  }
}

/** (customers at the end − new ones) ÷ customers at the start; null where there was none at the start. */
export function retentionOf({ start, end, new: added }: CustomerCount): Fraction | null {
  if (compare(start, zero) <= 0) return null
  const kept = subtract(end, added)
  return fraction(kept.n * start.d, kept.d * start.n)
}
