import { type Fraction, fraction, one, subtract, toDecimal, toExact } from '../agreement/fraction.ts'
import type { Spans } from '../agreement/spans.ts'
import type { AdmittedKind } from './exclusions.ts'
import type { Outage } from './outages.ts'
import type { CountFigures, MeasureFigures, SecondsFigures } from './verdict.ts'

/** Whole milliseconds of a period by what they were. */
export interface TimeCounts {
  readonly badMs: number
  readonly totalMs: number
  readonly excludedMs: number
  readonly excusedMs: number
  readonly unknownMs: number
}

export interface EventCounts {
  readonly bad: Fraction
  readonly total: Fraction
}

/** A measure of a period before it is compared: the value, and its extremes over every filling of unknown time. */
export interface Measured {
  readonly unit: '%' | 's' | ''
  readonly value: Fraction | null
  readonly best: Fraction | null
  readonly worst: Fraction | null
  /** True where the value lies beyond every number: a percentile among failures. */
  readonly beyond: boolean
  readonly time: TimeCounts | null
  readonly counts: EventCounts | null
  /** The share of the eligible time (or looks) that is known; null where there is none. */
  readonly coverage: Fraction | null
  /** Nothing to judge: no eligible time, too few events. */
  readonly nothing: boolean
  readonly outages: readonly CountedOutage[]
  /** Late answers, for measures of events: from the question to the answer, or to the instant up to which one looks. */
  readonly late?: readonly { readonly from: number; readonly to: number; readonly due: number }[]
  readonly admitted: readonly AdmittedKind[]
  /** Time and outages with what is unknown as `whenUnknown` has it; only where something is, and the contract says so. */
  readonly borne?: Pick<Measured, 'time' | 'outages'>
}

/** An outage with what of it counts inside the period. */
export interface CountedOutage {
  readonly outage: Outage
  readonly inside: Spans
  readonly countedMs: number
  /** The counted time weighed by the share that was affected, in milliseconds; null where all of it counts whole. */
  readonly affectedMs: Fraction | null
  /** It had not ended at the instant up to which was looked. */
  readonly isGoingOn: boolean
}

/** What an outage weighs, in milliseconds. */
export const weightOf = ({ affectedMs, countedMs }: CountedOutage): Fraction =>
  affectedMs ?? fraction(countedMs)

export const noMeasure = (unit: Measured['unit']): Measured => ({
  unit,
  value: null,
  best: null,
  worst: null,
  beyond: false,
  time: null,
  counts: null,
  coverage: null,
  nothing: true,
  outages: [],
  admitted: [],
})

/** 1 − bad ÷ eligible. */
export const availability = (badMs: Fraction, totalMs: number): Fraction =>
  subtract(one, fraction(badMs.n, badMs.d * BigInt(totalMs)))

const hundred = fraction(100)

/** A value as JSON shows it: percentages times 100, at most six places, half up. */
export function shownDecimal(value: Fraction | null, unit: Measured['unit']): string | null {
  if (value === null) return null
  return toDecimal(unit === '%' ? fraction(value.n * hundred.n, value.d) : value)
}

export function measureFigures(measured: Measured, rounded: Fraction | null): MeasureFigures {
  return {
    value: shownDecimal(measured.value, measured.unit),
    exact: measured.value === null ? null : toExact(measured.value),
    unit: measured.unit,
    rounded: shownDecimal(rounded, measured.unit),
    best: shownDecimal(measured.best, measured.unit),
    worst: shownDecimal(measured.worst, measured.unit),
  }
}

/** Milliseconds as decimal seconds: whole where they are whole, else with three places. */
export function secondsText(ms: number): string {
  const whole = Math.trunc(ms / 1000)
  const rest = Math.abs(ms % 1000)
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(3, '0')}`
}

export const secondsFigures = (time: TimeCounts): SecondsFigures => ({
  bad: secondsText(time.badMs),
  total: secondsText(time.totalMs),
  excluded: secondsText(time.excludedMs),
  excused: secondsText(time.excusedMs),
  unknown: secondsText(time.unknownMs),
})

export const countFigures = (counts: EventCounts): CountFigures => ({
  bad: toDecimal(counts.bad),
  total: toDecimal(counts.total),
})
