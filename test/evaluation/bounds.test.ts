import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countExtremes } from '../../src/evaluation/countBounds.ts'
import { SourceLine } from '../../src/evaluation/sourceLine.ts'
import { agreementText, at, backtested, bad, d } from './backtested.ts'

const measures = ['uptime', 'downtime', 'longestOutage', 'outages'] as const
const targets = { uptime: '>= 99%', downtime: '<= 20m', longestOutage: '<= 20m', outages: '<= 1' }
const shape = fc.constantFrom(
  '{}',
  '{ consecutive: 2 }',
  '{ consecutive: 3 }',
  '{ atLeast: 20m }',
  '{ longerThan: 20m }',
  '{ longerThan: 10m, consecutive: 2 }',
  '{ atLeast: 30m, count: excess }',
  '{ longerThan: 20m, of: inPeriod }',
  '{ consecutive: 2, startsAt: confirmation }',
)

const judged = (measure: (typeof measures)[number], outage: string, pattern: string, from: string) =>
  backtested(
    agreementText(`sources:
  p: { push: state, every: 10m, holdsFor: 10m, silence: good }
commitments:
  c: { measure: { ${measure}: { of: p, outage: ${outage} } }, target: "${targets[measure]}", period: day }
`),
    [...pattern].map((letter, i) =>
      at(
        Temporal.Instant.from(from)
          .add({ minutes: 10 * i })
          .toString(),
        letter === 'b' ? 'bad' : letter === 'g' ? 'good' : 'unknown',
      ),
    ),
  ).periods.at(-1)

function fillings(pattern: string): string[] {
  const i = pattern.indexOf('u')
  if (i === -1) return [pattern]
  return ['g', 'b'].flatMap((letter) => fillings(`${pattern.slice(0, i)}${letter}${pattern.slice(i + 1)}`))
}

const number = (exact: string | null | undefined): number => {
  const [n, of] = (exact ?? '0/1').split('/').map(Number)
  return (n ?? 0) / (of ?? 1)
}

test('best and worst are the extremes over every filling of the unknown looks, and the verdict theirs', {
  timeout: 60_000,
}, () => {
  const patterns = fc.string({ unit: fc.constantFrom('b', 'b', 'g', 'u'), minLength: 3, maxLength: 10 })
  const begins = fc.constantFrom(d('10:00'), d('23:30', 9), d('23:50', 9))
  fc.assert(
    fc.property(fc.constantFrom(...measures), shape, patterns, begins, (measure, outage, pattern, from) => {
      const known = (pattern.match(/u/g) ?? []).length <= 4 ? pattern : pattern.replaceAll('u', 'g')
      const found = judged(measure, outage, known, from)
      const all = fillings(known).map((filled) => judged(measure, outage, filled, from))
      const values = all.map((each) => number(each?.measure.exact))
      const [least, most] = [Math.min(...values), Math.max(...values)]
      const [best, worst] = measure === 'uptime' ? [most, least] : [least, most]
      const scale = measure === 'uptime' ? 100 : 1
      expect(Number(found?.measure.best)).toBeCloseTo(best * scale, 4)
      expect(Number(found?.measure.worst)).toBeCloseTo(worst * scale, 4)
      const verdicts = new Set(all.map((each) => each?.verdict))
      expect(found?.verdict).toBe(verdicts.size === 1 ? [...verdicts][0] : 'undetermined')
    }),
    { numRuns: Number(process.env.UPHELD_BOUNDS_RUNS ?? 150) },
  )
})

test('a month of unknown seconds is bounded in a bounded number of steps', () => {
  const month = { from: 0, to: 30 * 86_400_000 }
  const line = new SourceLine({ holdsForMs: 2_500, silence: 'unknown', intervalMs: 1_000 }).line(month)
  let asked = 0
  const counting: typeof line = {
    ...line,
    kth: (stretch, k, orUnknown) => {
      asked++
      return line.kth(stretch, k, orUnknown)
    },
  }
  const shaped = {
    atLeast: 600_000,
    count: 'whole',
    startsAt: 'firstFailure',
    partialGrain: 'exact',
    of: 'whole',
  } as const
  const shaping = { events: [], excused: [], period: month, grainMs: null }
  const rule = { shape: shaped, longerThanMs: null, period: month, excluded: [], shaping }
  const found = countExtremes(counting, rule)
  expect(found.least).toBe(0)
  expect(found.most).toBeGreaterThan(10)
  expect(asked).toBeLessThan(1_000)
})

test('a look at the very instant of closing may be the failure that was still wanted, when it told nothing', () => {
  const text = agreementText(`settle: 10m
sources:
  p: { push: state, every: 30m, holdsFor: 30m, silence: good }
commitments:
  c: { measure: { uptime: { of: p, outage: { consecutive: 3 } } }, target: ">= 100%", period: day }
`)
  const looks = [at(d('23:10'), 'bad'), at(d('23:40'), 'bad'), at(d('00:10', 11), 'unknown')]
  const seenAt = (instant: string) =>
    backtested(text, looks, instant).periods.find((period) => period.from.startsWith('2026-03-10'))?.verdict
  expect(seenAt('2026-03-11T00:10:00Z')).toBe('undetermined')
  expect(seenAt('2026-03-11T00:10:00.001Z')).toBe('undetermined')
  expect(seenAt('2026-03-11T00:40:00Z')).toBe('undetermined')
})

