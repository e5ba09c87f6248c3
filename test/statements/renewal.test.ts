import { expect, test } from 'vitest'
import { documentHtml } from '../../src/statements/documentHtml.ts'
import { renewalDocument, renewalPack, summaryOf } from '../../src/statements/renewal.ts'
import { statementWords } from '../../src/statements/wordsOf.ts'
import { bad } from '../evaluation/backtested.ts'
import { valued } from '../value/valued.ts'
import { entriesOf, statementAgreement, statementOf } from './aStatement.ts'

const down = bad('2026-03-10T08:00:00Z', '2026-03-10T10:00:00Z')
const kept = statementOf(entriesOf(statementAgreement(), []))
const missed = statementOf(entriesOf(statementAgreement(), [down]))
const joined = (amount: string) => ({
  from: kept.from,
  to: kept.to,
  amount,
  capped: false,
  currency: 'EUR',
  timeZone: 'UTC',
  amountBefore: null,
  shares: [],
})
const toDate = valued(statementAgreement(), [
  { source: 's', from: '2026-03-01T00:00:00Z', to: '2026-04-01T00:00:00Z', outcome: 'good' },
]).toDate
const pack = renewalPack({
  agreement: 'a',
  title: 'Checkout',
  date: '2026-04-10',
  term: { from: '2026-01-01', until: '2026-08-01' },
  noticeUntil: '2026-05-21',
  statements: [
    ...Array.from({ length: 11 }, () => kept),
    { ...missed, credits: joined('1200.00') },
    { ...kept, commitments: [], credits: joined('300.50') },
    { ...kept, commitments: [], credits: joined('0.00') },
  ],
  value: toDate,
})

test('a renewal pack counts what was kept, what was due, and how long notice can be given', () => {
  expect(pack).toMatchObject({
    periods: { met: 11, judged: 12 },
    credits: { count: 2, amounts: [{ currency: 'EUR', amount: '1500.50' }] },
    notice: { until: '2026-05-21', days: 41 },
  })
})

test('its first line says all of it, in the reader’s language', () => {
  // Customer value 39500.00 against 29070.00 of the alternative: 10430 ÷ 29070 = 35.87 %.
  expect(summaryOf(pack, statementWords('en'))).toBe(
    'met 11 of 12, 2 credits, value +35.87 %, notice due in 41 days',
  )
  expect(summaryOf(pack, statementWords('de'))).toBe(
    '11 von 12 eingehalten, 2 Gutschriften, Wert +35,87 %, Kündigung binnen 41 Tagen',
  )
  const html = documentHtml(renewalDocument(pack, { language: 'en', digest: 'd'.repeat(64) }))
  expect(html).toContain('met 11 of 12')
  expect(html).not.toMatch(/undefined|NaN/)
})

test('a pack without value, credits or a rule of renewal says nothing of them', () => {
  const bare = renewalPack({
    agreement: 'a',
    title: 'A',
    date: '2026-04-10',
    term: { from: '2026-01-01', until: null },
    noticeUntil: null,
    statements: [kept],
    value: null,
  })
  expect(summaryOf(bare, statementWords('en'))).toBe('met 1 of 1, 0 credits')
})
