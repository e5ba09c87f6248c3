import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { Courier, type CourierOptions } from '../../src/notices/courier.ts'
import { planNotices } from '../../src/notices/plan.ts'
import { smtpTransport } from '../../src/notices/smtp.ts'
import type { MailTransport } from '../../src/notices/transport.ts'
import { Secret } from '../../src/settings.ts'
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
import { mailServer, rawServer, smtpSettings } from './mailServer.ts'
import type { Outbox } from './outbox.ts'

const minute = 60_000

function courierOf(
  outbox: Outbox,
  port: number,
  changes: Partial<CourierOptions> & { smtp?: Parameters<typeof smtpSettings>[1] } = {},
) {
  const { smtp, ...options } = changes
  return new Courier({
    store: outbox.store,
    transport: smtpTransport(smtpSettings(port, smtp)),
    externalUrl,
    now: () => decidedAt,
    deadlineMs: 10_000,
    onFault: () => {},
    ...options,
  })
}

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

test('a greylisted mail is tried again later, under the same Message-ID', async () => {
  let isFirst = true
  await using server = await mailServer({
    recipient: () => {
      const refusal = isFirst ? ([450, 'greylisted'] as const) : null
      isFirst = false
      return refusal
    },
  })
  const outbox = outboxOf([breach()], [customer])
  const courier = courierOf(outbox, server.port)
  expect(await courier.deliverDue(decidedAt)).toMatchObject({ deferred: 1 })
  expect(outbox.noticeTo(customer.address)).toMatchObject({
    state: 'pending',
    attempts: 1,
    lastError: expect.stringContaining('450'),
  })
  expect(await courier.deliverDue(decidedAt + 10_000)).toMatchObject({ accepted: 0 })
  expect(await courier.deliverDue(decidedAt + minute)).toMatchObject({ accepted: 1 })
  expect(server.received.map(({ mail }) => mail.messageId)).toEqual([
    outbox.noticeTo(customer.address).messageId,
  ])
})

test('a recipient that is refused for good fails at once and visibly, and the other party has its mail', async () => {
  await using server = await mailServer({
    recipient: (to) => (to === customer.address ? [550, 'no such mailbox'] : null),
  })
  const outbox = outboxOf([breach()])
  const courier = courierOf(outbox, server.port)
  expect(await courier.deliverDue(decidedAt)).toEqual({ accepted: 1, deferred: 0, refused: 1 })
  expect(outbox.noticeTo(customer.address)).toMatchObject({
    state: 'failed',
    lastError: expect.stringContaining('no such mailbox'),
  })
  expect(await courier.deliverDue(decidedAt + 86_400_000)).toEqual({ accepted: 0, deferred: 0, refused: 0 })
})

test('a message that is refused for good fails at once, one refused for now is tried again', async () => {
  await using server = await mailServer({
    message: (count) => (count === 1 ? [452, 'disk full'] : [554, 'rejected']),
  })
  const outbox = outboxOf([breach()], [customer])
  const courier = courierOf(outbox, server.port)
  await courier.deliverDue(decidedAt)
  expect(outbox.noticeTo(customer.address).state).toBe('pending')
  await courier.deliverDue(decidedAt + minute)
  expect(outbox.noticeTo(customer.address)).toMatchObject({ state: 'failed', attempts: 2 })
})

const login = { user: 'upheld', password: new Secret('hunter2') }

test('a server without STARTTLS gets neither a mail nor credentials', async () => {
  await using server = await mailServer({ options: { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] } })
  const outbox = outboxOf([breach()])
  await courierOf(outbox, server.port, { smtp: login }).deliverDue(decidedAt)
  expect([server.received, server.recipients, server.logins]).toEqual([[], [], []])
  expect(outbox.noticeTo(customer.address)).toMatchObject({
    state: 'pending',
    lastError: expect.stringContaining('ETLS'),
  })
})

test.each([
  ['of another host', { certificate: 'smtp.elsewhere' }, {}],
  ['of an unknown authority', {}, { ca: null }],
])('a certificate %s gets neither a mail nor credentials', async (_name, behaviour, smtp) => {
  await using server = await mailServer(behaviour)
  const outbox = outboxOf([breach()])
  await courierOf(outbox, server.port, { smtp: { ...login, ...smtp } }).deliverDue(decidedAt)
  expect([server.received, server.recipients, server.logins]).toEqual([[], [], []])
  const { attemptAt, lastError } = outbox.noticeTo(customer.address)
  expect(lastError).toMatch(/CERT|ALTNAME|certificate/i)
  expect(attemptAt).toBeGreaterThanOrEqual(decidedAt + 5 * minute)
})

test('credentials without TLS are refused before anything is sent', () => {
  expect(() => smtpTransport(smtpSettings(25, { tls: 'none', ...login }))).toThrow('in clear')
})

test('wrong credentials are tried again after five minutes at the earliest, one mail first, until they are mended', async () => {
  let isMended = false
  await using server = await mailServer({ login: () => isMended })
  const outbox = outboxOf([breach()])
  const courier = courierOf(outbox, server.port, { smtp: login, atOnce: 1 })
  await courier.deliverDue(decidedAt)
  expect(server.logins).toHaveLength(1)
  await courier.deliverDue(decidedAt + 4 * minute)
  expect(server.logins).toHaveLength(1)
  await courier.deliverDue(decidedAt + 6 * minute)
  expect(server.logins).toHaveLength(2)
  isMended = true
  await courier.deliverDue(decidedAt + 30 * minute)
  expect(server.received.map(({ user }) => user)).toEqual(['upheld', 'upheld'])
})

