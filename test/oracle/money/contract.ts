import type { Operator } from '../values/figures.ts'

/** Percents in tenths, money in cents, lengths in minutes. */
export interface Band {
  readonly when: readonly { readonly operator: Operator; readonly limit: number }[]
  readonly tenths: number
}
export type Give =
  | { readonly unit: 'percent'; readonly tenths: number }
  | { readonly unit: 'days'; readonly count: number }
  | { readonly unit: 'money'; readonly cents: number }
  | { readonly unit: 'multiple'; readonly times: number }
  | { readonly unit: 'points'; readonly count: number }
  | { readonly unit: 'extension'; readonly count: number }
export interface Steps {
  readonly kind: 'complete' | 'started' | 'exact'
  readonly minutes: number
  readonly of: 'downtime' | 'excess' | 'outage'
  readonly per: 'outage' | 'period'
}
export type Schedule =
  | { readonly kind: 'once'; readonly give: Give; readonly repeat: number | null }
  | { readonly kind: 'steps'; readonly tenths: number; readonly steps: Steps }
  | {
      readonly kind: 'pool'
      readonly atRisk: number
      readonly category: number
      readonly item: number
    }
  | {
      readonly kind: 'shortfall'
      readonly tenths: number
      readonly step: 'complete' | 'started'
      readonly size: number
    }
  | {
      readonly kind: 'bands'
      /** Uptime in tenths of a per cent, or minutes. */
      readonly on: 'measure' | 'duration'
      readonly bands: readonly Band[]
      readonly overlap: 'first' | 'highest' | 'lowest' | null
    }

export type Base =
  | 'fees.f'
  | 'fees.f of previous period'
  | 'fees.f of next period'
  | 'fees.f of one month'
  | 'max(fees.f, fees.g)'
export type Claim =
  | null
  | {
      readonly within: number
      readonly after: 'periodEnd' | 'incident' | 'last incident' | 'end of incident'
    }
  | { readonly endOf: number }

export interface PromiseTerms {
  readonly name: 'c' | 'd'
  /** Uptime of at least so many tenths of a per cent. */
  readonly tenths: number
  readonly period: 'month' | 'quarter'
  readonly schedule: Schedule
  readonly base: Base
  readonly claim: Claim
  /** So many periods that keep the promise give the credit of a miss before them back. */
  readonly earnBack: number | null
}

/** A share of the fee of a month or a period, or a sum of cents for any window. */
export type Cap =
  | { readonly tenths: number; readonly per: 'period' | 'month' }
  | { readonly cents: number; readonly per: 'period' | 'month' | 'quarter' | 'year' | '12 months' }
export type Span = { readonly days: number } | 'month' | 'quarter'
export type Trigger =
  | { readonly kind: 'missed'; readonly times: number; readonly outOf: number | null }
  | { readonly kind: 'outages'; readonly minutes: number; readonly times: number; readonly within: Span }
  | { readonly kind: 'total'; readonly minutes: number; readonly within: Span }
  | { readonly kind: 'average'; readonly over: number; readonly tenths: number }
  | { readonly kind: 'capReached'; readonly times: number; readonly months: number }

export interface MoneyScene {
  readonly zone: string
  readonly fee: { readonly cents: number; readonly per: 'month' | 'quarter' | 'year' }
  /** Amounts of the fee `f` of some months, by their number from 0; only where it is per month. */
  readonly lines: readonly { readonly month: number; readonly cents: number }[]
  readonly promises: readonly PromiseTerms[]
  readonly join: 'sum' | 'max' | 'groups'
  readonly caps: readonly Cap[]
  readonly minimum: number | null
  readonly mode: 'halfUp' | 'halfEven'
  readonly trigger: Trigger
  readonly exercise: { readonly days: number; readonly after: 'trigger' | 'periodEnd' }
  /** Slots of ten minutes from the begin of the term. */
  readonly bad: readonly { readonly of: 'c' | 'd'; readonly from: number; readonly to: number }[]
  /** Claims that name the month in which a period begins. */
  readonly claims: readonly { readonly at: number; readonly month: number }[]
}

export const first = '2026-01-01'
/** The end of the term, long after the months that are judged. */
export const last = '2027-01-01'
export const monthCount = 8
