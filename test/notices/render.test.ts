import { expect, test } from 'vitest'
import { sha256 } from '../../src/agreement/canonical.ts'
import type { PeriodFacts, Standing } from '../../src/evaluation/verdict.ts'
import { type Entry, entryKinds } from '../../src/ledger/entry.ts'
import type { Facts } from '../../src/ledger/facts.ts'
import { headLine, headsInMail } from '../../src/ledger/headLine.ts'
import { formText } from '../../src/ledger/surveys.ts'
import type { NotifiedKind } from '../../src/notices/letter.ts'
import { factsDigest, type RenderedMail, renderMail } from '../../src/notices/render.ts'
import {
  agreementFacts,
  breach,
  decidedAt,
  entryOf,
  externalUrl,
  head,
  periodFacts,
  timeZone,
} from './entries.ts'

const agreementNames = { agreement: 'Checkout API', provider: 'Acme Hosting GmbH', customer: 'Globex' }
const questions = formText({
  asks: [{ kind: 'csat', question: { en: 'Does Ms. Miller answer?', de: 'Antwortet Frau Miller?' } }],
  alternative: null,
})
const textDifference = JSON.stringify([
  { path: 'commitments.availability.target', before: '>= 99.5%', after: '>= 99.9%' },
])
const texts = new Map(
  ['Acme Hosting GmbH', 'Globex', 'ops@acme.test', 'new database', questions, textDifference].map((text) => [
    sha256(text),
    text,
  ]),
)

const mailOf = (entry: Entry, language: 'en' | 'de' = 'en', names = agreementNames): RenderedMail =>
  renderMail([{ entry, names, texts }], { language, externalUrl, head })
const closed = (changes: Partial<PeriodFacts>): Entry =>
  entryOf('periodClosed', { ...periodFacts, ...changes })
const bothParts = ({ text, html }: RenderedMail): string[] => [text, plainOf(html)]
const plainOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')

test('the subject says what was missed, by how much, for whom and when', () => {
  expect(mailOf(breach()).subject).toBe(
    '[Upheld] Breach: Monthly uptime 99.12 % < 99.9 % — Checkout API for Globex, March 2026',
  )
})

test('a breach says in both parts what was promised, what was measured, and what to do until when', () => {
  for (const part of bothParts(mailOf(breach()))) {
    expect(part).toContain('Monthly uptime is breached')
    expect(part).toContain('Checkout API — Acme Hosting GmbH / Globex')
    expect(part).toContain('§ 4.1')
    expect(part).toContain('≥ 99.9 %')
    expect(part).toContain('99.127856 % = 66254/66837')
    expect(part).toContain('6 h 28 min 36 s')
    expect(part).toContain('10 % = 1,200.00 EUR')
    expect(part).toContain('the customer (Globex) must claim it until 30 April 2026 (that day included)')
    expect(part).toContain('2026-03-21 10:29:19.201 (+01:00) = 2026-03-21 09:29:19.201 UTC')
  }
})

test('each outage is listed in local time and in UTC', () => {
  for (const part of bothParts(mailOf(breach()))) {
    expect(part).toContain('2026-03-02 11:00:00 – 12:30:00 (+01:00)')
    expect(part).toContain('2026-03-02 10:00:00 – 11:30:00 UTC')
    expect(part).toContain('1 h 30 min')
  }
})

test('fifty outages are listed, and the rest is counted', () => {
  const [outage] = periodFacts.outages
  const outages = Array.from({ length: 120 }, () => outage ?? { from: '', to: '', seconds: '' })
  const { text } = mailOf(breach({ outages, outagesOmitted: 7 }))
  expect(text.match(/ {2}- 2026-03-02/g)).toHaveLength(50)
  expect(text).toContain('and 77 more')
})

test('a mail names its entry, the digest of its facts and the signed head, which can be found again', () => {
  const mail = mailOf(breach())
  expect(mail.text).toContain(breach().id)
  expect(mail.html).toContain(factsDigest(breach()))
  expect(mail.headers).toMatchObject({ 'X-Upheld-Entry': breach().id, 'X-Upheld-Head': headLine(head) })
  expect(headsInMail(mail.text)).toEqual([head])
  expect(headsInMail(mail.html)).toEqual([head])
  expect(mail.text).toContain(
    'https://upheld.example.com/api/v1/agreements/checkout-globex/explain?commitment=availability',
  )
})

test('a mail before the first signed head has none', () => {
  const mail = renderMail([{ entry: breach(), names: agreementNames, texts }], {
    language: 'en',
    externalUrl,
    head: null,
  })
  expect(mail.headers).not.toHaveProperty('X-Upheld-Head')
})

