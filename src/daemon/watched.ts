import { type Agreement, type Version, versionAt, zoneOf } from '../agreement/agreement.ts'
import type { SourceTerms } from '../agreement/sourceTerms.ts'
import type { PeriodFacts } from '../evaluation/verdict.ts'
import type { Correction } from '../evidence/correction.ts'
import type { Event, Exclusion, FeeLine, Party } from '../evidence/event.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Facts } from '../ledger/facts.ts'
import type { AgreementLife } from '../ledger/life.ts'
import type { Recipient } from '../notices/plan.ts'

/** A document that is in force from an instant on. */
export interface InForce {
  readonly agreement: Agreement
  readonly since: number
}

/** One agreement as the daemon watches it: its documents in force, and the small evidence that is kept in memory. */
export interface Watched {
  readonly id: string
  /** In order of time; the last one is today's. */
  readonly documents: readonly InForce[]
  readonly life: AgreementLife
  /** UTC milliseconds at which the daemon first knew it: periods that ended before are not judged by themselves. */
  readonly knownSince: number
  /** Sorted by time; grows. */
  readonly events: Event[]
  readonly fees: FeeLine[]
  /** Intervals of evidence that both parties agreed to count otherwise than measured. */
  readonly corrections: readonly Correction[]
}

export function currentOf(watched: Watched): Agreement {
  const last = watched.documents.at(-1)
  if (!last) throw new Error(`the agreement ${watched.id} has no document in force`)
  return last.agreement
}

/** The document and version that judge a period: those in force when it begins. */
export function inForceAt(
  watched: Watched,
  at: number,
): { readonly agreement: Agreement; readonly version: Version } {
  const document = watched.documents.findLast((each) => each.since <= at) ?? watched.documents[0]
  if (!document) throw new Error(`the agreement ${watched.id} has no document in force`)
  return { agreement: document.agreement, version: versionAt(document.agreement, at) }
}

/** Every source that the agreement has now, by name. */
export function sourcesNow(watched: Watched, now: number): ReadonlyMap<string, SourceTerms> {
  return versionAt(currentOf(watched), now).sources
}

/** The exclusions that stand, by the ledger: announced and not withdrawn. */
export function exclusionsOf(
  announced: readonly Entry[],
  withdrawn: readonly Entry[],
): (Exclusion & { withdrawnAt: number | null })[] {
  const gone = new Map(withdrawn.map((entry) => [nameOf(entry), entry.decidedAt]))
  return announced.map((entry) => {
    const facts = entry.facts as unknown as Facts['exclusionAnnounced']
    const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds
    return {
      id: facts.id,
      kind: facts.kind,
      from: ms(facts.from),
      to: ms(facts.to),
      announcedAt: ms(facts.announcedAt),
      by: facts.by,
      agreedBy: facts.agreedBy,
      ...(facts.isNoticeWaived ? { isNoticeWaived: true as const } : {}),
      withdrawnAt: gone.get(nameOf(entry)) ?? null,
    }
  })
}

/** By its time too: who withdraws one withdraws no other, whatever its id. */
const nameOf = ({ clause, subject, period }: Entry): string => JSON.stringify([clause, subject, period])

/** Every contact of both parties, with what the agreement's `notices` says of each. */
export function recipientsOf(agreement: Agreement, now: number): Recipient[] {
  const { parties, notices } = versionAt(agreement, now).terms
  const of = (party: Party): Recipient[] =>
    parties[party].contacts.map((address) => {
      const rule = notices[address]
      return {
        address,
        party,
        language: rule?.language ?? 'en',
        kinds: rule?.kinds ?? 'default',
        digest: rule?.digest ?? null,
      }
    })
  return [...of('provider'), ...of('customer')]
}

export const factsOf = (entry: Entry): PeriodFacts => entry.facts as unknown as PeriodFacts
export const zone = (watched: Watched): string => zoneOf(currentOf(watched))
