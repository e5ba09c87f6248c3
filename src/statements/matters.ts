import type { DisputedFigures } from '../evaluation/disputes.ts'
import type { Party } from '../evidence/event.ts'
import type { CreditFacts } from '../ledger/credits.ts'
import type { Entry } from '../ledger/entry.ts'
import type { AnnouncementAbout, Facts } from '../ledger/facts.ts'
import type { Proposal } from '../ledger/procedure.ts'

interface Span {
  readonly from: number
  readonly to: number
}

export interface StatedAnnouncement {
  readonly announcement: string
  readonly about: AnnouncementAbout
  /** Digest of the title, which stands beside the chain. */
  readonly title: string
  readonly concerns: readonly string[]
  readonly effective: string | null
  readonly resolved: string | null
  readonly entry: string
}

/** A disputed interval: what was measured, what each party says, and the money between them, in the month's periods. */
export interface StatedDispute {
  readonly proposal: string
  readonly by: Party
  readonly source: string
  readonly from: string
  readonly to: string
  readonly state: Proposal['state']
  readonly answeredBy: Proposal['answeredBy']
  readonly figures: readonly DisputedFigures[]
}

export interface StatedDeadline {
  readonly about: 'claim' | 'answer' | 'exercise' | 'notice'
  /** The commitment, proposal, clause or end of the term that it is about. */
  readonly subject: string
  /** Who must act; null: either party. */
  readonly party: Party | null
  /** A last day, or an ISO instant. */
  readonly until: string
}

const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds

/**
 * The provider's word on changes, features and known problems as it stood at the month's end, from all revisions: what was said
 * in the month, and problems that were known and not over when it began.
 */
export function announcedIn(entries: readonly Entry[], { from, to }: Span): StatedAnnouncement[] {
  const latest = new Map<string | null, Entry>()
  for (const entry of entries)
    if (entry.kind === 'changeAnnounced' && entry.decidedAt < to) latest.set(entry.subject, entry)
  return [...latest.values()].flatMap((entry): StatedAnnouncement[] => {
    const { timeZone: _, text: __, ...facts } = entry.facts as unknown as Facts['changeAnnounced']
    const isKnown = facts.about === 'knownProblem' && (facts.resolved === null || ms(facts.resolved) > from)
    return entry.decidedAt >= from || isKnown ? [{ ...facts, entry: entry.id }] : []
  })
}

/** Disputes with figures of periods that end in the month; each proposal comes with all of its figures. */
export function disputedIn(
  disputes: readonly { readonly proposal: Proposal; readonly figures: readonly DisputedFigures[] }[],
  { from, to }: Span,
): StatedDispute[] {
  return disputes.flatMap(({ proposal, figures }): StatedDispute[] => {
    const mine = figures.filter((each) => ms(each.to) > from && ms(each.to) <= to)
    const { facts, state, answeredBy } = proposal
    if (mine.length === 0 || facts.from === null || facts.to === null) return []
    const { proposal: id, by, of: source } = facts
    return [{ proposal: id, by, source, from: facts.from, to: facts.to, state, answeredBy, figures: mine }]
  })
}

const openStates: readonly string[] = ['accrued', 'claimable', 'pending', 'suspended']

/** What still has to be done in time: claims, answers, rights to terminate, and the notice against renewal. */
export function deadlinesOf(
  entries: readonly Entry[],
  { proposals, notice }: { readonly proposals: readonly Proposal[]; readonly notice: StatedDeadline | null },
): StatedDeadline[] {
  const used = new Set(
    entries.flatMap(({ kind, clause }) => (kind === 'terminationExercised' ? [clause] : [])),
  )
  const found = entries.flatMap((entry): StatedDeadline[] => {
    if (entry.kind === 'creditStated') {
      const { state, claimUntil, by, commitment } = entry.facts as unknown as CreditFacts
      const party = by === 'provider' ? 'customer' : 'provider'
      const isOpen = claimUntil !== null && openStates.includes(state)
      return isOpen ? [{ about: 'claim', subject: commitment, party, until: claimUntil }] : []
    }
    if (entry.kind !== 'terminationMet') return []
    const { clause, right, exerciseBy, superseded } = entry.facts as unknown as Facts['terminationMet']
    if (exerciseBy === null || superseded || used.has(entry.clause)) return []
    return [{ about: 'exercise', subject: clause, party: right, until: exerciseBy }]
  })
  const answers = proposals
    .filter(({ state }) => state === 'open')
    .map(({ facts: { proposal, askedOf, answerBy } }): StatedDeadline => {
      return { about: 'answer', subject: proposal, party: askedOf, until: answerBy }
    })
  const all = [...found, ...answers, ...(notice === null ? [] : [notice])]
  return all.sort((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : 0))
}
