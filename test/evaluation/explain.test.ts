import { expect, test } from 'vitest'
import { explainJudgement } from '../../src/evaluation/explain.ts'
import { otherReadings } from '../../src/evaluation/explained/readings.ts'
import type { Judgement } from '../../src/evaluation/judgePeriod.ts'
import { whole } from '../../src/evaluation/pieces.ts'
import { at, backtested, bad, commitment, d, event, unknown } from './backtested.ts'
import { equationsOf } from './calculator.ts'

const decisiveReadings = (judgement: Judgement) => whole(otherReadings(judgement))

const fees = 'fees:\n  service: { amount: 1000.00, per: month }\n'
const credit = 'credit: { bands: [{ when: "< 99.9%", give: 10% }], of: fees.service }'

function explained(text: string, lines: readonly object[], asOf?: string, from = '') {
  const { judgements, credits, clauses } = backtested(text, lines, asOf)
  const judgement = judgements.find(({ result }) => result.from.startsWith(from))
  if (!judgement) throw new Error('no period was judged')
  return {
    judgement,
    text: explainJudgement(judgement, { judged: { judgements, months: credits }, clauses }),
  }
}

const uptime = (more: string, other = '') =>
  commitment(`measure: { uptime: { of: s${more} } }, target: ">= 99.9%", period: month${other}`, fees)

test('a run that is too short is listed, with why it is no outage', () => {
  const { text } = explained(uptime(', outage: { atLeast: 10m }'), [
    bad(d('10:00'), d('10:05')),
    bad(d('12:00'), d('13:00')),
  ])
  expect(text).toContain('bad for 300 s, no outage: 300 s is not at least 600 s')
  expect(text).toContain('bad for 3600 s, an outage: 3600 s of it count')
})

test('fewer failures in a row than asked for are no outage', () => {
  const { text } = explained(
    commitment('measure: { uptime: { of: p, outage: { consecutive: 3 } } }, target: ">= 99%", period: month'),
    [at(d('10:00'), 'good'), at(d('10:10'), 'bad'), at(d('10:20'), 'bad'), at(d('10:30'), 'good')],
  )
  expect(text).toContain('no outage: fewer than 3 failures in a row')
})

test('an outage over the period\u2019s edge is shaped whole and counted in part', () => {
  const { text } = explained(uptime(', outage: { atLeast: 10m }'), [
    bad('2026-02-28T23:55:00Z', '2026-03-01T00:05:00Z'),
    bad(d('12:00'), d('13:00')),
  ])
  expect(text).toContain('bad for 600 s, an outage: 600 s of it count')
  expect(text).toMatch(/1\. \S+ … 2026-03-01T00:00:00\+00:00: 300 s of 600 s/)
})

test('an exclusion announced too late says by how much', () => {
  const { text } = explained(
    commitment(
      'measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, exclude: [m]',
      'exclusions:\n  m: { notice: 72h }',
    ),
    [
      bad(d('12:00'), d('13:00')),
      {
        exclusion: 'm',
        id: 'x1',
        from: d('12:00'),
        to: d('13:00'),
        announcedAt: d('12:00', 9),
        by: 'provider',
      },
      {
        exclusion: 'm',
        id: 'x2',
        from: d('12:30'),
        to: d('13:00'),
        announcedAt: d('12:00', 5),
        by: 'provider',
      },
    ],
  )
  expect(text).toContain('x1: ')
  expect(text).toMatch(
    /x1: .*does not count: announced .* so with 72h of notice it could begin .*, 172800 s later/,
  )
  expect(text).toMatch(/x2: .*counts for 1800 s/)
  expect(text).toContain('bad time: 1800 s = 1800 s')
})

test('what lies beyond the budget and outside of the window is told in seconds', () => {
  const { text } = explained(
    commitment(
      'measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, exclude: [m]',
      'exclusions:\n  m: { inside: { days: daily, hours: "10:00-12:00" }, budget: 1h per month }',
    ),
    [
      bad(d('11:00'), d('13:00')),
      {
        exclusion: 'm',
        id: 'x1',
        from: d('10:30'),
        to: d('12:30'),
        announcedAt: d('12:00', 1),
        by: 'provider',
      },
    ],
  )
  expect(text).toContain('counts for 3600 s')
  expect(text).toContain('1800 s outside of the window, 1800 s beyond the budget')
  expect(text).toMatch(/budget of .*: 3600 s, asked for 5400 s, used 3600 s, 1800 s beyond it/)
})

test('thousands of observations print few lines, and the sum still adds up', () => {
  const lines = Array.from({ length: 4000 }, (_, i) =>
    at(new Date(Date.UTC(2026, 2, 1) + i * 600_000).toISOString(), i % 2 === 0 ? 'bad' : 'good'),
  )
  const { text, judgement } = explained(
    commitment('measure: { uptime: { of: p } }, target: ">= 99%", period: month'),
    lines,
  )
  expect(text.split('\n').length).toBeLessThan(200)
  const sum = equationsOf(text).find(({ label }) => label === 'bad time')
  expect(sum?.line).toMatch(/\[\d+ more, \d+ s\]/)
  expect(sum?.left.n).toBe(BigInt(judgement.result.seconds?.bad ?? 0))
})

