import fc from 'fast-check'
import { expect, test } from 'vitest'
import { correctedView } from '../../src/evaluation/corrections.ts'
import type { EvidenceView } from '../../src/evaluation/evidenceView.ts'
import { bad, good, type State, spansOf } from '../../src/evaluation/line.ts'
import { SourceLine } from '../../src/evaluation/sourceLine.ts'
import { seriesOf } from '../../src/evidence/series.ts'
import type { Observation } from '../../src/sources/observation.ts'

const minute = 60_000
const speech = { holdsForMs: 2.5 * minute, silence: 'unknown' as const, intervalMs: minute }
const outcomes = ['good', 'bad', 'unknown'] as const

/** A look each minute, by its outcome. */
function viewOf(states: readonly State[]): EvidenceView {
  const line = new SourceLine(speech)
  for (const [i, state] of states.entries()) line.add(i * minute, null, state)
  const rows = states.map(
    (state, i): Observation => ({ kind: 'state', source: 'web', at: i * minute, outcome: outcomes[state]! }),
  )
  const end = states.length * minute
  return {
    seenUntil: end,
    line: (_, span, until) => line.line(span, until),
    series: () => seriesOf('web', 'state', rows),
    extent: () => ({ from: 0, to: end }),
    ...{ events: [], exclusions: [], fees: [] },
  }
}

const state = fc.constantFrom<State>(0, 1, 2)

test('inside the interval counts what was claimed, outside of it what was measured, for any evidence', () => {
  fc.assert(
    fc.property(
      fc.array(state, { minLength: 2, maxLength: 30 }),
      fc.nat(29),
      fc.integer({ min: 1, max: 20 }),
      state,
      (states, first, length, claimed) => {
        const [from, to] = [first * minute + 7, (first + length) * minute + 11]
        const span = { from: 0, to: states.length * minute }
        const measured = viewOf(states)
        const view = correctedView(measured, [
          { source: 'web', from, to, claim: { outcome: outcomes[claimed]! } },
        ])
        const at = (which: EvidenceView, instant: number) =>
          which.line('web', span, span.to).segments.find((each) => each.from <= instant && instant < each.to)
            ?.state
        for (let instant = 0; instant < span.to; instant += 13_001) {
          const isInside = instant >= from && instant < to
          expect(at(view, instant)).toBe(isInside ? claimed : at(measured, instant))
        }
      },
    ),
    { numRuns: 200 },
  )
})

test('the other sources stay as they were', () => {
  const measured = viewOf([1, 1, 1])
  const view = correctedView(measured, [
    { source: 'other', from: 0, to: 2 * minute, claim: { outcome: 'good' } },
  ])
  expect(view.line('web', { from: 0, to: minute }, minute)).toEqual({
    ...measured.line('web', { from: 0, to: minute }, minute),
    kth: expect.any(Function),
  })
})

test('looks that failed inside an interval that counts as good confirm no outage any more', () => {
  const span = { from: 0, to: 6 * minute }
  const view = correctedView(viewOf([1, 1, 1, 1, 0, 0]), [
    { source: 'web', from: minute, to: 3 * minute, claim: { outcome: 'good' } },
  ])
  const line = view.line('web', span, span.to)
  expect(spansOf(line, bad)).toMatchObject([
    { from: 0, to: minute },
    { from: 3 * minute, to: 4 * minute },
  ])
  expect(line.kth({ from: 0, to: 4 * minute }, 3, false)).toBeNull()
})

test('an interval that counts as bad needs no further looks to be sure of it', () => {
  const span = { from: 0, to: 6 * minute }
  const view = correctedView(viewOf([0, 0, 0, 0, 0, 0]), [
    { source: 'web', from: minute, to: 3 * minute, claim: { outcome: 'bad' } },
  ])
  const line = view.line('web', span, span.to)
  expect(line.kth({ from: minute, to: 3 * minute }, 3, false)).toBe(minute)
  expect(spansOf(line, good)).toHaveLength(2)
})

test('the rows that begin in the interval are replaced by the one claimed', () => {
  const rows: Observation[] = [0, 1, 2, 3].map((i) => ({
    ...{ kind: 'ratio', source: 'calls', at: i * minute, to: (i + 1) * minute },
    ...{ outcome: 'good', bad: '1', total: '10' },
  }))
  const measured = { ...viewOf([0]), series: () => seriesOf('calls', 'ratio', rows) }
  const view = correctedView(measured, [
    { source: 'calls', from: minute, to: 3 * minute, claim: { bad: '0', total: '20' } },
  ])
  const series = view.series('calls', { from: 0, to: 4 * minute })
  expect([...series.at]).toEqual([0, minute, 3 * minute])
  expect(series.texts.bad).toEqual(['1', '0', '1'])
})
