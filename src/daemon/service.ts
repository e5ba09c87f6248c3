import { randomUUID } from 'node:crypto'
import { isoInstant, untilOf, versionAt, zoneOf } from '../agreement/agreement.ts'
import { sha256 } from '../agreement/canonical.ts'
import { needsBoth } from '../agreement/consent.ts'
import { seriesKindOf } from '../agreement/sourceTerms.ts'
import type { MonthlyCredit, PeriodResult, Standing } from '../evaluation/verdict.ts'
import type { Event, Exclusion } from '../evidence/event.ts'
import {
  type AgreementSummary,
  type Caller,
  type Service,
  ServiceProblem,
  type Telemetry,
} from '../http/service.ts'
import { exclusionFinding, finding, withdrawalFinding } from '../ledger/drafts.ts'
import type { Entry } from '../ledger/entry.ts'
import type { Facts } from '../ledger/facts.ts'
import type { Signer } from '../ledger/head.ts'
import type { Store } from '../store.ts'
import type { Book } from './book.ts'
import type { Claims } from './credits/claims.ts'
import { creditServiceOf } from './credits/creditService.ts'
import { seriesFor } from './evidence/gather.ts'
import type { Intake } from './evidence/intake.ts'
import type { Explainer } from './judging/explainer.ts'
import { isGone } from './judging/periods.ts'
import type { Terminations } from './life/terminations.ts'
import { announceChange, announcementsOf } from './parties/announcements.ts'
import type { DutiesNow } from './parties/duties.ts'
import { listedExclusions } from './parties/exclusionList.ts'
import { parseExclusion, withdrawalProblem } from './parties/exclusionRule.ts'
import { linksOf } from './parties/links.ts'
import type { Procedure } from './parties/procedureService.ts'
import { renewalOf } from './statements/renewalOf.ts'
import type { Values } from './statements/values.ts'
import { currentOf, exclusionsOf, factsOf, sourcesNow, type Watched } from './watched.ts'

export interface ServiceParts {
  readonly store: Store
  readonly book: Book
  readonly intake: Intake
  readonly terminations: Terminations
  readonly claims: Claims
  readonly values: Values
  readonly duties: DutiesNow
  readonly explainer: Explainer
  readonly telemetry: Telemetry
  readonly publicKey: string
  readonly badgeSecret: string
  readonly now: () => number
  readonly watched: (id: string) => Watched | undefined
  readonly all: () => readonly Watched[]
  readonly standings: (id: string) => readonly Standing[]
  readonly reload: () => Promise<void>
  readonly webhooks: Service['webhooks']
  readonly erase: Service['erase']
  readonly notReady: () => string | null
  /** Something changed that may touch closed periods. */
  readonly touched: (watched: Watched, span: { from: number; to: number }) => void
  readonly procedure: Procedure
  readonly signer: Signer
  readonly surveys: Service['surveys']
}

