import { createHash, generateKeyPairSync } from 'node:crypto'
import { sha256 } from '../../src/agreement/canonical.ts'
import type { Standing } from '../../src/evaluation/verdict.ts'
import type { Event, Exclusion } from '../../src/evidence/event.ts'
import type { Duties } from '../../src/http/duties.ts'
import type {
  AgreementSummary,
  AskedAnnouncement,
  Caller,
  CreditView,
  Service,
} from '../../src/http/service.ts'
import { ServiceProblem } from '../../src/http/service.ts'
import { link } from '../../src/ledger/chain.ts'
import type { CreditFacts } from '../../src/ledger/credits.ts'
import type { Entry, EntryDraft, EntryKind, JsonObject } from '../../src/ledger/entry.ts'
import { signerOf, signHead } from '../../src/ledger/head.ts'
import type { Notice } from '../../src/notices/notice.ts'
import type { Observation } from '../../src/sources/observation.ts'
import type { ClaimLetter } from '../../src/statements/claimLetter.ts'
import type { Store } from '../../src/store.ts'
import { aDuties, noDuties } from './aDuties.ts'
import { aPortfolio, aRenewal, aValue } from './aValue.ts'
import { procedureFixture } from './procedure.fixture.ts'

export const start = Date.parse('2026-03-10T12:00:00Z')
export const canary = 'canary-7f3b-never-shown'

/** Acme provides, Globex is its customer; Initech has an agreement of its own with Acme and must not see this one. */
export const checkout = 'acme-globex-checkout'
export const other = 'acme-initech-mail'

export function summary(id: string, customer: string): AgreementSummary {
  return {
    agreement: id,
    title: `Services for ${customer}`,
    provider: 'Acme Cloud GmbH',
    customer,
    digest: `sha256:${createHash('sha256').update(id).digest('hex')}`,
    term: { from: '2026-01-01', until: null },
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    commitments: [
      {
        name: 'availability',
        title: 'Monthly uptime',
        by: 'provider',
        measure: 'uptime of web',
        target: '>= 99.9%',
        period: 'month',
        clause: 'Annex 2',
      },
      {
        name: 'payment',
        title: 'Payment',
        by: 'customer',
        measure: 'elapsed',
        target: 'all',
        period: 'month',
        clause: null,
      },
    ],
    termination: [{ name: 'chronicOutage', right: 'customer' }],
    exclusionKinds: [
      { name: 'maintenance', consent: null },
      { name: 'customer', consent: 'both' },
    ],
    sources: [{ name: 'web', identity: `source-of-${id}`, kind: 'http', gives: 'state' }],
    head: { seq: 3, hash: 'ab'.repeat(32), signature: 'c2ln', keyId: '0123456789abcdef' },
    proposal: null,
  }
}

export function standing(commitment: string, change: Partial<Standing> = {}): Standing {
  return {
    commitment,
    title: commitment === 'availability' ? 'Monthly uptime' : 'Payment',
    by: commitment === 'availability' ? 'provider' : 'customer',
    target: '>= 99.9%',
    from: '2026-03-01T00:00:00+01:00',
    to: '2026-04-01T00:00:00+02:00',
    state: 'onTrack',
    measure: { value: '99.95', exact: '1999/2000', unit: '%', rounded: null, best: '99.99', worst: '99.9' },
    seconds: { bad: '300', total: '2674800', excluded: '0', excused: '0', unknown: '60' },
    shown: '99.95 %',
    certainSince: null,
    budgetRemaining: '0.5',
    secondsToCertainty: null,
    credit: {
      percent: '0',
      units: null,
      unit: null,
      amount: '0.00',
      currency: 'EUR',
      state: 'none',
      claimUntil: null,
    },
    gauges: { toDate: 0.9995, best: 0.9999, worst: 0.999, target: 0.999 },
    ...change,
  }
}

function draft(agreement: string, kind: EntryKind, change: Partial<EntryDraft> = {}): EntryDraft {
  return {
    agreement,
    kind,
    clause: 'availability',
    period: { from: '2026-02-01T00:00:00+01:00', to: '2026-03-01T00:00:00+01:00' },
    subject: null,
    revision: 1,
    decidedAt: start - 1000,
    facts: { shown: '99.80 %' },
    supersedes: null,
    ...change,
  }
}

