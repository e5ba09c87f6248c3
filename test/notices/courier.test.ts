import { expect, test } from 'vitest'
import { Courier } from '../../src/notices/courier.ts'
import { planNotices } from '../../src/notices/plan.ts'
import { courierOf } from './aCourier.ts'
import {
  breach,
  chain,
  context,
  customer,
  decidedAt,
  draft,
  entryOf,
  externalUrl,
  outboxOf,
  periodFacts,
  provider,
} from './entries.ts'
import { mailServer } from './mailServer.ts'

const minute = 60_000

test('both parties get one mail each, in an envelope of its own, over TLS', async () => {
  await using server = await mailServer()
  const outbox = outboxOf([breach()])
  expect(await courierOf(outbox, server.port).deliverDue(decidedAt)).toEqual({
    accepted: 2,
    deferred: 0,
    refused: 0,
  })
  expect(server.received.map(({ to }) => to).sort()).toEqual([['it@globex.test'], ['ops@acme.test']])
  expect(server.received.every(({ secure }) => secure)).toBe(true)
  expect(outbox.noticeTo('it@globex.test')).toMatchObject({ state: 'sent', attempts: 1, lastError: null })
})

test('a mail says in its headers what it is, and both carry the same facts', async () => {
  await using server = await mailServer()
  const outbox = outboxOf([breach()], [provider, { ...customer, language: 'de' }])
  await courierOf(outbox, server.port).deliverDue(decidedAt)
  const header = (name: string) =>
    server.received.map(({ mail }) => mail.headers.find(({ key }) => key === name)?.value)
  expect(header('auto-submitted')).toEqual(['auto-generated', 'auto-generated'])
  expect(new Set(header('x-upheld-facts')).size).toBe(1)
  expect(header('x-upheld-head')[0]).toMatch(/^upheld-head:1:checkout-globex:2:/)
  expect(header('x-upheld-entry')[0]).toBe(breach().id)
  for (const { mail } of server.received) {
    expect(mail.messageId).toBe(outbox.noticeTo(mail.to?.[0]?.address ?? '').messageId)
    expect(mail.date).toBe(new Date(decidedAt).toISOString())
    expect(mail.text).toContain(header('x-upheld-facts')[0])
    expect(mail.html).toContain(header('x-upheld-facts')[0])
  }
})

test('names that try to add headers or recipients arrive as one harmless subject', async () => {
  await using server = await mailServer()
  const title = `Up\r\nBcc: evil@evil.test\r\n\r\n<script>\u202e ünï ${'long '.repeat(5_000)}`
  const outbox = outboxOf([breach({ title, clause: title })], [customer])
  await courierOf(outbox, server.port).deliverDue(decidedAt)
  const [received] = server.received
  expect(received?.to).toEqual([customer.address])
  expect(received?.mail.bcc ?? []).toEqual([])
  expect(received?.mail.subject).toContain('Breach: Up Bcc: evil@evil.test <script> ünï long')
  expect(received?.mail.html).not.toContain('<script')
  expect(Math.max(...(received?.raw.split('\r\n') ?? []).map((line) => line.length))).toBeLessThanOrEqual(998)
})

test('a waking courier sends what was committed since without waiting for its next look', async () => {
  await using server = await mailServer()
  const outbox = outboxOf([])
  const courier = courierOf(outbox, server.port, { everyMs: 3_600_000 })
  courier.start()
  await expect.poll(() => outbox.largestRead.length).toBe(1)
  const entry = breach()
  outbox.add(entry, planNotices(entry, [customer], context), [customer.address])
  courier.wake()
  await expect.poll(() => outbox.noticeTo(customer.address).state).toBe('sent')
  await courier.stop()
})

test('a recipient whose mail hangs does not keep the other party waiting', async () => {
  const outbox = outboxOf([breach()])
  const sent = Promise.withResolvers<string>()
  const courier = new Courier({
    store: outbox.store,
    externalUrl,
    now: () => decidedAt,
    deadlineMs: 60_000,
    onFault: () => {},
    transport: {
      send: (mail) => {
        if (mail.to === provider.address) return new Promise(() => {})
        sent.resolve(mail.to)
        return Promise.resolve({ state: 'accepted', reply: '250' })
      },
      close: () => {},
    },
  })
  courier.start()
  expect(await sent.promise).toBe(customer.address)
  await courier.stop(0)
  expect(outbox.noticeTo(provider.address)).toMatchObject({
    state: 'pending',
    lastError: expect.stringContaining('stops'),
  })
})

