import { sha256 } from '../../src/agreement/canonical.ts'
import type { PeriodFacts } from '../../src/evaluation/verdict.ts'
import { link } from '../../src/ledger/chain.ts'
import type { Entry, EntryDraft, EntryKind, Head, JsonObject } from '../../src/ledger/entry.ts'
import type { AgreementFacts, Facts } from '../../src/ledger/facts.ts'
import { planNotices, type Recipient } from '../../src/notices/plan.ts'
import { Outbox } from './outbox.ts'

export const externalUrl = 'https://upheld.example.com/'
export const decidedAt = Date.parse('2026-03-21T09:30:00Z')
export const timeZone = 'Europe/Berlin'
export const context = { externalUrl, timeZone }

export const periodFacts: PeriodFacts = {
  commitment: 'availability',
  title: 'Monthly uptime',
  by: 'provider',
  clause: '§ 4.1',
  timeZone,
  from: '2026-03-01T00:00:00+01:00',
  to: '2026-04-01T00:00:00+02:00',
  target: '>= 99.9%',
  shown: '99.12 %',
  measure: {
    value: '99.127856',
    exact: '66254/66837',
    unit: '%',
    rounded: null,
    best: '99.127856',
    worst: '99.127856',
  },
  seconds: { bad: '23316', total: '2674800', excluded: '0', excused: '0', unknown: '0' },
  verdict: 'breached',
  certainSince: '2026-03-21T10:29:19.201+01:00',
  credit: {
    percent: '10',
    units: null,
    unit: null,
    amount: '1200.00',
    currency: 'EUR',
    state: 'claimable',
    claimUntil: '2026-04-30',
  },
  outages: [
    { from: '2026-03-02T11:00:00+01:00', to: '2026-03-02T12:30:00+01:00', seconds: '5400' },
    { from: '2026-03-20T23:30:30+01:00', to: '2026-03-21T04:29:06+01:00', seconds: '17916' },
  ],
  outagesOmitted: 0,
  exclusions: [
    {
      id: 'x-1',
      kind: 'maintenance',
      from: '2026-03-08T02:00:00+01:00',
      to: '2026-03-08T04:00:00+01:00',
      effect: 'excuse',
    },
  ],
  inputs: {
    agreement: `sha256:${'a'.repeat(64)}`,
    version: '2026-01-01',
    evidence: [],
    exclusions: ['x-1'],
    digest: 'b'.repeat(64),
  },
}

export const agreementFacts: AgreementFacts = {
  title: 'Checkout API',
  digest: `sha256:${'a'.repeat(64)}`,
  text: sha256('yaml'),
  term: { from: '2026-01-01', until: null },
  timeZone,
  provider: sha256('Acme Hosting GmbH'),
  customer: sha256('Globex'),
  sources: [{ name: 'checkout', identity: 'c'.repeat(64), since: '2026-01-01T00:00:00+01:00' }],
}

const asJson = (facts: object): JsonObject => facts as unknown as JsonObject

export const draft = <K extends EntryKind>(
  kind: K,
  facts: Facts[K],
  changes: Partial<EntryDraft> = {},
): EntryDraft => ({
  agreement: 'checkout-globex',
  kind,
  clause: 'availability',
  period: { from: periodFacts.from, to: periodFacts.to },
  subject: null,
  revision: 1,
  decidedAt,
  facts: asJson(facts),
  supersedes: null,
  ...changes,
})

export const loaded = draft('agreementLoaded', agreementFacts, { clause: null, period: null })

/** The agreement's first entry and the given ones, in one chain. */
export function chain(...drafts: readonly EntryDraft[]): Entry[] {
  return link(null, [loaded, ...drafts]).slice(1)
}

export const entryOf = <K extends EntryKind>(
  kind: K,
  facts: Facts[K],
  changes: Partial<EntryDraft> = {},
): Entry => {
  const [entry] = chain(draft(kind, facts, changes))
  if (!entry) throw new Error('no entry')
  return entry
}

export const breach = (changes: Partial<PeriodFacts> = {}): Entry =>
  entryOf('breach', { ...periodFacts, ...changes })

export const provider: Recipient = {
  address: 'ops@acme.test',
  party: 'provider',
  language: 'en',
  kinds: 'default',
  digest: null,
}
export const customer: Recipient = {
  address: 'it@globex.test',
  party: 'customer',
  language: 'en',
  kinds: 'default',
  digest: null,
}

export const head: Head = {
  agreement: 'checkout-globex',
  seq: 2,
  hash: 'd'.repeat(64),
  at: decidedAt,
  keyId: '0123456789abcdef',
  signature: Buffer.alloc(64, 7).toString('base64'),
}

export const names = ['Acme Hosting GmbH', 'Globex']

/** An outbox that holds the agreement, the entries, and a notice of each to each recipient. */
export function outboxOf(
  entries: readonly Entry[],
  recipients: readonly Recipient[] = [provider, customer],
): Outbox {
  const [first] = link(null, [loaded])
  const outbox = new Outbox()
  if (first) outbox.add(first, [], names)
  outbox.head = head
  for (const entry of entries) {
    outbox.add(
      entry,
      planNotices(entry, recipients, context),
      recipients.map(({ address }) => address),
    )
  }
  return outbox
}
