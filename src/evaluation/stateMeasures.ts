import { divide, type Fraction, fraction, greatest, roundToWhole, sum, zero } from '../agreement/fraction.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import type { StateTerms, Subject } from '../agreement/schema/measures.ts'
import { clip, intersect, type Span, type Spans, subtract, total, union } from '../agreement/spans.ts'
import { sourcesIn } from '../agreement/subject.ts'
import { unweighed, type Weigh, weighing } from './affected.ts'
import { admittedFor, budgetsBegin, type MeasureContext, serviceTime } from './context.ts'
import { type CountRule, countExtremes } from './countBounds.ts'
import { type AdmittedKind, excludedTime, removedTime } from './exclusions.ts'
import { type Begins, beginsAround, grainAround } from './grainGrid.ts'
import { grainLine } from './grains.ts'
import { bad, filled, good, hasUnknown, type Line, lineOf, spansOf, unknown } from './line.ts'
import { availability, type CountedOutage, type Measured, noMeasure, type TimeCounts } from './measured.ts'
import { forgiving, outagesOf } from './outages.ts'

export type StateMeasureKind = 'uptime' | 'downtime' | 'longestOutage' | 'outages'

/** What one line says about a period under one filling of its unknown time. */
export interface Reading {
  readonly eligible: Spans
  readonly bad: Spans
  /** Bad milliseconds, weighed where the contract says so. */
  readonly badMs: Fraction
  readonly unknown: Spans
  readonly excusedMs: number
  readonly excludedMs: number
  readonly outages: readonly CountedOutage[]
  readonly admitted: readonly AdmittedKind[]
}

/** Measures up and down time of a period: shape, then exclude, then split at the period's edges. */
export function measureState(kind: StateMeasureKind, terms: StateTerms, context: MeasureContext): Measured {
  const members = membersIn(terms, context)
  const lines = members.map((member) => knownLine(member, terms, context))
  const isBlind = lines.some(({ line }) => hasUnknown(line))
  const read = (as: typeof good | typeof bad | null): Reading[] =>
    lines.map(({ line: measuredLine, skipped, weigh }) => {
      const line = as === null ? measuredLine : filled(measuredLine, as)
      const whole = as === bad ? asLongAs(line, context) : context
      return readLine({ line, skipped, weigh, measuredLine }, terms, whole)
    })
  const nominal = read(null)
  const [best, worst] = isBlind ? [read(good), read(bad)] : [nominal, nominal]
  const totalMs = sumOf(nominal, (reading) => total(reading.eligible))
  const unit = kind === 'uptime' ? '%' : kind === 'outages' ? '' : 's'
  const time = timeCounts(nominal)
  const base = {
    ...noMeasure(unit),
    time,
    coverage: totalMs === 0 ? null : fraction(totalMs - time.unknownMs, totalMs),
    ...outagesIn(nominal),
  }
  if (totalMs === 0) return base
  const asked = { terms, counted: context.counted }
  const extremes = kind === 'outages' && isBlind ? countBounds(lines, terms, context) : null
  return {
    ...base,
    nothing: false,
    value: stateValue(kind, nominal, asked),
    best: extremes ? fraction(extremes.least) : stateValue(kind, best, asked),
    worst: extremes ? fraction(extremes.most) : stateValue(kind, worst, asked),
  }
}

/** An outage judged alone may have begun in the unknown time before it, and ended in that after it. */
function asLongAs({ segments }: Line, context: MeasureContext): MeasureContext {
  const { commitment, counted } = context
  if (commitment.period.kind !== 'incident') return context
  const over = segments.filter(
    ({ from, to, state }) => state === bad && from < counted.to && to > counted.from,
  )
  const from = Math.min(counted.from, ...over.map((each) => each.from))
  const to = Math.max(counted.to, ...over.map((each) => each.to))
  return { ...context, counted: { from, to } }
}

const membersIn = (terms: StateTerms, context: MeasureContext): readonly Subject[] =>
  terms.of.kind === 'pool' && !isPooledInGrains(terms, context) ? terms.of.of : [terms.of]

/** How each member of the subject (one unless it is a pool) reads in the period: for whoever redoes the figure. */
export function stateReadings(
  terms: StateTerms,
  context: MeasureContext,
): readonly {
  readonly of: Subject
  readonly line: Line
  readonly skipped: Spans
  readonly reading: Reading
}[] {
  return membersIn(terms, context).map((of) => {
    const known = knownLine(of, terms, context)
    const { line, skipped } = known
    return { of, line, skipped, reading: readLine({ ...known, measuredLine: line }, terms, context) }
  })
}