const parties = ['provider', 'customer'] as const

function noticeOf(breach: Entry, party: (typeof parties)[number], recipient: string): Notice {
  const { agreement, id, decidedAt } = breach
  const told = { kind: 'breach', language: 'en', thread: null, digest: null } as const
  return {
    ...told,
    agreement,
    party,
    recipient,
    entry: id,
    notBefore: decidedAt,
    messageId: `<${party}.${id}@upheld.example>`,
  }
}

/** One each half hour until half an hour before the start, every tenth a failure. */
function observationOf(source: string, i: number): Observation {
  const at = start - 49.5 * 3_600_000 + i * 1_800_000
  const seen =
    i % 10 === 0
      ? ({ outcome: 'bad', reason: 'status' } as const)
      : ({ outcome: 'good', latencyUs: 23_150 + i } as const)
  return { kind: 'state', source, at, ...seen }
}

const creditFacts = {
  commitment: 'availability',
  title: 'Monthly uptime',
  by: 'provider',
  from: '2026-02-01T00:00:00+01:00',
  to: '2026-03-01T00:00:00+01:00',
  timeZone: 'Europe/Berlin',
  state: 'claimable',
  before: null,
  percent: '10',
  units: null,
  unit: null,
  amount: '1200.00',
  amountBefore: null,
  currency: 'EUR',
  claimUntil: '2026-03-31',
  settled: null,
  difference: null,
} as const satisfies CreditFacts

const viewOf = ({ id, agreement }: Entry): CreditView => ({
  ...creditFacts,
  id,
  agreement,
  entry: id,
  statedAt: '2026-03-10T12:00:00Z',
  claimedAt: null,
  acts: [],
})

type Kept = Exclusion & { readonly withdrawnAt: number | null }

/** The daemon's side, by hand: enough truth that a wrong answer of a route shows. */
export class FixtureService implements Service {
  readonly store: Store
  /** The breach of each agreement. */
  readonly breaches = new Map<string, Entry>()
  /** The credit of each agreement. */
  readonly statedCredits = new Map<string, Entry>()
  constructor(store: Store) {
    this.store = store
  }

  webhooks = () => ({})
  async announcements() {
    this.#fail()
    return []
  }
  async announceChange(agreement: string, { id, about, title }: AskedAnnouncement) {
    this.#fail()
    const at = start
    return { id, agreement, about, title, text: null, concerns: [], effective: null, resolved: null, at }
  }
  async erase() {
    this.#fail()
    return { texts: 2, events: 1, agreements: [checkout] }
  }
  readonly badgeSecret = `badge ${canary}`
  readonly #signer = signerOf(generateKeyPairSync('ed25519').privateKey)
  readonly publicKey = this.#signer.publicKey
  summaries: AgreementSummary[] = [summary(checkout, 'Globex AG'), summary(other, 'Initech')]
  standingsOf = (_agreement: string): readonly Standing[] => [standing('availability'), standing('payment')]
  kept = new Map<string, Kept[]>()
  lines: unknown[] = []
  eventsTaken: Event[] = []
  reason: string | null = null
  fault: Error | null = null
  reloads = 0
  time = start
  takes = 0

  now = () => this.time
  agreements = () => this.summaries
  standings = (agreement: string) => this.standingsOf(agreement)
  notReady = () => this.reason

