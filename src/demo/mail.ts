import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import PostalMime from 'postal-mime'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

/** A message as it arrived. */
export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
}

export interface MailServer {
  readonly port: number
  /** PEM of the certificate that the server shows, to be trusted by who sends to it. */
  readonly certificate: string
  close(): Promise<void>
}

/**
 * A real mail server on the loopback address, which takes mail for anyone over STARTTLS only and hands it on as it
 * arrives. Rejects where the port is taken.
 */
export async function startMailServer(
  port: number,
  onMail: (mail: ReceivedMail) => void,
): Promise<MailServer> {
  const pem = await readFile(new URL('./mail-server.pem', import.meta.url), 'utf8')
  const certificate = pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----'))
  const server = new SMTPServer({
    key: pem,
    cert: certificate,
    name: 'localhost',
    disabledCommands: ['AUTH'],
    disableReverseLookup: true,
    logger: false,
    size: 1_000_000,
    onMailFrom: (_address, { secure }, done) => done(secure ? null : refusal(530, 'Use STARTTLS first')),
    onData: (stream, session, done) => {
      receive(stream, session).then(
        (mail) => {
          onMail(mail)
          done()
        },
        (error: Error) => done(error),
      )
    },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
  // A client that goes away in the middle is the client's affair.
  server.on('error', () => {})
  return {
    port: (server.server.address() as AddressInfo).port,
    certificate,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

const refusal = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode })

async function receive(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<ReceivedMail> {
  const mail = await PostalMime.parse(await buffer(stream))
  return {
    from: mail.from?.address ?? '',
    to: envelope.rcptTo.map(({ address }) => address),
    subject: mail.subject ?? '',
    text: (mail.text ?? '').trimEnd(),
  }
}
