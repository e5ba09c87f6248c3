import { expect, test } from 'vitest'
import { backtested, bad, commitment, d, event, unknown } from './backtested.ts'

/** How many outages of a day there were, at least and at most. */
const counted = (outage: string, lines: readonly object[], more = '') =>
  backtested(
    commitment(
      `measure: { outages: { of: s, grain: 60m, ${more} outage: { ${outage} } } }, target: "<= 0", period: day`,
    ),
    lines,
  ).periods.map(({ measure, verdict }) => [measure.value, measure.best, measure.worst, verdict])

const twentyMinutes = bad(d('10:20'), d('10:40'))
const dark = unknown(d('12:00'), d('12:10'))

test('an outage without a whole grain is none, whatever is unknown elsewhere', () => {
  expect(counted('partialGrain: drop', [twentyMinutes, dark])).toEqual([['0', '0', '0', 'met']])
  expect(counted('partialGrain: floor', [twentyMinutes, dark])).toEqual([['0', '0', '0', 'met']])
})

test('unknown time may make a grain whole', () => {
  const lines = [bad(d('10:00'), d('10:50')), unknown(d('10:50'), d('11:00'))]
  expect(counted('partialGrain: drop', lines)).toEqual([['0', '0', '1', 'undetermined']])
  // From the outage's start an hour is whole too.
  const later = [bad(d('10:30'), d('11:20')), unknown(d('11:20'), d('11:30'))]
  expect(counted('partialGrain: floor', later)).toEqual([['0', '0', '1', 'undetermined']])
  expect(counted('partialGrain: drop', later)).toEqual([['0', '0', '0', 'met']])
})

test('a grain that is touched is as long as it is, beside unknown time too', () => {
  const longer = (outage: string) => counted(outage, [twentyMinutes, dark], 'longerThan: 30m,')
  expect(longer('partialGrain: touch')).toEqual([['1', '1', '2', 'breached']])
  expect(longer('partialGrain: exact')).toEqual([['0', '0', '0', 'met']])
})

test('an outage without its ticket does not count, whatever is unknown elsewhere', () => {
  const opened = (at: string) => event('ticket.opened', d(at))
  expect(counted('startsAt: ticket.opened', [twentyMinutes, dark])).toEqual([['0', '0', '0', 'met']])
  expect(counted('startsAt: ticket.opened', [twentyMinutes, dark, opened('10:30')])).toEqual([
    ['1', '1', '2', 'breached'],
  ])
  // The ticket of the time that is unknown is that of an outage only where it was one.
  const resolved = event('ticket.resolved', d('12:20'))
  expect(counted('startsAt: ticket.opened', [twentyMinutes, dark, opened('12:05'), resolved])).toEqual([
    ['0', '0', '1', 'undetermined'],
  ])
})

test('a day of unknown looks between failures is bounded in a bounded number of steps', () => {
  const lines = Array.from({ length: 2000 }, (_, i) => {
    const [from, to] = [i, i + 1].map((n) => new Date(Date.UTC(2026, 2, 10, 0, 0, 30 * n)).toISOString())
    return (i % 7 === 3 ? bad : unknown)(from as string, to as string)
  })
  const text = commitment(
    'measure: { outages: { of: s, grain: 5m, outage: { partialGrain: touch } } }, target: "<= 3", period: day',
  )
  expect(backtested(text, lines).periods[0]?.verdict).toBe('undetermined')
})
