import { expect, test } from 'vitest'
import { found, withCommitment } from './found.ts'

const findings = (planned: string, kind = 'notice: 72h'): string[] =>
  found(
    withCommitment(
      '{ measure: { uptime: { of: web } }, target: ">= 99.9%", period: month, exclude: [m] }',
      `exclusions: { m: { ${kind}, planned: [${planned}] } }`,
    ),
  )
const at = 'exclusions.m.planned.0'

test.each([
  ['{ from: 2026-01-04T00:00, to: 2026-01-04T02:00 }'],
  ['{ every: sunday, from: 02:00, to: 04:00, since: 2026-01-05 }'],
  ['{ every: [tuesday, last friday of the month], from: 23:00, to: 01:00, since: 2026-01-06 }'],
])('%s is in order', (planned) => {
  expect(findings(planned)).toEqual([])
})

test.each([
  [
    '{ from: 2026-01-03T23:59, to: 2026-01-04T02:00 }',
    'notice: 72h',
    '2026-01-03T23:59:00+01:00 begins before its notice is over: announced with this text, it can begin 2026-01-04T00:00:00+01:00',
  ],
  [
    '{ every: sunday, from: 01:00, to: 03:00 }',
    'inside: { days: sun, hours: 02:00-06:00 }',
    '2026-01-04T01:00:00+01:00 … 2026-01-04T03:00:00+01:00 lies outside of `inside`, and counts only in part',
  ],
  [
    '{ from: 2026-01-12T02:00, to: 2026-01-12T03:00 }',
    'inside: { days: sun, hours: 02:00-06:00 }',
    '2026-01-12T02:00:00+01:00 … 2026-01-12T03:00:00+01:00 lies outside of `inside`, and does not count',
  ],
  [
    '{ from: 2025-01-12T02:00, to: 2025-01-12T03:00 }',
    'notice: 72h',
    'never begins within the term of this version',
  ],
])('%s with %s is found', (planned, kind, message) => {
  expect(findings(planned, kind)).toEqual([`warning: ${at}: ${message}`])
})

test.each([
  ['{ every: someday, from: 02:00, to: 04:00 }', /is not a recurrence such as day, sunday/],
  ['{ every: sunday, from: 02:00, to: 02:00 }', /the same time of day/],
  ['{ from: 2026-01-12T03:00, to: 2026-01-12T02:00 }', /`to` must lie after `from`/],
])('%s is refused', (planned, message) => {
  expect(findings(planned)).toEqual([expect.stringMatching(message)])
})
