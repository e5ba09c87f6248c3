import type { Entry } from './entry.ts'
import type { AgreementFacts, DocumentDigests, Facts, SourceUse } from './facts.ts'

/** A document and the instant from which it is in force: periods that begin then or later are judged by it. */
export interface DocumentInForce extends DocumentDigests {
  /** UTC milliseconds; the first one has been in force since ever. */
  readonly since: number
}

export interface Proposal extends DocumentDigests {
  readonly entry: Entry
  readonly since: number
}

/** What the ledger says about an agreement's text: it holds the version in force, the file is a proposal. */
export interface AgreementLife {
  readonly documents: readonly DocumentInForce[]
  /** Not accepted yet; a newer proposal replaces an older one. */
  readonly proposal: Proposal | null
  /** The digest that the other party has refused last, or left unanswered: it is not proposed again by itself. */
  readonly refused: string | null
  /** Which identity a source's name has meant since when, in order of time. */
  readonly uses: ReadonlyMap<string, readonly SourceUse[]>
}

export const lifeKinds = [
  'agreementLoaded',
  'amendmentProposed',
  'amendmentAccepted',
  'versionInForce',
  'sourcesChanged',
  'contactsChanged',
  'proposalAnswered',
] as const

/** Folds the entries of `lifeKinds`, in their order. */
export function lifeOf(entries: readonly Entry[]): AgreementLife {
  const documents: DocumentInForce[] = []
  const uses = new Map<string, SourceUse[]>()
  let proposal: Proposal | null = null
  let refused: string | null = null
  for (const entry of entries) {
    const facts = entry.facts as unknown as AgreementFacts & { readonly sources?: readonly SourceUse[] }
    const { digest, text } = facts
    switch (entry.kind) {
      case 'amendmentProposed':
        proposal = { digest, text, entry, since: entry.decidedAt }
        refused = null
        break
      case 'proposalAnswered':
        if (proposal !== null && isRefusalOf(proposal.entry, entry)) {
          refused = proposal.digest
          proposal = null
        }
        break
      case 'agreementLoaded':
      case 'amendmentAccepted':
      case 'sourcesChanged':
      case 'contactsChanged':
        documents.push({
          digest,
          text,
          since: documents.length === 0 ? Number.NEGATIVE_INFINITY : entry.decidedAt,
        })
        if (entry.kind === 'amendmentAccepted' || proposal?.digest === digest) proposal = null
        for (const use of facts.sources ?? []) uses.set(use.name, withUse(uses.get(use.name) ?? [], use))
        break
      case 'versionInForce':
        for (const use of facts.sources ?? []) uses.set(use.name, withUse(uses.get(use.name) ?? [], use))
        break
      default:
        break
    }
  }
  return { documents, proposal, refused, uses }
}

function withUse(known: readonly SourceUse[], use: SourceUse): SourceUse[] {
  return known.at(-1)?.identity === use.identity ? [...known] : [...known, use]
}

function isRefusalOf(proposed: Entry, answer: Entry): boolean {
  const { proposal, isAccepted } = answer.facts as unknown as Facts['proposalAnswered']
  return proposal === proposed.id && !isAccepted
}
