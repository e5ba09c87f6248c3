import { expect, test } from 'vitest'
import { outagesTrigger, totalTrigger } from '../../src/evaluation/durationTriggers.ts'
import type { Outcome } from '../../src/evaluation/triggers.ts'

const from = Date.UTC(2026, 0, 1)
const minuteMs = 60_000
/** A year that fails every other half minute: 525,600 outages, in one period. */
const outages = Array.from({ length: 525_600 }, (_, i) => {
  const begin = from + i * minuteMs
  return { from: begin, to: begin + minuteMs / 2, ms: minuteMs / 2 }
})
const year: Outcome = {
  ...{ commitment: 'c', of: null, from, to: Date.UTC(2027, 0, 1), verdict: 'breached', certainSince: null },
  ...{ value: null, figure: '50 %', outages, missedEvents: [], trailing: false },
}
const month = { kind: 'calendar', unit: 'month' } as const
const days = { kind: 'length', length: { unit: 'day', count: 1, text: '1d' } } as const
const zone = 'Europe/Berlin'

test.each([
  // 31 × 1440 outages of January, 30,000 at a time, and so on: once in each of twelve months.
  ['a month', { within: month as never, times: 30_000 }, 12],
  ['a day', { within: days as never, times: 1000 }, 525],
])('a year of half a million outages is counted within %s in moments', (_, rule, times) => {
  const { fired } = outagesTrigger({ kind: 'outages', outages: 'c', ...rule }, [year], zone)
  expect(fired).toHaveLength(times)
  expect(fired.every(({ counted }) => counted.length === rule.times)).toBe(true)
})

test('and so is its downtime: ten hours at a time, none over the end of a month', () => {
  const rule = { kind: 'total', total: 'c', exceeds: 36_000_000, within: month } as never
  const { fired } = totalTrigger(rule, [year], zone)
  // 1201 half minutes pass ten hours; a month of 31 days has 44,640, one of 30 days 43,200, February 40,320.
  const within = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].map((each) => each * 1440)
  // In Berlin January has an hour less of this year, and March and October are an hour shorter and longer.
  const local = within.map((each, i) => each + (i === 0 ? -60 : i === 2 ? -60 : i === 9 ? 60 : 0))
  local.push(60)
  expect(fired).toHaveLength(local.reduce((sum, each) => sum + Math.floor(each / 1201), 0))
})
