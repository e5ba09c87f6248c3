import { expect, test } from 'vitest'
import { textChanges } from '../../src/ledger/textChanges.ts'

test('mappings are compared key by key and lists whole, as people write them', () => {
  const before = { title: 'A', credits: { cap: ['1', '2'], join: 'sum' } }
  const after = { credits: { cap: ['1', '3'], join: 'sum' }, settle: '1h' }
  expect(textChanges(before, after)).toEqual([
    { path: 'title', before: 'A', after: null },
    { path: 'credits.cap', before: '["1","2"]', after: '["1","3"]' },
    { path: 'settle', before: null, after: '1h' },
  ])
})
