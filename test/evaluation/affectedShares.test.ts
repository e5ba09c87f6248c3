import { expect, test } from 'vitest'
import { at, backtested, bad, commitment, d, good } from './backtested.ts'

/** The weighed bad time of a day, and what it is at most; looks hold for 25 minutes, silence is unknown. */
const downtime = (lines: readonly object[]) =>
  backtested(
    commitment(
      'measure: { downtime: { of: p, unit: affected } }, target: "<= 1h", period: day, hours: { days: daily, hours: 10:00-12:00 }',
    ),
    lines,
  ).periods.map(({ measure }) => [measure.value, measure.worst])
const half = (instant: string) => ({ ...at(d(instant), 'bad'), affected: '0.5' })

test('a look weighs as long as it speaks: of unknown time nobody says what was affected', () => {
  // 25 minutes at a half, then 95 minutes of which nothing is known: 750 s, and 5700 s whole.
  expect(downtime([half('10:00')])).toEqual([['750', '6450']])
  // The same up to the next look: 25 minutes at a half, 35 unknown, then good for 25 and unknown for 35.
  expect(downtime([half('10:00'), at(d('11:00'), 'good')])).toEqual([['750', '4950']])
})

test('a declared span does not end what a look says', () => {
  // Of 25 minutes at a half, five are declared bad, of all: 5 + 20 ÷ 2 minutes.
  const lines = [half('10:00'), bad(d('10:05'), d('10:10'), 'p'), good(d('10:25'), d('12:00'), 'p')]
  expect(downtime(lines)).toEqual([['900', '900']])
})

test('of two looks at one instant the failed one weighs', () => {
  const lines = [half('10:00'), at(d('10:00'), 'good'), good(d('10:25'), d('12:00'), 'p')]
  expect(downtime(lines)).toEqual([['750', '750']])
})