/** The daemon as REST sees it. */
export function serviceOf(parts: ServiceParts): Service {
  const get = (id: string): Watched => {
    const found = parts.watched(id)
    if (!found) throw new ServiceProblem(404, 'there is no such agreement')
    return found
  }
  return {
    store: parts.store,
    now: parts.now,
    telemetry: parts.telemetry,
    publicKey: parts.publicKey,
    badgeSecret: parts.badgeSecret,
    notReady: parts.notReady,
    reload: parts.reload,
    webhooks: parts.webhooks,
    erase: parts.erase,
    announcements: (id) => announcementsOf(parts, get(id)),
    announceChange: (id, asked) => announceChange(parts, get(id), asked),
    agreements: () => parts.all().map((watched) => summaryOf(parts, watched)),
    standings: parts.standings,
    monthlyCredits: async (id): Promise<readonly MonthlyCredit[]> =>
      parts.terminations.credits(get(id), parts.now()).months,
    renewal: (id) => renewalOf(parts, get(id), parts.now()),
    value: async (id) => parts.values.figures(get(id), parts.now()),
    portfolio: async (ids) => parts.values.portfolio(ids.map(get), parts.now()),
    periods: async (id, query) => periodsOf(parts.book, id, query),
    terminations: (id) => parts.terminations.results(get(id), standing(parts, id), parts.now()),
    duties: async (id) => parts.duties.of(get(id)),
    explain: (id, query) => parts.explainer.explain(get(id), query),
    evidence: async (id, { source, from, to }) => {
      const watched = get(id)
      const uses = watched.life.uses.get(source)
      if (!uses) throw new ServiceProblem(404, `the agreement has no source "${source}"`)
      return seriesFor(parts.store, uses, {
        name: source,
        span: { from, to },
        agreement: currentOf(watched),
        reachBack: false,
      })
    },
    takeEvidence: (id, lines, caller) => parts.intake.takeLines(get(id), lines, caller),
    takeEvents: (id, events: readonly Event[], caller) => parts.intake.takeEvents(get(id), events, caller),
    exclusions: (id) => listedExclusions(parts, get(id)),
    announceExclusion: (id, asked, caller) => announce(parts, get(id), asked, caller),
    withdrawExclusion: (id, exclusion, caller) => withdraw(parts, get(id), exclusion, caller),
    acknowledge: (breach, note, caller) => acknowledge(parts, breach, note, caller),
    procedure: parts.procedure.service,
    surveys: parts.surveys,
    links: linksOf({
      ...parts,
      proposals: parts.procedure.proposals,
      acknowledge: (breach, note, caller) => acknowledge(parts, breach, note, caller),
    }),
    ...creditServiceOf(parts, get),
    acceptAmendment: (id, digest, caller) => accept(parts, get(id), digest, caller),
  }
}

const allExclusions = ({ book }: ServiceParts, id: string) =>
  exclusionsOf(book.latest(id, 'exclusionAnnounced'), book.latest(id, 'exclusionWithdrawn'))

const standing = (parts: ServiceParts, id: string): Exclusion[] =>
  allExclusions(parts, id).filter((each) => each.withdrawnAt === null)

function periodsOf(
  book: Book,
  id: string,
  query: { commitment?: string; from?: number; until?: number },
): PeriodResult[] {
  const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds
  return book
    .latest(id, 'periodClosed')
    .filter((entry) => !isGone(entry))
    .map(factsOf)
    .filter((facts) => query.commitment === undefined || facts.commitment === query.commitment)
    .filter(
      (facts) =>
        (query.from === undefined || ms(facts.to) > query.from) &&
        (query.until === undefined || ms(facts.from) < query.until),
    )
    .sort((a, b) => ms(b.from) - ms(a.from) || (a.commitment < b.commitment ? -1 : 1))
}

function summaryOf(parts: ServiceParts, watched: Watched): AgreementSummary {
  const agreement = currentOf(watched)
  const now = parts.now()
  const { terms } = versionAt(agreement, now)
  const head = parts.book.head(watched.id)
  const { proposal } = watched.life
  return {
    agreement: watched.id,
    title: terms.title,
    provider: terms.parties.provider.name,
    customer: terms.parties.customer.name,
    digest: agreement.digest,
    term: { from: terms.term.from, until: untilOf(agreement) },
    timeZone: terms.timeZone,
    currency: terms.currency ?? null,
    commitments: Object.entries(terms.commitments).map(([name, commitment]) => ({
      name,
      title: commitment.title ?? name,
      by: commitment.by,
      measure: commitment.measure.kind,
      target:
        commitment.target.kind === 'condition' ? commitment.target.condition.text : commitment.target.kind,
      period: periodText(commitment.period),
      clause: commitment.clause ?? null,
    })),
    termination: Object.entries(terms.termination).map(([name, clause]) => ({ name, right: clause.right })),
    exclusionKinds: Object.entries(terms.exclusions).map(([name, kind]) => ({
      name,
      consent: needsBoth(kind) ? 'both' : null,
    })),
    sources: [...sourcesNow(watched, now).values()].map((source) => ({
      name: source.name,
      identity: source.identity,
      kind: source.look.kind,
      gives: seriesKindOf(source.look),
    })),
    head: head ? { seq: head.seq, hash: head.hash, signature: head.signature, keyId: head.keyId } : null,
    proposal: proposal
      ? { digest: proposal.digest, since: isoInstant(proposal.since, zoneOf(agreement)) }
      : null,
  }
}