  async monthlyCredits() {
    this.#fail()
    return [
      {
        from: '2026-02-01T00:00:00+01:00',
        to: '2026-03-01T00:00:00+01:00',
        amount: '1200.00',
        capped: false,
      },
    ]
  }
  async value(agreement: string) {
    this.#fail()
    return agreement === checkout ? aValue() : null
  }
  async renewal(agreement: string) {
    this.#fail()
    return aRenewal(agreement)
  }
  async portfolio(agreements: readonly string[]) {
    this.#fail()
    return aPortfolio(agreements)
  }
  async periods(agreement: string, query: { commitment?: string }) {
    this.#fail()
    const months = ['2026-02', '2026-01', '2025-12', '2025-11', '2025-10']
    return months.flatMap((month) =>
      ['availability', 'payment']
        .filter((name) => query.commitment === undefined || name === query.commitment)
        .map((commitment) => ({
          commitment,
          from: `${month}-01T00:00:00+01:00`,
          to: `${month}-28T00:00:00+01:00`,
          measure: {
            value: '99.8',
            exact: '499/500',
            unit: '%' as const,
            rounded: null,
            best: '99.8',
            worst: '99.8',
          },
          verdict: 'breached' as const,
          certainSince: `${month}-09T10:00:00+01:00`,
          credit: null,
          agreement,
        })),
    )
  }
  async terminations() {
    return [
      {
        clause: 'chronicOutage',
        right: 'customer' as const,
        triggeredAt: '2026-03-01T00:00:00+01:00',
        exerciseBy: '2026-03-31',
      },
    ]
  }
  async duties(agreement: string): Promise<Duties> {
    this.#fail()
    return agreement === checkout ? aDuties : noDuties
  }
  async explain(_agreement: string, query: { commitment: string }) {
    this.#fail()
    return { text: `observations, then outages of ${query.commitment}`, result: standing(query.commitment) }
  }
  async evidence(agreement: string, query: { source: string; from: number; to: number }) {
    return this.store.series(`source-of-${agreement}`, query.from, query.to)
  }
  async takeEvidence(_agreement: string, lines: readonly unknown[]) {
    this.#fail()
    this.takes++
    const isGood = (line: unknown) => (line as { source?: string }).source !== 'http-source'
    const fresh = lines.filter(
      (line) => isGood(line) && !this.lines.some((known) => JSON.stringify(known) === JSON.stringify(line)),
    )
    this.lines.push(...fresh)
    const refused = lines.flatMap((line, index) =>
      isGood(line) ? [] : [{ index, problem: 'web is measured, not reported' }],
    )
    return { accepted: fresh.length, duplicates: lines.length - fresh.length - refused.length, refused }
  }
  async takeEvents(_agreement: string, events: readonly Event[]) {
    this.#fail()
    const fresh = events.filter((one) => !this.eventsTaken.some(({ id }) => id === one.id))
    this.eventsTaken.push(...fresh)
    return { accepted: fresh.length, duplicates: events.length - fresh.length, refused: [] }
  }
  async exclusions(agreement: string) {
    return this.kept.get(agreement) ?? []
  }
  async announceExclusion(
    agreement: string,
    asked: { id?: string; kind: string; from: number; to: number; reason?: string },
    caller: Caller,
  ) {
    this.#fail()
    const made: Kept = {
      id: 'x-1',
      ...asked,
      announcedAt: this.time,
      by: caller.role === 'customer' ? ['customer'] : ['provider'],
      agreedBy: [],
      withdrawnAt: null,
    }
    this.kept.set(agreement, [...(this.kept.get(agreement) ?? []).filter(({ id }) => id !== made.id), made])
    return made
  }
  async withdrawExclusion(agreement: string, id: string) {
    const all = this.kept.get(agreement) ?? []
    this.kept.set(
      agreement,
      all.map((one) => (one.id === id ? { ...one, withdrawnAt: this.time } : one)),
    )
  }
  async acknowledge(breach: Entry, note: string | undefined, caller: Caller) {
    this.#fail()
    const facts: JsonObject = {
      breach: breach.id,
      by: caller.role,
      note: note === undefined ? null : sha256(note),
    }
    const made = draft(breach.agreement, 'acknowledged', { facts, subject: breach.id })
    return this.append(made, note === undefined ? {} : { texts: [note] })
  }
  async credits(agreement: string): Promise<readonly CreditView[]> {
    this.#fail()
    const credit = this.statedCredits.get(agreement)
    return credit ? [viewOf(credit)] : []
  }
  async claimLetter(credit: Entry): Promise<ClaimLetter> {
    this.#fail()
    const { gauges: _, ...figures } = standing('availability')
    return {
      ...{ agreement: credit.agreement, title: 'Checkout', digest: 'sha256:00', bases: ['fees.service'] },
      ...{ parties: { provider: 'Acme', customer: 'Globex AG' }, credit: creditFacts, claim: null },
      facts: {
        ...figures,
        ...{ verdict: 'breached', timeZone: 'Europe/Berlin', outages: [], outagesOmitted: 0, exclusions: [] },
        inputs: { agreement: 'sha256:00', version: '', evidence: [], exclusions: [], digest: '00' },
      },
      entry: { id: credit.id, at: start },
      head: null,
    }
  }
  async claimCredit(credit: Entry, _statement: string | undefined, caller: Caller) {
    this.#fail()
    if (caller.role === 'provider') throw new ServiceProblem(403, 'The customer claims it.')
    return viewOf(credit)
  }
  async electCredit(credit: Entry, caller: Caller) {
    this.#fail()
    if (caller.role === 'provider') throw new ServiceProblem(403, 'The customer chooses.')
    return viewOf(credit)
  }
  async answerClaim(credit: Entry, _asked: object, caller: Caller) {
    this.#fail()
    if (caller.role === 'customer') throw new ServiceProblem(403, 'The provider answers.')
    return viewOf(credit)
  }
  async settleCredit(credit: Entry, asked: { reference: string }, caller: Caller) {
    this.#fail()
    if (caller.role === 'customer') throw new ServiceProblem(403, 'The provider settles.')
    if (asked.reference === 'taken') throw new ServiceProblem(409, 'The reference is taken.')
    return viewOf(credit)
  }
  async acceptAmendment(agreement: string, digest: string) {
    if (!digest.endsWith('a'.repeat(64))) throw new ServiceProblem(409, 'There is no such proposal.')
    return this.append(draft(agreement, 'amendmentAccepted', { subject: digest }))
  }
  readonly procedure = procedureFixture
  readonly surveys = {
    list: async () => [],
    counts: () => [{ survey: 'quarterly', asked: 2, answered: 1 }],
    open: async () => null,
    answer: async () => 'closed' as const,
  }
  readonly links = { open: async () => null, follow: async () => undefined }
  async reload() {
    this.#fail()
    this.reloads++
  }

