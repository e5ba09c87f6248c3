import { divide, type Fraction, fraction, greatest, roundToWhole, sum, zero } from '../agreement/fraction.ts'
import type { StateMeasure, StateTerms } from '../agreement/schema/measures.ts'
import type { Subject } from '../agreement/schema/subject.ts'
import { type Span, type Spans, subtract, total, union } from '../agreement/spans.ts'
import { type MeasureContext, serviceTime } from './context.ts'
import { type CountRule, countExtremes } from './countBounds.ts'
import { excludedTime } from './exclusions.ts'
import { betweenFigures, type Failures, type KnownFailures, repairFigures, upMsOf } from './failures.ts'
import { flooredTailMs, widened } from './flooredTails.ts'
import { bad, filled, good, hasUnknown, type Line } from './line.ts'
import {
  availability,
  type CountedOutage,
  type Measured,
  noMeasure,
  type TimeCounts,
  weightOf,
} from './measured.ts'
import { forgiving } from './outages.ts'
import type { Pieces } from './pieces.ts'
import { type KnownLine, knownLine, membersIn } from './stateLines.ts'
import { excusedBefore, type Reading, readLine, shapingOf } from './stateReading.ts'

export type StateMeasureKind = StateMeasure['kind']

/** Measures up and down time of a period: shape, then exclude, then split at the period's edges. */
export function* measureState(
  kind: StateMeasureKind,
  terms: StateTerms,
  context: MeasureContext,
): Pieces<Measured> {
  const lines = membersIn(terms, context).map((member) => knownLine(member, terms, context))
  yield
  const nominal = readingsAs(null, lines, terms, context)
  const isBlind = lines.some(({ line }) => hasUnknown(line))
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
  if (kind === 'repairTime' || kind === 'timeBetweenFailures')
    return { ...base, ...(yield* failureFigures(kind, { nominal, lines, isBlind }, asked, context)) }
  const value = stateValue(kind, nominal, asked)
  if (!isBlind) return { ...base, nothing: false, value, best: value, worst: value }
  yield
  const { whenUnknown } = context.commitment
  if (kind === 'outages') {
    const { least, most } = countBounds(lines, terms, context)
    const bounds = { best: fraction(least), worst: fraction(most) }
    if (whenUnknown === 'undetermined') return { ...base, nothing: false, value, ...bounds }
    const filledIn = readingsAs(whenUnknown === 'good' ? good : bad, lines, terms, context)
    return { ...base, nothing: false, value, ...bounds, borne: borneBy(filledIn) }
  }
  const asGood = readingsAs(good, lines, terms, context)
  const best = stateValue(kind, asGood, asked)
  const borneGood = whenUnknown === 'good' ? { borne: borneBy(asGood) } : {}
  yield
  const asBad = readingsAs(bad, lines, terms, context)
  const worst = stateValue(kind, asBad, asked)
  const borneBad = whenUnknown === 'bad' ? { borne: borneBy(asBad) } : {}
  const tailMs = flooredTailMs(
    lines.map(({ line }) => line),
    context.commitment,
  )
  const extremes = widened({ best, worst }, { tailMs, totalMs, isShare: kind === 'uptime' })
  return { ...base, nothing: false, value, ...extremes, ...borneGood, ...borneBad }
}

interface KnownLines {
  readonly nominal: readonly Reading[]
  readonly lines: readonly KnownLine[]
  readonly isBlind: boolean
}
interface Asked {
  readonly terms: StateTerms
  readonly counted: Span
}

