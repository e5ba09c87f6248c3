import { randomUUID } from 'node:crypto'
import { canonicalJson } from '../../agreement/canonical.ts'
import { seriesKindOf } from '../../agreement/sourceTerms.ts'
import type { Span } from '../../agreement/spans.ts'
import type { Party } from '../../evidence/event.ts'
import type { AskedMove, AskedProposal, ShownProposal } from '../../http/procedure.ts'
import { type Caller, ServiceProblem } from '../../http/service.ts'
import { exclusionFinding, type Finding, finding } from '../../ledger/drafts.ts'
import { hasLapsed, moveProblem, type Proposal, proposalKinds, proposalsOf } from '../../ledger/procedure.ts'
import { answerFinding, claimFinding, proposalFinding } from '../../ledger/procedureDrafts.ts'
import type { AnswerOutcome, DisputedPeriods } from '../../ledger/procedureFacts.ts'
import { refusePruned } from '../evidence/pruned.ts'
import type { Explainer } from '../judging/explainer.ts'
import { incidentTexts, memberNames, periodOf } from '../judging/periods.ts'
import { instant } from '../questions.ts'
import { currentOf, sourcesNow, type Watched } from '../watched.ts'
import { acceptance } from './amendments.ts'
import { amendmentTerms } from './answerTimes.ts'
import { type DisputeParts, disputedNow } from './disputes.ts'
import { claimProblem, partyOf, proposalOf } from './proposalRule.ts'

export interface ProcedureParts extends DisputeParts {
  readonly explainer: Pick<Explainer, 'read'>
  /** Something counts from now on that may touch closed periods. */
  readonly touched: (watched: Watched, span: Span) => void
  /** Reads an agreement anew after its ledger has changed what counts. */
  readonly refresh: (id: string) => Promise<void>
}

const outcomes: Readonly<Record<'accept' | 'refuse' | 'withdraw', AnswerOutcome>> = {
  accept: 'accepted',
  refuse: 'refused',
  withdraw: 'withdrawn',
}
/** A party has few matters open at a time; more is a mistake or a nuisance. */
const mostOpen = 200
/** What was agreed so long before a start is judged long since. */
const freshMs = 86_400_000

/** What one party proposes to the other one, its answers and its deadlines. */
export class Procedures {
  readonly #parts: ProcedureParts

  constructor(parts: ProcedureParts) {
    this.#parts = parts
  }

  /** In the order in which they were made. */
  proposals(watched: Watched): Proposal[] {
    const { book, holidays } = this.#parts
    return proposalsOf(
      book.entries(watched.id, ...proposalKinds),
      amendmentTerms(currentOf(watched), holidays),
    )
  }

