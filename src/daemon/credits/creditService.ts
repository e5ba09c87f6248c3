import type { Service } from '../../http/service.ts'
import type { Book } from '../book.ts'
import type { Watched } from '../watched.ts'
import { claimLetterOf } from './claimLetters.ts'
import type { Claims } from './claims.ts'

type CreditService = Pick<
  Service,
  'credits' | 'claimLetter' | 'claimCredit' | 'electCredit' | 'answerClaim' | 'settleCredit'
>

/** Credits as REST sees them. */
export function creditServiceOf(
  { book, claims }: { readonly book: Book; readonly claims: Claims },
  get: (agreement: string) => Watched,
): CreditService {
  return {
    credits: (id) => claims.list(get(id)),
    claimLetter: async (credit) => claimLetterOf(book, get(credit.agreement), credit),
    claimCredit: (credit, statement, caller) => claims.file(get(credit.agreement), credit, statement, caller),
    electCredit: (credit, caller) => claims.elect(get(credit.agreement), credit, caller),
    answerClaim: (credit, asked, caller) => claims.answer(get(credit.agreement), credit, asked, caller),
    settleCredit: (credit, asked, caller) => claims.settle(get(credit.agreement), credit, asked, caller),
  }
}
