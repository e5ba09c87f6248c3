import type { Party } from '../evidence/event.ts'

/** The verdict of a finished period. */
export type FinishedVerdict = 'met' | 'breached' | 'undetermined' | 'silent' | 'notApplicable'
/** The state of a running one; `closing` is over but waits for late evidence. */
export type RunningState = 'onTrack' | 'atRisk' | 'failing' | 'breached' | 'closing'

/**
 * A measure as JSON shows it: decimals as text with at most six places, half up, percentages times 100; `exact` in
 * lowest terms is what decided. Null where there was nothing to measure.
 */
export interface MeasureFigures {
  readonly value: string | null
  readonly exact: string | null
  readonly unit: '%' | 's' | ''
  /** What was compared, where the contract rounds first. */
  readonly rounded: string | null
  /** The extremes over every way to fill the unknown time. */
  readonly best: string | null
  readonly worst: string | null
}

/** Decimal seconds as text. */
export interface SecondsFigures {
  readonly bad: string
  readonly total: string
  readonly excluded: string
  readonly excused: string
  readonly unknown: string
}

export interface CountFigures {
  readonly bad: string
  readonly total: string
}

export type CreditState =
  | 'none'
  | 'silent'
  | 'pending'
  | 'claimable'
  | 'automatic'
  | 'suspended'
  | 'expired'
  | 'claimed'
  | 'settled'
  | 'earnedBack'

export interface CreditFigures {
  readonly percent: string | null
  readonly units: string | null
  readonly unit: 'day' | 'point' | 'extension' | 'extensionMonth' | null
  /** Decimal text in `currency`. */
  readonly amount: string | null
  readonly currency: string
  readonly state: CreditState
  /** The last day, inclusive, in the agreement's zone (or an instant for lengths in hours). */
  readonly claimUntil: string | null
}

/** One judged period of one commitment, as `backtest --json` prints it. Instants carry the agreement zone's offset. */
export interface PeriodResult {
  readonly commitment: string
  /** The source judged alone, for `each`. */
  readonly of?: string
  readonly from: string
  readonly to: string
  readonly measure: MeasureFigures
  readonly seconds?: SecondsFigures
  readonly counts?: CountFigures
  readonly verdict: FinishedVerdict
  /** Of one that is `undetermined` as of now only, since answers may still come in time: until when; null while a clock stands still. */
  readonly runsUntil?: string | null
  /** Missed because another promise was: its name, and the value that the credit is computed by. */
  readonly deemed?: { readonly by: string; readonly as: string | null }
  readonly certainSince: string | null
  readonly credit: CreditFigures | null
  readonly readings?: {
    readonly [name: string]: { readonly verdict: FinishedVerdict; readonly amount: string | null }
  }
}

/** A stretch of counted bad time, [from, to); `seconds` is what of it counts in the period. */
export interface OutageFigures {
  readonly from: string
  readonly to: string
  readonly seconds: string
}

/** Time that an exclusion took out or forgave. */
export interface ExclusionFigures {
  readonly id: string
  readonly kind: string
  readonly from: string
  readonly to: string
  readonly effect: 'excuse' | 'remove' | 'assumeGood'
}

/** One source's evidence as a verdict read it. */
export interface EvidenceInput {
  /** Its name in the agreement. */
  readonly source: string
  readonly identity: string
  readonly observations: number
  /** SHA-256 hex over what was read, in order of time. */
  readonly digest: string
}

/** A late answer; `answer` is null where none has come. */
export interface LateAnswerFigures {
  readonly question: string
  readonly answer: string | null
  readonly due: string
}

