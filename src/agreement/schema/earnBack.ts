import { z } from 'zod'
import { choice, parsed, strict } from './scalars.ts'

/** How a credit is earned back: by so many periods after the missed one that each meet the target; `none` is never. */
export type EarnBack = { readonly kind: 'none' } | { readonly kind: 'after'; readonly periods: number }

const mostPeriods = 120
const periods = parsed('a number of periods such as "3 periods"', (text) => {
  const count = Number(/^(\d{1,3}) periods?$/.exec(text.trim())?.[1] ?? 0)
  return count > 0 && count <= mostPeriods ? count : null
})

export const earnBack: z.ZodType<EarnBack> = z.union([
  choice('none').transform((): EarnBack => ({ kind: 'none' })),
  strict({ after: periods }).transform(({ after }): EarnBack => ({ kind: 'after', periods: after })),
])
