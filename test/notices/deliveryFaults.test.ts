import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import type { MailTransport } from '../../src/notices/transport.ts'
import { courierOf } from './aCourier.ts'
import { breach, customer, decidedAt, outboxOf } from './entries.ts'
import { mailServer, rawServer } from './mailServer.ts'

const minute = 60_000

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

test('what the server answers instead of taking mails is told once, not for each mail', async () => {
  await using server = await mailServer({ recipient: () => [450, 'greylisted'] })
  const told: string[] = []
  const courier = courierOf(outboxOf([breach()]), server.port, {
    onNotTaken: ({ state, reply }) => told.push(`${state}: ${reply}`),
  })
  expect(await courier.deliverDue(decidedAt)).toMatchObject({ deferred: 2 })
  expect(told).toEqual([expect.stringMatching(/^deferred: .*greylisted/)])
})
