import { versionAt } from '../../agreement/agreement.ts'
import { earnBackOf } from '../../agreement/earnBack.ts'
import { type Following, inARow, isEarnedBack } from '../../evaluation/earnBack.ts'
import type { Judgement } from '../../evaluation/judgePeriod.ts'
import type { CreditFacts } from '../../ledger/credits.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Book } from '../book.ts'
import { isGone } from '../judging/periods.ts'
import { instant } from '../questions.ts'
import { factsOf, inForceAt, type Watched } from '../watched.ts'

/** How many periods after a closed one could earn its credit back, by the text that judges it; null: never. */
export function earningsAsked(watched: Watched, entry: Entry): number | null {
  const from = instant(entry.period?.from)
  const { agreement } = inForceAt(watched, from)
  const { terms } = versionAt(agreement, from)
  const commitment = terms.commitments[entry.clause ?? '']
  if (!commitment || commitment.period.kind === 'trailing') return null
  return earnBackOf(commitment, terms)
}

/** The closed periods after one, of the same promise, in order. */
function closedAfter(book: Book, entry: Entry): (Following & { readonly entry: Entry })[] {
  const from = instant(entry.period?.from)
  return book
    .latestOf(entry.agreement, 'periodClosed', entry.clause ?? '')
    .filter((each) => each.subject === entry.subject && instant(each.period?.from) > from && !isGone(each))
    .map((each) => ({
      from: instant(each.period?.from),
      to: instant(each.period?.to),
      verdict: factsOf(each).verdict,
      entry: each,
    }))
    .sort((a, b) => a.from - b.from)
}

/** The periods that made up for a miss, as the ledger has them; null where its credit is not earned back. */
export function earnedBackBy(
  book: Book,
  watched: Watched,
  asked: { readonly entry: Entry; readonly judgement: Judgement },
): NonNullable<CreditFacts['earnedBackBy']> | null {
  const count = earningsAsked(watched, asked.entry)
  if (count === null) return null
  const after = closedAfter(book, asked.entry)
  if (!isEarnedBack(asked.judgement, after)) return null
  return after.slice(0, count).map(({ entry }) => ({ from: factsOf(entry).from, to: factsOf(entry).to }))
}

/** Until when what follows a closed period may move its credit: null while periods are open that could earn it back. */
export function earningsUntil(book: Book, watched: Watched, entry: Entry): number | null {
  const period = { from: instant(entry.period?.from), to: instant(entry.period?.to) }
  const count = earningsAsked(watched, entry)
  if (count === null) return period.to
  const { version } = inForceAt(watched, period.from)
  const commitment = version.terms.commitments[entry.clause ?? '']
  const after = closedAfter(book, entry)
  const by = commitment ? inARow({ commitment, period }, after, count) : []
  const isDecided = by.length === count || by.some(({ verdict }) => verdict !== 'met')
  return isDecided ? (by.at(-1)?.to ?? period.to) : null
}
