import { calendarIssues } from '../calendarReferences.ts'
import type { Path } from '../document.ts'
import type { AgreementTerms } from '../schema/agreement.ts'
import type { CalendarReference } from '../schema/calendars.ts'
import type { CommitmentTerms } from '../schema/commitments.ts'
import type { CreditTerms, Touched } from '../schema/credits.ts'
import { leavesOf } from '../schema/gifts.ts'
import { type Finding, type Proof, refuse, warn } from './finding.ts'
import { giftFindings } from './gifts.ts'
import { bandedBy, isTimed, limitUnits } from './quantities.ts'
import { canBeMissed } from './targets.ts'

/** Credits that can never come to anything, and rules between them that rule nothing. */
export const ruleProof: Proof = ({ terms }) => [
  ...Object.entries(terms.commitments).flatMap(([name, commitment]) =>
    (commitment.credit ?? []).flatMap((credit, i) => [
      ...stepFindings(commitment, credit, ['commitments', name, 'credit', i]),
      ...multipleFindings(commitment, credit, ['commitments', name, 'credit', i]),
      ...pointFindings(terms, credit, ['commitments', name, 'credit', i]),
      ...giftFindings(credit, ['commitments', name, 'credit', i]),
    ]),
  ),
  ...pointRules(terms),
  ...groupFindings(terms),
  ...requireFindings(terms),
  ...calendarNames(terms),
]

/** A table of points leaves a value of each point nothing to do. */
const pointRules = ({ credits }: AgreementTerms): Finding[] =>
  credits.pointValue !== undefined && credits.pointsTable !== undefined
    ? [warn(['credits', 'pointValue'], 'is never used: points are turned into money by `pointsTable`')]
    : []

/** Steps whose size is of another kind than what is cut into them. */
function stepFindings(commitment: CommitmentTerms, { forEach }: CreditTerms, path: Path): Finding[] {
  if (forEach?.kind === 'touched') return touchedFindings(commitment, forEach, [...path, 'forEach'])
  if (forEach?.kind !== 'step') return []
  const key = [...path, 'forEach']
  if (forEach.of === 'outage' || forEach.of === 'downtime') {
    // Late answers have a time of their own, from the question to the answer.
    if (!isTimed(commitment.measure) && commitment.measure.kind !== 'elapsed')
      return [warn(key, `${commitment.measure.kind} has no ${forEach.of}, so no step is ever reached`)]
    return forEach.size.kind === 'time' ? [] : [refuse(key, 'downtime is cut into times, such as 30m')]
  }
  const units = limitUnits(forEach.of, commitment)
  const written = { time: 's', share: '%', number: '' } as const
  if (!units.includes(written[forEach.size.kind])) {
    const examples = { s: 'times, such as 30m', '%': 'shares, such as 0.5%', '': 'numbers, such as 1' }
    return [refuse(key, `the ${forEach.of} is cut into ${units.map((unit) => examples[unit]).join(' or ')}`)]
  }
  const banded = bandedBy(forEach.of, commitment)
  return banded && 'problem' in banded ? [warn(key, `${banded.problem}: no step is ever reached`)] : []
}

/** Days of what no time lies in. */
function touchedFindings({ measure }: CommitmentTerms, { of, unit }: Touched, path: Path): Finding[] {
  if (measure.kind === 'elapsed') return []
  if (!isTimed(measure))
    return [warn(path, `${measure.kind} has no ${of} that could lie on a ${unit}, so nothing is given`)]
  return of === 'excess'
    ? [refuse([...path, 'of'], 'only what is late has an excess that lies on days: use downtime or outage')]
    : []
}

/** A multiple is of the fee pro-rated to bad time, which only measures of state have. */
function multipleFindings({ measure }: CommitmentTerms, { give, bands }: CreditTerms, path: Path): Finding[] {
  const gives = [...(give ? [give] : []), ...(bands ?? []).map((band) => band.give)].flatMap(leavesOf)
  return !isTimed(measure) && gives.some(({ unit }) => unit === 'multiple')
    ? [warn(path, `${measure.kind} has no bad time that a fee could be pro-rated to: the credit is nothing`)]
    : []
}

/** Points that nothing turns into money. */
function pointFindings({ credits }: AgreementTerms, { give, bands }: CreditTerms, path: Path): Finding[] {
  const gives = [...(give ? [give] : []), ...(bands ?? []).map((band) => band.give)].flatMap(leavesOf)
  const isWorthless = credits.pointValue === undefined && credits.pointsTable === undefined
  return isWorthless && gives.some(({ unit, amount }) => unit === 'point' && amount.n > 0n)
    ? [warn(path, 'points come to no money: `credits` has neither `pointValue` nor `pointsTable`')]
    : []
}

function groupFindings({ credits, commitments }: AgreementTerms): Finding[] {
  return (credits.groups ?? []).flatMap((group, i) => {
    const path = ['credits', 'groups', i]
    if (credits.join !== 'sum')
      return [warn(path, `groups only count where credits are summed, not with join: ${credits.join}`)]
    const paying = new Set(group.filter((name) => commitments[name]?.credit !== undefined))
    return paying.size > 1
      ? []
      : [warn(path, `excludes nothing: only ${[...paying].join('') || 'none'} of it gives a credit`)]
  })
}

function requireFindings({ credits, commitments }: AgreementTerms): Finding[] {
  const pays = Object.values(commitments).some(({ credit }) => credit !== undefined)
  return (credits.requires ?? []).flatMap((name, i) => {
    const path = ['credits', 'requires', i]
    const commitment = commitments[name]
    if (!pays) return [warn(path, 'no commitment gives a credit that could be suspended')]
    return commitment && commitment.measure.kind !== 'elapsed' && !canBeMissed(commitment)
      ? [warn(path, `${name} can never be missed, so it suspends nothing`)]
      : []
  })
}

/** Calendars for business days that do not exist. */
function calendarNames(terms: AgreementTerms): Finding[] {
  const claims = [
    { path: ['credits', 'claim'], claim: terms.credits.claim },
    ...Object.entries(terms.commitments).flatMap(([name, { claim, credit = [] }]) => [
      { path: ['commitments', name, 'claim'], claim },
      ...credit.map((each, i) => ({ path: ['commitments', name, 'credit', i, 'claim'], claim: each.claim })),
    ]),
  ]
  const used: readonly (readonly [Path, CalendarReference | undefined])[] = [
    ...Object.entries(terms.exclusions).map(
      ([name, { calendar }]) => [['exclusions', name, 'calendar'], calendar] as const,
    ),
    ...Object.entries(terms.termination).map(
      ([name, { calendar }]) => [['termination', name, 'calendar'], calendar] as const,
    ),
    ...claims.flatMap(({ path, claim }) =>
      claim?.kind === 'steps'
        ? claim.steps.map(
            (step, i) => [[...path, i], step.kind === 'within' ? step.calendar : undefined] as const,
          )
        : [],
    ),
  ]
  return used.flatMap(([path, calendar]) =>
    calendar === undefined
      ? []
      : calendarIssues(terms.calendars, calendar, path).map((issue) => refuse(issue.path, issue.message)),
  )
}
