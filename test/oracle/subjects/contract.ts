import type { Hours, Place } from '../values/calendar.ts'

/** Sources by name: looks, declared spans, or lines of how many of how many failed. Slots of ten minutes. */
export type Member =
  | {
      readonly kind: 'looks'
      readonly name: string
      readonly looks: readonly { readonly at: number; readonly outcome: Outcome }[]
    }
  | {
      readonly kind: 'spans'
      readonly name: string
      readonly spans: readonly { readonly from: number; readonly to: number; readonly outcome: Outcome }[]
    }
  | {
      readonly kind: 'lines'
      readonly name: string
      readonly lines: readonly {
        readonly from: number
        readonly to: number
        readonly bad: number
        /** Null: our own failure to look. */
        readonly total: number | null
      }[]
    }
export type Outcome = 'good' | 'bad' | 'unknown'

export type Subject =
  | { readonly one: string }
  | { readonly all: readonly Subject[] }
  | { readonly any: readonly Subject[] }
  | { readonly atLeast: number; readonly of: readonly Subject[] }
  | { readonly pool: readonly string[] }
  | { readonly control: Subject; readonly of: Subject }

export interface Rule {
  readonly when: 'allFail' | 'anyFail' | { readonly operator: '>' | '>='; readonly percent: number }
  readonly minSamples: number | null
  readonly thin: 'good' | 'bad' | 'skip'
  readonly empty: 'good' | 'bad' | 'skip' | 'unknown'
}
export interface SubjectContract {
  readonly place: Place
  readonly kind: 'uptime' | 'downtime' | 'longestOutage' | 'outages'
  /** Several: each of them is judged alone. */
  readonly subjects: readonly Subject[]
  /** Slots. */
  readonly grain: number
  readonly rule: Rule
  readonly consecutive: number
  /** Slots that an outage lasts at least, or longer than; whole, or only what lies beyond. */
  readonly limit: {
    readonly is: 'atLeast' | 'longerThan'
    readonly slots: number
    readonly isExcess: boolean
  } | null
  readonly hours: Hours | null
  readonly effect: 'excuse' | 'remove' | 'assumeGood'
  /** Thousandths of uptime; slots of times; a count. */
  readonly target: number
}
export interface SubjectScene {
  readonly contract: SubjectContract
  readonly members: readonly Member[]
  /** Slots; told of at an instant. */
  readonly exclusions: readonly { readonly from: number; readonly to: number; readonly announcedAt: number }[]
}
