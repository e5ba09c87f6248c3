import { isoInstant, versionAt, zoneOf } from '../../agreement/agreement.ts'
import type { Holidays } from '../../agreement/calendar.ts'
import { parseDecimal } from '../../agreement/fraction.ts'
import type { AgreementTerms } from '../../agreement/schema/agreement.ts'
import { seriesKindOf } from '../../agreement/sourceTerms.ts'
import { didYouMean } from '../../agreement/suggest.ts'
import type { Claim } from '../../evidence/correction.ts'
import type { Party } from '../../evidence/event.ts'
import type { AskedProposal } from '../../http/procedure.ts'
import { type Caller, ServiceProblem } from '../../http/service.ts'
import { textOf } from '../../ledger/procedureDrafts.ts'
import type { ProposalFacts } from '../../ledger/procedureFacts.ts'
import { currentOf, sourcesNow, type Watched } from '../watched.ts'
import { answerTimes } from './answerTimes.ts'

const longestMs = 92 * 86_400_000

/** The party of a caller; consent is the parties' own, so nobody else acts for them. */
export function partyOf(caller: Caller): Party {
  if (caller.role === 'provider' || caller.role === 'customer') return caller.role
  throw new ServiceProblem(
    403,
    `only a party can do that, with a token of the provider or the customer; this one is of the role ${caller.role}`,
  )
}

/** What is asked for as a proposal of the caller's party, by the text in force now. */
export function proposalOf(
  watched: Watched,
  asked: AskedProposal & { readonly id: string },
  at: { readonly by: Party; readonly now: number; readonly holidays: Holidays },
): { facts: ProposalFacts & { remindAt: string | null }; texts: string[] } {
  const agreement = currentOf(watched)
  const { terms } = versionAt(agreement, at.now)
  refuseBadSpan(asked, at.now)
  const of =
    asked.matter === 'exclusion' ? exclusionKind(terms, asked.kind) : sourceOf(watched, asked, at.now)
  const { answerBy, remindAt, ifSilent } = answerTimes(agreement, asked.matter, { at: at.now, ...at })
  const zone = zoneOf(agreement)
  const [cause, evidence] = [textOf(asked.cause), textOf(asked.evidence)]
  const facts = {
    proposal: asked.id,
    matter: asked.matter,
    of,
    from: isoInstant(asked.from, zone),
    to: isoInstant(asked.to, zone),
    claim: asked.matter === 'correction' ? asked.claim : null,
    by: at.by,
    askedOf: at.by === 'provider' ? ('customer' as const) : ('provider' as const),
    answerBy: isoInstant(answerBy, zone),
    ifSilent,
    cause: cause.digest,
    evidence: evidence.digest,
    timeZone: zone,
    remindAt: remindAt === null ? null : isoInstant(remindAt, zone),
  }
  return { facts, texts: [...cause.texts, ...evidence.texts] }
}

function refuseBadSpan({ from, to }: AskedProposal, now: number): void {
  if (from >= to) throw new ServiceProblem(422, '`to` must lie after `from`')
  if (to - from > longestMs) throw new ServiceProblem(422, 'a proposal is about at most 92 days')
  if (to > now)
    throw new ServiceProblem(422, '`to` lies in the future: only what has passed is agreed on afterwards')
}

function exclusionKind(terms: AgreementTerms, kind: string): string {
  const known = Object.keys(terms.exclusions)
  if (known.includes(kind)) return kind
  throw new ServiceProblem(422, `the agreement has no exclusion kind "${kind}"${didYouMean(kind, known)}`)
}

/** The source that is disputed; a claim says what such a source can say. */
function sourceOf(
  watched: Watched,
  { source, claim }: Extract<AskedProposal, { matter: 'correction' }>,
  now: number,
): string {
  const sources = sourcesNow(watched, now)
  const found = sources.get(source)
  if (!found)
    throw new ServiceProblem(
      422,
      `the agreement has no source "${source}"${didYouMean(source, [...sources.keys()])}`,
    )
  const problem = claimProblem(claim, seriesKindOf(found.look))
  if (problem !== null) throw new ServiceProblem(422, problem)
  return source
}

/** Why a claim cannot be what a source of a kind has said; null where it can. */
export function claimProblem(claim: Claim, kind: ReturnType<typeof seriesKindOf>): string | null {
  if (kind === 'event') return 'events are corrected by sending better ones, not by a claim'
  if ('outcome' in claim) {
    if (kind === 'ratio' && claim.outcome !== 'unknown')
      return 'say how many of how many were bad, or that it is unknown'
    return kind === 'gauge' && claim.outcome === 'good' ? 'say which value it was' : null
  }
  if ('value' in claim) {
    if (kind !== 'gauge') return `a ${kind} source does not say a value`
    return parseDecimal(claim.value) === null ? '`value` is not a decimal number' : null
  }
  if (kind !== 'ratio') return `a ${kind} source does not say how many of how many were bad`
  const [bad, total] = [parseDecimal(claim.bad), parseDecimal(claim.total)]
  if (!bad || !total || bad.n < 0n) return '`bad` and `total` are decimal numbers that are not negative'
  return bad.n * total.d > total.n * bad.d ? '`bad` is more than `total`' : null
}
