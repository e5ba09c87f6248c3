import { setImmediate } from 'node:timers/promises'
import type { PeriodQuestion } from '../../evaluation/periodQuestion.ts'
import type { Correction } from '../../evidence/correction.ts'
import { gather } from '../evidence/gather.ts'
import { questionOf } from '../questions.ts'
import { inForceAt, type Watched } from '../watched.ts'
import type { StoredEvidence } from './judgedFromStore.ts'
import type { Judged } from './periods.ts'

interface Wanted {
  readonly now: number
  /** Unless those that both parties have agreed to. */
  readonly corrections?: readonly Correction[]
}

/** The question about a period over the evidence that it is judged by. Throws EvidencePruned where that is gone. */
export async function questionFromStore(
  { store, book, closings, holidays }: StoredEvidence,
  watched: Watched,
  judged: Judged,
  { now, corrections }: Wanted,
): Promise<PeriodQuestion> {
  const { member, period } = judged
  const asOf = closings.asOf(watched, judged, now)
  const { view } = await gather(store, {
    watched,
    agreement: inForceAt(watched, period.from).agreement,
    commitment: member.commitment,
    period,
    exclusions: closings.exclusions(watched),
    seenUntil: asOf,
    ...(corrections === undefined ? {} : { corrections }),
  })
  // Reading a month and judging it are two pieces, between which others have their turn.
  await setImmediate()
  const closed = (name: string) => book.latestOf(watched.id, 'periodClosed', name)
  return questionOf({ watched, member, period, view, asOf, holidays, closed })
}