test('the target at equality is a switch that decides', () => {
  const { judgement, text } = explained(
    commitment('measure: { uptime: { of: s } }, target: "> 99%", period: day'),
    [bad(d('00:00'), '2026-03-10T00:14:24Z')],
  )
  expect(judgement.verdict).toBe('breached')
  const readings = decisiveReadings(judgement)
  expect(readings).toContainEqual(expect.objectContaining({ name: 'target >= 99%', verdict: 'met' }))
  expect(text).toContain('target >= 99%: 99 %, met')
})

test('whole or excess, before or after the edge, excused or removed: only what differs is listed', () => {
  const { judgement } = explained(uptime(', outage: { atLeast: 40m }', `, ${credit}`), [
    bad(d('12:00'), d('13:00')),
  ])
  const names = decisiveReadings(judgement).map(({ name }) => name)
  expect(names).toContain('only the time beyond the least length counts')
  expect(names).not.toContain('missing evidence is good')
  expect(names).not.toContain('an outage must be longer than the length')
})

test('a mean of grains beside the ratio of the whole', () => {
  const { judgement } = explained(
    commitment(
      'measure: { meanSuccessRatio: { of: r, grain: 1h, empty: skip } }, target: ">= 99%", period: day',
    ),
    [
      { source: 'r', from: d('00:00'), to: d('01:00'), bad: 1, total: 2 },
      ...Array.from({ length: 22 }, (_, i) => ({
        source: 'r',
        from: d(`${String(i + 1).padStart(2, '0')}:00`),
        to: d(`${String(i + 2).padStart(2, '0')}:00`),
        bad: 0,
        total: 1000,
      })),
      { source: 'r', from: d('23:00'), to: d('00:00', 11), bad: 0, total: 1000 },
    ],
  )
  expect(judgement.verdict).toBe('breached')
  expect(decisiveReadings(judgement)).toContainEqual(
    expect.objectContaining({ name: 'bad and total of the whole period are divided once', verdict: 'met' }),
  )
})

test('arrears name the invoice, and the clause says how many misses count', () => {
  const text = commitment(
    `measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, ${credit}`,
    `  payment: { by: customer, measure: { elapsed: { from: invoice.issued, to: invoice.paid, within: 30d } }, target: all, period: month }
${fees}credits: { requires: [payment], claim: { within: 30d, after: periodEnd } }
termination:
  chronic: { right: customer, when: { missed: c, times: 2, outOf: 3 } }
`,
  )
  const { text: said } = explained(
    text,
    [event('invoice.issued', '2026-02-01T09:00:00Z', 'R-17'), bad(d('12:00'), d('14:00'))],
    '2026-04-02T00:00:00Z',
    '2026-03',
  )
  expect(said).toContain('R-17: invoice.issued 2026-02-01T09:00:00+00:00, due 2026-03-03T09:00:00+00:00')
  expect(said).toContain('in arrears: the credit is suspended, not lost')
  expect(said).toContain('1 of 2 counted; one more and the right arises')
  expect(said).toContain('until 2026-04-30, inclusive: open')
})

const response =
  'measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 4h } }, target: all, period: day'

test('a period whose clock still runs says so, and until when', () => {
  const { periods, judgements } = backtested(
    commitment(response),
    [event('ticket.opened', d('22:00'))],
    d('01:00', 11),
  )
  expect(periods).toMatchObject([{ verdict: 'undetermined', runsUntil: '2026-03-11T02:00:00+00:00' }])
  expect(explainJudgement(judgements[0]!)).toContain(
    'open, since it is not over: 1 still to be answered in time; the last clock runs until 2026-03-11T02:00:00+00:00',
  )
  const later = backtested(commitment(response), [event('ticket.opened', d('22:00'))], d('03:00', 11))
  expect(later.periods[0]).toMatchObject({ verdict: 'breached' })
  expect(later.periods[0]).not.toHaveProperty('runsUntil')
})

test('what is undetermined says what nobody knows', () => {
  const { text } = explained(uptime(''), [unknown(d('10:00'), d('12:00'))])
  expect(text).toContain('open, since nobody knows what happened in 7200 s of eligible time')
  const thin = explained(
    commitment('measure: { uptime: { of: p } }, target: ">= 99%", period: day, minCoverage: 95%'),
    [at(d('10:00'), 'good')],
  )
  expect(thin.text).toContain('open, since too little is known: less than the contract asks for')
})

test('what is greater, and what it is cut to, is told with every figure', () => {
  const given =
    'credit: { give: "max(1%, 2% of fees.extra, 12.00 EUR)", of: fees.service, atLeast: 15.00 EUR, atMost: 1% }'
  const { text } = explained(
    commitment(
      `measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, ${given}`,
      `${fees}  extra: { amount: 700.00, per: month }\n`,
    ),
    [bad(d('00:00'), d('12:00'))],
  )
  // 1 % of 1000, 2 % of 700, 12: the greatest is 14, no less than 15, no more than 10.
  expect(text).toContain('the greatest of them: 14 EUR')
  expect(text).toContain('no less than 15.00 EUR')
  expect(text).toContain('within its limits: 10 EUR')
  expect(equationsOf(text).map(({ line }) => line.trim())).toContain('amount: 700 EUR × 2 % = 14 EUR')
})
