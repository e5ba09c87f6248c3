import { type RenewalPack, renewalPack } from '../../src/statements/renewal.ts'
import type { PortfolioFigures, ValueFigures } from '../../src/value/figures.ts'
import { bad, event, good } from '../evaluation/backtested.ts'
import { valued, worthText } from '../value/valued.ts'

const text =
  worthText(`  benefits: [{ name: Orders, worth: { amount: 3000.00, per: month }, scaledBy: availability }]
  alternative: { name: Them, price: { amount: 930.00, per: month } }
  relative: { priceWeight: 20%, attributes: [{ name: reliability, weight: 100% }] }`)

/** Two months: one kept, one half down, with a survey and a count of customers. */
export const aValue = (): ValueFigures =>
  valued(text, [
    good('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'),
    bad('2026-02-01T00:00:00Z', '2026-02-15T00:00:00Z'),
    good('2026-02-15T00:00:00Z', '2026-03-01T00:00:00Z'),
    event('survey.answered', '2026-02-03T00:00:00Z', 'a', {
      attribute: 'reliability',
      ours: '9.8',
      alternative: '10',
    }),
    event('survey.answered', '2026-02-03T00:00:00Z', 'b', { nps: '9' }),
    event('survey.answered', '2026-02-03T00:00:00Z', 'c', { csat: '3' }),
    event('customer.count', '2026-02-28T00:00:00Z', 'd', { start: '40', end: '41', new: '3' }),
  ])

export const aPortfolio = (agreements: readonly string[]): PortfolioFigures => ({
  agreements: agreements.map((agreement) => ({
    agreement,
    title: agreement,
    customer: 'Globex AG',
    currency: 'EUR',
    month: '2026-02',
    promisedValue: '2000.00',
    customerValue: '666.67',
    atStake: '1333.33',
    retained: { value: '0.333335', exact: '66667/200000' },
    trend: null,
    ratio: null,
    lostMost: 'availability',
    valueToDate: '2666.67',
  })),
  totals: [
    { currency: 'EUR', customerValue: '2666.67', promisedValue: '4000.00', retained: null, change: null },
  ],
  customers: { start: 0, end: 1, new: 1, retention: null },
  csat: null,
  nps: null,
})

export const aRenewal = (agreement: string): RenewalPack =>
  renewalPack({
    agreement,
    title: 'Services',
    date: '2026-03-10',
    term: { from: '2026-01-01', until: null },
    noticeUntil: '2026-04-20',
    statements: [],
    value: aValue().toDate,
  })
