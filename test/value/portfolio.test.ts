import { expect, test } from 'vitest'
import { type Holding, portfolioOf } from '../../src/value/portfolio.ts'
import { bad, event, good } from '../evaluation/backtested.ts'
import { valuedStatement, worthText } from './valued.ts'

const text = worthText(
  '  benefits: [{ name: Orders, worth: { amount: 3000.00, per: month }, scaledBy: availability }]',
)
const ms = (date: string): number => Date.parse(`${date}T00:00:00Z`)
const year = { from: ms('2025-06-01'), to: ms('2026-06-01') }
const month = (from: string, to: string) => good(`${from}T00:00:00Z`, `${to}T00:00:00Z`)
const lines = {
  kept: [month('2026-03-01', '2026-05-01')],
  down: [month('2026-03-01', '2026-04-01'), bad('2026-04-01T00:00:00Z', '2026-05-01T00:00:00Z')],
  worse: [bad('2026-03-01T00:00:00Z', '2026-05-01T00:00:00Z')],
}
const upLines = [bad('2026-03-01T00:00:00Z', '2026-04-16T00:00:00Z'), month('2026-04-16', '2026-05-01')]
const holding = (agreement: keyof typeof lines, change: Partial<Holding> = {}): Holding => ({
  agreement,
  title: agreement,
  customer: agreement,
  term: { from: ms('2025-01-01'), until: null },
  ...valuedStatement(text, lines[agreement]),
  events: [],
  ...change,
})

test('a portfolio shows first where most value is at stake, and what nobody knows before what is kept', () => {
  const unknown = holding('kept', { agreement: 'unknown', months: [], toDate: null })
  const { ranked } = portfolioOf([holding('kept'), unknown, holding('down')], year)
  expect(ranked.map((each) => [each.holding.agreement, each.atStake])).toEqual([
    ['down', 300000n],
    ['unknown', null],
    ['kept', 0n],
  ])
})

test('a trend is value retained less that of the month before', () => {
  const [down] = portfolioOf([holding('down')], year).ranked
  // March was kept whole; April brought 0 − 1000 of 2000 promised.
  expect(down?.trend).toEqual({ n: -3n, d: 2n })
})

test('totals add what is known, by currency', () => {
  expect(portfolioOf([holding('kept'), holding('worse')], year).totals).toEqual([
    {
      currency: 'EUR',
      customerValue: 200000n,
      promisedValue: 800000n,
      retained: { n: 1n, d: 4n },
      change: { total: 0n, parts: [], agreements: 2 },
    },
  ])
})

test('what moved the value of all agreements is told by agreement and driver, the greatest loss first', () => {
  const up = { ...holding('worse'), agreement: 'up', ...valuedStatement(text, upLines) }
  const [total] = portfolioOf([up, holding('kept'), holding('down')], year).totals
  // April took all of the orders of one, 3000.00; it brought half of another's: 15 of 30 days are 5/9 of 90 %, 1666.67.
  expect(total?.change).toEqual({
    total: -300000n + 166667n,
    parts: [
      { agreement: 'down', driver: 'attainment', name: 'availability', minor: -300000n },
      { agreement: 'up', driver: 'attainment', name: 'availability', minor: 166667n },
    ],
    agreements: 3,
  })
})

test('customers are kept who have an agreement at both ends of the year', () => {
  const { customers, retention } = portfolioOf(
    [
      holding('kept', { customer: 'A' }),
      holding('kept', { customer: 'A', term: { from: ms('2026-01-01'), until: null } }),
      holding('down', { customer: 'B', term: { from: ms('2025-01-01'), until: ms('2026-01-01') } }),
      holding('worse', { customer: 'C', term: { from: ms('2026-01-01'), until: null } }),
    ],
    year,
  )
  expect(customers).toEqual({ start: 2, end: 2, new: 1 })
  expect(retention).toEqual({ n: 1n, d: 2n })
})

test('the answers of all customers are counted together', () => {
  const answered = (nps: string, date: string) => ({
    ...event('survey.answered', `${date}T00:00:00Z`),
    type: 'survey.answered',
    at: ms(date),
    data: { nps },
  })
  const { answers } = portfolioOf(
    [
      holding('kept', { events: [answered('9', '2026-03-01'), answered('0', '2025-03-01')] }),
      holding('down', { events: [answered('3', '2026-04-01')] }),
    ],
    year,
  )
  expect(answers.nps?.votes).toEqual({ for: 1, against: 1, n: 2 })
})