/** Requests are added up grain by grain; states have no numerator but their time, which is added up at the end. */
function isPooledInGrains(terms: StateTerms, { view, period }: MeasureContext): boolean {
  if (terms.grain === undefined) return false
  const kinds = sourcesIn(terms.of).map(
    (source) => view.series(source, { from: period.from, to: period.from }).kind,
  )
  return kinds.some((kind) => kind !== 'state')
}

const sumOf = (readings: readonly Reading[], of: (reading: Reading) => number): number =>
  readings.reduce((sum, reading) => sum + of(reading), 0)

const badMsOf = (readings: readonly Reading[]): Fraction => sum(readings.map((reading) => reading.badMs))

const timeCounts = (readings: readonly Reading[]): TimeCounts => ({
  badMs: Number(roundToWhole(badMsOf(readings), 'ceil')),
  totalMs: sumOf(readings, (reading) => total(reading.eligible)),
  excludedMs: sumOf(readings, (reading) => reading.excludedMs),
  excusedMs: sumOf(readings, (reading) => reading.excusedMs),
  unknownMs: sumOf(readings, (reading) => total(reading.unknown)),
})

const outagesIn = (readings: readonly Reading[]): Pick<Measured, 'outages' | 'admitted'> => ({
  outages: readings.flatMap((reading) => reading.outages),
  admitted: readings[0]?.admitted ?? [],
})

function stateValue(
  kind: StateMeasureKind,
  readings: readonly Reading[],
  { terms, counted }: { terms: StateTerms; counted: Span },
) {
  const badMs = badMsOf(readings)
  const isWeighed = terms.unit === 'affected'
  switch (kind) {
    case 'uptime':
      return availability(
        badMs,
        sumOf(readings, (reading) => total(reading.eligible)),
      )
    case 'downtime':
      return divide(badMs, fraction(1000))
    case 'longestOutage':
      return divide(
        readings
          .flatMap((reading) => reading.outages)
          .map((each) => (isWeighed ? each.affectedMs : fraction(each.countedMs)))
          .reduce(greatest, zero),
        fraction(1000),
      )
    case 'outages':
      return fraction(
        sumOf(readings, (reading) => reading.outages.filter((each) => begins(each, counted, terms)).length),
      )
  }
}

/** An outage counts in the period in which it begins, if anything of it is left and it is long enough. */
function begins(each: CountedOutage, counted: Span, terms: StateTerms): boolean {
  const start = each.outage.from
  if (start < counted.from || start >= counted.to || each.countedMs === 0) return false
  return terms.longerThan === undefined || total(each.outage.counted) > terms.longerThan
}

interface KnownLine {
  readonly line: Line
  readonly skipped: Spans
  readonly weigh: Weigh
}

/** A span as far as the grains reach in which it begins and ends: where evidence begins in one, all of it is judged. */
function wholeGrains(span: Span, grainMs: number, begins: Begins, asOf: number): Span {
  const last = grainAround(span.to - 1, grainMs, begins)
  return {
    from: grainAround(span.from, grainMs, begins).from,
    to: Math.max(span.to, Math.min(asOf, last.to)),
  }
}

/** A subject's line around the period, far enough that outages over its edges are seen whole. */
function knownLine(subject: Subject, terms: StateTerms, context: MeasureContext): KnownLine {
  const { view, asOf } = context
  const extents = sourcesIn(subject).flatMap((source) => view.extent(source) ?? [])
  const reach = {
    from: Math.min(context.period.from, ...extents.map((extent) => extent.from)),
    to: Math.min(asOf, Math.max(context.period.to, ...extents.map((extent) => extent.to))),
  }
  const source = (span: Span) => (name: string) => view.line(name, span, asOf)
  const isWeighed = terms.unit === 'affected' || context.commitment.credit?.some((each) => each.share)
  const weigh = isWeighed ? weighing(subject, view, reach) : unweighed
  const make = (asked: Span): KnownLine => {
    const { grain, bad: rule } = terms
    if (grain === undefined || rule === undefined)
      return { line: lineOf(subject, asked, source(asked)), skipped: [], weigh }
    const begins = beginsAround(asked, grain, context)
    const span = wholeGrains(asked, grain, begins, asOf)
    const speech = lineOf(subject, span, source(span))
    const grained = grainLine(subject, { grainMs: grain, bad: rule, statistic: null }, span, {
      begins,
      asOf,
      series: (name, part) => view.series(name, part),
      speech: (part, over) => (part === subject ? speech : lineOf(part, over, source(over))),
      known: context.knownGrains,
    })
    return { ...grained, weigh }
  }
  const margin = { from: budgetsBegin(context), to: Math.min(context.counted.to, asOf) }
  for (let days = 1; ; days *= 4) {
    const span = {
      from: Math.max(reach.from, margin.from - days * 86_400_000),
      to: Math.min(reach.to, margin.to + days * 86_400_000),
    }
    if (span.from >= span.to)
      return { line: { span: margin, segments: [], kth: () => null }, skipped: [], weigh }
    const known = make(span)
    const [first, last] = [known.line.segments[0], known.line.segments.at(-1)]
    const wholeLeft = span.from === reach.from || first?.state === good
    const wholeRight = span.to === reach.to || last?.state === good
    if ((wholeLeft && wholeRight) || days > 4000) return known
  }
}

