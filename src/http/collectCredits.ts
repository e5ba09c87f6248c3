import type { Samples } from './samples.ts'
import type { CreditView } from './service.ts'

/** One agreement's credits by where they stand. */
export interface CreditSamples {
  readonly agreement: string
  readonly states: readonly {
    readonly state: string
    readonly currency: string
    readonly count: number
    readonly amount: number
  }[]
  readonly nextDeadlineMs: number | null
}

export function creditSamples(agreement: string, credits: readonly CreditView[]): CreditSamples {
  const states = [...Map.groupBy(credits, (one) => `${one.state} ${one.currency}`).values()].map((all) => ({
    state: all[0]?.state ?? '',
    currency: all[0]?.currency ?? '',
    count: all.length,
    amount: all.reduce((sum, one) => sum + Number(one.amount ?? 0), 0),
  }))
  const open = credits.filter(
    ({ state }) => state === 'claimable' || state === 'pending' || state === 'suspended',
  )
  const deadlines = open.flatMap(({ claimUntil, timeZone }) =>
    claimUntil === null ? [] : [endOf(claimUntil, timeZone)],
  )
  return { agreement, states, nextDeadlineMs: deadlines.length === 0 ? null : Math.min(...deadlines) }
}

/** A deadline is a last day, or an instant. */
const endOf = (deadline: string, timeZone: string): number =>
  deadline.includes('T')
    ? Date.parse(deadline)
    : Temporal.PlainDate.from(deadline).add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds

export function collectCredits(samples: Samples, all: readonly CreditSamples[]): void {
  for (const { agreement, states, nextDeadlineMs } of all) {
    for (const [state, same] of Map.groupBy(states, (one) => one.state))
      samples.add(
        'upheld_credits',
        same.reduce((sum, { count }) => sum + count, 0),
        { agreement, state },
      )
    for (const { state, currency, amount } of states)
      samples.add('upheld_credits_amount', amount, { agreement, state, currency })
    if (nextDeadlineMs !== null)
      samples.add('upheld_claim_deadline_timestamp_seconds', nextDeadlineMs / 1000, { agreement })
  }
}
