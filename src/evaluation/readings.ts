import type { Raw } from '../agreement/document.ts'
import { mergePatch } from '../agreement/mergePatch.ts'
import { commitment as commitmentSchema } from '../agreement/schema/commitments.ts'
import { type Judgement, judgePeriod } from './judgePeriod.ts'
import type { PeriodResult } from './verdict.ts'

/** Verdict and amount under the other ways to read the clause; null where the commitment names none. */
export function readingsOf(judgement: Judgement): NonNullable<PeriodResult['readings']> | null {
  const { question } = judgement
  const readings = question.commitment.readings
  if (readings === undefined) return null
  const written = (question.agreement.document.commitments as { readonly [name: string]: Raw } | undefined)?.[
    question.name
  ]
  const shown = Object.entries(readings).flatMap(([name, patch]) => {
    const read = commitmentSchema.safeParse(mergePatch(mergePatch(written, patch), { readings: null }))
    if (!read.success) return []
    const { result } = judgePeriod({ ...question, commitment: read.data })
    return [[name, { verdict: result.verdict, amount: result.credit?.amount ?? null }] as const]
  })
  return Object.fromEntries(shown)
}
