import type { Place } from '../values/calendar.ts'

/** How far a span reaches back: days or a month of the clock on the wall, or slots of ten minutes. */
export type Back = { readonly days: number } | { readonly months: number } | { readonly slots: number }

export type TrailingMeasure =
  /** Thousandths of uptime, or slots of bad time. */
  | { readonly kind: 'uptime'; readonly thousandths: number }
  | { readonly kind: 'downtime'; readonly slots: number }
  | { readonly kind: 'longestOutage'; readonly slots: number }
  | { readonly kind: 'outages'; readonly count: number }
  | { readonly kind: 'successRatio'; readonly thousandths: number }
  | { readonly kind: 'occurrences'; readonly operator: '<=' | '>='; readonly count: number }
  /** Answers in so many slots. */
  | { readonly kind: 'elapsed'; readonly slots: number; readonly thousandths: number }

export interface TrailingContract {
  readonly place: Place
  readonly back: Back
  readonly measure: TrailingMeasure
  readonly effect: 'excuse' | 'remove' | null
  /** A right to terminate after so many misses; null for none. */
  readonly times: number | null
}
export interface TrailingScene {
  readonly contract: TrailingContract
  readonly spans: readonly {
    readonly from: number
    readonly to: number
    readonly outcome: 'good' | 'bad' | 'unknown'
  }[]
  readonly lines: readonly {
    readonly from: number
    readonly to: number
    readonly bad: number
    readonly total: number
  }[]
  readonly events: readonly { readonly at: number; readonly answered: number | null }[]
  readonly exclusions: readonly { readonly from: number; readonly to: number }[]
  readonly claims: readonly number[]
  /** Days after the place's own ones; nothing is told in them. */
  readonly later: number
}
