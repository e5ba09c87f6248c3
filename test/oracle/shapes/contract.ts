import type { Hours, Place } from '../values/calendar.ts'

export type State = 'good' | 'bad' | 'unknown'
/** Slots of ten minutes; shares in hundredths. */
export interface ShapeContract {
  readonly place: Place
  readonly kind: 'uptime' | 'downtime' | 'longestOutage' | 'outages'
  readonly consecutive: number
  readonly limit: {
    readonly is: 'atLeast' | 'longerThan'
    readonly slots: number
    readonly isExcess: boolean
  } | null
  readonly startsAt: 'firstFailure' | 'confirmation' | 'ticket.opened'
  readonly partial: 'exact' | 'drop' | 'floor' | 'touch'
  /** For `partial`. */
  readonly grain: number
  readonly of: 'whole' | 'unexcused' | 'inPeriod'
  readonly isAffected: boolean
  /** Of `outages`: only those whose counted time is longer. */
  readonly longerThan: number | null
  /** What time without a look is. */
  readonly silence: 'good' | 'unknown'
  readonly hours: Hours | null
  readonly effect: 'excuse' | 'remove' | 'assumeGood'
  /** Thousandths, slots or a count. */
  readonly target: number
}
export interface ShapeScene {
  readonly contract: ShapeContract
  /** One look a slot, each of which speaks for its slot. */
  readonly looks: readonly { readonly at: number; readonly state: State; readonly affected: number | null }[]
  readonly tickets: readonly { readonly opened: number; readonly resolved: number | null }[]
  readonly exclusions: readonly { readonly from: number; readonly to: number; readonly announcedAt: number }[]
}
