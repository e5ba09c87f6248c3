import { describe, expect, test } from 'vitest'
import { explainJudgement } from '../../src/evaluation/explain.ts'
import { backtested, bad, commitment } from './backtested.ts'

const uptime = (source: string, period = 'month') =>
  `measure: { uptime: { of: ${source} } }, target: ">= 99%", period: ${period}`
/** A month's uptime of `s` at 3100 a month; `d` is another promise, on `t`, of its own credit. */
const text = (credit: string, credits = '', members = uptime('s')) =>
  commitment(
    `${members}, credit: { ${credit} } }\n  d: { ${uptime('t')}, credit: { give: 20%, of: fees.f }`,
    `fees: { f: { amount: 3100, per: month } }\ncredits: { ${credits} }`,
  )
const tenth = 'give: 10%, of: fees.f, earnBack: { after: 2 periods }'
const badDay = (date: string, source = 's') => {
  const from = Temporal.Instant.from(`${date}T00:00:00Z`)
  return bad(from.toString(), from.add({ hours: 24 }).toString(), source)
}
/** Declared as good for a moment, so that the month has evidence. */
const good = (month: string, source = 's') => ({
  source,
  from: `2026-${month}-01T00:00:00Z`,
  to: `2026-${month}-01T00:10:00Z`,
  outcome: 'good',
})
const months = (agreement: string, lines: object[], asOf?: string) =>
  backtested(agreement, lines, asOf).credits.map(({ from, amount, earnedBack, offset, owedBack }) => [
    from.slice(5, 7),
    amount,
    earnedBack?.map((each) => `${each.commitment} ${each.from.slice(5, 7)} ${each.amount}`).join(', ') ??
      null,
    offset ?? null,
    owedBack ?? null,
  ])
const explained = (agreement: string, lines: object[]): string => {
  const { judgements, credits, clauses } = backtested(agreement, lines)
  return explainJudgement(judgements[0]!, { judged: { judgements, months: credits }, clauses })
}
const march = badDay('2026-03-10')

describe('a credit that the periods after the miss earn back', () => {
  test('stands until the last of them has met the target', () => {
    expect(months(text(tenth), [march, good('04')])).toEqual([['03', '310.00', null, null, null]])
  })

  test('is taken back in the month of the last of them, and owed back where nothing is due there', () => {
    const found = backtested(text(tenth), [march, good('04'), good('05')])
    expect(months(text(tenth), [march, good('04'), good('05')])).toEqual([
      ['03', '310.00', null, null, null],
      ['05', '0.00', 'c 03 310.00', '0.00', '310.00'],
    ])
    expect(found.periods[0]?.credit).toMatchObject({
      amount: '310.00',
      state: 'earnedBack',
      claimUntil: null,
    })
  })

  test('is set off against that month and those that follow, never below zero', () => {
    const lines = [march, good('04'), good('05'), badDay('2026-05-05', 't'), badDay('2026-07-05', 't')]
    expect(months(text('give: 30%, of: fees.f, earnBack: { after: 2 periods }'), lines)).toEqual([
      ['03', '930.00', null, null, null],
      ['05', '0.00', 'c 03 930.00', '620.00', '310.00'],
      ['07', '310.00', '', '310.00', '0.00'],
    ])
  })

  test('is what its month came to more by it, after a cap', () => {
    const capped = text(tenth, 'cap: 25% of fees.f per month')
    const lines = [march, badDay('2026-03-12', 't'), good('04'), good('05')]
    expect(months(capped, lines)).toEqual([
      ['03', '775.00', null, null, null],
      ['05', '0.00', 'c 03 155.00', '0.00', '155.00'],
    ])
  })

  test.each([
    ['misses the target', [badDay('2026-04-02'), good('05')]],
    ['is undetermined', [{ ...good('04'), to: '2026-05-01T00:00:00Z', outcome: 'unknown' }, good('05')]],
  ])('is not given back where one of them %s', (_, lines) => {
    const found = backtested(text(tenth), [march, ...lines])
    expect(found.credits.every(({ earnedBack }) => earnedBack === undefined)).toBe(true)
    expect(found.periods[0]?.credit?.state).toBe('automatic')
  })

  test('counts the silence of a declared source as what it is, between evidence and after it', () => {
    expect(months(text(tenth), [march, good('05')])).toHaveLength(2)
    expect(months(text(tenth), [march])).toHaveLength(1)
    expect(months(text(tenth), [march], '2026-06-01T00:15:00Z')).toHaveLength(2)
  })

  test('is none where nobody had claimed it in time', () => {
    const claimed = text(`${tenth}, claim: { within: 30d, after: periodEnd }`)
    expect(backtested(claimed, [march, good('04'), good('05')]).periods[0]?.credit?.state).toBe('expired')
    const later = text(`${tenth}, claim: { within: 70d, after: periodEnd }`)
    const asOf = '2026-08-01T00:00:00Z'
    expect(backtested(later, [march, good('04'), good('05')], asOf).periods[0]?.credit?.state).toBe(
      'earnedBack',
    )
  })

  test('takes back the days by which it extended the term', () => {
    const term = (lines: object[]) =>
      backtested(
        text('give: 7 days extension, earnBack: { after: 2 periods }').replace(
          'term: { from: 2026-01-01 }',
          'term: { from: 2026-01-01, until: 2027-01-01 }',
        ),
        lines,
      ).termUntil
    expect(term([march, good('04')])).toBe('2027-01-08T00:00:00+00:00')
    expect(term([march, good('04'), good('05')])).toBeNull()
  })

  test('has the rule of all credits, unless its own says none', () => {
    const rule = 'earnBack: { after: 2 periods }'
    const lines = [march, badDay('2026-03-12', 't'), good('04'), good('05'), good('05', 't')]
    expect(months(text('give: 10%, of: fees.f', rule), lines)[1]?.[2]).toBe('c 03 310.00, d 03 620.00')
    expect(months(text('give: 10%, of: fees.f, earnBack: none', rule), lines)[1]?.[2]).toBe('d 03 620.00')
  })
})

test('of two that one run of months earns back each counts once, with what was left without the other', () => {
  const capped = text(tenth, 'cap: 25% of fees.f per month, earnBack: { after: 2 periods }')
  const lines = [march, badDay('2026-03-12', 't'), good('04'), good('05'), good('05', 't')]
  expect(months(capped, lines)[1]).toEqual(['05', '0.00', 'c 03 155.00, d 03 620.00', '0.00', '775.00'])
})

test('a cap over several months counts what was credited, whether or not it was earned back', () => {
  const capped = text(tenth, 'cap: "400.00 EUR per year"')
  const lines = [march, good('04'), good('05'), badDay('2026-07-05', 't')]
  expect(months(capped, lines)).toEqual([
    ['03', '310.00', null, null, null],
    ['05', '0.00', 'c 03 310.00', '0.00', '310.00'],
    ['07', '0.00', '', '90.00', '220.00'],
  ])
})

test('explain names the periods that make up for a miss, and what is taken back', () => {
  const lines = [march, good('04'), good('05')]
  const said = explained(text(tenth), lines)
  expect(said).toContain('given back if each of the next 2 periods meets the target')
  expect(said).toContain('2026-04-01: met')
  expect(said).toContain('given back: 310.00 EUR')
  expect(explained(text(tenth), [march, badDay('2026-04-02')])).toContain('2026-04-01 is breached')
  expect(explained(text(tenth), [march, good('04')])).toContain('1 of 2 are judged')
})
