import { period } from './commitments.ts'
import { strict } from './scalars.ts'

const units: ReadonlySet<string> = new Set(['month', 'quarter', 'year'])

/** For which stretches of time the parties receive a statement. */
export const statements = strict({
  per: period
    .refine((terms) => 'unit' in terms && units.has(terms.unit), {
      error: 'is not month, quarter or year, a billing cycle of them, or a fiscal quarter or year',
    })
    .prefault('month'),
})
