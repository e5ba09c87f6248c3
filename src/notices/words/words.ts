import type {
  CreditState,
  ExclusionFigures,
  FinishedVerdict,
  RunningState,
} from '../../evaluation/verdict.ts'
import type { Party } from '../../evidence/event.ts'
import type { AnnouncementWords } from './announcementWords.ts'
import type { ClaimWords } from './claimWords.ts'
import type { ProcedureWords } from './procedureWords.ts'
import type { StatementNoticeWords } from './statementWords.ts'
import type { SurveyWords } from './surveyWords.ts'

/** Everything that notices say in one language; a missing word does not compile. */
export interface Words {
  readonly language: 'en' | 'de'
  readonly decimal: string
  readonly group: string
  /** Behind a number of days. */
  readonly days: string
  readonly day: (date: Temporal.PlainDate) => string
  readonly month: (date: Temporal.PlainDate) => string
  readonly quarter: (quarter: number, year: number) => string
  /** The target `all`. */
  readonly all: string
  readonly andMore: (count: number) => string
  readonly party: Readonly<Record<Party, string>>
  readonly operator: string
  readonly trustedFiles: string
  readonly erased: string
  /** `Checkout API for Globex`. */
  readonly agreementFor: (agreement: string, customer: string) => string
  readonly labels: Readonly<Record<Label, string>>
  readonly subjects: SubjectWords
  readonly period: PeriodWords
  readonly credit: CreditWords
  readonly claims: ClaimWords
  readonly risk: RiskWords
  readonly gap: { readonly headline: string; readonly meaning: string; readonly reasons: string }
  readonly termination: TerminationWords
  readonly amendment: AmendmentWords
  readonly change: ChangeWords
  readonly exclusion: ExclusionWords
  readonly announcement: AnnouncementWords
  readonly statement: StatementNoticeWords
  readonly procedure: ProcedureWords
  readonly surveys: SurveyWords
  readonly digest: {
    readonly subject: (count: number) => string
    readonly headline: (count: number) => string
  }
  readonly frame: FrameWords
}

type Label =
  | 'commitment'
  | 'owedBy'
  | 'clause'
  | 'target'
  | 'judgedAlone'
  | 'period'
  | 'utc'
  | 'local'
  | 'measured'
  | 'exactly'
  | 'compared'
  | 'best'
  | 'worst'
  | 'badTime'
  | 'badEvents'
  | 'countedTime'
  | 'excludedTime'
  | 'excusedTime'
  | 'unknownTime'
  | 'certainSince'
  | 'coverage'
  | 'from'
  | 'to'
  | 'length'
  | 'kind'
  | 'effect'
  | 'outages'
  | 'exclusions'
  | 'readings'
  | 'reading'
  | 'verdict'
  | 'amount'
  | 'credit'
  | 'creditState'
  | 'source'
  | 'sources'
  | 'since'
  | 'identity'
  | 'observed'
  | 'condition'
  | 'right'
  | 'triggeredAt'
  | 'exerciseBy'
  | 'counted'
  | 'figure'
  | 'agreement'
  | 'provider'
  | 'customer'
  | 'digest'
  | 'replaces'
  | 'changed'
  | 'term'
  | 'effective'
  | 'acceptedBy'
  | 'announcedAt'
  | 'announcedBy'
  | 'agreedBy'
  | 'reason'
  | 'withdrawnBy'
  | 'state'
  | 'budget'
  | 'certainIn'
  | 'gaps'
  | 'missing'
  | 'commitments'
  | 'number'

interface SubjectWords {
  readonly breach: string
  readonly breachUndone: string
  readonly incidentGone: string
  readonly verdicts: Readonly<Record<FinishedVerdict, string>>
  readonly atRisk: string
  readonly failing: string
  readonly evidenceGap: string
  readonly terminationNear: string
  readonly terminationMet: string
  readonly agreementLoaded: string
  readonly amendmentProposed: string
  readonly amendmentAccepted: string
  readonly versionInForce: string
  readonly sourcesChanged: string
  readonly contactsChanged: string
  readonly exclusionAnnounced: string
  readonly exclusionWithdrawn: string
  readonly correction: string
}

interface PeriodWords {
  readonly certain: (title: string) => string
  readonly certainMeaning: string
  readonly undone: (title: string) => string
  readonly undoneMeaning: string
  /** One outage or event, judged alone, that is none any more. */
  readonly gone: (title: string) => string
  readonly goneMeaning: string
  /** It is breached, and nobody knows yet when it ends. */
  readonly goesOn: string
  readonly verdicts: Readonly<Record<FinishedVerdict, (title: string) => string>>
  readonly meanings: Readonly<Record<FinishedVerdict, string>>
  readonly verdictNames: Readonly<Record<FinishedVerdict, string>>
  /** A figure beyond every answer that came in time. */
  readonly noAnswer: string
  readonly noFailure: string
  /** That `missing` of the period has no evidence, so the measure lies in [worst, best]. */
  readonly evidenceMissing: (missing: string, from: string, to: string) => string
  readonly between: (worst: string, best: string) => string
  readonly effects: Readonly<Record<ExclusionFigures['effect'], string>>
  readonly corrects: (entry: string) => string
  /** Missed because another promise was, and the value by which the credit is computed, null where the contract names none. */
  readonly deemed: (by: string, value: string | null) => string
  readonly deemedShort: string
}

interface CreditWords {
  readonly states: Readonly<Record<CreditState, string>>
  readonly units: Readonly<Record<'day' | 'point' | 'extension' | 'extensionMonth', string>>
  readonly unknownAmount: string
  /** That the month's joins and caps come later. */
  readonly byItself: string
  readonly none: string
  readonly silent: string
  readonly pending: string
  readonly claim: (party: string, until: string | null) => string
  readonly automatic: string
  readonly suspended: string
  readonly expired: (until: string | null) => string
  readonly claimed: string
  readonly settled: string
  readonly earnedBack: string
}

interface RiskWords {
  readonly headline: Readonly<Record<RunningState, (title: string) => string>>
  readonly meaning: Readonly<Record<RunningState, string>>
  /** Of what the target leaves, such as bad time. */
  readonly used: (percent: string) => string
  readonly usedTimes: (times: string) => string
  readonly noBreachYet: string
}

interface TerminationWords {
  readonly met: (party: string) => string
  readonly near: (party: string) => string
  readonly metMeaning: (party: string) => string
  readonly exercise: (party: string, until: string) => string
  readonly noLapse: string
  readonly nearMeaning: string
  readonly metUndone: (party: string) => string
  readonly nearUndone: string
  readonly undoneMeaning: string
}

interface AmendmentWords {
  readonly place: string
  readonly inForceNow: string
  readonly proposedText: string
  readonly headlines: Readonly<
    Record<'agreementLoaded' | 'amendmentProposed' | 'amendmentAccepted' | 'versionInForce', string>
  >
  readonly loaded: string
  readonly proposed: string
  readonly accept: string
  readonly accepted: string
  readonly trustedFiles: string
  readonly inForce: string
  readonly openEnd: string
}

interface ChangeWords {
  readonly sources: string
  readonly sourcesMeaning: string
  readonly contacts: string
  readonly contactsMeaning: string
}

interface ExclusionWords {
  readonly announced: string
  readonly announcedMeaning: string
  readonly withdrawn: string
  readonly withdrawnMeaning: string
}

export interface FrameWords {
  readonly explain: string
  readonly entry: string
  readonly facts: string
  readonly factsMeaning: string
  readonly head: string
  readonly headMeaning: string
  readonly automatic: string
}