interface LineReading extends KnownLine {
  /** The line before its unknown time was filled. */
  readonly measuredLine: Line
}

function readLine(
  { line, skipped, weigh, measuredLine }: LineReading,
  terms: StateTerms,
  context: MeasureContext,
): Reading {
  const shape = terms.outage
  const before = excusedBefore({ line, skipped }, terms, context)
  const outages = outagesOf(line, shape, {
    events: context.view.events.filter((event) => event.at <= context.asOf),
    excused: before,
    period: context.period,
    grainMs: shape.partialGrain === 'exact' ? null : partialGrainMs(context.commitment),
  })
  const counted = union(outages.flatMap((outage) => outage.counted))
  const admitted = admittedFor(context, chargeable(counted, { line, skipped }, context))
  const service = serviceTime(context)
  const removed = removedTime(admitted)
  const excluded = excludedTime(admitted)
  const eligible = subtract(subtract(service, removed), skipped)
  const inside = intersect(counted, eligible)
  const badTime = subtract(inside, excluded)
  const remaining = subtract(eligible, excluded)
  return {
    eligible,
    bad: badTime,
    badMs: terms.unit === 'affected' ? weigh(badTime) : fraction(total(badTime)),
    unknown: intersect(spansOf(measuredLine, unknown), remaining),
    excusedMs: total(inside) - total(badTime),
    excludedMs: total(intersect(service, removed)),
    admitted,
    outages: outages.flatMap((outage): CountedOutage[] => {
      const part = subtract(clip(intersect(outage.counted, eligible), context.counted), excluded)
      return part.length > 0
        ? [
            {
              outage,
              inside: part,
              countedMs: total(part),
              affectedMs: weigh(part),
              isGoingOn: outage.to >= context.asOf,
            },
          ]
        : []
    }),
  }
}

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
function excusedBefore(
  known: Pick<KnownLine, 'line' | 'skipped'>,
  terms: StateTerms,
  context: MeasureContext,
): Spans {
  if (terms.outage.of !== 'unexcused') return []
  const badTime = chargeable(spansOf(known.line, bad), known, context)
  return excludedTime(admittedFor(context, badTime, known.line.span))
}

/** `partialGrain` speaks of the contract's grain, a minute unless it names one. */
export function partialGrainMs({ measure }: Pick<CommitmentTerms, 'measure'>): number {
  return 'grain' in measure.terms && typeof measure.terms.grain === 'number' ? measure.terms.grain : 60_000
}

/**
 * Between how many outages there were. The more is bad, the sooner a budget of excused time is used up, so that what
 * exclusions leave is looked at with the unknown time as good and as bad.
 */
function countBounds(
  lines: readonly KnownLine[],
  terms: StateTerms,
  context: MeasureContext,
): { least: number; most: number } {
  const bounds = lines.map((known) => {
    const extremes = ([good, bad] as const).map((as) => extremesAs(as, known, terms, context))
    return {
      least: Math.min(...extremes.map((each) => each.least)),
      most: Math.max(...extremes.map((each) => each.most)),
    }
  })
  return {
    least: bounds.reduce((all, each) => all + each.least, 0),
    most: bounds.reduce((all, each) => all + each.most, 0),
  }
}

function extremesAs(
  as: typeof good | typeof bad,
  known: KnownLine,
  terms: StateTerms,
  context: MeasureContext,
): { least: number; most: number } {
  const { line } = known
  const whole = { ...known, line: filled(line, as) }
  const { admitted } = readLine({ ...whole, measuredLine: line }, terms, context)
  const rule: CountRule = {
    shape: terms.outage,
    longerThanMs: terms.longerThan ?? null,
    period: context.counted,
    excluded: union([...excludedTime(admitted), ...subtract([line.span], serviceTime(context))]),
  }
  const isCut = terms.outage.of === 'unexcused'
  const left = isCut ? forgiving(line, excusedBefore(whole, terms, context)) : line
  return countExtremes(left, rule)
}
