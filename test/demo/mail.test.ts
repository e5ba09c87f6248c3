import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type ReceivedMail, startMailServer } from '../../src/demo/mail.ts'
import { onPort } from '../../src/demo/ports.ts'
import { demoSettings } from '../../src/demo/settings.ts'
import { smtpTransport } from '../../src/notices/smtp.ts'
import type { OutgoingMail } from '../../src/notices/transport.ts'
import type { SmtpSettings } from '../../src/settings.ts'

const aMail: OutgoingMail = {
  messageId: '<1@demo.test>',
  to: 'it@globex.example',
  subject: 'Bruch: tägliche Verfügbarkeit — 99,98 %',
  text: 'Der Dienst stand still.\nZwei Zeilen.',
  html: '<p>Der Dienst stand still.</p>',
  headers: {},
  references: [],
  date: new Date(0),
  attachments: [],
}

async function send(changes: Partial<SmtpSettings> = {}) {
  const received: ReceivedMail[] = []
  const server = await startMailServer(0, (mail) => received.push(mail))
  onTestFinished(() => server.close())
  const { smtp } = demoSettings({ folder: '/nowhere', webPort: 1, mail: server })
  const transport = smtpTransport({ ...(smtp as SmtpSettings), ...changes })
  onTestFinished(() => transport.close())
  const delivery = await transport.send(aMail, AbortSignal.timeout(10_000))
  return { delivery, received }
}

test('a mail comes through STARTTLS with the shipped certificate and is handed on readable', async () => {
  const { delivery, received } = await send()
  expect(delivery.state).toBe('accepted')
  expect(received).toEqual([
    {
      from: 'upheld@demo.example',
      to: ['it@globex.example'],
      subject: 'Bruch: tägliche Verfügbarkeit — 99,98 %',
      text: 'Der Dienst stand still.\nZwei Zeilen.',
    },
  ])
})

test('a mail in clear is refused', async () => {
  const { delivery, received } = await send({ tls: 'none' })
  expect(delivery).toMatchObject({ state: 'deferred', reply: expect.stringContaining('530') })
  expect(received).toEqual([])
})

test('where the usual port is taken, a free one is used', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => other.close(() => resolve())))
  const taken = (other.address() as { port: number }).port
  const server = await onPort(taken, (port) => startMailServer(port, () => {}))
  onTestFinished(() => server.close())
  expect(server.port).not.toBe(taken)
})
