import type { PeriodFacts } from '../../evaluation/verdict.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { Book } from '../book.ts'
import { instant } from '../questions.ts'
import { factsOf } from '../watched.ts'
import type { Judged } from './periods.ts'

/**
 * Breaches that were declared of a period that has another end since: its term was renewed or extended, or the agreement
 * ends. They are of the same promise and begin with it, so that nobody is told of one miss twice.
 */
export function declaredOtherwise(book: Book, agreement: string, { member, period }: Judged): Entry[] {
  const { kind } = member.commitment.period
  if (kind === 'trailing' || kind === 'incident') return []
  return book
    .latestOf(agreement, 'breach', member.name)
    .filter(
      (entry) =>
        (entry.subject ?? undefined) === member.of &&
        instant(entry.period?.from) === period.from &&
        instant(entry.period?.to) !== period.to &&
        factsOf(entry).verdict === 'breached',
    )
}

/** What is left of a breach whose period is none any more: the period with another end has its own. */
export const withoutPeriod = (entry: Entry): PeriodFacts => ({
  ...factsOf(entry),
  verdict: 'notApplicable',
  certainSince: null,
})
