import { describe, expect, test } from 'vitest'
import { commitment } from '../evaluation/backtested.ts'
import { problemsOf } from './anAgreement.ts'

const fees = 'fees: { f: { amount: 3100, per: month } }'
const of = (subject: string) =>
  commitment(`measure: { uptime: { of: ${subject} } }, target: ">= 99%", period: month`)
const having = (more: string) =>
  commitment(`measure: { uptime: { of: s } }, target: ">= 99%", period: month, ${more}`, fees)
const within = (limit: string) =>
  commitment(
    `measure: { elapsed: { from: ticket.opened, to: ticket.resolved, within: ${limit} } }, target: all, period: month`,
  )
const subjects = 'all, any, pool, each, atLeast, of, control'

describe('who guesses a word is told of the form that was meant', () => {
  test.each([
    [
      'a date among weekdays',
      having('hours: { any: [{ days: 2026-12-24 }] }'),
      'hours.any.0.days: "2026-12-24" is not days such as mon-fri',
    ],
    [
      'a combination that no one knows',
      of('{ worst: [s, t] }'),
      `"worst" is not known here; known here: ${subjects}`,
    ],
    ['a list for a combination', of('[s, t]'), `of: expected a name, or a mapping with ${subjects}`],
    ['half of a combination', of('{ atLeast: 2 }'), 'uptime.of.of: is missing: expected a list'],
    [
      'a slip deep inside',
      of('{ any: [s, { all: [t, 5%] }] }'),
      'of.any.1.all.1: a name begins with a letter',
    ],
    [
      'a mean of shares',
      within('4h, statistic: mean'),
      '"statistic" is not known here: the mean or longest of the times is `timeTaken',
    ],
    [
      'a table without its attribute',
      within('{ P1: 4h, P2: 8h }'),
      'within.by: is missing: expected the attribute that says which row holds, such as by: severity',
    ],
    [
      'an abbreviation',
      commitment('measure: { mttr: { of: s } }, target: "<= 4h", period: month'),
      '"mttr" is not known here: write `repairTime',
    ],
    [
      'a key for the greater',
      having('credit: { greaterOf: [5%, 50.00 EUR], of: fees.f }'),
      '"greaterOf" is not known here: write give: "max(5%, 50.00 EUR)"',
    ],
    [
      'a key for days',
      having('credit: { forEach: { day: 1 }, give: 5%, of: fees.f }'),
      '"day" is not known here: write each: day',
    ],
    [
      'two kinds of steps',
      having('credit: { forEach: { complete: 1h, started: 1h }, give: 5%, of: fees.f }'),
      'expected exactly one of complete, started, exact, each, found complete and started',
    ],
  ])('%s', (_, text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem)
  })

  test('a key that no form knows is told once', () => {
    expect(problemsOf(of('{ worst: [s, t] }'))).toHaveLength(1)
  })
})
