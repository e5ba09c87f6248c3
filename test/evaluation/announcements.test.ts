import { expect, test } from 'vitest'
import { backtested } from './backtested.ts'

const text = (target: string) => `
agreement: hosted
title: Hosted
parties:
  provider: { name: Acme, contacts: [sla@acme.test] }
  customer: { name: Globex, contacts: [it@globex.test] }
term: { from: 2026-01-01 }
timeZone: Europe/Berlin
exclusions:
  maintenance: { effect: remove }
commitments:
  announced:
    measure: { notice: { of: maintenance, atLeast: 72h } }
    target: ${target}
    period: month
`
const planned = (id: string, from: string, announcedAt: string) => ({
  exclusion: 'maintenance',
  id,
  from,
  to: from.replace('T02', 'T04'),
  announcedAt,
  by: 'provider',
})
// March in Berlin: 72 hours before 02:00 on the 8th is 02:00 on the 5th.
const inTime = planned('a', '2026-03-08T02:00:00+01:00', '2026-03-05T02:00:00+01:00')
const short = planned('b', '2026-03-15T02:00:00+01:00', '2026-03-12T02:00:00.001+01:00')
const ofApril = planned('c', '2026-04-01T02:00:00+02:00', '2026-03-31T00:00:00+02:00')
const period = (target: string, lines: readonly object[]) => backtested(text(target), lines).periods[0]

test('announced time is judged by its notice, to the millisecond', () => {
  expect(period('all', [inTime])).toMatchObject({ verdict: 'met', counts: { bad: '0', total: '1' } })
  expect(period('all', [short])).toMatchObject({ verdict: 'breached', measure: { value: '0' } })
})

test('the share of a month counts what begins in it', () => {
  expect(period('">= 50%"', [inTime, short, ofApril])).toMatchObject({
    verdict: 'met',
    measure: { value: '50', exact: '1/2', unit: '%' },
    counts: { bad: '1', total: '2' },
  })
})
