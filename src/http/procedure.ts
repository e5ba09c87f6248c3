import type { DisputedFigures } from '../evaluation/disputes.ts'
import type { Claim } from '../evidence/correction.ts'
import type { Party } from '../evidence/event.ts'
import type { Move, Proposal } from '../ledger/procedure.ts'
import type { DeclarationAbout, TerminationOutcome } from '../ledger/procedureFacts.ts'
import type { Caller } from './service.ts'

/** What one party asks the other one to agree to. Times in UTC milliseconds. */
export type AskedProposal = {
  /** Chosen by the caller; a second request with it changes nothing. */
  readonly id?: string
  readonly from: number
  readonly to: number
  readonly cause?: string
  readonly evidence?: string
} & (
  | { readonly matter: 'exclusion'; readonly kind: string }
  | { readonly matter: 'correction'; readonly source: string; readonly claim: Claim }
)

/** A proposal with its texts; those that were erased are null. */
export type ShownProposal = Proposal & {
  readonly texts: {
    readonly cause: string | null
    readonly evidence: string | null
    readonly reason: string | null
  }
}

export interface AskedMove {
  readonly proposal: string
  readonly move: Move
  readonly reason?: string
  /** What the answering party says that the interval was. */
  readonly claim?: Claim
}

export interface ShownTermination {
  readonly id: string
  readonly clause: string
  readonly right: Party
  readonly triggeredAt: string
  readonly exercisedAt: number
  readonly cureUntil: string | null
  readonly state: 'exercised' | Exclude<TerminationOutcome, 'lapsed'>
  readonly text: string | null
}

export interface ShownDeclaration {
  readonly id: string
  readonly about: DeclarationAbout
  readonly by: Party
  readonly at: number
  readonly endsOn: string | null
  readonly text: string | null
}

/** The procedure between the parties, as the daemon offers it; methods throw a ServiceProblem for what cannot be done. */
export interface ProcedureService {
  /** Newest first. */
  proposals(agreement: string): Promise<readonly ShownProposal[]>
  propose(agreement: string, asked: AskedProposal, caller: Caller): Promise<ShownProposal>
  move(agreement: string, asked: AskedMove, caller: Caller): Promise<ShownProposal>
  /** Every period that a disputed interval touches: as measured, as each party claims, and the money between. */
  figures(agreement: string, proposal: string): Promise<readonly DisputedFigures[]>
  exercised(agreement: string): Promise<readonly ShownTermination[]>
  terminate(
    agreement: string,
    asked: { readonly clause: string; readonly triggeredAt?: number; readonly text?: string },
    caller: Caller,
  ): Promise<ShownTermination>
  withdrawTermination(
    agreement: string,
    asked: { readonly id: string; readonly reason?: string },
    caller: Caller,
  ): Promise<ShownTermination>
  declarations(agreement: string): Promise<readonly ShownDeclaration[]>
  declare(
    agreement: string,
    asked: { readonly id?: string; readonly about: DeclarationAbout; readonly text?: string },
    caller: Caller,
  ): Promise<ShownDeclaration>
}
