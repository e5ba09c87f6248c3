import { versionAt } from '../../agreement/agreement.ts'
import { ServiceProblem } from '../../http/service.ts'
import type { Entry } from '../../ledger/entry.ts'
import type { ClaimLetter } from '../../statements/claimLetter.ts'
import type { Book } from '../book.ts'
import { instant } from '../questions.ts'
import { factsOf, inForceAt, type Watched } from '../watched.ts'
import { statedCredit } from './creditEntries.ts'

/** What the letter of a claim says: the credit as it stands, of the period as it was judged last. */
export function claimLetterOf(book: Book, watched: Watched, credit: Entry): ClaimLetter {
  const stated = statedCredit(book, credit)
  const latest = book.find(watched.id, { ...credit, kind: 'creditStated' })
  const judged =
    book.find(watched.id, { ...credit, kind: 'periodClosed' }) ??
    book.find(watched.id, { ...credit, kind: 'breach' })
  if (stated === null || latest === undefined || judged === undefined)
    throw new ServiceProblem(404, 'there is no such credit')
  if (stated.state === 'earnedBack') throw new ServiceProblem(409, 'the credit is earned back')
  if (stated.state === 'void') throw new ServiceProblem(409, 'the credit is no longer due')
  const facts = factsOf(judged)
  const { agreement } = inForceAt(watched, instant(facts.from))
  const { terms } = versionAt(agreement, instant(facts.from))
  const commitment = terms.commitments[facts.commitment]
  const schedules = commitment?.credit ?? []
  const own = schedules.find(({ claim }) => claim !== undefined)?.claim
  const head = book.head(watched.id)
  return {
    agreement: watched.id,
    title: terms.title,
    digest: facts.inputs.agreement,
    parties: { provider: terms.parties.provider.name, customer: terms.parties.customer.name },
    credit: stated,
    facts,
    bases: [...new Set(schedules.flatMap(({ of }) => (of === undefined ? [] : [of.text])))],
    claim: own ?? commitment?.claim ?? terms.credits.claim ?? null,
    entry: { id: latest.id, at: latest.decidedAt },
    head: head && { seq: head.seq, hash: head.hash },
  }
}
