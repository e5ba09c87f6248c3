import type { Hours, PeriodName, Place } from './calendar.ts'
import type { Mode, Operator } from './figures.ts'

type Answer = 'good' | 'bad' | 'skip'
export interface GrainRule {
  /** Slots. */
  readonly grain: number
  readonly when: 'allFail' | 'anyFail' | { readonly operator: Operator; readonly percent: number }
  readonly minSamples?: number
  readonly thin: Answer
  readonly empty: Answer | 'unknown'
}

export type ValueMeasure =
  | { readonly kind: 'successRatio'; readonly of: 'state' | 'ratio' }
  | { readonly kind: 'meanSuccessRatio'; readonly grain: number; readonly empty: Answer | 'unknown' }
  /** Scores in tenths: for a bad look, for one within the limit, for any other. */
  | { readonly kind: 'score'; readonly withinMs: number; readonly give: readonly [number, number, number] }
  | {
      readonly kind: 'latency'
      readonly statistic: 'p50' | 'p90' | 'p95' | 'p99' | 'mean' | 'max' | 'min' | 'share'
      readonly withinMs: number
      readonly failures: 'count' | 'skip'
    }
  | { readonly kind: 'gauge'; readonly statistic: 'mean' | 'min' | 'max' | 'last' | 'sum' | 'p50' | 'p90' }
  | {
      readonly kind: 'gaugeGrains'
      readonly grain: number
      readonly statistic: 'mean' | 'max' | 'p90'
      readonly limit: number
      readonly empty: Answer | 'unknown'
    }
  | {
      readonly kind: 'uptime'
      readonly of: 'state' | 'ratio'
      readonly rule: GrainRule
      readonly consecutive: number
      /** Slots. */
      readonly atLeast: number
    }
  | { readonly kind: 'occurrences'; readonly severity: 'P1' | 'P2' | null }

export interface ValueContract {
  readonly place: Place
  readonly measure: ValueMeasure
  /** Percent for shares, milliseconds for latencies, plain numbers else; in tenths. */
  readonly target: { readonly operator: Operator; readonly tenths: number }
  readonly period: PeriodName
  readonly hours: Hours | null
  readonly effect: 'excuse' | 'remove'
  readonly rounding: { readonly tenths: number; readonly mode: Mode } | null
  readonly averaged: boolean
  readonly minCoverage: number | null
  readonly whenUnknown: 'undetermined' | 'good' | 'bad'
}

export interface Look {
  readonly at: number
  readonly outcome: 'good' | 'bad' | 'unknown'
  /** Milliseconds; of good looks. */
  readonly latency: number
  /** The number that a gauge shows, in tenths. */
  readonly value: number
}
export interface RatioLine {
  readonly from: number
  readonly to: number
  readonly bad: number
  /** Null: our own failure to look. */
  readonly total: number | null
}
export interface Happening {
  readonly at: number
  readonly severity: 'P1' | 'P2'
}
export interface ValueWorld {
  readonly looks: readonly Look[]
  readonly lines: readonly RatioLine[]
  readonly events: readonly Happening[]
  readonly exclusions: readonly { readonly from: number; readonly to: number }[]
}
export interface ValueScene {
  readonly contract: ValueContract
  readonly world: ValueWorld
}
