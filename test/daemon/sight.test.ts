import { expect, test } from 'vitest'
import { Sight } from '../../src/daemon/evidence/sight.ts'
import type { Observation } from '../../src/sources/observation.ts'

const looks = (...seen: [Observation['outcome'], Observation['reason']?][]): Observation[] =>
  seen.map(
    ([outcome, reason], at) => ({ source: 's', at, outcome, ...(reason ? { reason } : {}) }) as Observation,
  )

test('a source that cannot be looked at is told once, with the reason, and once when it can be again', () => {
  const sight = new Sight()
  expect(
    sight.changes(looks(['good'], ['unknown', 'forbidden'], ['unknown', 'forbidden'], ['bad', 'status'])),
  ).toEqual([
    { identity: 's', reason: 'forbidden' },
    { identity: 's', reason: null },
  ])
  expect(sight.changes(looks(['good']))).toEqual([])
})

test('a standstill of the daemon is no trouble of a source', () => {
  expect(new Sight().changes(looks(['unknown', 'stopped'], ['good']))).toEqual([])
})