type PeriodTerms = ReturnType<typeof versionAt>['terms']['commitments'][string]['period']
function periodText(period: PeriodTerms): string {
  switch (period.kind) {
    case 'calendar':
      return period.unit
    case 'billing':
      return `billing ${period.unit} from ${period.anchor}`
    case 'fiscal':
      return `fiscal ${period.unit}`
    case 'trailing':
      return `trailing ${period.length.text}`
    case 'incident':
      return 'incident'
  }
}

type Asked = Parameters<Service['announceExclusion']>[1]

async function announce(
  parts: ServiceParts,
  watched: Watched,
  asked: Asked,
  caller: Caller,
): Promise<Exclusion> {
  const id = asked.id ?? randomUUID()
  const known = allExclusions(parts, watched.id).find((each) => each.id === id)
  if (known) {
    const from = Math.max(asked.from, known.announcedAt)
    const isSame = known.kind === asked.kind && known.from === from && known.to === asked.to
    if (isSame && known.withdrawnAt === null) return known
    throw new ServiceProblem(409, `there is another exclusion with the id "${id}"`)
  }
  parts.procedure.proposals.refuseKnown(watched, id)
  const { toldAt, ...said } = asked
  const exclusion = parseExclusion(watched, { ...said, id }, caller, parts.now())
  const found = exclusionFinding(currentOf(watched), exclusion, parts.now())
  await parts.book.write(watched.id, [toldAt === undefined ? found : { ...found, toldAt }])
  parts.touched(watched, exclusion)
  return exclusion
}

async function withdraw(parts: ServiceParts, watched: Watched, id: string, caller: Caller): Promise<void> {
  const known = allExclusions(parts, watched.id).find((each) => each.id === id)
  if (!known) throw new ServiceProblem(404, 'there is no such exclusion')
  if (known.withdrawnAt !== null) return
  const by = caller.role === 'provider' || caller.role === 'customer' ? caller.role : 'operator'
  const problem = withdrawalProblem(known, by, parts.now())
  if (problem !== null) throw new ServiceProblem(409, problem)
  await parts.book.write(watched.id, [withdrawalFinding(currentOf(watched), known, by, parts.now())])
  parts.touched(watched, known)
}

async function acknowledge(
  parts: ServiceParts,
  breach: Entry,
  note: string | undefined,
  caller: Caller,
): Promise<Entry> {
  const by = caller.role === 'provider' || caller.role === 'customer' ? caller.role : 'operator'
  const place = {
    agreement: breach.agreement,
    ...(breach.clause === null ? {} : { clause: breach.clause }),
    ...(breach.period === null ? {} : { period: breach.period }),
    subject: `${by} ${breach.id}`,
    at: parts.now(),
  }
  const found = finding(
    'acknowledged',
    place,
    { breach: breach.id, by, note: note === undefined ? null : sha256(note) },
    note === undefined ? [] : [note],
  )
  const known = parts.book.find(breach.agreement, found)
  if (known) return known
  const [entry] = await parts.book.write(breach.agreement, [found])
  const written = entry ?? parts.book.find(breach.agreement, found)
  if (!written) throw new ServiceProblem(503, 'the acknowledgement could not be recorded')
  return written
}

/** The other party accepts what a changed file proposes: the new text is in force from then on. */
async function accept(parts: ServiceParts, watched: Watched, digest: string, caller: Caller): Promise<Entry> {
  const wanted = digest.startsWith('sha256:') ? digest : `sha256:${digest}`
  const { proposals } = parts.procedure
  const proposal = proposals.proposals(watched).findLast(({ facts }) => facts.of === wanted)
  if (!proposal) throw new ServiceProblem(404, 'there is no such proposal')
  await proposals.move(watched, { proposal: proposal.facts.proposal, move: 'accept' }, caller)
  const entry = parts.book
    .latest(watched.id, 'amendmentAccepted')
    .findLast((each) => (each.facts as unknown as Facts['amendmentAccepted']).digest === wanted)
  if (!entry) throw new ServiceProblem(503, 'the acceptance could not be recorded')
  return entry
}