test('what the server took but the store could not keep is not sent again', async () => {
  await using server = await mailServer()
  const outbox = outboxOf([breach()], [customer])
  const { settleNotice } = outbox.store
  let isBroken = true
  const store = {
    ...outbox.store,
    settleNotice: (...kept: Parameters<typeof settleNotice>) =>
      isBroken ? Promise.reject(new Error('disk full')) : settleNotice(...kept),
  }
  const courier = courierOf(outbox, server.port, { store })
  await courier.deliverDue(decidedAt)
  isBroken = false
  await courier.deliverDue(decidedAt + minute)
  expect(server.received).toHaveLength(1)
  expect(outbox.noticeTo(customer.address).state).toBe('sent')
})

test('the mails of a period stand in one thread: the closing answers the breach', async () => {
  await using server = await mailServer()
  const entries = chain(draft('breach', periodFacts), draft('periodClosed', periodFacts))
  const outbox = outboxOf(entries, [customer])
  await courierOf(outbox, server.port).deliverDue(decidedAt)
  const [first, second] = server.received.map(({ mail }) => mail)
  const root = first?.references
  expect(second?.references).toBe(`${root} ${first?.messageId}`)
  expect(second?.inReplyTo).toBe(first?.messageId)
})

test('a backlog of 10,000 for one party is read in bounded parts, breaches first, and does not hide the other party', async () => {
  const outbox = outboxOf([], [])
  const span = { id: 'x-1', kind: 'maintenance', from: periodFacts.from, to: periodFacts.to, timeZone: 'UTC' }
  const entry = entryOf('exclusionWithdrawn', { ...span, by: 'provider' })
  const template = outboxOf([entry], [customer]).noticeTo(customer.address)
  for (let i = 0; i < 10_000; i++) {
    const kind = i % 100 === 99 ? 'breach' : 'periodClosed'
    outbox.records.set(`<${i}@x>`, {
      ...template,
      messageId: `<${i}@x>`,
      kind,
      notBefore: decidedAt - 20_000 + i,
    })
  }
  outbox.add(entry, [], [customer.address, provider.address])
  const sentTo: string[] = []
  let isCustomerDown = true
  let attemptsWhileDown = 0
  const courier = courierOf(outbox, 1, {
    transport: {
      send: async (mail) => {
        if (isCustomerDown && mail.to === customer.address) {
          attemptsWhileDown++
          return { state: 'deferred', fault: 'connection', reply: 'down' }
        }
        sentTo.push(mail.to === provider.address ? 'provider' : mail.messageId)
        return { state: 'accepted', reply: '250' }
      },
      close: () => {},
    },
  })
  await courier.deliverDue(decidedAt)
  outbox.records.set('<p@x>', {
    ...outboxOf([entry], [provider]).noticeTo(provider.address),
    kind: 'periodClosed',
    messageId: '<p@x>',
  })
  await courier.deliverDue(decidedAt + 1)
  expect(sentTo).toEqual(['provider'])
  expect(attemptsWhileDown).toBe(1)
  isCustomerDown = false
  const { accepted } = await courier.deliverDue(decidedAt + 60 * minute)
  expect(accepted).toBe(10_000)
  expect(sentTo.slice(1, 101).every((id) => id.includes('99@'))).toBe(true)
  expect(Math.max(...outbox.largestRead)).toBeLessThanOrEqual(16_384)
})

test('a notice whose entry cannot be told stays pending and says why', async () => {
  await using server = await mailServer()
  const outbox = outboxOf([breach()], [customer])
  outbox.ledger.clear()
  const faults: unknown[] = []
  await courierOf(outbox, server.port, { onFault: (fault) => faults.push(fault) }).deliverDue(decidedAt)
  expect(faults).toHaveLength(1)
  expect(outbox.noticeTo(customer.address)).toMatchObject({
    state: 'pending',
    lastError: expect.stringContaining('no entry'),
  })
})
