import { setImmediate } from 'node:timers/promises'
import type { Holidays } from '../../agreement/calendar.ts'
import type { Period } from '../../agreement/period.ts'
import { Distribution, type DistributionFigures } from '../../evaluation/distribution.ts'
import { contextOf } from '../../evaluation/periodQuestion.ts'
import type { Entry } from '../../ledger/entry.ts'
import { memberKey, type Statement } from '../../statements/statement.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { EvidencePruned } from '../evidence/pruned.ts'
import type { Closings } from '../judging/closings.ts'
import { judgedIn } from '../judging/periods.ts'
import { questionFromStore } from '../judging/questionFromStore.ts'
import { instant } from '../questions.ts'
import type { Watched } from '../watched.ts'

interface Parts {
  readonly store: Store
  readonly book: Book
  readonly closings: Closings
  readonly holidays: Holidays
}

interface Asked {
  readonly watched: Watched
  readonly month: Period
  readonly now: number
  /** The month's statement so far: where raw evidence is gone, what it says stands. */
  readonly before: Statement | null
}

/** How long looks took in the month's periods, of every commitment that measures latency, by its name and member. */
export async function distributionsOf(
  parts: Parts,
  asked: Asked,
): Promise<ReadonlyMap<string, DistributionFigures>> {
  const { watched, month, before } = asked
  const stated = new Map(
    before?.commitments.flatMap((each) =>
      each.distribution ? [[memberKey(each.commitment, each.of), each.distribution] as const] : [],
    ),
  )
  const closed = parts.book.latest(watched.id, 'periodClosed').filter(({ period }) => {
    const last = instant(period?.to) - 1
    return last >= month.from && last < month.to
  })
  const found = new Map<string, DistributionFigures>()
  for (const [key, entries] of Map.groupBy(closed, ({ clause, subject }) =>
    memberKey(clause ?? '', subject),
  )) {
    const figures = await distributionOf(parts, asked, entries)
    const known = figures === 'pruned' ? stated.get(key) : figures
    if (known) found.set(key, known)
  }
  return found
}

async function distributionOf(
  parts: Parts,
  { watched, now }: Asked,
  entries: readonly Entry[],
): Promise<DistributionFigures | 'pruned' | null> {
  const distribution = new Distribution()
  try {
    for (const entry of entries) {
      const judged = judgedIn(watched, entry)
      const measure = judged?.member.commitment.measure
      if (!judged || measure?.kind !== 'latency') continue
      const question = await questionFromStore(parts, watched, judged, { now })
      distribution.add(measure.terms, contextOf(question))
      await setImmediate()
    }
  } catch (error) {
    if (error instanceof EvidencePruned) return 'pruned'
    throw error
  }
  return distribution.figures()
}
