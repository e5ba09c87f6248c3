import type { Claim, Correction } from '../evidence/correction.ts'
import type { Party } from '../evidence/event.ts'
import type { Entry } from './entry.ts'
import type { AgreementFacts, Facts } from './facts.ts'
import type { AnswerOutcome, ProposalFacts } from './procedureFacts.ts'

/** One proposal and what has become of it, folded from the ledger. */
export interface Proposal {
  readonly facts: ProposalFacts
  /** The entry that made it. */
  readonly entry: string
  readonly madeAt: number
  /** UTC milliseconds: an answer counts before it. */
  readonly answerBy: number
  readonly remindAt: number | null
  readonly state: 'open' | AnswerOutcome
  readonly isAccepted: boolean
  readonly answeredBy: Party | 'silence' | null
  readonly answeredAt: number | null
  /** Digest in `texts` of the reason given with the answer. */
  readonly reason: string | null
  /** What each party says that the interval was, in corrections. */
  readonly claims: { readonly provider: Claim | null; readonly customer: Claim | null }
}

export const proposalKinds = [
  'proposalMade',
  'claimStated',
  'proposalAnswered',
  'amendmentProposed',
  'amendmentAccepted',
] as const

/** What a party can do about an open proposal. */
export const moves = ['accept', 'refuse', 'withdraw', 'claim'] as const
export type Move = (typeof moves)[number]

/** Whose move it is: nobody answers what they proposed themselves, and nobody withdraws what another has proposed. */
const whose: Readonly<Record<Move, 'proposer' | 'askedOf'>> = {
  accept: 'askedOf',
  refuse: 'askedOf',
  claim: 'askedOf',
  withdraw: 'proposer',
}

export type MoveProblem =
  | { readonly problem: 'notYours'; readonly detail: string }
  | { readonly problem: 'notOpen'; readonly detail: string }

/** Why a party cannot make a move now, or null where it can. */
export function moveProblem(proposal: Proposal, move: Move, party: Party, now: number): MoveProblem | null {
  const { facts, state } = proposal
  const mine = whose[move] === 'proposer' ? facts.by : facts.askedOf
  if (party !== mine)
    return {
      problem: 'notYours',
      detail:
        move === 'withdraw'
          ? 'only the party that proposed it withdraws it'
          : 'a party cannot answer its own proposal',
    }
  if (move === 'claim' && facts.matter !== 'correction')
    return { problem: 'notYours', detail: 'only a correction has a claim of the other party' }
  if (state !== 'open') return { problem: 'notOpen', detail: `the proposal is ${state} already` }
  if (now >= proposal.answerBy) return { problem: 'notOpen', detail: 'the time for an answer has passed' }
  return null
}

/** Whether silence has answered a proposal by now. */
export const hasLapsed = (proposal: Proposal, now: number): boolean =>
  proposal.state === 'open' && now >= proposal.answerBy

/** Every proposal of an agreement in the order in which they were made, from entries of `proposalKinds`. */
export function proposalsOf(entries: readonly Entry[], terms: AmendmentTerms): Proposal[] {
  const found = new Map<string, Proposal>()
  for (const entry of entries) {
    switch (entry.kind) {
      case 'proposalMade':
        made(found, entry, entry.facts as unknown as Facts['proposalMade'])
        break
      case 'claimStated':
        stated(found, entry.facts as unknown as Facts['claimStated'])
        break
      case 'proposalAnswered':
        answered(found, entry, entry.facts as unknown as Facts['proposalAnswered'])
        break
      case 'amendmentProposed':
        amendmentMade(found, entry, terms)
        break
      case 'amendmentAccepted':
        amendmentAccepted(found, entry)
        break
      default:
        break
    }
  }
  return [...found.values()]
}

const instant = (text: string): number => Temporal.Instant.from(text).epochMilliseconds

function made(
  found: Map<string, Proposal>,
  entry: Entry,
  { remindAt, disputed: _, ...facts }: Facts['proposalMade'],
): void {
  found.set(facts.proposal, {
    facts,
    ...opened(entry),
    answerBy: instant(facts.answerBy),
    remindAt: remindAt === null ? null : instant(remindAt),
    claims: { provider: null, customer: null, [facts.by]: facts.claim },
  })
}

