import { earnBackOf } from '../earnBack.ts'
import type { Length } from '../length.ts'
import type { AgreementTerms } from '../schema/agreement.ts'
import type { ClaimTerms } from '../schema/claims.ts'
import { consentMatters } from '../schema/procedure.ts'
import { longestMs } from './periods.ts'

const dayMs = 86_400_000
/** The longest of each. */
const days = { month: 31, quarter: 92, year: 366 } as const

/** A deadline with how long after the begin of its period it can lie. */
export interface Deadline {
  readonly what: string
  readonly ms: number
}

/**
 * The deadline that lies furthest after the begin of a period: until then evidence of that period may be asked for.
 * Months are taken at their longest, business days with their weekends and a week of holidays.
 */
export function longestDeadline(terms: AgreementTerms): Deadline | null {
  const { commitments, termination, procedure, credits, settle } = terms
  const period = Math.max(0, ...Object.values(commitments).map((each) => longestMs(each.period) ?? 0))
  const claims = Object.entries(commitments).flatMap(([name, { claim, credit, period: own }]) =>
    (credit ?? [])
      .flatMap((each) => claimMs(each.claim ?? claim ?? credits.claim, longestMs(own) ?? 0))
      .map((ms) => ({ what: `a claim about ${name}`, ms })),
  )
  // A miss and all the periods that may make up for it.
  const earnings = Object.entries(commitments).flatMap(([name, each]) => {
    const [count, own] = [earnBackOf(each, terms), longestMs(each.period)]
    return count === null || own === null
      ? []
      : [{ what: `earning back a credit of ${name}`, ms: (count + 1) * own + settle }]
  })
  const rights = Object.entries(termination).flatMap(([name, { cure, exercise }]) =>
    exercise
      ? [{ what: `the right ${name}`, ms: period + mostMs(exercise.within) + (cure ? mostMs(cure) : 0) }]
      : [],
  )
  const disputes = consentMatters.map((matter) => ({
    what: 'a dispute',
    ms: period + mostMs(procedure.matters[matter]?.answerWithin ?? procedure.answerWithin),
  }))
  const statements = [{ what: 'the statement', ms: period + days.month * dayMs + settle }]
  return [...claims, ...earnings, ...rights, ...disputes, ...statements].reduce<Deadline | null>(
    (longest, each) => (longest === null || each.ms > longest.ms ? each : longest),
    null,
  )
}

/** The steps of a claim, from the begin of the period on. */
function claimMs(claim: ClaimTerms | undefined, periodMs: number): number[] {
  if (claim?.kind !== 'steps') return []
  return claim.steps.map((step) => {
    if (step.kind === 'within') return periodMs + mostMs(step.within)
    const { nth, unit } = step.until
    return periodMs + nth * (unit === 'period' ? periodMs : days[unit] * dayMs)
  })
}

function mostMs({ unit, count }: Length): number {
  switch (unit) {
    case 'ms':
      return count
    case 'day':
      return count * dayMs
    case 'month':
      return count * days.month * dayMs
    case 'businessDay':
      return (Math.ceil(count / 5) * 7 + 7) * dayMs
  }
}
