import { expect, test } from 'vitest'
import type { Version } from '../../src/agreement/agreement.ts'
import type { CommitmentTerms } from '../../src/agreement/schema/commitments.ts'
import { disputedFigures } from '../../src/evaluation/disputes.ts'
import { viewOf } from '../../src/evaluation/seriesView.ts'
import { seriesOf } from '../../src/evidence/series.ts'
import { publicHolidays } from '../../src/holidays.ts'
import { commitment, parsed } from './backtested.ts'

const from = Date.UTC(2026, 2, 1)
const hourMs = 3_600_000

test('the three readings of a disputed day are made in pieces, and each by its own claim', () => {
  const agreement = parsed(commitment('measure: { downtime: { of: p } }, target: "<= 1h", period: day'))
  const version = agreement.versions[0] as Version
  const look = { kind: 'state', source: 'p', outcome: 'bad', reason: 'timeout' } as const
  const series = new Map([['p', seriesOf('p', 'state', [{ ...look, at: from, to: from + 4 * hourMs }])]])
  const to = from + 24 * hourMs
  const evidence = { series, events: [], exclusions: [], fees: [], seenUntil: to }
  const pieces = disputedFigures(
    {
      ...{ agreement, version, name: 'c', commitment: version.terms.commitments.c as CommitmentTerms },
      ...{ period: { from, to }, view: viewOf(agreement, evidence), asOf: to, holidays: publicHolidays() },
      ...{ before: [], missesBefore: 0, suspendedSince: null },
    },
    {
      agreed: [],
      interval: { source: 'p', from: from + hourMs, to: from + 3 * hourMs },
      claims: { provider: { outcome: 'good' }, customer: null },
    },
  )
  let turns = 0
  let next = pieces.next()
  for (; !next.done; next = pieces.next()) turns++
  expect(turns).toBeGreaterThanOrEqual(6)
  const { measured, provider, customer } = next.value
  expect([measured, provider, customer].map(({ measure }) => measure.value)).toEqual([
    '14400',
    '7200',
    '14400',
  ])
})
