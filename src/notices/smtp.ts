import { createSecureContext, getCACertificates } from 'node:tls'
import {
  createTransport,
  type NodemailerError,
  type SendMailOptions,
  type SMTPTransportOptions,
} from 'nodemailer'
import { parseAddress } from '../agreement/address.ts'
import type { SmtpSettings } from '../settings.ts'
import { plain } from './plain.ts'
import type { Delivery, MailTransport, OutgoingMail } from './transport.ts'

/**
 * The SMTP relay of the settings. Each mail has a connection of its own, so that a deadline can end it without
 * touching another mail. TLS is required unless the settings say otherwise, and credentials never go in clear.
 *
 * @throws Error where the settings would send credentials in clear, or `from` is no mail address.
 */
export function smtpTransport(settings: SmtpSettings): MailTransport {
  const from = senderOf(settings.from)
  const mailer = createTransport(optionsOf(settings))
  return {
    send: async (mail, signal) => {
      try {
        const sent = await mailer.sendMail({ ...messageOf(mail, from), signal })
        return { state: 'accepted', reply: plain(sent.response) }
      } catch (error) {
        return deliveryOf(error as NodemailerError)
      }
    },
    close: () => mailer.close(),
  }
}

interface Sender {
  readonly name: string
  readonly address: string
}

/** `upheld@example.com`, or `Name <upheld@example.com>`. */
function senderOf(from: string): Sender {
  const [, name = 'Upheld', bracketed = from] = /^([^<>@]*?) *<([^<>]+)>$/.exec(from.trim()) ?? []
  const reading = parseAddress(bracketed.trim())
  if ('problem' in reading) throw new Error(`smtp.from is not a mail address: ${reading.problem}`)
  return { name: plain(name.replace(/"/g, ''), 60) || 'Upheld', address: reading.address }
}

function optionsOf(settings: SmtpSettings): SMTPTransportOptions {
  if (settings.tls === 'none' && settings.user !== null) {
    throw new Error('smtp.tls is none, so smtp.user and its password would be sent in clear')
  }
  // Made once: reading the system's authorities takes a tenth of a second.
  const ca = [...getCACertificates('default'), ...(settings.ca === null ? [] : [settings.ca])]
  const secureContext = createSecureContext({ ca, minVersion: 'TLSv1.2' })
  return {
    host: settings.host,
    port: settings.port,
    secure: settings.tls === 'implicit',
    requireTLS: settings.tls === 'required',
    ignoreTLS: settings.tls === 'none',
    tls: { secureContext },
    ...(settings.user === null
      ? {}
      : { auth: { user: settings.user, pass: settings.password?.reveal() ?? '' } }),
    disableFileAccess: true,
    disableUrlAccess: true,
    // Backstops: the courier's total deadline comes first.
    connectionTimeout: settings.deadlineMs,
    greetingTimeout: settings.deadlineMs,
    socketTimeout: settings.deadlineMs,
    dnsTimeout: settings.deadlineMs,
    socketCloseTimeout: 0,
    maxResponseSize: 64 * 1024,
    allowInternalNetworkInterfaces: true,
  }
}

/** Address objects and an explicit envelope: nothing parses an address again after `parseAddress`. */
function messageOf(mail: OutgoingMail, from: Sender): SendMailOptions {
  const before = mail.references.at(-1)
  const thread = before === undefined ? {} : { references: [...mail.references], inReplyTo: before }
  return {
    from,
    to: [{ name: '', address: mail.to }],
    envelope: { from: from.address, to: [mail.to] },
    messageId: mail.messageId,
    date: mail.date,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    textEncoding: 'quoted-printable',
    attachments: mail.attachments.map((each) => ({ ...each, contentDisposition: 'attachment' as const })),
    headers: { ...mail.headers, 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    ...thread,
  }
}

/** The reply codes with which a server says that the client did not log in, or not well enough (RFC 4954). */
const loginCodes: ReadonlySet<number> = new Set([530, 534, 535, 538])
const tlsFault = /CERT|TLS|SSL|SELF_SIGNED|EPROTO|VERIFY/

function deliveryOf(error: NodemailerError): Delivery {
  const { code = '', originalCode = '', command = '', responseCode = 0 } = error
  const reply = plain(
    [code, originalCode, command, error.response ?? error.message].filter((part) => part).join(' '),
  )
  if (code === 'EAUTH' || code === 'ETLS' || tlsFault.test(originalCode) || loginCodes.has(responseCode)) {
    return { state: 'deferred', fault: 'configuration', reply }
  }
  if (command === 'MAIL FROM' && responseCode >= 500)
    return { state: 'deferred', fault: 'configuration', reply }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    if (responseCode >= 500) return { state: 'refused', reply }
    if (responseCode >= 400 && responseCode !== 421) return { state: 'deferred', fault: 'mail', reply }
  }
  return { state: 'deferred', fault: 'connection', reply }
}
