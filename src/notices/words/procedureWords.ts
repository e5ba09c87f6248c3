import type { ConsentMatter, Silence } from '../../agreement/schema/procedure.ts'
import type {
  AnswerOutcome,
  DeclarationAbout,
  ProcedureFacts,
  TerminationOutcome,
} from '../../ledger/procedureFacts.ts'

import type { LinkWords } from './linkWords.ts'

/** What notices and pages say about the procedure between the parties. */
export interface ProcedureWords {
  readonly subjects: Readonly<Record<Exclude<keyof ProcedureFacts, 'proposalAnswered'>, string>>
  readonly matters: Readonly<Record<ConsentMatter, string>>
  readonly proposed: (party: string) => string
  readonly meanings: Readonly<Record<ConsentMatter, string>>
  readonly answerBefore: (party: string, deadline: string) => string
  readonly silence: Readonly<Record<Silence, string>>
  readonly outcomes: Readonly<Record<AnswerOutcome, string>>
  readonly counts: string
  readonly countsNot: string
  readonly stated: (party: string) => string
  readonly statedMeaning: string
  readonly near: Readonly<Record<ProcedureFacts['stepDue']['deadlineOf'], string>>
  readonly declarations: Readonly<Record<DeclarationAbout, (party: string) => string>>
  readonly moved: Readonly<Record<ProcedureFacts['termMoved']['cause'], string>>
  readonly over: Readonly<Record<ProcedureFacts['agreementEnded']['cause'], string>>
  readonly overMeaning: string
  readonly exercised: (party: string) => string
  readonly cure: (deadline: string) => string
  readonly noCure: string
  readonly ended: Readonly<Record<TerminationOutcome, string>>
  readonly labels: {
    readonly proposal: string
    readonly matter: string
    readonly about: string
    readonly proposedBy: string
    readonly claim: string
    readonly otherClaim: string
    readonly cause: string
    readonly evidence: string
    readonly answerBy: string
    readonly ifSilent: string
    readonly answeredBy: string
    readonly deadline: string
    readonly text: string
    readonly endsOn: string
    readonly endedBefore: string
    readonly declaredBy: string
  }
  /** The three figures of a disputed period. */
  readonly disputed: {
    readonly title: string
    readonly provider: string
    readonly customer: string
    readonly between: string
    readonly credit: string
  }
  readonly silent: string
  readonly links: LinkWords
  readonly claimOutcomes: Readonly<Record<'good' | 'bad' | 'unknown', string>>
  readonly badOf: (bad: string, total: string) => string
}
