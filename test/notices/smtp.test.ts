import { expect, test } from 'vitest'
import { smtpTransport } from '../../src/notices/smtp.ts'
import { Secret } from '../../src/settings.ts'
import { courierOf } from './aCourier.ts'
import { breach, customer, decidedAt, outboxOf } from './entries.ts'
import { mailServer, smtpSettings } from './mailServer.ts'

const minute = 60_000

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
