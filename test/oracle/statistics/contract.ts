import type { Hours, Place } from '../values/calendar.ts'

export type Outcome = 'good' | 'bad' | 'unknown'
export type Statistic = 'p50' | 'p90' | 'p95' | 'mean' | 'min' | 'max' | 'last' | 'sum'

/** When a grain is bad: by the share of what failed, or by a statistic of latencies or numbers. */
export type When =
  | { readonly kind: 'allFail' }
  | { readonly kind: 'anyFail' }
  | { readonly kind: 'share'; readonly operator: '>' | '>='; readonly percent: number }
  | {
      readonly kind: 'statistic'
      readonly statistic: Statistic
      readonly operator: '>' | '>='
      /** Milliseconds of latencies, tenths of numbers. */
      readonly limit: number
      /** Whether the rule names it, or leaves it to the measure. */
      readonly isNamed: boolean
    }

export interface StatisticContract {
  readonly place: Place
  readonly kind: 'latency' | 'gauge' | 'uptime' | 'downtime' | 'longestOutage' | 'outages'
  readonly of: 'looks' | 'numbers'
  readonly when: When
  /** Of a latency whose share is asked for: milliseconds. */
  readonly within: number | null
  readonly failures: 'count' | 'skip'
  readonly minSamples: number | null
  readonly thin: 'good' | 'bad' | 'skip'
  readonly empty: 'good' | 'bad' | 'skip' | 'unknown'
  /** Slots. */
  readonly grain: number
  readonly consecutive: number
  /** Slots for which a look speaks. */
  readonly holds: number
  readonly hours: Hours | null
  readonly effect: 'excuse' | 'remove' | 'assumeGood'
  /** Thousandths of shares, slots of times, a count. */
  readonly target: number
}

export interface StatisticScene {
  readonly contract: StatisticContract
  readonly looks: readonly {
    readonly at: number
    readonly outcome: Outcome
    /** Milliseconds, or tenths of a number. */
    readonly value: number
  }[]
  /** Of looks only. */
  readonly spans: readonly { readonly from: number; readonly to: number; readonly outcome: Outcome }[]
  readonly exclusions: readonly { readonly from: number; readonly to: number; readonly announcedAt: number }[]
}
