import { type Agreement, isoInstant, type Version, zoneOf } from '../agreement/agreement.ts'
import { sha256 } from '../agreement/canonical.ts'
import type { Period } from '../agreement/period.ts'
import type { CommitmentTerms } from '../agreement/schema/commitments.ts'
import type { ClauseState } from '../evaluation/termination.ts'
import type { Fired } from '../evaluation/triggers.ts'
import type { PeriodFacts, Standing } from '../evaluation/verdict.ts'
import type { Exclusion, Party } from '../evidence/event.ts'
import { withListApart } from './countedList.ts'
import type { EntryDraft, EntryKind, JsonObject } from './entry.ts'
import type { AgreementFacts, Facts, SourceUse, TerminationFacts } from './facts.ts'

/** A draft without its revision: that depends on what the ledger holds already. */
export type Finding = Omit<EntryDraft, 'revision' | 'supersedes'> & {
  /** Free texts that its facts name by digest. */
  readonly texts: readonly string[]
  /** Recorded without a notice: it repeats what both were told already. */
  readonly isQuiet?: boolean
  /** Where it corrects an entry, its facts say under `changes` which figures differ. */
  readonly tellsChanges?: boolean
  /** UTC milliseconds: told then, in one mail with all others of the same instant. */
  readonly toldAt?: number
  /** Told to this contact alone; the entry does not say to whom. */
  readonly only?: { readonly address: string; readonly party: Party }
}

interface Place {
  readonly agreement: string
  readonly clause?: string
  readonly period?: { readonly from: string; readonly to: string }
  readonly subject?: string
  readonly at: number
}

/** One finding of a kind, with facts that the compiler checks. */
export function finding<K extends EntryKind>(
  kind: K,
  place: Place,
  facts: Facts[K],
  texts: readonly string[] = [],
): Finding {
  return {
    agreement: place.agreement,
    kind,
    clause: place.clause ?? null,
    period: place.period ?? null,
    subject: place.subject ?? null,
    decidedAt: place.at,
    facts: JSON.parse(JSON.stringify(facts)) as JsonObject,
    texts,
  }
}

/** A breach or a closed period. */
export function periodFinding(
  kind: 'breach' | 'periodClosed',
  agreement: string,
  facts: PeriodFacts,
  at: number,
): Finding {
  const kept = withListApart(facts)
  return {
    ...finding(kind, periodPlace(agreement, facts, at), kept.facts, kept.texts),
    tellsChanges: true,
  }
}

const periodPlace = (agreement: string, facts: PeriodFacts | Standing, at: number): Place => ({
  agreement,
  clause: facts.commitment,
  period:
    'timeZone' in facts && facts.incident !== undefined
      ? firstMoment(facts.from, facts.timeZone)
      : { from: facts.from, to: facts.to },
  ...(facts.of === undefined ? {} : { subject: facts.of }),
  at,
})

/** An outage or event that is judged alone is named by its first moment: where it ends may be known later, and moves. */
const firstMoment = (from: string, zone: string): { readonly from: string; readonly to: string } => ({
  from,
  to: isoInstant(Temporal.Instant.from(from).epochMilliseconds + 1, zone),
})

/** The period in the name of an entry about it. */
export function periodKey(
  { period: { kind } }: Pick<CommitmentTerms, 'period'>,
  period: Period,
  zone: string,
): { readonly from: string; readonly to: string } {
  const from = isoInstant(period.from, zone)
  return kind === 'incident' ? firstMoment(from, zone) : { from, to: isoInstant(period.to, zone) }
}

export function atRiskFinding(agreement: Agreement, standing: Standing, at: number): Finding {
  const { gauges: _, ...facts } = standing
  return finding('atRisk', periodPlace(agreement.id, standing, at), {
    ...facts,
    timeZone: zoneOf(agreement),
  } as Facts['atRisk'])
}

/** What an entry says of an agreement's text; the text, names and addresses themselves go beside the chain. */
export function agreementFacts(
  agreement: Agreement,
  version: Version,
  sources: readonly SourceUse[],
): AgreementFacts {
  const { terms } = version
  return {
    title: terms.title,
    digest: agreement.digest,
    text: sha256(agreement.text),
    term: { from: terms.term.from, until: terms.term.until ?? null },
    timeZone: terms.timeZone,
    provider: sha256(terms.parties.provider.name),
    customer: sha256(terms.parties.customer.name),
    sources,
  }
}

