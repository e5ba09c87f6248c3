import { type Fraction, fraction } from '../agreement/fraction.ts'
import type { OutageShape } from '../agreement/schema/badTime.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import type { StateTerms } from '../agreement/schema/measures.ts'
import { clip, intersect, type Spans, subtract, total, union } from '../agreement/spans.ts'
import type { Weigh } from './affected.ts'
import { admittedFor, type MeasureContext, serviceTime } from './context.ts'
import { type AdmittedKind, excludedTime, removedTime } from './exclusions.ts'
import { bad, type Line, spansOf, unknown } from './line.ts'
import type { CountedOutage } from './measured.ts'
import { type Outage, outagesOf, type ShapingContext } from './outages.ts'
import type { KnownLine } from './stateLines.ts'

/** What one line says about a period under one filling of its unknown time. */
export interface Reading {
  readonly eligible: Spans
  readonly bad: Spans
  /** Bad milliseconds, weighed where the contract says so. */
  readonly badMs: Fraction
  readonly unknown: Spans
  readonly excusedMs: number
  readonly excludedMs: number
  readonly admitted: readonly AdmittedKind[]
  /** The outages one by one: asked only where they are needed, since there may be very many. */
  readonly outages: () => readonly CountedOutage[]
}

export interface LineReading extends KnownLine {
  /** The line before its unknown time was filled. */
  readonly measuredLine: Line
}

/** Reads a line: shape, then exclude, then split at the period's edges. */
export function readLine(
  { line, skipped, weigh, measuredLine }: LineReading,
  terms: StateTerms,
  context: MeasureContext,
): Reading {
  const shape = terms.outage
  const before = excusedBefore({ line, skipped }, terms, context)
  const outages = outagesOf(line, shape, shapingOf(shape, before, context))
  const counted = union(outages.flatMap((outage) => outage.counted))
  const admitted = admittedFor(context, chargeable(counted, { line, skipped }, context))
  const service = serviceTime(context)
  const removed = removedTime(admitted)
  const excluded = excludedTime(admitted)
  const eligible = subtract(subtract(service, removed), skipped)
  const inside = intersect(counted, eligible)
  const badTime = subtract(inside, excluded)
  const remaining = subtract(eligible, excluded)
  const list = (): CountedOutage[] =>
    countedOutages(outages, subtract(clip(eligible, context.counted), excluded), { weigh, context })
  return {
    eligible,
    bad: badTime,
    badMs: terms.unit === 'affected' && weigh ? weigh(badTime) : fraction(total(badTime)),
    unknown: intersect(spansOf(measuredLine, unknown), remaining),
    excusedMs: total(inside) - total(badTime),
    excludedMs: total(intersect(service, removed)),
    admitted,
    outages: list,
  }
}

/** What outages are shaped by, beside the line itself. */
export const shapingOf = (shape: OutageShape, excused: Spans, context: MeasureContext): ShapingContext => ({
  events: context.view.events.filter((event) => event.at <= context.asOf),
  excused,
  period: context.period,
  grainMs: shape.partialGrain === 'exact' ? null : partialGrainMs(context.commitment),
})

/** Bad time that may be charged to the budget of an exclusion. */
function chargeable(
  badTime: Spans,
  { line, skipped }: Pick<KnownLine, 'line' | 'skipped'>,
  context: MeasureContext,
): Spans {
  if (context.commitment.exclude === undefined) return badTime
  return subtract(intersect(badTime, serviceTime(context, line.span)), skipped)
}

/** What exclusions forgive before outages are shaped, where the contract shapes what is left only. */
export function excusedBefore(
  known: Pick<KnownLine, 'line' | 'skipped'>,
  terms: StateTerms,
  context: MeasureContext,
): Spans {
  if (terms.outage.of !== 'unexcused') return []
  const badTime = chargeable(spansOf(known.line, bad), known, context)
  return excludedTime(admittedFor(context, badTime, known.line.span))
}

/** The outages of which something counts: each with what of it lies in the time that is left. */
function countedOutages(
  outages: readonly Outage[],
  left: Spans,
  { weigh, context }: { weigh: Weigh; context: MeasureContext },
): CountedOutage[] {
  const found: CountedOutage[] = []
  for (const outage of outages) {
    const inside = intersect(outage.counted, left)
    if (inside.length === 0) continue
    const isGoingOn = outage.to >= context.asOf
    found.push({ outage, inside, countedMs: total(inside), affectedMs: weigh?.(inside) ?? null, isGoingOn })
  }
  return found
}

/** `partialGrain` speaks of the contract's grain, a minute unless it names one. */
export function partialGrainMs({ measure }: Pick<CommitmentTerms, 'measure'>): number {
  return 'grain' in measure.terms && typeof measure.terms.grain === 'number' ? measure.terms.grain : 60_000
}