test('German says the same with its own words, months and signs', () => {
  const mail = mailOf(breach(), 'de')
  expect(mail.subject).toBe(
    '[Upheld] Verletzung: Monthly uptime 99,12 % < 99,9 % — Checkout API für Globex, März 2026',
  )
  for (const part of bothParts(mail)) {
    expect(part).toContain('Monthly uptime ist verletzt')
    expect(part).toContain('99,127856 % = 66254/66837')
    expect(part).toContain('10 % = 1.200,00 EUR')
    expect(part).toContain('der Kunde (Globex) sie bis zum 30. April 2026 (einschließlich) beanspruchen')
  }
  expect(mail.headers['X-Upheld-Facts']).toBe(mailOf(breach()).headers['X-Upheld-Facts'])
})

const missing = { bad: '600', total: '2674800', excluded: '0', excused: '0', unknown: '7200' }
const measure = { ...periodFacts.measure, value: '99.97', exact: '9997/10000', best: '99.97', worst: '99.7' }

test('an undetermined period says that evidence is missing, how much, when, and what it could mean', () => {
  const gaps = [{ from: '2026-03-05T01:00:00+01:00', to: '2026-03-05T03:00:00+01:00', seconds: '7200' }]
  const mail = mailOf(
    closed({ verdict: 'undetermined', certainSince: null, seconds: missing, measure, credit: null, gaps }),
  )
  expect(mail.subject).toContain('[Upheld] Undetermined: Monthly uptime')
  expect(mail.text).toContain(
    'Evidence is missing for 2 h between 2026-03-05 01:00:00 (+01:00) = 2026-03-05 00:00:00 UTC and',
  )
  expect(mail.text).toContain('the measure lies between 99.7 % and 99.97 %')
  expect(mail.text).toContain('neither as a miss nor as kept')
})

test.each([
  ['none', 'No credit is due.'],
  ['silent', 'does not say which credit'],
  ['pending', 'is pending, because'],
  ['claimable', 'must claim it until'],
  ['automatic', 'granted without a claim'],
  ['suspended', 'suspended, not lost'],
  ['expired', 'has expired'],
  ['claimed', 'has been claimed'],
  ['settled', 'has been settled'],
] as const)('a credit that is %s is told in plain words', (state, words) => {
  const credit = periodFacts.credit && { ...periodFacts.credit, state }
  expect(mailOf(breach({ credit })).text).toContain(words)
})

test('a figure that the facts show is never rounded again', () => {
  expect(mailOf(closed({ shown: '99.899 %' })).subject).toContain('99.899 % < 99.9 %')
})

test('a kept month has no words of a miss', () => {
  const mail = mailOf(
    closed({ verdict: 'met', shown: '99.95 %', certainSince: null, credit: null, outages: [] }),
  )
  expect(mail.subject).toBe('[Upheld] Met: Monthly uptime 99.95 % — Checkout API for Globex, March 2026')
  expect(mail.text).not.toMatch(/claim|Outages/)
})

test('a correction says which entry it corrects', () => {
  const mail = mailOf(entryOf('periodClosed', periodFacts, { revision: 2, supersedes: 'f'.repeat(64) }))
  expect(mail.subject).toContain('Correction: Breached')
  expect(mail.text).toContain(`corrects the earlier entry ${'f'.repeat(64)}`)
})

