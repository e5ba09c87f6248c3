import { addedAmounts } from './credits.ts'
import type { Statement } from './statement.ts'

export interface StatementTotals {
  readonly met: number
  readonly missed: number
  /** Neither kept nor missed. */
  readonly open: number
}

/** How the periods of all commitments came out. */
export function totalsOf({ commitments }: Pick<Statement, 'commitments'>): StatementTotals {
  const verdicts = commitments.flatMap((each) => Object.entries(each.verdicts))
  const sum = (counts: (verdict: string) => boolean): number =>
    verdicts.reduce((total, [verdict, count]) => (counts(verdict) ? total + count : total), 0)
  const [met, missed] = [sum((verdict) => verdict === 'met'), sum((verdict) => verdict === 'breached')]
  return { met, missed, open: sum(() => true) - met - missed }
}

/** What all of its months were worth to the customer, by currency; null where one of them is not known. */
export function worthOf({
  value,
  valueMonths,
}: Pick<Statement, 'value' | 'valueMonths'>): { customerValue: string | null; currency: string }[] {
  const months = valueMonths ?? (value === null ? [] : [value])
  return [...Map.groupBy(months, ({ currency }) => currency)].map(([currency, all]) => {
    const known = all.flatMap(({ customerValue }) => (customerValue === null ? [] : [customerValue]))
    return { customerValue: known.length === all.length ? addedAmounts(known) : null, currency }
  })
}
