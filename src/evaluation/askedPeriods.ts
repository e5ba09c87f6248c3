import { type Agreement, versionAt } from '../agreement/agreement.ts'
import type { Holidays } from '../agreement/calendar.ts'
import { earnBackOf } from '../agreement/earnBack.ts'
import { type Period, type PeriodContext, periodsTouching, trailingTo } from '../agreement/period.ts'
import type { AgreementTerms } from '../agreement/schema/agreement.ts'
import type { Trigger } from '../agreement/schema/clauses.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import type { Span } from '../agreement/spans.ts'
import type { EvidenceView } from './evidenceView.ts'
import { incidentsIn } from './incidents.ts'
import { membersOf } from './measure.ts'
import { periodContextOf } from './periodQuestion.ts'
import type { ValuedBy } from './valued.ts'
import type { PeriodResult } from './verdict.ts'

export interface EvaluationContext {
  /** Evidence as seen before an instant. */
  readonly view: EvidenceView
  readonly holidays: Holidays
  /** UTC milliseconds; absent: the closing of the last period. */
  readonly asOf: number | null
  /** Only periods that touch this span. */
  readonly only: Span
  /** The whole stretch of the evidence that commitments name, or null without any. */
  readonly extent: Span | null
  /** Whether any of it (an observation, a declared span, an event) lies in a span. */
  readonly touches: (span: Span) => boolean
  /** What the agreement was worth, by the verdicts of its other commitments. */
  readonly valuedBy?: (judged: readonly PeriodResult[]) => ValuedBy
}

/** One period of a commitment to be judged. */
export interface Asked {
  readonly name: string
  /** For an incident of one of several members: only that one is judged. */
  readonly of?: string
  readonly period: Period
  /** False for a period without evidence between two that have some. */
  readonly isTouched: boolean
}

/** The periods of a commitment that the evidence touches. */
export function periodsOf(agreement: Agreement, name: string, context: EvaluationContext): Asked[] {
  const periods = periodContextOf(agreement)
  if (context.extent === null) return []
  const from = Math.max(context.extent.from, context.only.from)
  const to = Math.min(context.extent.to, context.only.to)
  if (from >= to) return []
  return agreement.versions.flatMap((version): Asked[] => {
    const commitment = version.terms.commitments[name]
    if (!commitment) return []
    if (commitment.period.kind === 'incident')
      return (membersOf(commitment) ?? [{ commitment }]).flatMap((member) =>
        incidentsIn({
          ...{ version, name, ...member, ...context },
          asOf: context.asOf ?? to,
          span: { from, to },
        }).found.map(({ period }) => ({
          name,
          ...('of' in member ? { of: member.of } : {}),
          period,
          isTouched: true,
        })),
      )
    const keepsQuiet = remembers(agreement, name)
    const atClaims = claimsOf(context.view, name).flatMap(
      (at) => trailingTo(commitment.period, at, periods) ?? [],
    )
    const all = [
      ...periodsTouching(commitment.period, { from, to }, periods),
      ...earningAfter(commitment, version.terms, { periods, from: to, to: lastOf(context) }),
      ...atClaims,
    ]
    return [...new Map(all.map((period) => [`${period.from} ${period.to}`, period])).values()]
      .filter((period) => versionAt(agreement, period.from) === version)
      .map((period) => ({ name, period, isTouched: context.touches(period) }))
      .filter(({ isTouched }) => keepsQuiet || isTouched)
  })
}

/** How far periods may count without evidence: to the instant that is asked about. */
const lastOf = ({ asOf, only, extent }: EvaluationContext): number =>
  Math.min(Math.max(asOf ?? 0, extent?.to ?? 0), only.to)

/** Periods after the last evidence by which a credit may still be earned back, such as those of a declared source's silence. */
function earningAfter(
  commitment: CommitmentTerms,
  terms: AgreementTerms,
  { periods, from, to }: { readonly periods: PeriodContext; readonly from: number; readonly to: number },
): Period[] {
  const asked = earnBackOf(commitment, terms)
  if (asked === null || from >= to) return []
  return periodsTouching(commitment.period, { from, to }, periods).slice(0, asked + 1)
}

/** When a claim about a commitment was made (or about nothing in particular): a trailing span is judged then, too. */
const claimsOf = ({ events }: EvidenceView, name: string): number[] =>
  events
    .filter(({ type, data }) => type === 'claim.filed' && (data.about ?? name) === name)
    .map((event) => event.at)

/**
 * Whether a period without evidence between two others matters: it ends or leaves open a run of misses, and has its
 * place in a mean. It is judged for that alone and not listed.
 */
function remembers(agreement: Agreement, name: string): boolean {
  return agreement.versions.some(({ terms }) => {
    const commitment = terms.commitments[name]
    if (commitment === undefined || commitment.period.kind === 'incident') return false
    return (
      commitment.averagedWith !== undefined ||
      earnBackOf(commitment, terms) !== null ||
      (commitment.period.kind === 'trailing' && commitment.credit !== undefined) ||
      commitment.credit?.some((schedule) => schedule.repeat !== undefined) === true ||
      Object.values(terms.termination).some(({ when }) => watchesRuns(when, name))
    )
  })
}

/** Whether a trigger counts a commitment's periods one after the other. */
function watchesRuns(trigger: Trigger, name: string): boolean {
  if (trigger.kind === 'any' || trigger.kind === 'all')
    return trigger.of.some((each) => watchesRuns(each, name))
  return (
    (trigger.kind === 'missed' && trigger.missed === name) ||
    (trigger.kind === 'average' && trigger.average === name)
  )
}
