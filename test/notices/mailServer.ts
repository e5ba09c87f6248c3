import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { SmtpSettings } from '../../src/settings.ts'

const pem = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), 'utf8')

interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
  readonly mail: Email
  readonly user: string | null
  readonly secure: boolean
}

export interface MailServer {
  readonly port: number
  readonly received: readonly Received[]
  /** Every address that a RCPT named, whether accepted or not, and every login. */
  readonly recipients: readonly string[]
  readonly logins: readonly string[]
  [Symbol.asyncDispose](): Promise<void>
}

export interface MailServerBehaviour {
  /** A reply such as `[450, 'greylisted']` to a recipient, or null to accept it. */
  readonly recipient?: (address: string) => readonly [number, string] | null
  readonly message?: (count: number) => readonly [number, string] | null
  readonly login?: (user: string, password: string) => boolean
  readonly certificate?: string
  readonly options?: SMTPServerOptions
}

const fault = ([code, text]: readonly [number, string]): Error =>
  Object.assign(new Error(text), { responseCode: code })

/** A real SMTP server on loopback with STARTTLS that keeps what it gets. */
export async function mailServer(behaviour: MailServerBehaviour = {}): Promise<MailServer> {
  const received: Received[] = []
  const recipients: string[] = []
  const logins: string[] = []
  let messages = 0
  const certificate = behaviour.certificate ?? 'smtp'
  const server = new SMTPServer({
    key: pem(`${certificate}.key`),
    cert: pem(`${certificate}.cert`),
    authOptional: true,
    logger: false,
    disableReverseLookup: true,
    onAuth: (login, _session, done) => {
      const [username, password] = [String(login.username), String(login.password)]
      logins.push(username)
      if (behaviour.login?.(username, password) === false) return done(fault([535, 'credentials are wrong']))
      done(null, { user: username })
    },
    onRcptTo: ({ address }, _session, done) => {
      recipients.push(address)
      const refusal = behaviour.recipient?.(address) ?? null
      done(refusal && fault(refusal))
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const refusal = behaviour.message?.(++messages) ?? null
        if (refusal) return done(fault(refusal))
        const raw = Buffer.concat(chunks)
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: raw.toString('utf8'),
          mail: await PostalMime.parse(raw),
          user: session.user ? String(session.user) : null,
          secure: session.secure,
        })
        done()
      })
    },
    ...behaviour.options,
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    received,
    recipients,
    logins,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

/** A TCP server on loopback that speaks as the test says; its sockets die with it. */
export async function rawServer(
  speak: (socket: Socket) => void,
): Promise<{ port: number; open: () => number; [Symbol.asyncDispose](): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    speak(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    port: (server.address() as AddressInfo).port,
    open: () => sockets.size,
    [Symbol.asyncDispose]: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

export const smtpSettings = (port: number, changes: Partial<SmtpSettings> = {}): SmtpSettings => ({
  host: '127.0.0.1',
  port,
  tls: 'required',
  ca: pem('smtp.ca'),
  user: null,
  password: null,
  from: 'upheld@daemon.test',
  deadlineMs: 10_000,
  ...changes,
})
