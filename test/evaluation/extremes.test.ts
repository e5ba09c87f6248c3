import { expect, test } from 'vitest'
import { at, backtested, commitment } from './backtested.ts'

const reading = (instant: string, value: string) => ({ source: 'g', at: instant, value: Number(value) })
const took = (instant: string, latencyUs: number) => ({ ...at(instant, 'good'), latencyUs })
const day = (members: string, lines: readonly object[], more?: string) =>
  backtested(commitment(`${members}, period: day`, more), lines).periods.map(
    ({ verdict, certainSince }) => `${verdict} ${certainSince}`,
  )
const readings = [
  reading('2026-03-02T10:00:00Z', '80'),
  reading('2026-03-02T10:10:00Z', '81'),
  reading('2026-03-02T10:20:00Z', '5'),
  reading('2026-03-02T10:30:00Z', '99'),
]

test('a greatest value that is too high is certain at the instant of its reading', () => {
  expect(day('measure: { gauge: { of: g, statistic: max } }, target: "<= 80"', readings)).toEqual([
    'breached 2026-03-02T10:10:00+00:00',
  ])
})

test('a least value that is too low is certain at the instant of its reading', () => {
  expect(day('measure: { gauge: { of: g, statistic: min } }, target: ">= 10"', readings)).toEqual([
    'breached 2026-03-02T10:20:00+00:00',
  ])
})

test('a slowest answer that reaches the limit is certain at once', () => {
  const looks = [took('2026-03-02T10:00:00Z', 299_999), took('2026-03-02T10:10:00Z', 300_000)]
  expect(day('measure: { latency: { of: p, statistic: max } }, target: "< 300ms"', looks)).toEqual([
    'breached 2026-03-02T10:10:00+00:00',
  ])
})

test('a mean and a greatest value that must be reached can recover until the end', () => {
  const end = ['breached 2026-03-03T00:00:00+00:00']
  expect(day('measure: { gauge: { of: g, statistic: mean } }, target: "<= 1"', readings)).toEqual(end)
  expect(day('measure: { gauge: { of: g, statistic: max } }, target: ">= 100"', readings)).toEqual(end)
})

test('what lies in an exclusion makes nothing certain', () => {
  const maintenance = {
    exclusion: 'm',
    id: 'x',
    from: '2026-03-02T10:05:00Z',
    to: '2026-03-02T10:15:00Z',
    announcedAt: '2026-03-02T08:00:00Z',
    by: 'provider',
  }
  expect(
    day(
      'measure: { gauge: { of: g, statistic: max } }, target: "<= 80", exclude: [m]',
      [...readings, maintenance],
      'exclusions: { m: { notice: 1h } }',
    ),
  ).toEqual(['breached 2026-03-02T10:30:00+00:00'])
})