/** The facts of a judged period, as the ledger keeps them and as both parties are told. */
export interface PeriodFacts extends PeriodResult {
  readonly title: string
  readonly by: Party
  /** Its place or words in the contract, where the agreement names them. */
  readonly clause?: string
  readonly timeZone: string
  /** As written, such as `>= 99.9%`. */
  readonly target: string
  /** The measure for eyes, rounded away from the target's good side, with its unit, such as `99.89 %`. */
  readonly shown: string
  /** At most 200, the longest kept, in order of time. */
  readonly outages: readonly OutageFigures[]
  readonly outagesOmitted: number
  /**
   * The counted time of every outage, where `outages` does not tell all of it: milliseconds from the period's begin on,
   * in turn how long nothing counted (from the begin, or the end before) and how long it did, one list an outage.
   */
  readonly counted?: readonly (readonly number[])[]
  /** In the place of a very long `counted`: how many outages, and the SHA-256 hex of the list as canonical JSON. */
  readonly countedList?: { readonly outages: number; readonly digest: string }
  /** Answers that were late or never came: the question, its answer, and the last instant that was in time. */
  readonly lateAnswers?: readonly LateAnswerFigures[]
  /** Eligible time without evidence, kept like `outages`, so that both parties are told what is missing. */
  readonly gaps?: readonly OutageFigures[]
  readonly gapsOmitted?: number
  readonly exclusions: readonly ExclusionFigures[]
  /**
   * Where each outage or event is judged alone: it has ended, goes on (the figures are those up to `to`), or is none any
   * more by what is known now (there are no figures then).
   */
  readonly incident?: 'ended' | 'goingOn' | 'gone'
  readonly inputs: {
    /** `sha256:…` of the agreement's document, and the version's begin. */
    readonly agreement: string
    readonly version: string
    readonly evidence: readonly EvidenceInput[]
    readonly exclusions: readonly string[]
    /** SHA-256 hex over all of the above. */
    readonly digest: string
  }
}

/** How a commitment stands now, in its running period. */
export interface Standing {
  readonly commitment: string
  readonly of?: string
  readonly title: string
  readonly by: Party
  readonly clause?: string
  readonly target: string
  readonly from: string
  readonly to: string
  readonly state: RunningState
  /**
   * Where each outage or event is judged alone: one goes on (`to` is as far as it has been seen), has ended and waits for
   * its closing, or there is none (nothing is measured then).
   */
  readonly openIncident?: 'goingOn' | 'ended' | 'none'
  /** Of all the time that counts so far nobody knows anything yet: there is no figure. */
  readonly unseen?: true
  readonly measure: MeasureFigures
  readonly seconds?: SecondsFigures
  readonly counts?: CountFigures
  readonly shown: string
  readonly certainSince: string | null
  /** What is left of the error budget, as a decimal share of 1 (negative when overspent); null where there is none. */
  readonly budgetRemaining: string | null
  /** At the rate of the last 1/12 of the period: decimal seconds until the breach is certain; null where it is not near. */
  readonly secondsToCertainty: string | null
  /** What would be due if the period ended as it stands. */
  readonly credit: CreditFigures | null
  /** The numbers behind the figures, for gauges only (never for decisions). */
  readonly gauges: {
    readonly toDate: number | null
    readonly best: number | null
    readonly worst: number | null
    readonly target: number | null
  }
}

export interface TerminationResult {
  readonly clause: string
  readonly right: Party
  readonly triggeredAt: string
  /** The last day on which it can be used, or null where it does not lapse. */
  readonly exerciseBy: string | null
}

export interface MonthlyCredit {
  readonly from: string
  readonly to: string
  readonly amount: string
  readonly capped: boolean
  readonly silent?: readonly string[]
  /** Credits of missed periods that are taken back in this month, with what each had come to after joins and caps. */
  readonly earnedBack?: readonly EarnedBackFigures[]
  /** What of the month's own credits was set off against those that were earned back: `amount` is what is left. */
  readonly offset?: string
  /** What was earned back and not set off so far: carried over to the months that follow. */
  readonly owedBack?: string
}

export interface EarnedBackFigures {
  readonly commitment: string
  readonly of?: string
  /** The missed period. */
  readonly from: string
  readonly to: string
  readonly amount: string
}
