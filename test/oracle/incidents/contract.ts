import type { Span } from '../money/contract.ts'
import type { Hours, Place } from '../values/calendar.ts'

/** Slots of ten minutes; shares in tenths of a per cent; money in cents. */
export type Give =
  | { readonly unit: 'percent'; readonly tenths: number }
  | { readonly unit: 'days' | 'points' | 'multiple'; readonly count: number }
  | { readonly unit: 'money'; readonly cents: number }
export type Schedule =
  | { readonly kind: 'once'; readonly give: Give; readonly multiplier: number | null }
  | { readonly kind: 'pool'; readonly atRisk: number; readonly item: number }
  | {
      readonly kind: 'steps'
      readonly step: 'complete' | 'started' | 'exact'
      readonly slots: number
      readonly of: 'downtime' | 'excess' | 'outage'
      readonly tenths: number
    }
  /** Tenths for up to each length (in slots), and beyond the last one. */
  | { readonly kind: 'bands'; readonly until: readonly number[]; readonly tenths: readonly number[] }

export type Cap =
  | { readonly per: 'incident' | 'month'; readonly tenths: number }
  | { readonly per: 'incident' | 'month' | '12 months'; readonly cents: number }
export type Trigger =
  | { readonly kind: 'missed'; readonly times: number; readonly outOf: number | null }
  | { readonly kind: 'outages'; readonly slots: number; readonly times: number; readonly within: Span }
  | { readonly kind: 'total'; readonly slots: number; readonly within: Span }

export interface IncidentScene {
  readonly place: Place
  readonly measure: 'downtime' | 'longestOutage'
  readonly shape: {
    readonly atLeast: number | null
    readonly longerThan: number | null
    readonly isExcess: boolean
    readonly startsAt: 'firstFailure' | 'ticket.opened'
    readonly of: 'whole' | 'unexcused'
  }
  readonly target: number
  readonly effect: 'excuse' | 'remove' | 'assumeGood'
  readonly hours: Hours | null
  readonly schedule: Schedule
  readonly claim: { readonly days: number; readonly after: 'incident' | 'end of incident' } | null
  readonly join: 'sum' | 'max'
  readonly caps: readonly Cap[]
  readonly trigger: Trigger
  readonly bad: readonly { readonly from: number; readonly to: number }[]
  readonly tickets: readonly { readonly opened: number; readonly resolved: number | null }[]
  readonly exclusions: readonly { readonly from: number; readonly to: number }[]
}

export const feeCents = 310_000
