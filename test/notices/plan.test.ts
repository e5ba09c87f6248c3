import { expect, test } from 'vitest'
import { entryKinds } from '../../src/ledger/entry.ts'
import { kindOf, nextDigest, planNotices } from '../../src/notices/plan.ts'
import { breach, context, customer, decidedAt, entryOf, periodFacts, provider } from './entries.ts'

test('a breach is told to every contact of both parties, at once and under a Message-ID of its own', () => {
  const notices = planNotices(breach(), [provider, customer], context)
  expect(notices.map(({ party }) => party)).toEqual(['provider', 'customer'])
  expect(new Set(notices.map(({ messageId }) => messageId)).size).toBe(2)
  expect(notices[0]?.messageId).toMatch(/^<[0-9a-f]{40}@upheld\.example\.com>$/)
  expect(notices.map(({ notBefore }) => notBefore)).toEqual([decidedAt, decidedAt])
})

test('the same decision made again has the same Message-IDs', () => {
  expect(planNotices(breach(), [provider], context)).toEqual(planNotices(breach(), [provider], context))
})

test('an address that both parties name gets one notice', () => {
  const notices = planNotices(breach(), [provider, { ...customer, address: provider.address }], context)
  expect(notices.map(({ party }) => party)).toEqual(['provider'])
})

test('an address whose first entry does not want the kind is told by its second', () => {
  const quiet = { ...provider, kinds: [] }
  expect(planNotices(breach(), [quiet, { ...customer, address: provider.address }], context)).toMatchObject([
    { party: 'customer' },
  ])
})

const { timeZone: _zone, ...period } = periodFacts
const risk = entryOf('atRisk', {
  ...period,
  timeZone: 'Europe/Berlin',
  state: 'atRisk',
  budgetRemaining: '0.25',
  secondsToCertainty: '7200',
  gauges: { toDate: null, best: null, worst: null, target: null },
})

test('a risk is told to the provider alone, unless a contact of the customer chose it', () => {
  expect(planNotices(risk, [provider, customer], context)).toMatchObject([{ party: 'provider' }])
  expect(planNotices(risk, [provider, { ...customer, kinds: ['atRisk'] }], context)).toHaveLength(2)
})

test('nobody is mailed about an acknowledgement, and every other kind of entry has its kind of notice', () => {
  const silent = entryKinds.filter((kind) => kindOf(kind) === null)
  expect(silent).toEqual(['acknowledged', 'valueStated', 'erased', 'surveyAnswered'])
})

test('the mails of one period share a thread, and those of another recipient do not', () => {
  const closed = entryOf('periodClosed', periodFacts)
  const threadTo = (entry: typeof closed, recipient: typeof provider) =>
    planNotices(entry, [recipient], context)[0]?.thread
  expect(threadTo(breach(), provider)).toBe(threadTo(closed, provider))
  expect(threadTo(breach(), provider)).not.toBe(threadTo(breach(), customer))
})

test('a daily digest waits for seven in the morning of the agreement, but a breach does not', () => {
  const daily = { ...provider, digest: 'daily' } as const
  const closed = entryOf('periodClosed', periodFacts)
  expect(planNotices(closed, [daily], context)).toMatchObject([
    { digest: 'daily', notBefore: Date.parse('2026-03-22T06:00:00Z') },
  ])
  expect(planNotices(breach(), [daily], context)).toMatchObject([{ digest: null, notBefore: decidedAt }])
})

test('the digest hour follows the clock change', () => {
  expect(nextDigest(Date.parse('2026-03-28T06:00:00Z'), 'Europe/Berlin')).toBe(
    Date.parse('2026-03-29T05:00:00Z'),
  )
})

test('a loopback address as external URL stands as an address literal', () => {
  const [notice] = planNotices(breach(), [provider], { ...context, externalUrl: 'http://127.0.0.1:9464/' })
  expect(notice?.messageId).toMatch(/@\[127\.0\.0\.1\]>$/)
})
