import { expect, test } from 'vitest'
import { entryHash, entryId, genesis, link } from '../../src/ledger/chain.ts'
import { aChain, aDraft } from './aChain.ts'

test('entries are numbered from 1 and each names the one before it', () => {
  const [first, second, third] = aChain(3)
  expect([first?.seq, second?.seq, third?.seq]).toEqual([1, 2, 3])
  expect([first?.prev, second?.prev, third?.prev]).toEqual([genesis, first?.hash, second?.hash])
})

test('linking in two steps gives the same chain as linking at once', () => {
  const drafts = [aDraft(), aDraft({ revision: 2 }), aDraft({ revision: 3 })]
  const begun = link(null, drafts.slice(0, 1))
  expect([...begun, ...link(begun[0] ?? null, drafts.slice(1))]).toEqual(link(null, drafts))
})

test.each([
  ['agreement', { agreement: 'other' }],
  ['kind', { kind: 'breach' as const }],
  ['clause', { clause: null }],
  ['period', { period: null }],
  ['subject', { subject: 'region-a' }],
  ['revision', { revision: 2 }],
])('an id depends on the %s', (_name, change) => {
  expect(entryId(aDraft(change))).not.toBe(entryId(aDraft()))
})

test.each([
  ['time', { decidedAt: 1 }],
  ['facts', { facts: {} }],
  ['correction', { supersedes: genesis }],
])('an id does not depend on the %s, the hash does', (_name, change) => {
  const [entry] = aChain(1)
  const [changed] = aChain(1, change)
  expect(changed?.id).toBe(entry?.id)
  expect(changed?.hash).not.toBe(entry?.hash)
})

test('an id and a hash of a fixed entry never change with a release', () => {
  const [entry] = aChain(1)
  expect(entry?.id).toBe('4c056e66fbe91d5282b110cc5d41458fda4751cb2d6a6115ea9d549f68ef6a89')
  expect(entry?.hash).toBe('810052976ea4e04bf6ff79ddd85145a5747ee082f0c3033e0cae0b625c97e2f2')
})

test('a hash covers what is in the entry, not the hash that it claims', () => {
  const [entry] = aChain(1)
  expect(entryHash({ ...entry!, hash: genesis } as never)).toBe(entry?.hash)
})