const standing: Standing & { timeZone: string } = {
  ...periodFacts,
  state: 'failing',
  budgetRemaining: '-0.255',
  secondsToCertainty: '7200.9',
  gauges: { toDate: null, best: null, worst: null, target: null },
}
const span = { from: '2026-03-08T02:00:00+01:00', to: '2026-03-08T04:00:00+01:00', timeZone }
const termination = {
  clause: 'chronicOutage',
  right: 'customer',
  condition: '3 misses of availability out of 6',
  counted: [{ commitment: 'availability', from: periodFacts.from, to: periodFacts.to, figure: '99.12 %' }],
  contractClause: '§ 9',
  timeZone,
} as const
const claim = {
  commitment: 'availability',
  title: 'Monthly uptime',
  by: 'provider',
  from: periodFacts.from,
  to: periodFacts.to,
  timeZone,
  amount: '1200.00',
  currency: 'USD',
  doneBy: 'customer',
  doneAt: '2026-04-10T10:00:00+02:00',
} as const
const proposal = {
  proposal: 'p-1',
  matter: 'correction',
  of: 'checkout',
  from: span.from,
  to: span.to,
  claim: { outcome: 'good' },
  by: 'provider',
  askedOf: 'customer',
  answerBy: '2026-04-20T12:00:00+02:00',
  ifSilent: 'refused',
  cause: sha256('new database'),
  evidence: null,
  timeZone,
} as const
const exercise = {
  termination: 't-1',
  clause: 'chronicOutage',
  right: 'customer',
  triggeredAt: periodFacts.to,
  contractClause: '§ 9',
  timeZone,
} as const
const askedSurvey: Facts['surveyAsked'] = {
  survey: 'quarterly',
  from: periodFacts.from,
  to: periodFacts.to,
  party: 'customer',
  form: 'ab'.repeat(32),
  questions: sha256(questions),
  answerBy: '2025-05-15T09:00:00+02:00',
  remindAt: null,
  timeZone,
}
const everyKind: {
  readonly [K in NotifiedKind]: readonly [Facts[K], RegExp]
} = {
  agreementLoaded: [agreementFacts, /Digest of the text: sha256:aa/],
  amendmentProposed: [
    {
      ...agreementFacts,
      replaces: 'sha256:00',
      changedKeys: ['commitments'],
      changes: sha256(textDifference),
      by: 'file',
    },
    /commitments\.availability\.target; >= 99\.5%; >= 99\.9%/,
  ],
  amendmentAccepted: [
    { ...agreementFacts, replaces: 'sha256:00', acceptedBy: 'trusted files' },
    /accepts changed files at once/,
  ],
  versionInForce: [{ ...agreementFacts, effective: '2026-04-01' }, /Effective: 2026-04-01/],
  sourcesChanged: [
    { digest: 'sha256:01', text: '01', sources: agreementFacts.sources, changed: ['checkout'] },
    /Changed: checkout/,
  ],
  contactsChanged: [
    { digest: 'sha256:01', text: '01', provider: [sha256('ops@acme.test')], customer: [sha256('gone')] },
    /Provider: ops@acme\.test\nCustomer: \(erased\)/,
  ],
  breach: [periodFacts, /Breach|breached/],
  periodClosed: [periodFacts, /was breached/],
  atRisk: [standing, /Of what the target allows: 126 % used\nAt the recent rate certain in: 2 h/],
  evidenceGap: [
    {
      source: 'checkout',
      identity: 'c',
      ...span,
      seconds: '7200',
      reasons: { stopped: 240 },
      commitments: ['availability'],
    },
    /stopped; 240/,
  ],
  terminationNear: [termination, /One more miss gives the customer \(Globex\)/],
  terminationMet: [
    { ...termination, triggeredAt: periodFacts.to, exerciseBy: '2026-04-30' },
    /must be used until 30 April 2026/,
  ],
  exclusionAnnounced: [
    {
      id: 'x-1',
      kind: 'maintenance',
      ...span,
      announcedAt: span.from,
      by: ['provider'],
      agreedBy: [],
      reason: sha256('new database'),
    },
    /Reason: new database/,
  ],
  exclusionWithdrawn: [
    { id: 'x-1', kind: 'maintenance', ...span, by: 'operator' },
    /Withdrawn by: the operator/,
  ],
  creditStated: [
    {
      ...claim,
      percent: '10',
      units: null,
      unit: null,
      claimUntil: '2026-04-30',
      state: 'claimable',
      before: 'pending',
      amountBefore: null,
      settled: null,
      difference: null,
    },
    /the customer \(Globex\) must claim it until 30 April 2026[\s\S]*Credit: 1,200.00 USD[\s\S]*Before: pending/,
  ],
  creditsJoined: [
    {
      from: periodFacts.from,
      to: periodFacts.to,
      amount: '1200.00',
      capped: true,
      currency: 'USD',
      timeZone,
      amountBefore: '1500.00',
      shares: [{ ...claim, state: 'expired' }],
    },
    /cap cuts this amount[\s\S]*Amount before: 1,500.00 USD[\s\S]*availability; March 2026; 1,200.00 USD; expired/,
  ],
  claimFiled: [{ ...claim, statement: sha256('new database') }, /Statement of the claim: new database/],
  claimAnswered: [
    { ...claim, doneBy: 'provider', answer: 'refused', reason: sha256('new database') },
    /A claim was refused by the provider \(Acme Hosting GmbH\)[\s\S]*Reason: new database/,
  ],
  creditSettled: [
    { ...claim, doneBy: 'operator', reference: sha256('new database'), paid: '1200.00' },
    /Reference: new database[\s\S]*Settled so far: 1,200.00 USD[\s\S]*Done by: the operator/,
  ],
  deadlineNear: [
    {
      party: 'customer',
      about: 'Monthly uptime',
      from: periodFacts.from,
      to: periodFacts.to,
      deadline: '2026-04-30',
      amount: '1200.00',
      currency: 'USD',
      timeZone,
    },
    /does not claim it until 30 April 2026/,
  ],
  changeAnnounced: [
    {
      announcement: 'a-1',
      about: 'knownProblem',
      title: sha256('new database'),
      text: null,
      concerns: ['availability'],
      effective: null,
      resolved: periodFacts.to,
      timeZone,
    },
    /new database[\s\S]*About: Problem resolved[\s\S]*Commitments concerned: availability/,
  ],
  proposalMade: [{ ...proposal, remindAt: null }, /Claimed by the proposer: good\nCause: new database/],
  claimStated: [
    { ...proposal, statedBy: 'customer', otherClaim: { outcome: 'bad' }, note: null },
    /Claimed by the other party: bad/,
  ],
  proposalAnswered: [
    { ...proposal, outcome: 'lapsed', answeredBy: 'silence', isAccepted: false, reason: null },
    /counts as refused[\s\S]*Answered by: nobody/,
  ],
  stepDue: [
    { deadlineOf: 'exercise', about: 'chronicOutage', party: 'customer', deadline: '2026-04-30', timeZone },
    /Deadline: 30 April 2026/,
  ],
  declarationMade: [
    { declaration: 'd-1', about: 'nonRenewal', by: 'customer', text: null, endsOn: '2027-01-01', timeZone },
    /The term ends on: 1 January 2027/,
  ],
  terminationExercised: [
    { ...exercise, exerciseBy: '2026-04-30', cureUntil: '2026-05-10T12:00:00+02:00', text: null },
    /can be cured until 2026-05-10/,
  ],
  statementIssued: [
    { digest: 'e'.repeat(64), version: 1, keyId: '0123456789abcdef', signature: 'c2ln', timeZone },
    /Statement for March 2026[\s\S]*\(erased\)[\s\S]*: eeee/,
  ],
  surveyAsked: [askedSurvey, /Answers count until 2025-05-15[\s\S]*Does Ms. Miller answer\?/],
  surveyReminded: [askedSurvey, /How satisfied are you\?/],
  termMoved: [
    {
      ...{ cause: 'renewal', textUntil: '2027-01-01', renewals: 1, days: 0 },
      ...{ from: '2027-01-01', until: '2028-01-01', timeZone },
    },
    /Before it ended on: 1 January 2027[\s\S]*The term ends on: 1 January 2028/,
  ],
  agreementEnded: [
    {
      cause: 'nonRenewal',
      until: '2027-01-01',
      textUntil: '2027-01-01',
      clause: null,
      by: 'customer',
      timeZone,
    },
    /Nothing is measured or promised any more[\s\S]*Declared by: the customer/,
  ],
  terminationEnded: [{ ...exercise, outcome: 'cured', endedBy: null, reason: null }, /cured in time/],
}

