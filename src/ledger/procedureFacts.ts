import type { ConsentMatter, Silence } from '../agreement/schema/procedure.ts'
import type { DisputedFigures } from '../evaluation/disputes.ts'
import type { Claim } from '../evidence/correction.ts'
import type { Party } from '../evidence/event.ts'

/** What one party proposed to the other, repeated in every entry about it so that each can be told by itself. */
export interface ProposalFacts {
  readonly proposal: string
  readonly matter: ConsentMatter
  /** The exclusion kind, the source's name, or the digest of the amended text. */
  readonly of: string
  /** The interval, where it is about one. */
  readonly from: string | null
  readonly to: string | null
  /** What the proposer says that the interval was; null unless it is a correction. */
  readonly claim: Claim | null
  readonly by: Party
  /** The party that answers. */
  readonly askedOf: Party
  /** ISO instant: an answer counts before it. */
  readonly answerBy: string
  readonly ifSilent: Silence
  /** Digests in `texts`. */
  readonly cause: string | null
  readonly evidence: string | null
  readonly timeZone: string
}

/** The periods that a disputed interval touches, as measured and as each party claims, when the entry was written. */
export interface DisputedPeriods {
  readonly periods: readonly DisputedFigures[]
  /** So many more are not listed. */
  readonly omitted: number
}

/** Of a correction alone; older entries have none. */
interface WithDisputed {
  readonly disputed?: DisputedPeriods
}

export type AnswerOutcome = 'accepted' | 'refused' | 'withdrawn' | 'lapsed'
export type DeclarationAbout = 'notice' | 'nonRenewal'
/** `groundless`: the miss that gave the right was restated before the termination took effect. */
export type TerminationOutcome = 'effective' | 'withdrawn' | 'cured' | 'groundless' | 'lapsed'

export interface ExercisedFacts {
  /** Of the exercise; of a right that lapsed unused null. */
  readonly termination: string
  readonly clause: string
  readonly right: Party
  readonly triggeredAt: string
  readonly contractClause: string | null
  readonly timeZone: string
}

/** The facts of the entries that the parties' procedure leaves. */
export interface ProcedureFacts {
  readonly proposalMade: ProposalFacts & WithDisputed & { readonly remindAt: string | null }
  readonly claimStated: ProposalFacts &
    WithDisputed & {
      readonly statedBy: Party
      readonly otherClaim: Claim
      readonly note: string | null
    }
  readonly proposalAnswered: ProposalFacts &
    WithDisputed & {
      readonly outcome: AnswerOutcome
      readonly answeredBy: Party | 'silence'
      /** Whether what was proposed counts from now on. */
      readonly isAccepted: boolean
      /** Digest in `texts`. */
      readonly reason: string | null
    }
  readonly stepDue: WithDisputed & {
    readonly deadlineOf: 'answer' | 'exercise' | 'cure' | 'renewalNotice'
    /** The proposal, termination or clause whose deadline it is. */
    readonly about: string
    readonly party: Party | null
    /** ISO instant, or a last day. */
    readonly deadline: string
    readonly timeZone: string
  }
  readonly declarationMade: {
    readonly declaration: string
    readonly about: DeclarationAbout
    readonly by: Party
    /** Digest in `texts`. */
    readonly text: string | null
    /** The date on which the term ends because of it. */
    readonly endsOn: string | null
    readonly timeZone: string
  }
  readonly termMoved: {
    /** Calendar months of extension that credits have given; absent for none. */
    readonly months?: number
    readonly cause: 'renewal' | 'credit'
    /** The end that the text itself names, from which it is counted. */
    readonly textUntil: string
    /** So often in all. */
    readonly renewals: number
    /** Days that credits have added in all. */
    readonly days: number
    /** Exclusive ends as local dates: before, and from now on. */
    readonly from: string
    readonly until: string
    readonly timeZone: string
  }
  readonly agreementEnded: {
    readonly cause: 'term' | 'nonRenewal' | 'termination'
    /** The local date at whose begin it ended. */
    readonly until: string
    readonly textUntil: string | null
    /** The clause by which it was terminated. */
    readonly clause: string | null
    /** Who gave notice against renewal. */
    readonly by: Party | null
    readonly timeZone: string
  }
  readonly terminationExercised: ExercisedFacts & {
    readonly exerciseBy: string | null
    /** ISO instant until which it can be cured; null where the contract gives no time. */
    readonly cureUntil: string | null
    readonly text: string | null
  }
  readonly terminationEnded: ExercisedFacts & {
    readonly outcome: TerminationOutcome
    readonly endedBy: Party | null
    readonly reason: string | null
  }
}
