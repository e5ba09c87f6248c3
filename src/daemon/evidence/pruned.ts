import type { Span } from '../../agreement/spans.ts'
import { ServiceProblem } from '../../http/service.ts'
import type { SourceUse } from '../../ledger/facts.ts'
import type { Store } from '../../store.ts'
import { piecesOf } from './evidenceMemory.ts'

/** The raw evidence of a span has been deleted: nothing is computed from what is left, and nothing is added to it. */
export class EvidencePruned extends ServiceProblem {
  constructor(source: string, before: number) {
    super(409, prunedReason(source, before))
  }
}

export const prunedReason = (source: string, before: number): string =>
  `the raw evidence of "${source}" before ${new Date(before).toISOString()} was deleted by the retention (storage.retention): what was decided of that time stands`

/** Throws where a span begins before raw evidence that its source still has. */
export async function refusePruned(
  store: Pick<Store, 'prunedBefore'>,
  uses: readonly SourceUse[],
  { name, span }: { readonly name: string; readonly span: Span },
): Promise<void> {
  for (const piece of piecesOf(uses, span)) {
    const before = await store.prunedBefore(piece.identity)
    if (before > piece.span.from) throw new EvidencePruned(name, before)
  }
}

/** What is computed, or null where its raw evidence is gone. */
export async function unlessPruned<T>(computed: Promise<T>): Promise<T | null> {
  try {
    return await computed
  } catch (error) {
    if (error instanceof EvidencePruned) return null
    throw error
  }
}
