/** Something that happened about a subject: a ticket, an invoice, a survey. Paired by `subject`. */
export interface Event {
  /** Unique to the delivery: a second delivery of it changes nothing. */
  readonly id: string
  /** Such as `ticket.opened`. */
  readonly type: string
  readonly subject: string
  /** UTC milliseconds. */
  readonly at: number
  /** Decimals as text. */
  readonly data: Readonly<Record<string, string | boolean | null>>
}

export type Party = 'provider' | 'customer'

/** A claim about a span of time, by whom it was made and who agreed. */
export interface Exclusion {
  readonly id: string
  readonly kind: string
  /** UTC milliseconds, [from, to). */
  readonly from: number
  readonly to: number
  /** UTC milliseconds; absent: it stands from its begin. */
  readonly announcedAt: number
  readonly by: readonly Party[]
  readonly agreedBy: readonly Party[]
  readonly reason?: string
  /** Both parties agreed to it afterwards: the kind's `notice` does not matter any more. */
  readonly isNoticeWaived?: true
}

/** The total of a fee for a span of local dates, `until` exclusive. */
export interface FeeLine {
  readonly fee: string
  /** ISO dates in the agreement's zone. */
  readonly from: string
  readonly until: string
  /** Decimal text in the agreement's currency. */
  readonly amount: string
}
