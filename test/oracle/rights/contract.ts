/** Time in slots of ten minutes from the begin of the term. */
export type Within = { readonly days: number } | { readonly months: number } | 'month' | 'quarter'

export type Part =
  /** So many late answers. */
  | { readonly kind: 'missedEvents'; readonly times: number; readonly within: Within }
  /** An invoice that is so many days over its due date. */
  | { readonly kind: 'overdue'; readonly days: number }
export type When = Part | { readonly any: readonly Part[] } | { readonly all: readonly Part[] }

export interface Ticket {
  readonly severity: 'P1' | 'P2'
  readonly opened: number
  readonly answered: number | null
}
export interface Invoice {
  readonly issued: number
  readonly paid: number | null
  /** The local day on which it is due, by its own word; else by the contract. */
  readonly dueDay: number | null
}
export interface RightScene {
  readonly zone: string
  /** An answer may take so many slots by severity, a payment so many days. */
  readonly answerWithin: Readonly<Record<'P1' | 'P2', number>>
  readonly payWithin: number
  readonly when: When
  /** Days to mend, and to use the right. */
  readonly cure: number | null
  readonly exercise: number | null
  readonly tickets: readonly Ticket[]
  readonly invoices: readonly Invoice[]
  /** When the holder gave notice that names the clause. */
  readonly notices: readonly number[]
}

export const first = '2026-01-01'
export const dayCount = 181