test('a settled credit that is corrected says what is owed back, and to whom', () => {
  const [facts] = everyKind.creditStated
  const corrected = { ...facts, state: 'settled', amount: '200.00', difference: '-1000.00' } as const
  const mail = mailOf(entryOf('creditStated', corrected, { revision: 3, supersedes: 'f'.repeat(64) }))
  expect(mail.subject).toContain('Correction: Credit: settled')
  expect(mail.text).toContain('1,000.00 USD are owed back to the provider (Acme Hosting GmbH)')
})

test.each([
  ['terminationMet', 'The right to terminate no longer exists for the customer (Globex)'],
  ['terminationNear', 'No right to terminate is one miss away any more'],
] as const)('what a %s said is taken back, never said to stand', (kind, words) => {
  const facts = {
    ...termination,
    triggeredAt: periodFacts.to,
    exerciseBy: '2026-04-30',
    superseded: true,
  } as const
  const undone = entryOf(kind, facts, { revision: 2, supersedes: 'f'.repeat(64) })
  expect(mailOf(undone).subject).toContain('Correction: Termination')
  expect(mailOf(undone).text).toContain(words)
  expect(mailOf(undone).text).not.toMatch(/must be used until|has arisen|One more miss/)
  expect(mailOf(undone, 'de').text).toContain('nicht mehr')
})

