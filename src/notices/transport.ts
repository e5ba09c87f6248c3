/** One mail to one recipient, ready to be sent. */
export interface OutgoingMail {
  readonly messageId: string
  /** One bare address each, as `parseAddress` gives them. */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
  /** Message-IDs of the thread, its root first and the mail before this one last; empty where it has no thread. */
  readonly references: readonly string[]
  readonly date: Date
  readonly attachments: readonly Attachment[]
}

/** A file of a mail, from memory: no path or address is ever opened for it. */
export interface Attachment {
  readonly filename: string
  readonly contentType: string
  readonly content: Buffer
}

/**
 * What became of one attempt. `deferred` says where the fault lies: with this `mail` (a 4yz for this recipient or
 * content), on the `connection`, or in the `configuration` of the relay (credentials, certificate, sender), which
 * fails for every mail alike and must not be tried often.
 */
export type Delivery =
  | { readonly state: 'accepted'; readonly reply: string }
  | {
      readonly state: 'deferred'
      readonly fault: 'mail' | 'connection' | 'configuration'
      readonly reply: string
    }
  | { readonly state: 'refused'; readonly reply: string }

/** Sends mails, each with an envelope of its own. */
export interface MailTransport {
  /** Settles with what became of it; an aborted signal closes the connection. Rejects only where the code is at fault. */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<Delivery>
  close(): void
}
