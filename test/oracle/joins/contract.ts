/** Percents in tenths, money in cents; time in slots of ten minutes from the begin of the term. */
export type Base =
  | 'fees.f'
  | 'fees.f of previous period'
  | 'fees.f of next period'
  | 'fees.f of 30d before'
  | 'fees.f of one month'
  | 'fees.f of next invoice'
export interface Promised {
  readonly name: 'c' | 'd'
  readonly period: 'day' | 'month'
  /** Uptime of at least so many tenths of a per cent. */
  readonly tenths: number
  readonly give: { readonly percent: number; readonly of: Base } | { readonly cents: number }
}
export type Join = 'sum' | 'max' | 'onePerDay' | 'onePerEvent' | 'customerElects'

/** An amount for a whole month, by its number from January 2026; the month before is -1. */
export interface ForMonth {
  readonly month: number
  readonly cents: number
}
export interface JoinScene {
  readonly zone: string
  /** Whether the term ends with its fourth month. */
  readonly isEnding: boolean
  readonly fee: { readonly cents: number; readonly per: 'day' | 'month' | 'year' }
  readonly promises: readonly Promised[]
  readonly join: Join
  readonly per: 'day' | 'month' | 'quarter'
  readonly bad: readonly { readonly of: 'c' | 'd'; readonly from: number; readonly to: number }[]
  readonly lines: readonly ForMonth[]
  readonly invoices: readonly (ForMonth & { readonly at: number })[]
  /** What the customer chose for a month, some time after it. */
  readonly elections: readonly { readonly month: number; readonly of: 'c' | 'd'; readonly at: number }[]
  readonly asOf: number
}

export const first = '2026-01-01'
export const monthCount = 4
