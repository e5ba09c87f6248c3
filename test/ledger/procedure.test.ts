import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Party } from '../../src/evidence/event.ts'
import { link } from '../../src/ledger/chain.ts'
import type { Finding } from '../../src/ledger/drafts.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import {
  type AmendmentTerms,
  hasLapsed,
  type Move,
  moveProblem,
  moves,
  type Proposal,
  proposalsOf,
} from '../../src/ledger/procedure.ts'
import { answerFinding, claimFinding, proposalFinding } from '../../src/ledger/procedureDrafts.ts'

const start = Date.parse('2026-03-01T00:00:00Z')
const hour = 3_600_000
const answerWithin = 240 * hour
const iso = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toString()
const terms: AmendmentTerms = {
  fileParty: 'provider',
  zone: 'UTC',
  answerBy: (at) => at + answerWithin,
  remindAt: () => null,
}

/** A chain of proposals and answers, by the rules that the daemon keeps. */
class Chain {
  entries: Entry[] = []
  readonly ifSilent: 'accepted' | 'refused'
  constructor(ifSilent: 'accepted' | 'refused' = 'refused') {
    this.ifSilent = ifSilent
  }
  get proposals(): Proposal[] {
    return proposalsOf(this.entries, terms)
  }
  #add({ texts: _, isQuiet: __, ...draft }: Finding): void {
    const last = this.entries.at(-1)
    this.entries.push(...link(last ?? null, [{ ...draft, revision: 1, supersedes: null }]))
  }
  propose(by: Party, at: number, matter: 'exclusion' | 'correction' = 'exclusion'): void {
    const facts = {
      ...{ proposal: `p-${this.entries.length}`, matter, of: 'web', by, ifSilent: this.ifSilent },
      ...{ from: iso(start - 2 * hour), to: iso(start - hour), timeZone: 'UTC' },
      claim: matter === 'correction' ? ({ outcome: 'good' } as const) : null,
      askedOf: by === 'provider' ? ('customer' as const) : ('provider' as const),
      answerBy: iso(at + answerWithin),
      ...{ cause: null, evidence: null, remindAt: null },
    }
    this.#add(proposalFinding('small', facts, { at, texts: [], disputed: null }))
  }
  move(by: Party, which: number, move: Move, at: number): void {
    const proposal = this.proposals[which % Math.max(1, this.proposals.length)]
    if (!proposal || moveProblem(proposal, move, by, at)) return
    const claim = { outcome: 'bad' } as const
    if (move === 'claim')
      this.#add(claimFinding('small', proposal, { by, claim, note: undefined, at, disputed: null }))
    else {
      const outcome = ({ accept: 'accepted', refuse: 'refused', withdraw: 'withdrawn' } as const)[move]
      this.#add(answerFinding('small', proposal, { outcome, by, at }))
    }
  }
  lapse(at: number): void {
    for (const each of this.proposals)
      if (hasLapsed(each, at))
        this.#add(answerFinding('small', each, { outcome: 'lapsed', by: 'silence', at }))
  }
}

const act = fc.record({
  move: fc.constantFrom('propose' as const, 'lapse' as const, ...moves),
  which: fc.nat(20),
  hours: fc.nat(100),
  matter: fc.constantFrom('exclusion' as const, 'correction' as const),
})

test('neither party alone reaches an accepted change, whatever it does and however long it waits', () => {
  fc.assert(
    fc.property(
      fc.array(act, { maxLength: 40 }),
      fc.constantFrom<Party>('provider', 'customer'),
      (acts, party) => {
        const chain = new Chain()
        let at = start
        for (const { move, which, hours, matter } of acts) {
          at += hours * hour
          if (move === 'propose') chain.propose(party, at, matter)
          else if (move === 'lapse') chain.lapse(at)
          else chain.move(party, which, move, at)
        }
        expect(chain.proposals.filter((each) => each.isAccepted)).toEqual([])
      },
    ),
    { numRuns: 500 },
  )
})

test('of both parties together some reach one: the property above can fail', () => {
  const chain = new Chain()
  chain.propose('provider', start)
  chain.move('customer', 0, 'accept', start + hour)
  expect(chain.proposals[0]).toMatchObject({ state: 'accepted', isAccepted: true, answeredBy: 'customer' })
})

describe('silence', () => {
  test('refuses unless the contract says otherwise', () => {
    const chain = new Chain()
    chain.propose('provider', start)
    chain.lapse(start + answerWithin - 1)
    expect(chain.proposals[0]?.state).toBe('open')
    chain.lapse(start + answerWithin)
    expect(chain.proposals[0]).toMatchObject({ state: 'lapsed', isAccepted: false, answeredBy: 'silence' })
  })
  test('accepts where both parties agreed to that, and only once the time has passed', () => {
    const chain = new Chain('accepted')
    chain.propose('provider', start)
    chain.lapse(start + answerWithin - 1)
    expect(chain.proposals[0]?.isAccepted).toBe(false)
    chain.lapse(start + answerWithin)
    expect(chain.proposals[0]).toMatchObject({ state: 'lapsed', isAccepted: true })
  })
})

const table: readonly (readonly [Move, Party, Proposal['state'] | 'refused it'])[] = [
  ['accept', 'customer', 'accepted'],
  ['accept', 'provider', 'refused it'],
  ['refuse', 'customer', 'refused'],
  ['refuse', 'provider', 'refused it'],
  ['withdraw', 'provider', 'withdrawn'],
  ['withdraw', 'customer', 'refused it'],
  ['claim', 'provider', 'refused it'],
  ['claim', 'customer', 'open'],
]
test.each(table)('%s by the %s, of a proposal by the provider: %s', (move, party, expected) => {
  const chain = new Chain()
  chain.propose('provider', start, 'correction')
  const [proposal] = chain.proposals
  const problem = moveProblem(proposal as Proposal, move, party, start + hour)
  chain.move(party, 0, move, start + hour)
  expect(problem === null ? chain.proposals[0]?.state : 'refused it').toBe(expected)
})

test('what is answered stays answered', () => {
  const chain = new Chain()
  chain.propose('provider', start)
  chain.move('provider', 0, 'withdraw', start + 1)
  chain.move('customer', 0, 'accept', start + 2)
  expect(chain.proposals[0]).toMatchObject({ state: 'withdrawn', isAccepted: false })
})

test('an answer in the last millisecond counts, one at the deadline does not', () => {
  const chain = new Chain()
  chain.propose('provider', start)
  const [proposal] = chain.proposals as [Proposal]
  expect(moveProblem(proposal, 'accept', 'customer', proposal.answerBy - 1)).toBeNull()
  expect(moveProblem(proposal, 'accept', 'customer', proposal.answerBy)?.problem).toBe('notOpen')
})
