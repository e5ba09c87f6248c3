import type { ToDateFigures } from '../value/figures.ts'
import type { Samples } from './samples.ts'

/** The value to date of one agreement; what nobody knows has no series. */
export function collectValue(samples: Samples, agreement: string, toDate: ToDateFigures): void {
  const { currency, months, unknownMonths, retained, relative, customer } = toDate
  if (unknownMonths < months) {
    const amounts = { received: toDate.customerValue, promised: toDate.promisedValue }
    for (const [value, amount] of Object.entries(amounts))
      samples.add('upheld_value_to_date_amount', Number(amount), { agreement, currency, value })
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
