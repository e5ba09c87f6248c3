import { expect, test } from 'vitest'
import { shownSpan } from '../../src/statements/spanWords.ts'
import { statementWords } from '../../src/statements/wordsOf.ts'

const [english, german] = [statementWords('en'), statementWords('de')]
const march = { from: '2026-03-01T00:00:00+01:00', to: '2026-04-01T00:00:00+02:00' }

test('a month ends with its last day', () => {
  expect(shownSpan(march, english)).toBe('1–31 March 2026')
  expect(shownSpan(march, german)).toBe('1.–31. März 2026')
})

test('a day, a quarter and a year are named by their days', () => {
  expect(shownSpan({ from: '2026-03-05T00:00:00+00:00', to: '2026-03-06T00:00:00+00:00' }, english)).toBe(
    '5 March 2026',
  )
  expect(shownSpan({ from: '2026-01-01T00:00:00+01:00', to: march.to }, german)).toBe(
    '1. Januar 2026 – 31. März 2026',
  )
})

test('an hour and an incident are told by the clock', () => {
  const from = '2026-03-05T03:00:00+00:00'
  expect(shownSpan({ from, to: '2026-03-05T04:00:00+00:00' }, english)).toBe('5 March 2026, 03:00–04:00')
  expect(shownSpan({ from, to: '2026-03-06T00:10:09.500+00:00' }, english)).toBe(
    '5 March 2026, 03:00 – 6 March 2026, 00:10:09',
  )
})
