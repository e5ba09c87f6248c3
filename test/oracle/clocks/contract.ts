import type { Hours, Place } from '../values/calendar.ts'

/** How long an answer may take: slots of running time, or whole days, to the close of the last. */
export type Within =
  | { readonly slots: number }
  | { readonly days: number }
  | { readonly businessDays: number }

export interface ClockContract {
  readonly place: Place
  readonly within: Within
  readonly severity: 'P1' | null
  readonly count: 'all' | 'answered'
  readonly hours: Hours | null
  readonly isPausable: boolean
  /** The local minute of the day after which a question begins on the next working day. */
  readonly cutoff: number | null
  readonly atLeastEvents: number
  /** Percent of the events, or all of them. */
  readonly target: number | 'all'
}
/** One subject; instants in slots, an answer at or after the question or none. */
export interface Ticket {
  readonly opened: number
  readonly severity: 'P1' | 'P2'
  readonly answered: number | null
  /** Stops and goes on, in order. */
  readonly pauses: readonly { readonly from: number; readonly to: number }[]
}
export interface ClockScene {
  readonly contract: ClockContract
  readonly tickets: readonly Ticket[]
  /** Nothing after this slot is seen. */
  readonly asOf: number
}
