import type { Duties } from './duties.ts'
import type { Samples } from './samples.ts'

/** What the parties of one agreement owe each other; the agreement's currency is null where it names none. */
export interface DutiesSamples {
  readonly agreement: string
  readonly currency: string | null
  readonly duties: Duties
}

export function collectDuties(samples: Samples, { agreement, currency, duties }: DutiesSamples): void {
  for (const { commitment, by, open, overdue, nextDue } of duties.owed) {
    samples.add('upheld_obligations', open, { agreement, commitment, by, state: 'open' })
    samples.add('upheld_obligations', overdue, { agreement, commitment, by, state: 'overdue' })
    samples.add('upheld_obligation_due_timestamp_seconds', seconds(nextDue), { agreement, commitment, by })
  }
  collectOverdue(samples, agreement, duties)
  for (const { party, matter, count, answerBy } of duties.waiting) {
    samples.add('upheld_proposals_waiting', count, { agreement, party, matter })
    samples.add('upheld_answer_deadline_timestamp_seconds', seconds(answerBy), { agreement, party, matter })
  }
  if (currency !== null) samples.add('upheld_disputed_amount', duties.disputed, { agreement, currency })
  for (const { clause, right, state, count } of duties.rights)
    samples.add('upheld_termination_rights', count, { agreement, clause, right, state })
  for (const { clause, right, at } of duties.exerciseBy)
    samples.add('upheld_exercise_deadline_timestamp_seconds', seconds(at), { agreement, clause, right })
  for (const { about, open } of duties.announced)
    samples.add('upheld_announcements_open', open, { agreement, about })
}

function collectOverdue(samples: Samples, agreement: string, { overdue }: Duties): void {
  if (overdue === null) return
  const { currency, invoices, amount, oldestDue } = overdue
  samples.add('upheld_overdue_invoices', invoices, { agreement })
  if (currency !== '') samples.add('upheld_overdue_amount', amount, { agreement, currency })
  samples.add('upheld_overdue_oldest_timestamp_seconds', seconds(oldestDue), { agreement })
}

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000)
