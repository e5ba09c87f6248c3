import { isoInstant, versionAt, zoneOf } from '../../agreement/agreement.ts'
import { canonicalJson, sha256 } from '../../agreement/canonical.ts'
import { stillCounts } from '../../evaluation/stillCounts.ts'
import { type ClauseState, clauseStates, terminationResult } from '../../evaluation/termination.ts'
import type { TerminationContext } from '../../evaluation/triggers.ts'
import { type Finding, finding, terminationFacts } from '../../ledger/drafts.ts'
import type { Entry, JsonObject } from '../../ledger/entry.ts'
import type { Facts } from '../../ledger/facts.ts'
import type { Book } from '../book.ts'
import { instant } from '../questions.ts'
import { currentOf, type Watched } from '../watched.ts'

interface Known {
  readonly watched: Watched
  readonly book: Pick<Book, 'find' | 'latest'>
  readonly context: TerminationContext
}

/**
 * Each trigger once, a warning when one more miss would complete one, and a revision of either where what it counted
 * counts no longer. What comes back is told again.
 */
export function terminationFindings(known: Known): Finding[] {
  const states = clauseStates(currentOf(known.watched), known.context)
  return [
    ...supersededMet(known, states),
    ...supersededNear(known, states),
    ...states.flatMap((state) => [...met(known, state), ...near(known, state)]),
  ]
}

export const isSuperseded = ({ facts }: Entry): boolean => facts.superseded === true

function met({ watched, book, context }: Known, state: ClauseState): Finding[] {
  const agreement = currentOf(watched)
  return state.fired.flatMap((fired): Finding[] => {
    const result = terminationResult(agreement, state, fired, context)
    const place = placeOf(watched, state.clause, result.triggeredAt, context.asOf)
    // A trigger is told once: the figures of what it counted may still move on.
    if (!isToBeTold(book.find(watched.id, keyOf('terminationMet', place)))) return []
    const facts = { ...terminationFacts(agreement, state, fired.counted), ...result }
    return [finding('terminationMet', place, facts)]
  })
}

function near({ watched, book, context }: Known, state: ClauseState): Finding[] {
  if (!state.oneAway || state.towards.length === 0) return []
  const agreement = currentOf(watched)
  const place = placeOf(watched, state.clause, subjectOf(agreement, state.towards), context.asOf)
  const found = finding('terminationNear', place, terminationFacts(agreement, state, state.towards))
  // The figures of a running period move on: what was told stands.
  return isToBeTold(book.find(watched.id, found)) ? [found] : []
}

const keyOf = (kind: 'terminationMet', { clause, subject }: ReturnType<typeof placeOf>) => ({
  ...{ kind, clause, subject, period: null },
})

const isToBeTold = (before: Entry | undefined): boolean => before === undefined || isSuperseded(before)

const placeOf = (watched: Watched, clause: string, subject: string, at: number) => ({
  agreement: watched.id,
  clause,
  subject,
  at,
})

const subjectOf = (agreement: Parameters<typeof zoneOf>[0], towards: ClauseState['towards']): string => {
  const zone = zoneOf(agreement)
  return sha256(towards.map((each) => `${each.commitment} ${isoInstant(each.from, zone)}`).join('\n'))
}

/** Rights that the ledger states and that do not arise from what counts now. */
function supersededMet({ watched, book, context }: Known, states: readonly ClauseState[]): Finding[] {
  const agreement = currentOf(watched)
  const standing = new Set(
    states.flatMap((state) =>
      state.fired.map(
        (fired) => `${state.clause} ${terminationResult(agreement, state, fired, context).triggeredAt}`,
      ),
    ),
  )
  return book.latest(watched.id, 'terminationMet').flatMap((entry): Finding[] => {
    const facts = entry.facts as unknown as Facts['terminationMet']
    const since = instant(facts.triggeredAt)
    const state = states.find(({ clause }) => clause === entry.clause)
    if (isSuperseded(entry) || standing.has(`${facts.clause} ${facts.triggeredAt}`)) return []
    if (!state || since > context.asOf || !isSameClause(watched, state, since)) return []
    const place = placeOf(watched, facts.clause, facts.triggeredAt, context.asOf)
    return [finding('terminationMet', place, { ...facts, superseded: true })]
  })
}

/** An amendment changes what can arise from then on; it takes back nothing that has arisen. */
function isSameClause(watched: Watched, { clause, terms }: ClauseState, since: number): boolean {
  const then = versionAt(currentOf(watched), since).terms.termination[clause]
  const textOf = (when: unknown): string =>
    canonicalJson(JSON.parse(JSON.stringify(when, plain)) as JsonObject)
  return then !== undefined && textOf(then.when) === textOf(terms.when)
}

const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

/** Warnings whose counted misses are none any more; what only grew old, or was used up, was true when it was told. */
function supersededNear({ watched, book, context }: Known, states: readonly ClauseState[]): Finding[] {
  return book.latest(watched.id, 'terminationNear').flatMap((entry): Finding[] => {
    const facts = entry.facts as unknown as Facts['terminationNear']
    const state = states.find(({ clause }) => clause === entry.clause)
    if (isSuperseded(entry) || !state) return []
    const counted = facts.counted.map((each) => ({ ...each, from: instant(each.from), to: instant(each.to) }))
    if (counted.every((each) => stillCounts(state.terms.when, each, context))) return []
    const place = placeOf(watched, facts.clause, entry.subject ?? '', context.asOf)
    return [finding('terminationNear', place, { ...facts, superseded: true })]
  })
}