  readonly telemetry: Service['telemetry'] = {
    observations: new Map([['http good', { kind: 'http', outcome: 'good', reason: 'none', count: 12 }]]),
    drainLooks: () => [{ kind: 'http', durationUs: 23_000, phasesUs: { dns: 1000, tcp: 2000 } }],
    probesInFlight: () => 2,
    lagSeconds: () => 0.004,
    startLatenessSeconds: () => 0.002,
    lastReload: () => ({ successful: true, at: start }),
    lastTick: () => start,
    breaches: () => [{ agreement: checkout, commitment: 'availability', count: 3 }],
    certificateDays: () => [{ agreement: checkout, source: 'web', days: 30 }],
  }

  /** Makes it one that holds a breach, a notice to each party, evidence and a ledger for each agreement. */
  async fill(): Promise<this> {
    for (const { agreement } of this.summaries) {
      await this.append(draft(agreement, 'agreementLoaded', { clause: null, period: null }))
      const addresses = parties.map((party) => `${party}@${agreement}.example`)
      const noticesOf = (breach: Entry) =>
        parties.map((party, i) => noticeOf(breach, party, sha256(addresses[i]!)))
      const breach = await this.append(draft(agreement, 'breach'), { texts: addresses, noticesOf })
      this.breaches.set(agreement, breach)
      this.statedCredits.set(
        agreement,
        await this.append(draft(agreement, 'creditStated', { facts: creditFacts })),
      )
      for (const { messageId, party } of noticesOf(breach)) {
        const lastError = `550 no such user ${party}@${agreement}.example`
        await this.store.settleNotice(messageId, { state: 'sent', attempts: 1, attemptAt: start, lastError })
      }
      await this.store.record(
        Array.from({ length: 100 }, (_, i) => observationOf(`source-of-${agreement}`, i)),
      )
    }
    return this
  }

  /** Gives a draft its place in the chain and signs the new head. */
  async append(
    one: EntryDraft,
    also: { texts?: readonly string[]; noticesOf?: (made: Entry) => readonly Notice[] } = {},
  ): Promise<Entry> {
    const { agreement } = one
    const expected = await this.store.head(agreement)
    const [made] = link(expected, [one])
    // Deciding the same a second time adds nothing.
    const known = await this.store.entry(made!.id)
    if (known !== null) return known
    const { seq, hash } = made!
    const head = signHead(this.#signer, { agreement, seq, hash, at: this.time })
    const notices = also.noticesOf?.(made!) ?? []
    await this.store.commit({ agreement, expected, entries: [made!], notices, texts: also.texts ?? [], head })
    return made!
  }

  #fail(): void {
    if (this.fault !== null) throw this.fault
  }
}
