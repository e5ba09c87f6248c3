import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Version } from '../../src/agreement/agreement.ts'
import type { CommitmentTerms } from '../../src/agreement/schema/commitments.ts'
import { isCertainAt } from '../../src/evaluation/certain.ts'
import type { EvidenceView } from '../../src/evaluation/evidenceView.ts'
import { explainJudgement } from '../../src/evaluation/explain.ts'
import { judgePeriod } from '../../src/evaluation/judgePeriod.ts'
import type { PeriodQuestion } from '../../src/evaluation/periodQuestion.ts'
import { viewOf } from '../../src/evaluation/seriesView.ts'
import { seriesOf } from '../../src/evidence/series.ts'
import { publicHolidays } from '../../src/holidays.ts'
import type { Observation } from '../../src/sources/observation.ts'
import { commitment, parsed } from './backtested.ts'

const from = Date.UTC(2026, 2, 1)
const dayMs = 86_400_000
const outcomes = { b: 'bad', g: 'good', u: 'unknown' } as const

/** A look of source `p` every so often, by letters. */
function asked(
  members: string,
  letters: Iterable<keyof typeof outcomes>,
  { stepMs, days }: { stepMs: number; days: number },
): PeriodQuestion {
  const agreement = parsed(commitment(members))
  const version = agreement.versions[0] as Version
  const to = from + days * dayMs
  const looks = [...letters].map((letter, i): Observation => {
    const look = { kind: 'state', source: 'p', at: from + i * stepMs } as const
    const outcome = outcomes[letter]
    return outcome === 'good'
      ? { ...look, outcome, latencyUs: 1 }
      : { ...look, outcome, reason: outcome === 'bad' ? 'timeout' : 'lag' }
  })
  const series = new Map([['p', seriesOf('p', 'state', looks)]])
  const evidence = { series, events: [], exclusions: [], fees: [], seenUntil: to }
  return {
    ...{ agreement, version, name: 'c', commitment: version.terms.commitments.c as CommitmentTerms },
    ...{ period: { from, to }, view: viewOf(agreement, evidence), asOf: to, holidays: publicHolidays() },
    ...{ before: [], missesBefore: 0, suspendedSince: null },
  }
}

/** Counts how often a line is read. */
function counting(question: PeriodQuestion) {
  let lines = 0
  const view: EvidenceView = {
    ...question.view,
    line: (...args) => {
      lines++
      return question.view.line(...args)
    },
  }
  return { question: { ...question, view }, lines: () => lines }
}

const month = { stepMs: 30_000, days: 31 }
const flapping = Array.from({ length: (31 * dayMs) / 30_000 }, (_, i) => (i % 2 === 0 ? 'g' : 'b'))

test.each([
  ['uptime: { of: p }', '>= 99.9%'],
  ['uptime: { of: p }', '>= 50.1%'],
  ['downtime: { of: p }', '<= 20000s'],
  ['longestOutage: { of: p }', '<= 10s'],
  ['outages: { of: p }', '<= 30000'],
])(
  'since when a month that fails every other look is missed takes few measures: %s %s',
  (measure, target) => {
    const { question, lines } = counting(
      asked(`measure: { ${measure} }, target: "${target}", period: month`, flapping, month),
    )
    expect(judgePeriod(question).certainSince).not.toBeNull()
    expect(lines()).toBeLessThan(12)
  },
)

test('a month that fails every other look is explained in a page', () => {
  const question = asked('measure: { uptime: { of: p } }, target: ">= 99.9%", period: month', flapping, month)
  const text = explainJudgement(judgePeriod(question))
  expect(text).toContain('… 44616 more, together 1338480 s')
  expect(text.length).toBeLessThan(12_000)
})

const shapes = [
  '',
  'outage: { consecutive: 2 }',
  'outage: { atLeast: 25m }',
  'outage: { partialGrain: touch }',
]
const measures = fc.oneof(
  fc.integer({ min: 50, max: 99 }).map((share) => ['uptime', `>= ${share}%`] as const),
  fc.integer({ min: 0, max: 300 }).map((minutes) => ['downtime', `<= ${minutes}m`] as const),
  fc.integer({ min: 1, max: 90 }).map((minutes) => ['longestOutage', `< ${minutes}m`] as const),
  fc.integer({ min: 0, max: 9 }).map((count) => ['outages', `<= ${count}`] as const),
)
const letters = fc.array(fc.constantFrom<keyof typeof outcomes>('b', 'b', 'g', 'g', 'g', 'u'), {
  minLength: 144,
  maxLength: 144,
})

test('since when a breach is certain is the least instant at which it is', () => {
  fc.assert(
    fc.property(measures, fc.constantFrom(...shapes), letters, ([kind, target], shape, looks) => {
      const terms = `{ of: p${shape === '' ? '' : `, ${shape}`} }`
      const question = asked(`measure: { ${kind}: ${terms} }, target: "${target}", period: day`, looks, {
        stepMs: 600_000,
        days: 1,
      })
      const { certainSince, context } = judgePeriod(question)
      if (certainSince === null) return
      // An outage is one from its begin on, not from its first whole millisecond.
      const at = isCertainAt(context, certainSince) ? certainSince : certainSince + 1
      expect(isCertainAt(context, at)).toBe(true)
      for (const before of [1, 2, 1000, 60_000, 600_000, 7_200_000])
        expect(isCertainAt(context, Math.max(from, at - before))).toBe(false)
    }),
    { numRuns: 150 },
  )
})

test('one line that reaches back to 1970 is not cut into decades of grains', () => {
  const text =
    'measure: { outages: { of: g, grain: 1m, bad: { when: "> 27", empty: good } } }, target: "= 0", period: month'
  const agreement = parsed(commitment(text))
  const line = {
    kind: 'gauge',
    source: 'g',
    at: 0,
    to: from,
    outcome: 'unknown',
    reason: 'reported',
  } as const
  const to = from + 31 * dayMs
  const series = new Map([['g', seriesOf('g', 'gauge', [line])]])
  const view = viewOf(agreement, { series, events: [], exclusions: [], fees: [], seenUntil: to })
  const begun = performance.now()
  const explained = explainJudgement(
    judgePeriod({ ...asked(text, [], { stepMs: 1, days: 31 }), agreement, view }),
  )
  expect(explained).toContain('verdict:')
  expect(performance.now() - begun).toBeLessThan(6_000)
}, 120_000)
