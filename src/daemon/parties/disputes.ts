import type { Holidays } from '../../agreement/calendar.ts'
import { isOfEvents } from '../../agreement/schema/measures.ts'
import { sourcesIn } from '../../agreement/subject.ts'
import { type DisputedFigures, disputedFigures } from '../../evaluation/disputes.ts'
import type { Proposal } from '../../ledger/procedure.ts'
import type { DisputedPeriods } from '../../ledger/procedureFacts.ts'
import type { Store } from '../../store.ts'
import type { Book } from '../book.ts'
import { unlessPruned } from '../evidence/pruned.ts'
import type { Closings } from '../judging/closings.ts'
import type { Incidents } from '../judging/incidents.ts'
import { inPieces } from '../judging/inPieces.ts'
import { memberNames, periodsIn } from '../judging/periods.ts'
import { questionFromStore } from '../judging/questionFromStore.ts'
import { instant } from '../questions.ts'
import type { Watched } from '../watched.ts'

export interface DisputeParts {
  readonly store: Store
  readonly book: Book
  readonly closings: Closings
  readonly incidents: Pick<Incidents, 'at'>
  readonly holidays: Holidays
  readonly now: () => number
}

const mostPeriods = 100
/** So many periods stand in an entry, and in the mail about it; all of them are served over REST. */
const mostTold = 12

type Disputed = Pick<Proposal, 'facts' | 'claims'>

/** What an entry about a correction says of the periods that it touches; null for another matter, or where nothing is left to judge. */
export async function disputedNow(
  parts: DisputeParts,
  watched: Watched,
  proposal: Disputed,
): Promise<DisputedPeriods | null> {
  const figures = await unlessPruned(figuresOf(parts, watched, proposal))
  if (figures === null || figures.length === 0) return null
  return { periods: figures.slice(0, mostTold), omitted: Math.max(0, figures.length - mostTold) }
}

/** The figures of every period that a disputed interval touches: as measured and as each party claims. */
export async function figuresOf(
  parts: DisputeParts,
  watched: Watched,
  { facts, claims }: Disputed,
): Promise<DisputedFigures[]> {
  if (facts.matter !== 'correction' || facts.from === null || facts.to === null) return []
  const interval = { source: facts.of, from: instant(facts.from), to: instant(facts.to) }
  const agreed = watched.corrections.filter(
    (each) => each.source !== interval.source || each.from !== interval.from || each.to !== interval.to,
  )
  const touched = memberNames(watched)
    .flatMap((name) => [
      ...periodsIn(watched, name, interval),
      ...parts.incidents.at(watched, name, interval),
    ])
    .filter(({ member: { commitment }, period }) => {
      const { measure } = commitment
      if (isOfEvents(measure)) return false
      return period.from < parts.now() && sourcesIn(measure.terms.of).includes(interval.source)
    })
  const figures: DisputedFigures[] = []
  for (const judged of touched.slice(0, mostPeriods)) {
    const asMeasured = { now: parts.now(), corrections: [] }
    const question = await questionFromStore(parts, watched, judged, asMeasured)
    figures.push(await inPieces(disputedFigures(question, { agreed, interval, claims })))
  }
  return figures
}
