/** Any value that has one canonical JSON text (RFC 8785); whole numbers only, decimals are text. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export const entryKinds = [
  'agreementLoaded', // the first load: this text's version is in force from now on
  'amendmentProposed', // the file was changed: a proposal to the other party
  'amendmentAccepted',
  'versionInForce', // an amendment of the accepted text takes effect
  'sourcesChanged',
  'contactsChanged',
  'breach', // certain, before or at the period's end
  'periodClosed', // the verdict of a finished period
  'atRisk',
  'evidenceGap',
  'terminationNear', // one miss away
  'terminationMet',
  'exclusionAnnounced',
  'exclusionWithdrawn',
  'acknowledged',
  'valueStated', // what a finished month was worth, again where its inputs have changed
  'changeAnnounced', // by the provider: a change, a feature, a known problem
  'statementIssued', // of a finished month, to both parties; again where its content has changed
  'erased', // a person was taken out of what stands beside the chain
  'creditStated', // where a period's credit stands from then on
  'creditsJoined', // a month's credits after joins and caps
  'claimFiled',
  'claimAnswered',
  'creditSettled',
  'deadlineNear',
  'proposalMade', // to the other party; see procedure.ts
  'claimStated', // what the other party says of the interval in dispute
  'proposalAnswered', // accepted, refused, withdrawn or lapsed
  'stepDue',
  'declarationMade', // needs no consent: an ordinary notice, or one against renewal
  'termMoved', // renewed by itself, or extended by credits
  'agreementEnded',
  'terminationExercised',
  'surveyAsked', // a form was mailed to one contact
  'surveyReminded',
  'surveyAnswered', // what a form said; not who filled it in
  'terminationEnded', // effective, withdrawn, cured, groundless, or a right that lapsed unused
] as const
export type EntryKind = (typeof entryKinds)[number]

/** What one entry says, before it has a place in the chain. */
export interface EntryDraft {
  readonly agreement: string
  readonly kind: EntryKind
  /** The name of the commitment, termination clause or exclusion kind that it is about; null for the agreement itself. */
  readonly clause: string | null
  /** ISO instants with the agreement's offset, or null where it has no period. */
  readonly period: { readonly from: string; readonly to: string } | null
  /** What of the clause: a source judged alone (`each`), an exclusion's id, a party. */
  readonly subject: string | null
  /** 1 for the first; a revision is written only if its content's digest differs from the latest. */
  readonly revision: number
  /** UTC milliseconds at which it was decided. */
  readonly decidedAt: number
  /** The facts, enough to render a notice from them alone. No names, addresses or free text: those are `texts`. */
  readonly facts: JsonObject
  /** The id of the entry that this one corrects. */
  readonly supersedes: string | null
}

/** An entry in the chain of its agreement. `hash` covers every other field, `prev` is the hash of the entry before. */
export interface Entry extends EntryDraft {
  /** From 1, without gaps. */
  readonly seq: number
  /** SHA-256 hex of (agreement, kind, clause, period, subject, revision). */
  readonly id: string
  readonly prev: string
  readonly hash: string
}

/** The end of a chain, signed (Ed25519) by the daemon's key; it stands in every notice, so each mailbox is a witness. */
export interface Head {
  readonly agreement: string
  readonly seq: number
  readonly hash: string
  /** UTC milliseconds. */
  readonly at: number
  /** SHA-256 hex of the public key's SPKI DER, first 16 digits. */
  readonly keyId: string
  /** Base64 over the text of `headText`. */
  readonly signature: string
}
