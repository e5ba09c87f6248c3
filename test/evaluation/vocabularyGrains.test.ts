import { expect, test } from 'vitest'
import { agreementText, backtested, bad, commitment, d, good } from './backtested.ts'

const uptime = (of: string, rule: string, more = '') =>
  commitment(
    `measure: { uptime: { of: ${of}, grain: 60m, bad: ${rule} ${more} } }, target: ">= 99%", period: day`,
  )
const badOf = (text: string, lines: readonly object[]) =>
  backtested(text, lines, '2026-03-20T00:00:00Z').periods.map((period) => period.seconds?.bad)

test('a declared failure fails a grain by the share of its time', () => {
  // Twenty minutes of the hour are a third.
  const lines = [good(d('08:00'), d('08:10')), bad(d('10:20'), d('10:40'))]
  expect(badOf(uptime('s', '{ when: "> 33%" }'), lines)).toEqual(['3600'])
  expect(badOf(uptime('s', '{ when: "> 34%" }'), lines)).toEqual(['0'])
  expect(badOf(uptime('s', '{ when: anyFail }'), lines)).toEqual(['3600'])
  expect(badOf(uptime('s', '{ when: allFail }'), lines)).toEqual(['0'])
})

const ratio = (from: string, to: string, failed: string, all: string, source = 'r') => ({
  source,
  from,
  to,
  bad: failed,
  total: all,
})

test('a failure does not count where the control is skipped, for it did not succeed there', () => {
  const rule = '{ when: anyFail, minSamples: 5, thin: skip }'
  const text = uptime('{ control: r, of: s }', rule)
  const failure = bad(d('10:00'), d('11:00'))
  expect(badOf(text, [failure, ratio(d('10:00'), d('11:00'), '0', '5')])).toEqual(['3600'])
  expect(badOf(text, [failure, ratio(d('10:00'), d('11:00'), '0', '4')])).toEqual(['0'])
})

test('grains beyond the edge are those of the next period', () => {
  // Days of 23.5 hours (2026-10-04): 23 whole grains of an hour and one of half an hour; the next day begins a grain anew.
  const text = agreementText(
    `sources: { r: { push: ratio } }
commitments:
  c:
    measure: { longestOutage: { of: r, grain: 60m, bad: { when: anyFail }, outage: { consecutive: 3 } } }
    target: "<= 1h"
    period: day
`,
    'Australia/Lord_Howe',
  )
  // The day ends at 13:00 UTC: its last grain and the next one fail, and those are two, not three.
  const lines = [
    ratio('2026-10-04T12:30:00Z', '2026-10-04T14:00:00Z', '3', '3'),
    ratio('2026-10-04T14:00:00Z', '2026-10-04T15:00:00Z', '0', '3'),
  ]
  const periods = backtested(text, lines, '2026-10-06T00:00:00Z').periods
  expect(periods.map((period) => [period.from.slice(0, 10), period.seconds?.bad])).toEqual([
    ['2026-10-04', '0'],
    ['2026-10-05', '0'],
  ])
})

test('what nobody can know of after the last ratio line does not lengthen an outage', () => {
  // The last grain of the day failed: alone it is too short, and of the time after the day there is no evidence.
  const text = uptime('r', '{ when: anyFail }', ', outage: { consecutive: 2 }')
  const lines = [ratio(d('00:00'), d('23:00'), '0', '10'), ratio(d('23:00'), d('00:00', 11), '10', '10')]
  const [period] = backtested(text, lines, '2026-03-12T00:00:00Z').periods
  expect([period?.measure.worst, period?.verdict]).toEqual(['100', 'met'])
})

test('of a pool a grain is known where one of its sources tells of it', () => {
  const text = agreementText(`sources: { r: { push: ratio }, q: { push: ratio } }
commitments:
  c:
    measure: { uptime: { of: { pool: [r, q] }, grain: 60m, bad: { when: "> 5%" } } }
    target: ">= 99%"
    period: day
`)
  const lines = [
    ratio(d('00:00'), d('12:00', 10), '0', '12'),
    ratio(d('12:00'), d('00:00', 11), '1', '12', 'q'),
  ]
  const [period] = backtested(text, lines).periods
  expect(period?.seconds).toMatchObject({ bad: '43200', unknown: '0', total: '86400' })
})

test('a skipped grain is not down: all are down only where the others and it are', () => {
  const rule = '{ when: anyFail, minSamples: 5, thin: skip }'
  const lines = [bad(d('10:00'), d('11:00')), ratio(d('10:00'), d('11:00'), '4', '4')]
  const [period] = backtested(uptime('{ all: [s, r] }', rule), lines).periods
  expect(period?.seconds).toMatchObject({ bad: '0', total: '86400', unknown: '0' })
  expect(badOf(uptime('{ any: [s, r] }', rule), lines)).toEqual(['3600'])
})