const opened = (entry: Entry) => ({
  entry: entry.id,
  madeAt: entry.decidedAt,
  state: 'open' as const,
  isAccepted: false,
  answeredBy: null,
  answeredAt: null,
  reason: null,
})

function stated(found: Map<string, Proposal>, facts: Facts['claimStated']): void {
  const known = found.get(facts.proposal)
  if (known)
    found.set(facts.proposal, { ...known, claims: { ...known.claims, [facts.statedBy]: facts.otherClaim } })
}

function answered(found: Map<string, Proposal>, entry: Entry, facts: Facts['proposalAnswered']): void {
  const known = found.get(facts.proposal)
  if (known?.state !== 'open') return
  const { outcome, isAccepted, answeredBy, reason } = facts
  found.set(facts.proposal, {
    ...known,
    ...{ state: outcome, isAccepted, answeredBy, reason, answeredAt: entry.decidedAt },
  })
}

/** Who proposes by changing the file, and until when an amendment can be answered where its entry does not say so. */
export interface AmendmentTerms {
  readonly fileParty: Party
  readonly zone: string
  readonly answerBy: (madeAt: number) => number
  readonly remindAt: (madeAt: number, answerBy: number) => number | null
}

/** A newer text replaces the one that was proposed before it. */
function amendmentMade(found: Map<string, Proposal>, entry: Entry, terms: AmendmentTerms): void {
  closeAmendments(found, (known) => ({ ...known, ...byFile(entry, terms) }))
  const facts = entry.facts as unknown as Facts['amendmentProposed']
  const answerBy = facts.answerBy === undefined ? terms.answerBy(entry.decidedAt) : instant(facts.answerBy)
  found.set(entry.id, {
    facts: {
      ...{ proposal: entry.id, matter: 'amendment', of: facts.digest, from: null, to: null, claim: null },
      by: terms.fileParty,
      askedOf: terms.fileParty === 'provider' ? 'customer' : 'provider',
      answerBy: facts.answerBy ?? isoUtc(answerBy),
      ifSilent: facts.ifSilent ?? 'refused',
      cause: null,
      evidence: null,
      timeZone: terms.zone,
    },
    ...opened(entry),
    answerBy,
    remindAt: terms.remindAt(entry.decidedAt, answerBy),
    claims: { provider: null, customer: null },
  })
}

const isoUtc = (at: number): string => Temporal.Instant.fromEpochMilliseconds(at).toString()

const byFile = (entry: Entry, { fileParty }: AmendmentTerms) => ({
  state: 'withdrawn' as const,
  answeredBy: fileParty,
  answeredAt: entry.decidedAt,
})

function amendmentAccepted(found: Map<string, Proposal>, entry: Entry): void {
  const facts = entry.facts as unknown as AgreementFacts & Facts['amendmentAccepted']
  closeAmendments(found, (known) => {
    const isThis = known.facts.of === facts.digest
    const by = facts.acceptedBy === 'trusted files' ? null : facts.acceptedBy
    return {
      ...known,
      state: !isThis ? 'withdrawn' : facts.acceptedBy === 'silence' ? 'lapsed' : 'accepted',
      isAccepted: isThis,
      answeredBy: by,
      answeredAt: entry.decidedAt,
    }
  })
}

function closeAmendments(found: Map<string, Proposal>, close: (known: Proposal) => Proposal): void {
  for (const [id, known] of found)
    if (known.facts.matter === 'amendment' && known.state === 'open') found.set(id, close(known))
}

/** What both parties agreed that intervals of evidence were, in the order in which they agreed. */
export function correctionsIn(answers: readonly Entry[]): Correction[] {
  return answers.flatMap((entry): Correction[] => {
    const facts = entry.facts as unknown as Facts['proposalAnswered']
    const { matter, isAccepted, of, from, to, claim } = facts
    if (matter !== 'correction' || !isAccepted || from === null || to === null || claim === null) return []
    return [{ source: of, from: instant(from), to: instant(to), claim }]
  })
}
