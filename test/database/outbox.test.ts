import { expect, test } from 'vitest'
import type { Notice } from '../../src/notices/notice.ts'
import type { Store } from '../../src/store.ts'
import { aNotice, aStore, aToken, changes } from './aStore.ts'

/** Puts notices about one entry into the outbox, named by their Message-ID. */
async function put(store: Store, notices: readonly Partial<Notice>[]): Promise<void> {
  const decided = await changes(store, [{}])
  const entry = decided.entries[0]!.id
  await store.commit({ ...decided, notices: notices.map((notice) => aNotice(entry, notice)) })
}

const ids = (notices: readonly Notice[]) => notices.map(({ messageId }) => messageId)
const sent = { state: 'sent', attempts: 1, attemptAt: 5000, lastError: null } as const
const retry = { state: 'pending', attempts: 1, attemptAt: 5000, lastError: '451 later' } as const

test('due notices come oldest first, breaches before others, and no more than asked for', async () => {
  const store = await aStore()
  await put(store, [
    { messageId: 'a' },
    { messageId: 'b', kind: 'breach' },
    { messageId: 'c' },
    { messageId: 'd', notBefore: 2001 },
  ])
  expect(ids(await store.dueNotices(2000, 10))).toEqual(['b', 'a', 'c'])
  expect(ids(await store.dueNotices(2000, 2))).toEqual(['b', 'a'])
  expect(await store.dueNotices(999, 10)).toEqual([])
})

test('a notice that is to be tried again is due at its time', async () => {
  const store = await aStore()
  await put(store, [{ messageId: 'a' }])
  await store.settleNotice('a', retry)
  expect(await store.dueNotices(4999, 10)).toEqual([])
  expect(await store.dueNotices(5000, 10)).toMatchObject([{ messageId: 'a', ...retry }])
})

test('a sent notice stays sent', async () => {
  const store = await aStore()
  await put(store, [{ messageId: 'a' }])
  await store.settleNotice('a', sent)
  await store.settleNotice('a', retry)
  expect(await store.notices({})).toMatchObject([{ messageId: 'a', ...sent }])
  expect(await store.dueNotices(9000, 10)).toEqual([])
})

test('settling a notice that is not there is an error', async () => {
  const store = await aStore()
  await expect(store.settleNotice('nobody', sent)).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('notices are listed newest first, page by page, by state and entry', async () => {
  const store = await aStore()
  await put(
    store,
    ['a', 'b', 'c', 'd'].map((messageId) => ({ messageId })),
  )
  await store.settleNotice('b', sent)
  expect(ids(await store.notices({ limit: 2 }))).toEqual(['d', 'c'])
  expect(ids(await store.notices({ after: 'c' }))).toEqual(['b', 'a'])
  expect(ids(await store.notices({ states: ['sent'] }))).toEqual(['b'])
  expect(ids(await store.notices({ agreement: 'other' }))).toEqual([])
  expect(await store.notices({ after: 'nobody' })).toEqual([])
  const [notice] = await store.notices({ limit: 1 })
  expect(await store.notices({ entry: notice!.entry })).toHaveLength(4)
  expect(await store.countNotices()).toEqual([
    { state: 'pending', kind: 'periodClosed', count: 3 },
    { state: 'sent', kind: 'periodClosed', count: 1 },
  ])
})

test('tokens are kept, changed and revoked, the first revocation stands', async () => {
  const store = await aStore()
  await store.saveToken(aToken())
  await store.saveToken(aToken({ id: 't2', agreements: '*', hash: 'b'.repeat(64), createdAt: 2 }))
  await store.saveToken(aToken({ name: 'renamed' }))
  expect(await store.revokeToken('t1', 10)).toBe(true)
  expect(await store.revokeToken('t1', 20)).toBe(true)
  expect(await store.revokeToken('nobody', 10)).toBe(false)
  expect(await store.tokens()).toEqual([
    aToken({ name: 'renamed', revokedAt: 10 }),
    aToken({ id: 't2', agreements: '*', hash: 'b'.repeat(64), createdAt: 2 }),
  ])
})

test('small state is kept by key, all values of a call together', async () => {
  const store = await aStore()
  await store.saveState({ cursor: '1', grid: '5' })
  await store.saveState({ cursor: '2' })
  expect([await store.state('cursor'), await store.state('grid'), await store.state('nothing')]).toEqual([
    '2',
    '5',
    null,
  ])
})
