import { expect, test } from 'vitest'
import { sha256 } from '../../src/agreement/canonical.ts'
import { exportLines } from '../../src/ledger/export.ts'
import { verifyChain } from '../../src/ledger/verify.ts'
import { aSigner, headOf } from '../ledger/aChain.ts'
import { aNotice, aStore, changes } from './aStore.ts'

const signer = aSigner()

test('entries, texts, notices and head are committed together and come back as they were', async () => {
  const store = await aStore()
  const decided = await changes(store, [{ kind: 'breach' }, { revision: 2, period: null, clause: null }])
  const [breach] = decided.entries
  const notice = aNotice(breach!.id)
  const head = headOf(signer, decided.entries)
  expect(await store.commit({ ...decided, notices: [notice], texts: ['sla@acme.example'], head })).toBe(
    'committed',
  )
  expect(await store.entries({})).toEqual(decided.entries)
  expect(await store.entry(breach!.id)).toEqual(breach)
  expect(await store.text(sha256('sla@acme.example'))).toBe('sla@acme.example')
  expect(await store.head('acme-globex')).toEqual({ seq: 2, hash: decided.entries[1]?.hash })
  expect(await store.signedHead('acme-globex')).toEqual(head)
  expect(await store.notices({})).toMatchObject([
    { ...notice, state: 'pending', attempts: 0, attemptAt: 1000, lastError: null },
  ])
})

test('what is not there is null', async () => {
  const store = await aStore()
  expect(await store.head('acme-globex')).toBeNull()
  expect(await store.signedHead('acme-globex')).toBeNull()
  expect(await store.entry('0'.repeat(64))).toBeNull()
  expect(await store.text('0'.repeat(64))).toBeNull()
})

test('of two decisions on the same head the second is told that it moved, and nothing of it is kept', async () => {
  const store = await aStore()
  const [one, two] = [
    await changes(store, [{ clause: 'a' }]),
    await changes(store, [{ clause: 'b' }], { texts: ['late'] }),
  ]
  expect(await store.commit(one)).toBe('committed')
  expect(await store.commit(two)).toBe('moved')
  expect(await store.commit(one)).toBe('moved')
  expect(await store.entries({})).toEqual(one.entries)
  expect(await store.text(sha256('late'))).toBeNull()
})

test.each(['expected too far', 'expected another hash'])('%s has moved', async (how) => {
  const store = await aStore()
  const decided = await changes(store, [{}])
  const expected =
    how === 'expected too far' ? { seq: 1, hash: '1'.repeat(64) } : { seq: 0, hash: '1'.repeat(64) }
  expect(await store.commit({ ...decided, expected })).toBe('moved')
})

test('notices of a decision without entries are committed on an unmoved head only', async () => {
  const store = await aStore()
  const decided = await changes(store, [{}])
  await store.commit(decided)
  const more = await changes(store, [], { notices: [aNotice(decided.entries[0]!.id)] })
  expect(await store.commit({ ...more, expected: null })).toBe('moved')
  expect(await store.commit(more)).toBe('committed')
  expect(await store.notices({})).toHaveLength(1)
})

test('the same statement cannot be entered twice, and nothing of the attempt is kept', async () => {
  const store = await aStore()
  await store.commit(await changes(store, [{}]))
  const again = await changes(store, [{ revision: 2 }, {}], { texts: ['new'] })
  await expect(store.commit(again)).rejects.toMatchObject({ name: 'StoreError' })
  expect(await store.entries({})).toHaveLength(1)
  expect(await store.text(sha256('new'))).toBeNull()
})

test('a notice without its entry is refused with all that came with it', async () => {
  const store = await aStore()
  const decided = await changes(store, [{}], { notices: [aNotice('0'.repeat(64))] })
  await expect(store.commit(decided)).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_FOREIGNKEY' })
  expect(await store.head('acme-globex')).toBeNull()
})

test('a Message-ID that is there already is not put out a second time', async () => {
  const store = await aStore()
  const decided = await changes(store, [{}])
  const notice = aNotice(decided.entries[0]!.id)
  await store.commit({ ...decided, notices: [notice, { ...notice, language: 'de' }] })
  expect(await store.notices({})).toMatchObject([{ language: 'en' }])
})

test.each([
  ['a broken link', { prev: '1'.repeat(64) }],
  ['a hash that is not its own', { hash: '1'.repeat(64) }],
  ['a place too far', { seq: 2 }],
  ['another agreement', { agreement: 'other' }],
])('an entry with %s is refused', async (_name, change) => {
  const store = await aStore()
  const decided = await changes(store, [{}])
  const entries = decided.entries.map((entry) => ({ ...entry, ...change }))
  await expect(store.commit({ ...decided, entries })).rejects.toMatchObject({ code: 'CHAIN' })
})

test('a signed head that is not the end of the chain is refused', async () => {
  const store = await aStore()
  const decided = await changes(store, [{}, { revision: 2 }])
  const head = headOf(signer, decided.entries, 1)
  await expect(store.commit({ ...decided, head })).rejects.toMatchObject({ code: 'CHAIN' })
})

test('chains of two agreements do not touch each other', async () => {
  const store = await aStore()
  await store.commit(await changes(store, [{}]))
  const other = await changes(store, [])
  expect(await store.head('other')).toBeNull()
  expect(await store.commit({ ...other, agreement: 'other', expected: null })).toBe('committed')
})

test('entries are asked for by kind, clause and place, in either order', async () => {
  const store = await aStore()
  const drafts = [{ kind: 'breach' as const }, { clause: 'support' }, { revision: 2 }, { revision: 3 }]
  await store.commit(await changes(store, drafts))
  const seqs = async (query: object) =>
    (await store.entries({ agreement: 'acme-globex', ...query })).map(({ seq }) => seq)
  expect(await seqs({ kinds: ['breach'] })).toEqual([1])
  expect(await seqs({ kinds: [] })).toEqual([])
  expect(await seqs({ clause: 'support' })).toEqual([2])
  expect(await seqs({ after: 1, limit: 2 })).toEqual([2, 3])
  expect(await seqs({ before: 4, newestFirst: true, limit: 2 })).toEqual([3, 2])
  expect(await store.entries({ agreement: 'other' })).toEqual([])
})

test('what the store keeps is verified offline', async () => {
  const store = await aStore()
  const decided = await changes(store, [{}, { revision: 2, facts: { text: 'Größe "1"\n' } }])
  const head = headOf(signer, decided.entries)
  await store.commit({ ...decided, head })
  const entries = await store.entries({ agreement: 'acme-globex' })
  const lines = exportLines({ agreement: 'acme-globex', publicKey: signer.publicKey, entries, head })
  expect(verifyChain({ lines, heads: [head], publicKeys: [signer.publicKey] }).faults).toEqual([])
})