/** Answers each command until the one at which it falls silent; what follows DATA is the mail. */
const stalling = (at: 'RCPT' | 'DATA' | 'mail') => (socket: Socket) => {
  let isMail = false
  socket.write('220 slow\r\n')
  socket.on('data', (chunk) => {
    const command = chunk.toString().slice(0, 4)
    if (command === at || isMail) return
    isMail = command === 'DATA'
    socket.write(isMail ? '354 go on\r\n' : '250 fine\r\n')
  })
}
const drip = (socket: Socket): void => {
  socket.write('220 drip\r\n')
  socket.on('data', () => {
    const timer = setInterval(() => socket.write('250-still here\r\n'), 20)
    socket.on('close', () => clearInterval(timer))
  })
}

test.each([
  ['never greets', () => {}],
  ['drips its replies', drip],
  ['stalls at the recipient', stalling('RCPT')],
  ['stalls before the mail', stalling('DATA')],
  ['stalls after the mail', stalling('mail')],
])('a server that %s is left at the deadline, and the notice stays pending', async (_name, speak) => {
  await using server = await rawServer(speak)
  const outbox = outboxOf([breach()], [customer])
  const courier = courierOf(outbox, server.port, { deadlineMs: 300, smtp: { tls: 'none' } })
  expect(await courier.deliverDue(decidedAt)).toMatchObject({ deferred: 1 })
  expect(outbox.noticeTo(customer.address)).toMatchObject({
    state: 'pending',
    lastError: expect.stringContaining('within 300 ms'),
  })
  await expect.poll(server.open).toBe(0)
})

test('a server that cannot be reached is tried again for as long as it takes', async () => {
  const closed = await rawServer(() => {})
  await closed[Symbol.asyncDispose]()
  const outbox = outboxOf([breach()], [customer])
  const courier = courierOf(outbox, closed.port)
  await courier.deliverDue(decidedAt)
  expect(outbox.noticeTo(customer.address)).toMatchObject({
    state: 'pending',
    lastError: expect.stringContaining('ECONNREFUSED'),
  })
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

test('a reply that is lost after the mail was taken leads to a second copy with one Message-ID', async () => {
  const ids: string[] = []
  await using server = await rawServer((socket) => {
    let text = ''
    let isData = false
    socket.write('220 lossy\r\n')
    socket.on('data', (chunk) => {
      text += chunk
      if (isData && text.includes('\r\n.\r\n')) {
        ids.push(/^Message-ID: (\S+)/im.exec(text)?.[1] ?? '')
        if (ids.length === 1) return socket.destroy()
        isData = false
        text = ''
        return socket.write('250 taken\r\n')
      }
      if (isData || !text.endsWith('\r\n')) return
      isData = text.startsWith('DATA')
      socket.write(isData ? '354 go on\r\n' : '250 fine\r\n')
      text = ''
    })
  })
  const outbox = outboxOf([breach()], [customer])
  const courier = courierOf(outbox, server.port, { smtp: { tls: 'none' } })
  expect(await courier.deliverDue(decidedAt)).toMatchObject({ deferred: 1 })
  expect(await courier.deliverDue(decidedAt + minute)).toMatchObject({ accepted: 1 })
  expect(ids).toEqual([
    outbox.noticeTo(customer.address).messageId,
    outbox.noticeTo(customer.address).messageId,
  ])
})

test('a notice fails only after five days, and only when it was tried often enough', async () => {
  const outbox = outboxOf([breach()], [customer])
  const transport: MailTransport = {
    send: async () => ({ state: 'deferred', fault: 'mail', reply: '450 later' }),
    close: () => {},
  }
  const courier = courierOf(outbox, 1, { transport })
  const states: string[] = []
  for (let hour = 0; hour <= 24 * 5; hour++) {
    await courier.deliverDue(decidedAt + hour * 60 * minute)
    states.push(outbox.noticeTo(customer.address).state)
  }
  expect(states.indexOf('failed')).toBe(24 * 5)
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

test.each([
  'Cust <evil@evil.test> <a@cust.test>',
  'a@cust.test, evil@evil.test',
  '"evil@evil.test x"@cust.test',
  'a@cust.test\r\nRCPT TO:<evil@evil.test>',
])('the address %j never reaches a server', async (address) => {
  await using server = await mailServer()
  const outbox = outboxOf([breach()], [{ ...customer, address }])
  expect(await courierOf(outbox, server.port).deliverDue(decidedAt)).toMatchObject({ refused: 1 })
  expect(server.recipients).toEqual([])
  expect(outbox.noticeTo(address)).toMatchObject({
    state: 'failed',
    lastError: expect.stringContaining('address cannot be used'),
  })
})

test('an erased address fails visibly', async () => {
  await using server = await mailServer()
  const outbox = outboxOf([breach()], [customer])
  outbox.texts.clear()
  await courierOf(outbox, server.port).deliverDue(decidedAt)
  expect(outbox.noticeTo(customer.address)).toMatchObject({
    state: 'failed',
    lastError: 'the address was erased',
  })
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
  const courier = courierOf(outbox, 1, {
    transport: {
      send: async (mail) => {
        if (isCustomerDown && mail.to === customer.address)
          return { state: 'deferred', fault: 'connection', reply: 'down' }
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