test.each(entryKinds.filter((kind): kind is NotifiedKind => kind in everyKind))(
  'an entry of the kind %s is told in both languages',
  (kind) => {
    const [facts, words] = everyKind[kind]
    const entry = entryOf(kind, facts)
    expect(mailOf(entry).text).toMatch(words)
    expect(mailOf(entry, 'de').text).not.toBe(mailOf(entry).text)
    for (const part of [mailOf(entry).text, mailOf(entry).html, mailOf(entry, 'de').html])
      expect(part).not.toMatch(/undefined|\[object|NaN/)
  },
)

const hostile = [
  'x\r\nBcc: evil@evil.test\r\n\r\n<p>',
  '<script>alert(1)</script><img src="https://evil.test/x.png">',
  '"><a href="https://evil.test">click</a>',
  'https://evil.test/login and www.evil.test',
  'a\u202Egnp.exe\u0007\u001b[31m\u2028b',
  '{{constructor.constructor("return 1")()}} <%= 7*7 %>',
  'x'.repeat(1_000_000),
]
test.each(hostile)('what a party wrote can add no header, mark-up, link or endless line: case %#', (text) => {
  const names = { agreement: text, provider: text, customer: text }
  const mail = mailOf(
    breach({
      title: text,
      clause: text,
      of: text,
      exclusions: [{ ...span, id: text, kind: text, effect: 'excuse' }],
    }),
    'en',
    names,
  )
  expect(mail.subject).not.toMatch(/[\p{Cc}\p{Cf}\u2028]|:\/\//u)
  expect(mail.subject.length).toBeLessThanOrEqual(240)
  expect(mail.html).not.toMatch(/<script|<img|<[^<>]*\ssrc=|javascript:/i)
  expect([...mail.html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
    expect.stringContaining(externalUrl),
  ])
  expect(mail.text.replaceAll(externalUrl, '')).not.toMatch(/https?:\/\/|www\.|[^\P{C}\n]|\u2028/u)
  expect(mail.text.length + mail.html.length).toBeLessThan(60_000)
})

test('nothing in the HTML is fetched from anywhere', () => {
  expect(mailOf(breach()).html).not.toMatch(
    /<(img|link|script|iframe|object|video|style|form)\b|url\(|@import/i,
  )
})

test('a digest tells each entry with its own digest of facts', () => {
  const entries = [closed({}), closed({ title: 'Latency', commitment: 'latency' })]
  const mail = renderMail(
    entries.map((entry) => ({ entry, names: agreementNames, texts })),
    { language: 'de', externalUrl, head },
  )
  expect(mail.subject).toBe('[Upheld] 2 Mitteilungen — Checkout API für Globex')
  for (const entry of entries) expect(mail.text).toContain(factsDigest(entry))
})

test('time is given, not asked for: the same entry renders the same bytes', () => {
  expect(mailOf(breach())).toEqual(mailOf(breach()))
  expect(breach().decidedAt).toBe(decidedAt)
})

test('a breach that later facts have undone is said to be taken back, never to stand', () => {
  const mail = mailOf(
    entryOf('breach', { ...periodFacts, verdict: 'met' }, { revision: 2, supersedes: 'f'.repeat(64) }),
  )
  expect(mail.subject).toContain('Breach taken back')
  expect(mail.text).toContain('no longer stands')
  expect(mail.text).not.toContain('is breached')
})

test('what was used many times over is said so, in both languages', () => {
  const used = (language: 'en' | 'de') =>
    mailOf(entryOf('atRisk', { ...standing, budgetRemaining: '-70.2' }), language).text
  expect(used('en')).toContain('Of what the target allows: used 71.2 times over')
  expect(used('de')).toContain('Von dem, was das Ziel zulässt: 71,2-mal verbraucht')
})

test('where the agreement is in UTC no time is said twice', () => {
  for (const part of bothParts(mailOf(breach({ timeZone: 'UTC' })))) {
    expect(part).toContain('2026-03-21 09:29:19.201 UTC')
    expect(part).not.toMatch(/\+00:00|= 2026|Local time/)
  }
})

test('a commitment without a title heads a mail by its key in words', () => {
  const { subject, text } = mailOf(breach({ title: 'checkoutUptime' }))
  expect(subject).toContain('Breach: Checkout uptime 99.12 %')
  expect(text).toMatch(/^Checkout uptime is breached\n/)
})

test('the exact figure of a time has its unit', () => {
  const measure = { ...periodFacts.measure, unit: 's' as const, value: '60.935', exact: '12187/200' }
  expect(mailOf(breach({ measure })).text).toContain('Exactly: 60.935 s = 12187/200 s')
})
