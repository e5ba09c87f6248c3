import type { ChangedFigure } from '../../ledger/changes.ts'
import type { CreditStage } from '../../ledger/credits.ts'

/** What is said of credits after their period, of claims and of deadlines. */
export interface ClaimWords {
  /** The first word of a subject. */
  readonly subject: string
  readonly monthSubject: string
  readonly filedSubject: string
  readonly settledSubject: string
  readonly nearSubject: string
  readonly stages: Readonly<Record<CreditStage, string>>
  readonly headline: (stage: string, title: string) => string
  readonly meanings: Readonly<Record<CreditStage, string>>
  readonly answers: Readonly<Record<'accepted' | 'refused', string>>
  readonly inAddition: (amount: string, party: string) => string
  readonly earnedBackTodo: (amount: string, party: string) => string
  readonly owedBack: (amount: string, party: string) => string
  readonly month: string
  readonly monthMeaning: string
  readonly capped: string
  /** Behind an amount that a cap has cut. */
  readonly cut: string
  readonly filed: (party: string) => string
  readonly filedMeaning: (party: string) => string
  readonly answeredBy: (party: string, answer: string) => string
  readonly settled: (party: string) => string
  readonly near: (about: string) => string
  readonly nearMeaning: (party: string, until: string) => string
  readonly event: string
  readonly changes: {
    readonly title: string
    readonly after: string
    readonly figures: Readonly<Record<ChangedFigure, string>>
  }
  readonly labels: Readonly<
    Record<
      | 'before'
      | 'amountBefore'
      | 'settled'
      | 'difference'
      | 'claimUntil'
      | 'total'
      | 'together'
      | 'shares'
      | 'statement'
      | 'doneBy'
      | 'doneAt'
      | 'reference'
      | 'deadline'
      | 'earnedBack'
      | 'earnedBackBy'
      | 'offset'
      | 'owedBack',
      string
    >
  >
}
