import type { MonthlyCredit, PeriodFacts, Standing, TerminationResult } from '../evaluation/verdict.ts'
import type { Party } from '../evidence/event.ts'
import type { MonthFigures } from '../value/figures.ts'
import type { FigureChange } from './changes.ts'
import type { CreditFacts, CreditStage } from './credits.ts'
import type { EntryKind } from './entry.ts'
import type { ProcedureFacts } from './procedureFacts.ts'
import type { SurveyEntryFacts } from './surveys.ts'

/**
 * The facts of each kind of entry: plain JSON, decimals as text, instants as ISO text with the agreement zone's
 * offset. Names, addresses and free texts appear only as SHA-256 digests of `texts`.
 */
export interface Facts extends ProcedureFacts, SurveyEntryFacts {
  readonly agreementLoaded: AgreementFacts
  readonly amendmentProposed: AgreementFacts & {
    readonly replaces: string
    readonly changedKeys: readonly string[]
    /** Digest of what differs from the text in force (`TextChange[]` as JSON), which may name people. */
    readonly changes?: string
    readonly by: 'file'
    /** Until when the other party can answer, and what its silence means. */
    readonly answerBy?: string
    readonly ifSilent?: 'accepted' | 'refused'
  }
  readonly amendmentAccepted: AgreementFacts & {
    readonly replaces: string
    readonly acceptedBy: Party | 'trusted files' | 'silence'
  }
  readonly versionInForce: AgreementFacts & { readonly effective: string }
  readonly sourcesChanged: DocumentDigests & {
    readonly sources: readonly SourceUse[]
    readonly changed: readonly string[]
  }
  /** Digests in `texts` of the addresses. */
  readonly contactsChanged: DocumentDigests & {
    readonly provider: readonly string[]
    readonly customer: readonly string[]
  }
  readonly breach: CorrectedFacts
  readonly periodClosed: CorrectedFacts
  readonly atRisk: Standing & { readonly timeZone: string }
  readonly evidenceGap: {
    readonly source: string
    readonly identity: string
    readonly from: string
    readonly to: string
    readonly seconds: string
    readonly reasons: { readonly [reason: string]: number }
    readonly commitments: readonly string[]
    readonly timeZone: string
  }
  readonly terminationNear: TerminationFacts & Superseded
  readonly terminationMet: TerminationFacts & TerminationResult & Superseded
  readonly exclusionAnnounced: {
    readonly id: string
    readonly kind: string
    readonly from: string
    readonly to: string
    readonly announcedAt: string
    readonly by: readonly Party[]
    readonly agreedBy: readonly Party[]
    /** Both parties agreed afterwards: that it was not announced in time does not matter. */
    readonly isNoticeWaived?: true
    /** Digest of the reason's text. */
    readonly reason: string | null
    readonly timeZone: string
  }
  readonly exclusionWithdrawn: {
    readonly id: string
    readonly kind: string
    readonly by: Party | 'operator'
    readonly from: string
    readonly to: string
    readonly timeZone: string
  }
  readonly changeAnnounced: {
    readonly announcement: string
    readonly about: AnnouncementAbout
    /** Digests in `texts`. */
    readonly title: string
    readonly text: string | null
    /** Names of commitments. */
    readonly concerns: readonly string[]
    /** ISO instants. */
    readonly effective: string | null
    readonly resolved: string | null
    readonly timeZone: string
  }
  readonly erased: {
    /** Digests whose text is gone, or stands without the person. */
    readonly digests: readonly string[]
    /** How many events were made anonymous. */
    readonly events: number
  }
  readonly creditStated: CreditFacts
  readonly creditsJoined: JoinedFacts
  readonly claimFiled: ClaimFacts & {
    /** What the claim says beside the figures: digest of the text. */
    readonly statement: string | null
  }
  readonly claimAnswered: ClaimFacts & {
    readonly answer: 'accepted' | 'refused'
    /** Digest of the reason's text. */
    readonly reason: string | null
  }
  readonly creditSettled: ClaimFacts & {
    /** Digest of what it is booked under, such as an invoice's number. */
    readonly reference: string
    readonly paid: string
  }
  readonly deadlineNear: DeadlineFacts
  readonly statementIssued: {
    /** SHA-256 hex of the canonical JSON, which stands in `texts`. */
    readonly digest: string
    readonly version: number
    readonly keyId: string
    /** Base64, over its digest; see `statements/statement.ts`. */
    readonly signature: string
    readonly timeZone: string
  }
  readonly valueStated: MonthFigures & { readonly timeZone: string }
  readonly acknowledged: {
    readonly breach: string
    readonly by: Party | 'operator'
    readonly note: string | null
  }
}

/** A judged period; `changes` where it corrects what was told before. */
export interface CorrectedFacts extends PeriodFacts {
  readonly changes?: readonly FigureChange[]
}

/** An act about a credit, with the credit as it stood when it was done. */
export interface ClaimFacts {
  readonly commitment: string
  readonly of?: string
  readonly title: string
  /** Who owes the credit. */
  readonly by: Party
  readonly from: string
  readonly to: string
  readonly timeZone: string
  readonly amount: string | null
  readonly currency: string
  /** Who did it; `event`: it was told as an event. */
  readonly doneBy: Party | 'operator' | 'event'
  /** ISO instant. */
  readonly doneAt: string
}

/** A month's credits after joins and caps. */
export interface JoinedFacts extends MonthlyCredit {
  readonly currency: string
  readonly timeZone: string
  readonly amountBefore: string | null
  readonly shares: readonly {
    readonly commitment: string
    readonly of?: string
    readonly from: string
    readonly to: string
    readonly amount: string | null
    readonly state: CreditStage
  }[]
}

/** A claim's deadline that is near; told to the party that must act. */
export interface DeadlineFacts {
  readonly party: Party
  /** The commitment's title. */
  readonly about: string
  readonly from: string
  readonly to: string
  /** The last day, inclusive, or an instant. */
  readonly deadline: string
  readonly amount: string | null
  readonly currency: string
  readonly timeZone: string
}

/** The document that is in force from then on: its digest, and the digest in `texts` of its text. */
export interface DocumentDigests {
  readonly digest: string
  readonly text: string
}

export interface AgreementFacts {
  readonly title: string
  /** `sha256:…` of the document. */
  readonly digest: string
  /** Digest in `texts` of the YAML text itself. */
  readonly text: string
  readonly term: { readonly from: string; readonly until: string | null }
  readonly timeZone: string
  /** Digests in `texts` of the parties' names. */
  readonly provider: string
  readonly customer: string
  readonly sources: readonly SourceUse[]
}

export type AnnouncementAbout = 'change' | 'feature' | 'knownProblem'

/** Which source identity an agreement's source name means from then on. */
export interface SourceUse {
  readonly name: string
  readonly identity: string
  /** ISO instant from which its evidence counts. */
  readonly since: string
}

export interface TerminationFacts {
  readonly clause: string
  readonly right: Party
  /** The clause's condition in words, such as `3 misses of availability out of 6`. */
  readonly condition: string
  /** The periods or outages that count towards it: at most 200, the first ones. */
  readonly counted: readonly {
    readonly commitment: string
    readonly from: string
    readonly to: string
    readonly figure: string
  }[]
  /** How many more count. */
  readonly countedOmitted?: number
  readonly contractClause: string | null
  readonly timeZone: string
}

/** Present where a revision takes back what its entry said: what was counted then counts no longer. */
export interface Superseded {
  readonly superseded?: true
}

/** Fails to compile when a kind has no facts. */
export type FactsOf<K extends EntryKind> = Facts[K]
