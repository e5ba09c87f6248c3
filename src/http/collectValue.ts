import type { MonthFigures, ToDateFigures, ValueFigures } from '../value/figures.ts'
import type { Samples } from './samples.ts'

/** Values of the label `value`. */
export const valueKinds = ['received', 'promised', 'lost', 'surplus'] as const
type ValueKind = (typeof valueKinds)[number]

/** The value of one agreement; what nobody knows has no series. */
export function collectValue(samples: Samples, agreement: string, { periods, toDate }: ValueFigures): void {
  const latest = periods.at(-1)
  if (latest) collectAtStake(samples, agreement, latest)
  if (toDate) collectToDate(samples, agreement, toDate)
}

/** What the month promised and did not bring. */
function collectAtStake(samples: Samples, agreement: string, month: MonthFigures): void {
  const { currency, promisedValue, customerValue } = month
  if (customerValue === null) return
  const atStake = Math.max(0, Number(promisedValue) - Number(customerValue))
  samples.add('upheld_value_at_stake_amount', atStake, { agreement, currency })
}

function collectToDate(samples: Samples, agreement: string, toDate: ToDateFigures): void {
  const { currency, months, unknownMonths, retained, relative, customer } = toDate
  if (unknownMonths < months) {
    const amounts: Record<ValueKind, string | null> = {
      received: toDate.customerValue,
      promised: toDate.promisedValue,
      lost: toDate.costOfBreaches,
      surplus: toDate.surplus,
    }
    for (const value of valueKinds) {
      const amount = amounts[value]
      if (amount !== null)
        samples.add('upheld_value_to_date_amount', Number(amount), { agreement, currency, value })
    }
  }
  if (retained !== null) samples.add('upheld_value_retained_ratio', Number(retained.value), { agreement })
  if (relative?.ratio) samples.add('upheld_value_relative_ratio', Number(relative.ratio.value), { agreement })
  for (const question of ['csat', 'nps'] as const) {
    const answers = customer[question]
    if (answers === null) continue
    samples.add('upheld_value_satisfaction_ratio', Number(answers.value), { agreement, question })
    samples.add('upheld_value_satisfaction_answers', answers.n, { agreement, question })
  }
  const retention = customer.customers?.retention
  if (retention) samples.add('upheld_value_retention_ratio', Number(retention.value), { agreement })
}
