import { describe, expect, test } from 'vitest'
import type { CreditFigures } from '../../src/evaluation/verdict.ts'
import {
  type CreditActs,
  type CreditFacts,
  type CreditStage,
  nextStatement,
} from '../../src/ledger/credits.ts'

const figures: CreditFigures = {
  percent: '10',
  units: null,
  unit: null,
  amount: '100.00',
  currency: 'EUR',
  state: 'claimable',
  claimUntil: '2026-04-30',
}
const subject = {
  commitment: 'availability',
  title: 'Uptime',
  by: 'provider',
  from: '2026-03-01T00:00:00Z',
  to: '2026-04-01T00:00:00Z',
  timeZone: 'UTC',
} as const
const nothingDone: CreditActs = { answers: [], settled: [], settlesItself: false }

/** Follows a credit through what it is asked to be, one after the other. */
function follow(
  ...steps: readonly {
    readonly is?: Partial<CreditFigures>
    readonly acts?: Partial<CreditActs>
    readonly earnedBackBy?: CreditFacts['earnedBackBy']
  }[]
): CreditFacts[] {
  const all: CreditFacts[] = []
  for (const { is, acts, earnedBackBy = null } of steps) {
    const now = { subject, figures: { ...figures, ...is }, acts: { ...nothingDone, ...acts }, earnedBackBy }
    const next = nextStatement(all.at(-1) ?? null, now)
    if (next) all.push(next)
  }
  return all
}
const stages = (all: readonly CreditFacts[]): CreditStage[] => all.map(({ state }) => state)
const claimed = { state: 'claimed', claimUntil: null } as const

describe('a credit', () => {
  test('that says the same again is not stated again', () => {
    expect(stages(follow({}, {}, {}))).toEqual(['claimable'])
  })

  test('is not stated where nothing was ever due', () => {
    expect(follow({ is: { state: 'none', amount: '0.00' } })).toEqual([])
  })

  test('that was accepted is neither refused nor lost afterwards', () => {
    const all = follow(
      { is: claimed },
      { is: claimed, acts: { answers: ['accepted'] } },
      { is: claimed, acts: { answers: ['accepted', 'refused'] } },
      { is: { state: 'expired' }, acts: { answers: ['accepted'] } },
    )
    expect(stages(all).at(-1)).toBe('accepted')
    expect(new Set(stages(all))).toEqual(new Set(['claimed', 'accepted']))
  })

  test('that was refused may still be accepted', () => {
    const all = follow(
      { is: claimed, acts: { answers: ['refused'] } },
      { is: claimed, acts: { answers: ['refused', 'accepted'] } },
    )
    expect(stages(all)).toEqual(['refused', 'accepted'])
  })

  test('that was answered without a claim stays what it was', () => {
    expect(stages(follow({ acts: { answers: ['accepted'] } }))).toEqual(['claimable'])
  })
})

describe('what was settled', () => {
  const paid = { is: claimed, acts: { settled: ['100.00'] } } as const

  test('stays settled when the verdict is undone: all of it is owed back', () => {
    const all = follow(paid, { is: { state: 'none', amount: '0.00' }, acts: paid.acts })
    expect(all.at(-1)).toMatchObject({ state: 'settled', settled: '100.00', difference: '-100.00' })
  })

  test('is owed in addition where the amount has grown, until that is settled too', () => {
    const all = follow(
      paid,
      { is: { ...claimed, amount: '150.00' }, acts: paid.acts },
      { is: { ...claimed, amount: '150.00' }, acts: { settled: ['100.00', '50.00'] } },
    )
    expect(all.map(({ settled, difference }) => [settled, difference])).toEqual([
      ['100.00', null],
      ['100.00', '50.00'],
      ['150.00', null],
    ])
  })

  test('by itself is corrected once', () => {
    const itself = { settlesItself: true }
    const all = follow(
      { is: { state: 'automatic' }, acts: itself },
      { is: { state: 'automatic', amount: '40.00' }, acts: itself },
      { is: { state: 'automatic', amount: '40.00' }, acts: itself },
    )
    expect(all.map(({ settled, difference }) => [settled, difference])).toEqual([
      ['100.00', null],
      ['40.00', '-60.00'],
    ])
  })
})

describe('a credit that is earned back', () => {
  const earnedBackBy = [{ from: '2026-04-01T00:00:00Z', to: '2026-05-01T00:00:00Z' }]
  const automatic = { state: 'automatic', claimUntil: null } as const
  const settlesItself = { settlesItself: true }

  test('before it was settled is cancelled, and has nothing to claim', () => {
    const [, last] = follow({}, { earnedBackBy }, { earnedBackBy })
    expect(last).toMatchObject({ state: 'earnedBack', claimUntil: null, settled: null, difference: null })
    expect(last?.earnedBackBy).toEqual(earnedBackBy)
  })

  test('after it settled by itself is owed back, and owed again where a later miss undoes that', () => {
    const all = follow(
      { is: automatic, acts: settlesItself },
      { is: automatic, acts: settlesItself, earnedBackBy },
      { is: automatic, acts: settlesItself, earnedBackBy },
      { is: automatic, acts: settlesItself },
    )
    expect(all.map(({ state, settled, difference }) => [state, settled, difference])).toEqual([
      ['settled', '100.00', null],
      ['earnedBack', '0.00', '-100.00'],
      ['settled', '100.00', '100.00'],
    ])
    expect(all.at(-1)?.earnedBackBy).toBeUndefined()
  })

  test('after it was paid is owed back until that is booked', () => {
    const all = follow(
      { is: claimed, acts: { settled: ['60.00'] } },
      { is: claimed, acts: { settled: ['60.00'] }, earnedBackBy },
      { is: claimed, acts: { settled: ['60.00', '-60.00'] }, earnedBackBy },
    )
    expect(all.map(({ state, settled, difference }) => [state, settled, difference])).toEqual([
      ['settled', '60.00', '40.00'],
      ['earnedBack', '60.00', '-60.00'],
      ['earnedBack', '0.00', null],
    ])
  })
})
