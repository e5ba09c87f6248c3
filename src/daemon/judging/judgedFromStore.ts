import type { Holidays } from '../../agreement/calendar.ts'
import { type Judgement, judgedAgain, judging } from '../../evaluation/judgePeriod.ts'
import { type DescribeEvidence, periodFacts } from '../../evaluation/periodFacts.ts'
import type { PeriodFacts } from '../../evaluation/verdict.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { gather } from '../evidence/gather.ts'
import { questionOf } from '../questions.ts'
import { inForceAt, type Watched } from '../watched.ts'
import type { Closings } from './closings.ts'
import { inPieces } from './inPieces.ts'
import type { Judged } from './periods.ts'

export interface StoredEvidence {
  readonly store: Store
  readonly book: Book
  readonly closings: Closings
  readonly holidays: Holidays
}

/** Up to where one looks, in UTC milliseconds. */
export interface Look {
  readonly asOf: number
  readonly seenUntil: number
  readonly marginMs?: number
}

/** Measured by what was seen until an instant; fees, claims and arrears are those of `asOf`. */
export async function judgedFromStore(
  { store, book, closings, holidays }: StoredEvidence,
  watched: Watched,
  { member, period }: Judged,
  { asOf, seenUntil, marginMs }: Look,
): Promise<{ readonly judgement: Judgement; readonly describe: DescribeEvidence }> {
  const { agreement } = inForceAt(watched, period.from)
  const { view, describe } = await gather(store, {
    watched,
    agreement,
    commitment: member.commitment,
    period,
    exclusions: closings.exclusions(watched),
    seenUntil,
    ...(marginMs === undefined ? {} : { marginMs }),
  })
  const closed = (name: string) => book.latestOf(watched.id, 'periodClosed', name)
  const asked = { watched, member, period, view, holidays, closed }
  const measured = await inPieces(judging(questionOf({ ...asked, asOf: seenUntil })))
  const judgement = seenUntil === asOf ? measured : judgedAgain(measured, questionOf({ ...asked, asOf }))
  return { judgement: { ...judgement, context: measured.context }, describe }
}

/** The facts of a period as of an instant, as the ledger keeps them. */
export async function factsFromStore(
  parts: StoredEvidence,
  watched: Watched,
  judged: Judged,
  asOf: number,
): Promise<PeriodFacts> {
  const { judgement, describe } = await judgedFromStore(parts, watched, judged, { asOf, seenUntil: asOf })
  return periodFacts(judgement, describe)
}
