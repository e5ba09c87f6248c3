import type { MonthlyCredit, PeriodResult, Standing, TerminationResult } from '../evaluation/verdict.ts'
import type { Event, Exclusion, Party } from '../evidence/event.ts'
import type { Series } from '../evidence/series.ts'
import type { CreditFacts } from '../ledger/credits.ts'
import type { Entry } from '../ledger/entry.ts'
import type { AnnouncementAbout } from '../ledger/facts.ts'
import type { WebhookSettings } from '../settings.ts'
import type { Outcome, Phase, Reason } from '../sources/observation.ts'
import type { ClaimLetter } from '../statements/claimLetter.ts'
import type { RenewalPack } from '../statements/renewal.ts'
import type { Role, Store } from '../store.ts'
import type { PortfolioFigures, ValueFigures } from '../value/figures.ts'
import type { Duties } from './duties.ts'
import type { LinkService } from './links.ts'
import type { ProcedureService } from './procedure.ts'
import type { SurveyService } from './surveys.ts'

/** Who asks: a token's role, and the agreements that it may see. */
export interface Caller {
  readonly tokenId: string
  readonly name: string
  readonly role: Role
  readonly agreements: readonly string[] | '*'
}

/** An agreement as REST shows it. */
export interface AgreementSummary {
  readonly agreement: string
  readonly title: string
  readonly provider: string
  readonly customer: string
  readonly digest: string
  readonly term: { readonly from: string; readonly until: string | null }
  readonly timeZone: string
  readonly currency: string | null
  readonly commitments: readonly CommitmentSummary[]
  readonly termination: readonly { readonly name: string; readonly right: Party }[]
  readonly exclusionKinds: readonly { readonly name: string; readonly consent: 'both' | null }[]
  readonly sources: readonly {
    readonly name: string
    readonly identity: string
    readonly kind: string
    readonly gives: string
  }[]
  readonly head: {
    readonly seq: number
    readonly hash: string
    readonly signature: string
    readonly keyId: string
  } | null
  /** A proposal that waits for the other party, where the file differs from the version in force. */
  readonly proposal: { readonly digest: string; readonly since: string } | null
}

export interface CommitmentSummary {
  readonly name: string
  readonly title: string
  readonly by: Party
  readonly measure: string
  readonly target: string
  readonly period: string
  readonly clause: string | null
}

/** A credit as it stands, with what the parties did about it. */
export interface CreditView extends CreditFacts {
  /** The id of its first statement: the same as long as the ledger lasts. */
  readonly id: string
  readonly agreement: string
  /** The ledger entry of the latest statement, and when it was made. */
  readonly entry: string
  readonly statedAt: string
  /** When it was claimed over REST, also while its period still runs. */
  readonly claimedAt: string | null
  readonly acts: readonly {
    readonly entry: string
    readonly kind: 'claimFiled' | 'claimAnswered' | 'creditSettled'
    readonly by: string
    readonly at: string
    readonly answer: 'accepted' | 'refused' | null
    readonly amount: string | null
    /** The claim's statement, the answer's reason or the settlement's reference; null once erased. */
    readonly text: string | null
  }[]
}

/** A line of evidence that was refused, with its place in the request. */
export interface Refusal {
  readonly index: number
  readonly problem: string
}

export interface Taken {
  readonly accepted: number
  readonly duplicates: number
  readonly refused: readonly Refusal[]
}

/** What the provider tells its customers. Times in UTC milliseconds. */
export interface AskedAnnouncement {
  readonly id: string
  readonly about: AnnouncementAbout
  readonly title: string
  readonly text?: string
  readonly concerns?: readonly string[]
  readonly effective?: number
  readonly resolved?: number
}

export interface Announced {
  readonly id: string
  readonly agreement: string
  readonly about: AnnouncementAbout
  /** Null once erased. */
  readonly title: string | null
  readonly text: string | null
  readonly concerns: readonly string[]
  /** ISO instants. */
  readonly effective: string | null
  readonly resolved: string | null
  readonly at: number
}

/** How many texts and events a person was taken out of, and whose ledgers say so. */
export interface Erased {
  readonly texts: number
  readonly events: number
  readonly agreements: string[]
}

/** A request that cannot be done, with what HTTP calls it. */
export class ServiceProblem extends Error {
  readonly status: 400 | 403 | 404 | 409 | 422 | 503
  constructor(status: ServiceProblem['status'], detail: string) {
    super(detail)
    this.status = status
  }
}

/**
 * What the daemon offers to those who may look. Routes decide who may see which agreement; behind this interface
 * every agreement id given is one that the caller may see. Methods throw a ServiceProblem for what cannot be done.
 */
