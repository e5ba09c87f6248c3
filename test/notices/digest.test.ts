import { expect, test } from 'vitest'
import { courierOf } from './aCourier.ts'
import { chain, customer, draft, outboxOf, periodFacts } from './entries.ts'
import { mailServer } from './mailServer.ts'

const daily = { ...customer, digest: 'daily' } as const
const morning = Date.parse('2026-03-22T06:00:00Z')
const closings = (count: number) =>
  chain(
    ...Array.from({ length: count }, (_, i) =>
      draft('periodClosed', { ...periodFacts, title: `Promise ${i}` }, { clause: `c${i}` }),
    ),
  )

test("a day's notices go out as one mail in the morning, and each is settled", async () => {
  await using server = await mailServer()
  const outbox = outboxOf(closings(3), [daily])
  const courier = courierOf(outbox, server.port)
  expect(await courier.deliverDue(morning - 1)).toMatchObject({ accepted: 0 })
  expect(await courier.deliverDue(morning)).toMatchObject({ accepted: 1 })
  const [mail] = server.received.map((received) => received.mail)
  expect(mail?.subject).toBe('[Upheld] 3 notices — Checkout API for Globex')
  for (const title of ['Promise 0', 'Promise 1', 'Promise 2']) expect(mail?.text).toContain(title)
  expect([...outbox.records.values()].map(({ state }) => state)).toEqual(['sent', 'sent', 'sent'])
})

test('a digest that was settled in part keeps its Message-ID', async () => {
  await using server = await mailServer()
  const outbox = outboxOf(closings(4), [daily])
  const { settleNotice } = outbox.store
  let left = 2
  const store = {
    ...outbox.store,
    settleNotice: (...kept: Parameters<typeof settleNotice>) =>
      left-- > 0 ? settleNotice(...kept) : Promise.reject(new Error('killed')),
  }
  await courierOf(outbox, server.port, { store }).deliverDue(morning)
  await courierOf(outbox, server.port).deliverDue(morning)
  const ids = server.received.map(({ mail }) => mail.messageId)
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
})

test('a digest that was put off is tried again whole, under the same Message-ID', async () => {
  await using server = await mailServer({ message: (count) => (count === 1 ? [452, 'disk full'] : null) })
  const outbox = outboxOf(closings(5), [daily])
  const courier = courierOf(outbox, server.port)
  await courier.deliverDue(morning)
  const records = [...outbox.records.values()]
  expect(new Set(records.map(({ attemptAt }) => attemptAt)).size).toBe(1)
  const [first] = records.map(({ messageId }) => messageId).sort()
  expect(await courier.deliverDue(morning + 60_000)).toMatchObject({ accepted: 1 })
  expect(server.received.map(({ mail }) => mail.messageId)).toEqual([first])
})