export function agreementTexts(agreement: Agreement, { terms: { parties } }: Version): string[] {
  return [
    agreement.text,
    parties.provider.name,
    parties.customer.name,
    ...parties.provider.contacts,
    ...parties.customer.contacts,
  ]
}

/** Which source identities an agreement uses, from an instant on. */
export function sourceUses(version: Version, since: number, zone: string): SourceUse[] {
  return [...version.sources.values()].map((source) => ({
    name: source.name,
    identity: source.identity,
    since: isoInstant(since, zone),
  }))
}

export function exclusionFinding(agreement: Agreement, exclusion: Exclusion, at: number): Finding {
  const zone = zoneOf(agreement)
  const period = { from: isoInstant(exclusion.from, zone), to: isoInstant(exclusion.to, zone) }
  const facts = {
    id: exclusion.id,
    kind: exclusion.kind,
    ...period,
    announcedAt: isoInstant(exclusion.announcedAt, zone),
    by: exclusion.by,
    agreedBy: exclusion.agreedBy,
    ...(exclusion.isNoticeWaived ? { isNoticeWaived: true as const } : {}),
    reason: exclusion.reason === undefined ? null : sha256(exclusion.reason),
    timeZone: zone,
  }
  const texts = exclusion.reason === undefined ? [] : [exclusion.reason]
  return finding(
    'exclusionAnnounced',
    { agreement: agreement.id, clause: exclusion.kind, period, subject: exclusion.id, at },
    facts,
    texts,
  )
}

export function withdrawalFinding(
  agreement: Agreement,
  exclusion: Exclusion,
  by: Party | 'operator',
  at: number,
): Finding {
  const zone = zoneOf(agreement)
  const period = { from: isoInstant(exclusion.from, zone), to: isoInstant(exclusion.to, zone) }
  const facts = { id: exclusion.id, kind: exclusion.kind, by, ...period, timeZone: zone }
  return finding(
    'exclusionWithdrawn',
    { agreement: agreement.id, clause: exclusion.kind, period, subject: exclusion.id, at },
    facts,
  )
}

/** So many periods or outages are named by a right that counts more: the first ones; `explain` shows how it came about. */
const mostCounted = 200

export function terminationFacts(
  agreement: Agreement,
  state: ClauseState,
  counted: Fired['counted'],
): TerminationFacts {
  const zone = zoneOf(agreement)
  const omitted = counted.length - mostCounted
  return {
    clause: state.clause,
    right: state.terms.right,
    condition: conditionText(state.terms.when),
    counted: counted.slice(0, mostCounted).map((each) => ({
      commitment: each.commitment,
      from: isoInstant(each.from, zone),
      to: isoInstant(each.to, zone),
      figure: each.figure,
    })),
    ...(omitted > 0 ? { countedOmitted: omitted } : {}),
    contractClause: state.terms.clause ?? null,
    timeZone: zone,
  }
}

type When = ClauseState['terms']['when']

/** A trigger's condition in words. */
export function conditionText(when: When): string {
  const within = (span: Extract<When, { kind: 'total' }>['within']): string =>
    span.kind === 'calendar' ? `one ${span.unit}` : span.length.text
  const minutes = (ms: number): string =>
    ms % 3_600_000 === 0 ? `${ms / 3_600_000} h` : `${ms / 60_000} min`
  switch (when.kind) {
    case 'missed':
      return `${when.times} misses of ${when.missed}${when.consecutive ? ' in a row' : when.outOf === undefined ? '' : ` out of ${when.outOf}`}`
    case 'outages':
      return `${when.times} outages of ${when.outages}${when.longerThan === undefined ? '' : ` longer than ${minutes(when.longerThan)}`} within ${within(when.within)}`
    case 'total':
      return `more than ${minutes(when.exceeds)} of downtime of ${when.total} within ${within(when.within)}`
    case 'average':
      return `average of ${when.average} over ${when.over} periods`
    case 'missedEvents':
      return `${when.times} missed events of ${when.missedEvents} within ${within(when.within)}`
    case 'capReached':
      return `cap of credits reached ${when.times} times within ${within(when.within)}`
    case 'overdue':
      return `${when.overdue} overdue by ${when.by.text}`
    case 'any':
      return when.of.map(conditionText).join(', or ')
    case 'all':
      return when.of.map(conditionText).join(', and ')
  }
}
