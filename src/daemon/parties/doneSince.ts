import { versionAt } from '../../agreement/agreement.ts'
import type { Trigger } from '../../agreement/schema/clauses.ts'
import { answerTo } from '../../evaluation/invoices.ts'
import type { Facts } from '../../ledger/facts.ts'
import { instant } from '../questions.ts'
import { currentOf, type Watched } from '../watched.ts'

/** Whether everything overdue that a right counted has been answered by an instant. */
export function isDoneSince(watched: Watched, met: Facts['terminationMet'], until: number): boolean {
  const { terms } = versionAt(currentOf(watched), until)
  const when = terms.termination[met.clause]?.when
  const overdue = when ? overdueIn(when) : []
  const counted = met.counted.filter((each) => overdue.includes(each.commitment))
  return (
    counted.length > 0 &&
    counted.every(({ commitment, from, figure }) => {
      const measure = terms.commitments[commitment]?.measure
      return measure?.kind === 'elapsed' && isAnswered(watched, measure.terms, { from, figure, until })
    })
  )
}

/** Whether a question has its answer by an instant: an invoice the payments that make up its amount. */
function isAnswered(
  { events }: Watched,
  terms: { readonly from: string; readonly to: string },
  asked: { readonly from: string; readonly figure: string; readonly until: number },
): boolean {
  const own = events.filter(({ subject, at }) => subject === asked.figure && at <= asked.until)
  const questions = own.filter(({ type, at }) => type === terms.from && at === instant(asked.from))
  const answers = own.filter(({ type }) => type === terms.to)
  return questions.length > 0 && questions.every((question) => answerTo(question, answers) !== null)
}

function overdueIn(when: Trigger): string[] {
  if (when.kind === 'overdue') return [when.overdue]
  return when.kind === 'any' || when.kind === 'all' ? when.of.flatMap(overdueIn) : []
}