function* failureFigures(
  kind: 'repairTime' | 'timeBetweenFailures',
  { nominal, lines, isBlind }: KnownLines,
  asked: Asked,
  context: MeasureContext,
): Pieces<Partial<Measured>> {
  const failures = { nominal: failuresIn(nominal, asked), extremes: null }
  const figures = (known: KnownFailures) =>
    kind === 'repairTime'
      ? repairFigures(known, asked.terms.statistic ?? { kind: 'mean' })
      : betweenFigures(known)
  if (!isBlind) return figures(failures)
  yield
  const [asGood, asBad] = ([good, bad] as const).map((as) => readingsAs(as, lines, asked.terms, context)) as [
    Reading[],
    Reading[],
  ]
  yield
  const counts = countBounds(lines, asked.terms, context)
  const extremes = {
    asGood: failuresIn(asGood, asked),
    asBad: failuresIn(asBad, asked),
    ...counts,
    carried: lines.length,
  }
  const { whenUnknown } = context.commitment
  const borne =
    whenUnknown === 'undetermined' ? {} : { borne: borneBy(whenUnknown === 'good' ? asGood : asBad) }
  return { ...figures({ ...failures, extremes }), ...borne }
}

function failuresIn(readings: readonly Reading[], { terms, counted }: Asked): Failures {
  const outages = readings.flatMap((reading) => reading.outages())
  const lengthOf = (each: CountedOutage): Fraction =>
    terms.unit === 'affected' ? weightOf(each) : fraction(each.countedMs)
  return {
    lengths: outages.filter(({ countedMs }) => countedMs > 0).map(lengthOf),
    begun: outages.filter((each) => begins(each, counted, terms)).length,
    upMs: upMsOf(
      sumOf(readings, (reading) => total(reading.eligible)),
      badMsOf(readings),
    ),
  }
}

const borneBy = (readings: readonly Reading[]): Pick<Measured, 'time' | 'outages'> => ({
  time: timeCounts(readings),
  outages: outagesIn(readings).outages,
})

/** How the members read with their unknown time as measured, as good or as bad. */
const readingsAs = (
  as: typeof good | typeof bad | null,
  lines: readonly KnownLine[],
  terms: StateTerms,
  context: MeasureContext,
): Reading[] =>
  lines.map(({ line: measuredLine, skipped, weigh }) => {
    const line = as === null ? measuredLine : filled(measuredLine, as)
    const whole = as === bad ? asLongAs(line, context) : context
    return readLine({ line, skipped, weigh, measuredLine }, terms, whole)
  })

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

/** One member of a subject as it reads in a period. */
export interface MemberReading {
  readonly of: Subject
  readonly line: Line
  readonly skipped: Spans
  readonly reading: Reading
  readonly outages: readonly CountedOutage[]
}

/** How each member of the subject (one unless it is a pool) reads in the period: for whoever redoes the figure. */
export function stateReadings(terms: StateTerms, context: MeasureContext): readonly MemberReading[] {
  return membersIn(terms, context).map((of) => {
    const known = knownLine(of, terms, context)
    const { line, skipped } = known
    const reading = readLine({ ...known, measuredLine: line }, terms, context)
    return { of, line, skipped, reading, outages: reading.outages() }
  })
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
  outages: readings.flatMap((reading) => reading.outages()),
  admitted: readings[0]?.admitted ?? [],
})

function stateValue(
  kind: Exclude<StateMeasureKind, 'repairTime' | 'timeBetweenFailures'>,
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
          .flatMap((reading) => reading.outages())
          .map((each) => (isWeighed ? weightOf(each) : fraction(each.countedMs)))
          .reduce(greatest, zero),
        fraction(1000),
      )
    case 'outages':
      return fraction(
        sumOf(readings, (reading) => reading.outages().filter((each) => begins(each, counted, terms)).length),
      )
  }
}

/** An outage counts in the period in which it begins, if anything of it is left and it is long enough. */
function begins(each: CountedOutage, counted: Span, terms: StateTerms): boolean {
  const start = each.outage.from
  if (start < counted.from || start >= counted.to || each.countedMs === 0) return false
  return terms.longerThan === undefined || total(each.outage.counted) > terms.longerThan
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
    shaping: shapingOf(terms.outage, [], context),
  }
  const isCut = terms.outage.of === 'unexcused'
  const left = isCut ? forgiving(line, excusedBefore(whole, terms, context)) : line
  return countExtremes(left, rule)
}