export interface Service {
  readonly store: Store
  now(): number
  agreements(): readonly AgreementSummary[]
  /** Every commitment of an agreement now. */
  standings(agreement: string): readonly Standing[]
  monthlyCredits(agreement: string): Promise<readonly MonthlyCredit[]>
  /** What the agreement was worth in its finished months, and to date; null where its text says nothing of value. */
  value(agreement: string): Promise<ValueFigures | null>
  /** The same of several agreements beside each other, most at stake first. */
  portfolio(agreements: readonly string[]): Promise<PortfolioFigures>
  /** What a talk about renewal starts from: the term so far. */
  renewal(agreement: string): Promise<RenewalPack>
  /** Finished periods, newest first (from the ledger: latest revision each). */
  periods(
    agreement: string,
    query: { commitment?: string; from?: number; until?: number },
  ): Promise<readonly PeriodResult[]>
  terminations(agreement: string): Promise<readonly TerminationResult[]>
  /** What the parties owe each other now, for gauges. */
  duties(agreement: string): Promise<Duties>
  /** Observations → outages → exclusions → eligible time → fraction → verdict, as text that can be redone by hand. */
  explain(
    agreement: string,
    query: { commitment: string; at?: number },
  ): Promise<{ readonly text: string; readonly result: PeriodResult | Standing }>
  /** Evidence of a source (by its name in the agreement) in [from, to). */
  evidence(agreement: string, query: { source: string; from: number; to: number }): Promise<Series>
  /** Lines as in an evidence file: observations, events, exclusions, fees; an `exclusion` line only for kinds without consent. */
  takeEvidence(agreement: string, lines: readonly unknown[], caller: Caller): Promise<Taken>
  takeEvents(agreement: string, events: readonly Event[], caller: Caller): Promise<Taken>
  /** Announced ones, and of the last month and the next three what the text itself plans. */
  exclusions(
    agreement: string,
  ): Promise<readonly (Exclusion & { readonly withdrawnAt: number | null; readonly isPlanned?: boolean })[]>
  announceExclusion(
    agreement: string,
    asked: {
      id?: string
      kind: string
      from: number
      to: number
      reason?: string
      /** UTC milliseconds: told then, in one mail with all others of the same instant. */
      toldAt?: number
    },
    caller: Caller,
  ): Promise<Exclusion>
  withdrawExclusion(agreement: string, id: string, caller: Caller): Promise<void>
  acknowledge(breach: Entry, note: string | undefined, caller: Caller): Promise<Entry>
  /** Credits of closed and running periods as they stand, newest period first. */
  credits(agreement: string): Promise<readonly CreditView[]>
  /** What the letter of a claim is made of; `credit` is one of its statements. */
  claimLetter(credit: Entry): Promise<ClaimLetter>
  /** The holder of a credit claims it; `credit` is one of its statements. */
  claimCredit(credit: Entry, statement: string | undefined, caller: Caller): Promise<CreditView>
  /** The holder of several credits chooses this one, where the agreement leaves the choice. */
  electCredit(credit: Entry, caller: Caller): Promise<CreditView>
  /** Who owes the credit accepts or refuses the claim. */
  answerClaim(
    credit: Entry,
    asked: { readonly answer: 'accepted' | 'refused'; readonly reason?: string },
    caller: Caller,
  ): Promise<CreditView>
  /** Who owes the credit records that it was paid or booked; by default all that is open of it. */
  settleCredit(
    credit: Entry,
    asked: { readonly reference: string; readonly amount?: string },
    caller: Caller,
  ): Promise<CreditView>
  /** Accept a proposed amendment (the caller's party must be the one that did not propose it). */
  acceptAmendment(agreement: string, digest: string, caller: Caller): Promise<Entry>
  /** The latest word on each announcement, newest first. */
  announcements(agreement: string): Promise<readonly Announced[]>
  announceChange(agreement: string, asked: AskedAnnouncement): Promise<Announced>
  /** Takes a person out of everything beside the ledgers. */
  erase(text: string): Promise<Erased>
  /** Systems that may post signed events, by name. */
  webhooks(): Readonly<Record<string, WebhookSettings>>
  /** Proposals, terminations and declarations of the parties. */
  readonly procedure: ProcedureService
  /** What the links in mails do. */
  readonly links: LinkService
  /** Forms that are mailed to contacts, and what they brought. */
  readonly surveys: SurveyService
  /** Loads changed configuration and agreement files; rejects with every problem where the new one is refused whole. */
  reload(): Promise<void>
  /** Null when ready, else why not. */
  notReady(): string | null
  /** PEM of the public key that signs heads, for exports. */
  readonly publicKey: string
  /** The secret from which unguessable badge addresses are made. */
  readonly badgeSecret: string
  readonly telemetry: Telemetry
}

/** Counters and gauges that the daemon keeps for `/metrics`; read at a scrape. */
export interface Telemetry {
  /** By source kind. Added up since the start. */
  readonly observations: ReadonlyMap<
    string,
    {
      readonly kind: string
      readonly outcome: Outcome
      readonly reason: Reason | 'none'
      readonly count: number
    }
  >
  /** Drains the looks since the last call, for histograms by source kind and phase. */
  drainLooks(): readonly {
    readonly kind: string
    readonly durationUs: number
    readonly phasesUs: Readonly<Partial<Record<Phase, number>>>
  }[]
  readonly probesInFlight: () => number
  readonly lagSeconds: () => number
  readonly startLatenessSeconds: () => number
  readonly lastReload: () => { readonly successful: boolean; readonly at: number }
  readonly lastTick: () => number
  /** Breaches recorded since ever, by agreement and commitment (from the ledger, kept in memory). */
  readonly breaches: () => readonly {
    readonly agreement: string
    readonly commitment: string
    readonly count: number
  }[]
  readonly certificateDays: () => readonly {
    readonly agreement: string
    readonly source: string
    readonly days: number
  }[]
}
