import { expect, test } from 'vitest'
import { backtestTable } from '../../src/commands/backtestTable.ts'
import { backtested, bad, commitment, d, event, unknown } from '../evaluation/backtested.ts'

const table = (text: string, lines: readonly object[], asOf?: string): string[] => [
  ...backtestTable(backtested(text, lines, asOf)),
]
const uptime = commitment('measure: { uptime: { of: s } }, target: ">= 99.9%", period: month')

test('the last day of a period stands in its line, not the day after', () => {
  expect(table(uptime, [bad(d('10:00'), d('12:00'))])).toEqual([
    'from        to (included)  commitment  measured    verdict   credit',
    '2026-03-01  2026-03-31     c           99.731183%  breached',
  ])
})

test('an open verdict names its bounds and what is not known', () => {
  expect(table(uptime, [unknown(d('10:00'), d('12:00'))])[1]).toContain(
    'undetermined (99.731183% to 100%, 7200 s unknown)',
  )
})

test('a period with a clock that still runs is no undetermined one', () => {
  const response = commitment(
    'measure: { elapsed: { from: ticket.opened, to: ticket.responded, within: 4h } }, target: all, period: day',
  )
  const lines = table(response, [event('ticket.opened', d('22:00'))], d('01:00', 11))
  expect(lines[1]).toContain('still running until 2026-03-11 02:00:00')
  expect(lines[1]).not.toContain('undetermined')
})

test('an incident is told by the clock', () => {
  const each = commitment('measure: { longestOutage: { of: s } }, target: "<= 1h", period: incident')
  expect(table(each, [bad(d('10:00'), d('12:00'))])[1]).toMatch(/^2026-03-10 10:00:00 +2026-03-10 12:00:00 /)
})

test('a credit that is no money is told in its unit', () => {
  const extended = commitment(
    'measure: { uptime: { of: s } }, target: ">= 99.9%", period: month, credit: { bands: [{ when: "< 99.9%", give: 2 months extension }] }',
  )
  expect(table(extended, [bad(d('10:00'), d('12:00'))])[1]).toMatch(/ 2 months of extension automatic$/)
})