test('a part that told nothing while another was down may hold the failure that was still wanted', () => {
  const text = (measure: string, target: string) =>
    agreementText(`sources:
  p: { push: state, every: 10m, holdsFor: 10m, silence: good }
  q: { push: state, every: 10m, holdsFor: 10m, silence: good }
commitments:
  c: { measure: { ${measure}: { of: { any: [p, q] }, outage: { consecutive: 3 } } }, target: "${target}", period: day }
`)
  const looks = [
    at(d('10:00'), 'bad'),
    at(d('10:10'), 'bad'),
    at(d('10:20'), 'unknown'),
    at(d('10:20'), 'bad', 'q'),
    at(d('10:30'), 'good'),
    at(d('10:30'), 'good', 'q'),
  ]
  const found = (measure: string, target: string) => {
    const { verdict, measure: figure } = backtested(text(measure, target), looks).periods.at(-1) ?? {}
    return [verdict, figure?.best, figure?.worst]
  }
  expect(found('downtime', '<= 20m')).toEqual(['undetermined', '0', '1800'])
  expect(found('downtime', '<= 30m')).toEqual(['met', '0', '1800'])
  expect(found('outages', '<= 0')).toEqual(['undetermined', '0', '1'])
})

test('outages of what exclusions leave are counted so even where something is unknown', () => {
  const text = agreementText(`sources:
  p: { push: state, every: 10m, holdsFor: 10m, silence: good }
commitments:
  c:
    measure: { outages: { of: p, outage: { consecutive: 3, of: unexcused } } }
    target: "<= 0"
    period: day
    exclude: [m]
exclusions:
  m: { effect: excuse }
`)
  const minutes = ['10:00', '10:10', '10:20', '10:30']
  const found = backtested(text, [
    ...minutes.map((time) => at(d(time), 'bad')),
    at(d('10:40'), 'good'),
    at(d('20:00'), 'unknown'),
    at(d('20:10'), 'good'),
    { exclusion: 'm', id: 'x', from: d('10:10'), to: d('10:20'), announcedAt: d('00:00'), by: 'provider' },
  ]).periods.at(-1)
  // Two failures at most lie on one side of the excused look: three in a row never did.
  expect([found?.verdict, found?.measure.value]).toEqual(['met', '0'])
})

test('an outage whose excess lies in the next day is none of the day in which it began', () => {
  const text = agreementText(`sources:
  p: { push: state, every: 10m, holdsFor: 10m, silence: good }
commitments:
  c: { measure: { outages: { of: p, outage: { longerThan: 10m, count: excess } } }, target: "<= 0", period: day }
`)
  const found = backtested(text, [
    at(d('12:00'), 'unknown'),
    at(d('12:10'), 'good'),
    at(d('23:50'), 'bad'),
    at(d('00:00', 11), 'bad'),
    at(d('00:10', 11), 'good'),
  ]).periods.find((period) => period.from.startsWith('2026-03-10'))
  expect([found?.verdict, found?.measure.best, found?.measure.worst]).toEqual(['met', '0', '0'])
})

test('a budget that unknown time may have used up leaves it open how many outages count', () => {
  const text = agreementText(`sources:
  p: { push: state, every: 10m, holdsFor: 10m, silence: good }
commitments:
  c: { measure: { outages: { of: p } }, target: "<= 1", period: day, exclude: [n] }
exclusions:
  n: { effect: excuse, budget: 10m per day, counts: excused }
`)
  const found = backtested(text, [
    at(d('10:00'), 'unknown'),
    at(d('10:10'), 'bad'),
    at(d('10:20'), 'good'),
    at(d('20:00'), 'bad'),
    at(d('20:10'), 'good'),
    { exclusion: 'n', id: 'x', from: d('10:00'), to: d('12:00'), announcedAt: d('00:00'), by: 'provider' },
  ]).periods.at(-1)
  // If 10:00 was bad, the budget is used up by 10:10, and what follows counts.
  expect([found?.verdict, found?.measure.best, found?.measure.worst]).toEqual(['undetermined', '1', '2'])
})

test('a declared span counts its observations from its own begin, wherever the run begins that it is in', () => {
  const text = agreementText(`sources:
  p: { push: state, every: 30m, holdsFor: 30m, silence: good }
  q: { push: state, every: 10m, holdsFor: 10m, silence: good }
commitments:
  c:
    measure: { downtime: { of: { all: [p, q] }, outage: { consecutive: 3, startsAt: confirmation } } }
    target: "<= 0m"
    period: day
`)
  // p at 10:00, which speaks into the run at 10:10, at 10:30 and at 11:00.
  const lines = [bad(d('10:00'), d('11:30'), 'p'), bad(d('10:10'), d('11:30'), 'q')]
  const { measure, certainSince } = backtested(text, lines).periods.at(-1) ?? {}
  expect([measure?.value, certainSince]).toEqual(['1800', '2026-03-10T11:00:00.001+00:00'])
})

test('whole grains from the start: an earlier start may keep less, so that neither bound is all good or all bad', () => {
  const text = agreementText(`sources:
  p: { push: state, every: 10m, holdsFor: 10m, silence: good }
commitments:
  c:
    measure: { uptime: { of: p, grain: 30m, outage: { partialGrain: floor } } }
    hours: { days: daily, hours: "08:00-17:00" }
    target: ">= 95%"
    period: day
`)
  const looks = (before: string) => [
    at(d('07:50'), before),
    ...['bad', 'bad', 'bad', 'good'].map((outcome, i) => at(d(`08:${i}0`), outcome)),
  ]
  const verdictOf = (before: string) => backtested(text, looks(before)).periods.at(-1)?.verdict
  // Of nine hours 27 minutes may be bad: 30 are from 08:00 on; from 07:50 on it is until 08:20, 20 minutes.
  expect([verdictOf('good'), verdictOf('bad'), verdictOf('unknown')]).toEqual([
    'breached',
    'met',
    'undetermined',
  ])
})
