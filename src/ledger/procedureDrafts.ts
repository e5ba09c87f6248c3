import { sha256 } from '../agreement/canonical.ts'
import type { Claim } from '../evidence/correction.ts'
import type { Party } from '../evidence/event.ts'
import { type Finding, finding } from './drafts.ts'
import type { Proposal } from './procedure.ts'
import type { AnswerOutcome, DisputedPeriods, ProposalFacts } from './procedureFacts.ts'

/** A free text by its digest, and what goes beside the chain. */
export const textOf = (text: string | undefined): { digest: string | null; texts: string[] } =>
  text === undefined ? { digest: null, texts: [] } : { digest: sha256(text), texts: [text] }

function placeOf(agreement: string, facts: ProposalFacts, at: number) {
  const { from, to, of, matter } = facts
  return {
    agreement,
    ...(matter === 'amendment' ? {} : { clause: of }),
    ...(from === null || to === null ? {} : { period: { from, to } }),
    subject: facts.proposal,
    at,
  }
}

export function proposalFinding(
  agreement: string,
  facts: ProposalFacts & { readonly remindAt: string | null },
  made: { readonly at: number; readonly texts: readonly string[]; readonly disputed: DisputedPeriods | null },
): Finding {
  const { at, texts, disputed } = made
  return finding(
    'proposalMade',
    placeOf(agreement, facts, at),
    { ...facts, ...withDisputed(disputed) },
    texts,
  )
}

const withDisputed = (disputed: DisputedPeriods | null): { disputed?: DisputedPeriods } =>
  disputed === null ? {} : { disputed }

interface StatedClaim {
  readonly by: Party
  readonly claim: Claim
  readonly note: string | undefined
  readonly at: number
  readonly disputed: DisputedPeriods | null
}

export function claimFinding(agreement: string, proposal: Proposal, said: StatedClaim): Finding {
  const { digest, texts } = textOf(said.note)
  const facts = {
    ...{ ...proposal.facts, statedBy: said.by, otherClaim: said.claim, note: digest },
    ...withDisputed(said.disputed),
  }
  return finding('claimStated', placeOf(agreement, proposal.facts, said.at), facts, texts)
}

export interface Answer {
  readonly outcome: AnswerOutcome
  readonly by: Party | 'silence'
  readonly reason?: string | undefined
  readonly at: number
  readonly disputed?: DisputedPeriods | null
}

/** What becomes of a proposal; silence answers as the contract says. */
export function answerFinding(agreement: string, { facts }: Proposal, answer: Answer): Finding {
  const { digest, texts } = textOf(answer.reason)
  const { outcome, by } = answer
  const isAccepted = outcome === 'accepted' || (outcome === 'lapsed' && facts.ifSilent === 'accepted')
  return finding(
    'proposalAnswered',
    placeOf(agreement, facts, answer.at),
    {
      ...{ ...facts, outcome, answeredBy: by, isAccepted, reason: digest },
      ...withDisputed(answer.disputed ?? null),
    },
    texts,
  )
}