  async shown(proposal: Proposal): Promise<ShownProposal> {
    const text = async (digest: string | null) => (digest === null ? null : this.#parts.store.text(digest))
    const { cause, evidence } = proposal.facts
    return {
      ...proposal,
      texts: {
        cause: await text(cause),
        evidence: await text(evidence),
        reason: await text(proposal.reason),
      },
    }
  }

  /** Proposes once: the same again while it is open, or under the same id, is the one that is there. */
  async propose(watched: Watched, asked: AskedProposal, caller: Caller): Promise<Proposal> {
    const { book, now, holidays } = this.#parts
    const by = partyOf(caller)
    const id = asked.id ?? randomUUID()
    const at = now()
    const { facts, texts } = proposalOf(watched, { ...asked, id }, { by, now: at, holidays })
    await this.#refusePruned(watched, asked)
    const claims = { provider: null, customer: null, [by]: facts.claim }
    const disputed = await disputedNow(this.#parts, watched, { facts, claims })
    let known: Proposal | undefined
    await book.decide(watched.id, () => {
      const all = this.proposals(watched)
      known = all.find((each) => each.facts.proposal === id) ?? all.find((each) => isSame(each, facts))
      if (known) {
        if (isSameContent(known.facts, facts)) return []
        throw new ServiceProblem(409, `there is another proposal with the id "${id}"`)
      }
      if (book.latest(watched.id, 'exclusionAnnounced').some(({ subject }) => subject === id))
        throw new ServiceProblem(409, `there is an exclusion with the id "${id}"`)
      if (all.filter((each) => each.state === 'open' && each.facts.by === by).length >= mostOpen)
        throw new ServiceProblem(409, `${mostOpen} proposals of this party are open: answer or withdraw some`)
      return [proposalFinding(watched.id, facts, { at, texts, disputed })]
    })
    return this.get(watched, known?.facts.proposal ?? id)
  }

  /** What has been decided of a time whose raw evidence is gone stands: nothing about it is proposed any more. */
  async #refusePruned(watched: Watched, asked: AskedProposal): Promise<void> {
    const names = asked.matter === 'correction' ? [asked.source] : [...watched.life.uses.keys()]
    for (const name of names)
      await refusePruned(this.#parts.store, watched.life.uses.get(name) ?? [], { name, span: asked })
  }

  /** Answers, withdraws, or states the other claim; of two at once the first one counts. */
  async move(watched: Watched, asked: AskedMove, caller: Caller): Promise<Proposal> {
    const { book, now } = this.#parts
    const party = partyOf(caller)
    const before = this.get(watched, asked.proposal)
    if (asked.claim) this.#refuseClaim(watched, before, asked.claim)
    const accepted = await this.#amendment(watched, before, { party, move: asked.move })
    const { claim } = asked
    const claims = claim ? { ...before.claims, [party]: claim } : before.claims
    const disputed = await this.disputed(watched, { facts: before.facts, claims })
    const at = now()
    await book.decide(watched.id, () => {
      const proposal = this.get(watched, asked.proposal)
      if (isDone(proposal, asked, party)) return []
      const problem = moveProblem(proposal, asked.move, party, at)
      if (problem) throw new ServiceProblem(problem.problem === 'notYours' ? 403 : 409, problem.detail)
      return this.#moved(watched, proposal, { asked, party, at, accepted, disputed })
    })
    const after = this.get(watched, asked.proposal)
    if (before.state === 'open') await this.#takeEffect(watched, after)
    return after
  }

  #moved(
    watched: Watched,
    proposal: Proposal,
    by: {
      asked: AskedMove
      party: Party
      at: number
      accepted: Finding | null
      disputed: DisputedPeriods | null
    },
  ): Finding[] {
    const { asked, party, at, accepted, disputed } = by
    const { claim, reason, move } = asked
    const claimed = claim
      ? [claimFinding(watched.id, proposal, { by: party, claim, note: reason, at, disputed })]
      : []
    if (move === 'claim') {
      if (claimed.length > 0) return claimed
      throw new ServiceProblem(422, 'say what the interval was: `claim` is missing')
    }
    if (proposal.facts.matter === 'amendment' && move === 'accept') {
      // Its acceptance is an entry of its own, which holds the text that is in force from then on.
      if (accepted) return [accepted]
      throw new ServiceProblem(409, 'the file proposes something else by now')
    }
    const outcome = outcomes[move]
    const answer = answerFinding(watched.id, proposal, { outcome, by: party, reason, at, disputed })
    return [...claimed, answer, ...(move === 'accept' ? this.#effects(watched, proposal, at) : [])]
  }

  /** What counts from now on because a proposal was accepted, beside the answer itself. */
  #effects(watched: Watched, { facts }: Proposal, at: number): Finding[] {
    if (facts.matter !== 'exclusion' || facts.from === null || facts.to === null) return []
    const exclusion = {
      id: facts.proposal,
      kind: facts.of,
      from: instant(facts.from),
      to: instant(facts.to),
      announcedAt: at,
      by: [facts.by],
      agreedBy: [facts.askedOf],
      isNoticeWaived: true as const,
    }
    // Both are told by the answer; that it stands now needs no mail of its own.
    return [{ ...exclusionFinding(currentOf(watched), exclusion, at), isQuiet: true }]
  }

  #amendment(
    watched: Watched,
    { facts, entry }: Proposal,
    { party, move }: { party: Party | 'silence'; move: AskedMove['move'] },
  ): Promise<Finding | null> {
    const { explainer, now } = this.#parts
    const isThis = facts.matter === 'amendment' && watched.life.proposal?.entry.id === entry
    if (!isThis || move !== 'accept') return Promise.resolve(null)
    return acceptance(explainer, watched, { by: party, at: now() })
  }

  #refuseClaim(watched: Watched, { facts }: Proposal, claim: NonNullable<AskedMove['claim']>): void {
    const source = sourcesNow(watched, this.#parts.now()).get(facts.of)
    const problem =
      facts.matter !== 'correction'
        ? 'only a correction has a claim'
        : source
          ? claimProblem(claim, seriesKindOf(source.look))
          : null
    if (problem !== null) throw new ServiceProblem(422, problem)
  }

  async #takeEffect(watched: Watched, { facts, isAccepted, state }: Proposal): Promise<void> {
    const { touched, refresh } = this.#parts
    if (facts.matter === 'amendment' && state !== 'open') await refresh(watched.id)
    if (!isAccepted || facts.from === null || facts.to === null) return
    if (facts.matter === 'correction') await refresh(watched.id)
    touched(watched, { from: instant(facts.from), to: instant(facts.to) })
  }

