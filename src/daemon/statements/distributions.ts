import { setImmediate } from 'node:timers/promises'
import type { Holidays } from '../../agreement/calendar.ts'
import type { Period } from '../../agreement/period.ts'
import { Distribution, type DistributionFigures } from '../../evaluation/distribution.ts'
import { contextOf } from '../../evaluation/periodQuestion.ts'
import type { Entry } from '../../ledger/entry.ts'
import { memberKey, type Statement } from '../../statements/statement.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { gather } from '../evidence/gather.ts'
import { EvidencePruned } from '../evidence/pruned.ts'
import type { Closings } from '../judging/closings.ts'
import { type Judged, judgedIn } from '../judging/periods.ts'
import { instant, questionOf } from '../questions.ts'
import { inForceAt, type Watched } from '../watched.ts'

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
      if (judged?.member.commitment.measure.kind !== 'latency') continue
      await addPeriod(parts, distribution, { watched, judged, now })
      await setImmediate()
    }
  } catch (error) {
    if (error instanceof EvidencePruned) return 'pruned'
    throw error
  }
  return distribution.figures()
}

/** Adds the evidence that the period was judged by. */
async function addPeriod(
  { store, book, closings, holidays }: Parts,
  distribution: Distribution,
  { watched, judged, now }: { watched: Watched; judged: Judged; now: number },
): Promise<void> {
  const { member, period } = judged
  const { measure } = member.commitment
  if (measure.kind !== 'latency') return
  const asOf = closings.asOf(watched, judged, now)
  const { agreement } = inForceAt(watched, period.from)
  const { view } = await gather(store, {
    ...{ watched, agreement, commitment: member.commitment, period },
    exclusions: closings.exclusions(watched),
    seenUntil: asOf,
  })
  const closed = (name: string) => book.latestOf(watched.id, 'periodClosed', name)
  const question = questionOf({ watched, member, period, view, asOf, holidays, closed })
  distribution.add(measure.terms, contextOf(question))
}
