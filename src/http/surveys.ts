import type { Party } from '../evidence/event.ts'
import type { AskedFacts, SurveyAnswer, SurveyForm } from '../ledger/surveys.ts'
import type { AgreementNames } from '../notices/letter.ts'
import type { SurveyResults } from '../value/surveyResults.ts'

/** A survey of an agreement with its periods, latest first. */
export interface ShownSurvey {
  readonly survey: string
  readonly party: Party
  readonly every: string
  /** Whether forms are mailed: they are not where mails cannot have links. */
  readonly isMailed: boolean
  readonly periods: readonly SurveyPeriod[]
}

export interface SurveyPeriod extends SurveyResults {
  /** ISO instants. */
  readonly from: string
  readonly to: string
  readonly asked: number
  readonly answered: number
  /** What was written, without who wrote it; null once erased. */
  readonly comments: readonly (string | null)[]
}

/** A form behind a link in a mail, once its key has been checked. */
export interface OpenedSurvey {
  readonly agreement: string
  /** The ledger entry in whose mail the link stood. */
  readonly entry: string
  readonly facts: AskedFacts
  readonly form: SurveyForm
  readonly names: AgreementNames
  readonly language: 'en' | 'de'
  /** Whether it can still be answered. */
  readonly state: 'ready' | 'closed' | 'expired'
}

/** A filled form: answers, and the texts that they name by digest. */
export interface FilledForm {
  readonly answers: readonly SurveyAnswer[]
  readonly texts: readonly string[]
}

export interface SurveyService {
  list(agreement: string): Promise<readonly ShownSurvey[]>
  /** Forms of each survey's latest period; asks no database. */
  counts(
    agreement: string,
  ): readonly { readonly survey: string; readonly asked: number; readonly answered: number }[]
  /** Null for what is not one of ours: a wrong key or entry, or an address that is no contact any more. */
  open(asked: { readonly entry: string; readonly key: string }): Promise<OpenedSurvey | null>
  /** Records the answers once; what was recorded before stands. */
  answer(opened: OpenedSurvey, filled: FilledForm): Promise<'done' | 'closed' | 'expired'>
}