  /** What silence has answered and whom to remind, as of an instant. */
  async settle(watched: Watched, now: number): Promise<void> {
    for (const proposal of this.proposals(watched)) {
      if (proposal.state !== 'open') continue
      if (hasLapsed(proposal, now)) await this.#lapse(watched, proposal, now)
      else if (proposal.remindAt !== null && now >= proposal.remindAt)
        await this.#remind(watched, proposal, now)
    }
  }

  async #lapse(watched: Watched, proposal: Proposal, at: number): Promise<void> {
    const isAccepted = proposal.facts.ifSilent === 'accepted'
    const accepted = isAccepted
      ? await this.#amendment(watched, proposal, { party: 'silence', move: 'accept' })
      : null
    const disputed = await this.disputed(watched, proposal)
    await this.#parts.book.decide(watched.id, () => {
      const now = this.get(watched, proposal.facts.proposal)
      if (!hasLapsed(now, at)) return []
      if (accepted) return [accepted]
      const isGone = isAccepted && now.facts.matter === 'amendment'
      const outcome = isGone ? ('withdrawn' as const) : ('lapsed' as const)
      const answer = answerFinding(watched.id, now, { outcome, by: 'silence', at, disputed })
      return [answer, ...(isAccepted ? this.#effects(watched, now, at) : [])]
    })
    await this.#takeEffect(watched, this.get(watched, proposal.facts.proposal))
  }

  /** Once: the figures move with the evidence, the reminder does not come again with them. */
  async #remind(watched: Watched, proposal: Proposal, at: number): Promise<void> {
    const { book } = this.#parts
    const { proposal: about, askedOf: party, answerBy: deadline, timeZone } = proposal.facts
    const subject = `answer ${about}`
    if (book.find(watched.id, { kind: 'stepDue', clause: null, period: null, subject })) return
    const disputed = await this.disputed(watched, proposal)
    const facts = { deadlineOf: 'answer' as const, about, party, deadline, timeZone }
    const place = { agreement: watched.id, subject, at }
    await book.write(watched.id, [
      finding('stepDue', place, { ...facts, ...(disputed === null ? {} : { disputed }) }),
    ])
  }

  /** The three figures of a correction as of now; null for another matter. */
  disputed(watched: Watched, proposal: Pick<Proposal, 'facts' | 'claims'>): Promise<DisputedPeriods | null> {
    return disputedNow(this.#parts, watched, proposal)
  }

  /**
   * Touches again what counts since an answer but has not been judged since: a stop between the answer and its
   * judgement loses nothing.
   */
  resume(watched: Watched): void {
    const { book, touched, now } = this.#parts
    const closed = book.latest(watched.id, 'periodClosed')
    const isAlone = memberNames(watched).some((name) => incidentTexts(watched, name).length > 0)
    const resumeSpan = (span: { from: number; to: number }, recordedAt: number): void => {
      const isBehind = closed.some((entry) => {
        const period = periodOf(entry)
        return entry.decidedAt <= recordedAt && period.from < span.to && period.to > span.from
      })
      // Where outages are judged each alone, there may be one now where none was.
      if (isBehind || (isAlone && now() - recordedAt < freshMs)) touched(watched, span)
    }
    for (const { facts, isAccepted, answeredAt } of this.proposals(watched)) {
      if (!isAccepted || facts.from === null || facts.to === null || answeredAt === null) continue
      resumeSpan({ from: instant(facts.from), to: instant(facts.to) }, answeredAt)
    }
    for (const { period, decidedAt } of book.latest(watched.id, 'exclusionAnnounced', 'exclusionWithdrawn'))
      resumeSpan({ from: instant(period?.from), to: instant(period?.to) }, decidedAt)
  }

  refuseKnown(watched: Watched, id: string): void {
    if (this.proposals(watched).some((each) => each.facts.proposal === id))
      throw new ServiceProblem(409, `there is a proposal with the id "${id}"`)
  }

  /** Throws where there is none. */
  get(watched: Watched, id: string): Proposal {
    const found = this.proposals(watched).find((each) => each.facts.proposal === id)
    if (found) return found
    throw new ServiceProblem(404, 'there is no such proposal')
  }
}

const contentOf = ({ matter, of, from, to, claim, by, cause, evidence }: Proposal['facts']): string =>
  canonicalJson({ matter, of, from, to, claim, by, cause, evidence })
const isSameContent = (a: Proposal['facts'], b: Proposal['facts']): boolean => contentOf(a) === contentOf(b)
const isSame = (known: Proposal, facts: Proposal['facts']): boolean =>
  known.state === 'open' && isSameContent(known.facts, facts)

/** The same move by the same party a second time changes nothing. */
function isDone(proposal: Proposal, { move }: AskedMove, party: Party): boolean {
  return move !== 'claim' && proposal.state === outcomes[move] && proposal.answeredBy === party
}
