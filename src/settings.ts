import type { AllowedNetwork } from './sources/network.ts'

/** The daemon's own configuration, read from `config/upheld.yaml`, flags and `UPHELD_*`; secrets are `Secret`. */
export interface Settings {
  readonly web: {
    readonly host: string
    readonly port: number
    /** Such as `https://upheld.example.com/`, in notices and links. */
    readonly externalUrl: string
    /** Recipients can reach that address: it was given, so mails have links by which they act. */
    readonly hasLinks?: true
    /** An address of its own for `/metrics`, or null where it shares the one above. */
    readonly metrics: { readonly host: string; readonly port: number } | null
    readonly metricsToken: Secret | null
    /** Addresses or CIDR of proxies whose forwarded headers are believed. */
    readonly trustedProxies: readonly string[]
  }
  readonly smtp: SmtpSettings | null
  /** Networks that probes may connect to although they are private, loopback or otherwise special. */
  readonly allowedNetworks: readonly AllowedNetwork[]
  /** `host:port` addresses that tell our own dead network from theirs. */
  readonly referenceTargets: readonly { readonly host: string; readonly port: number }[]
  readonly agreements: string
  readonly sources: string
  readonly data: string
  /** How long raw evidence is kept; absent: for good. */
  readonly retentionMs?: number
  readonly signingKeyFile: string
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** Accept changed files at once; for an operator who keeps both parties' consent elsewhere. */
  readonly trustFiles: boolean
  /** Systems that post events, by name. */
  readonly webhooks: Readonly<Record<string, WebhookSettings>>
}

/** The tokens of a JSON Pointer (RFC 6901). */
export type Pointer = readonly string[]

/** Where a value of an event is read in a foreign body. */
export interface Reading {
  /** Null where `otherwise` always stands. */
  readonly from: Pointer | null
  /** Words of the foreign system and the agreement's for them; null where they are taken as they are. */
  readonly values: Readonly<Record<string, string>> | null
  /** What stands where nothing is read, or a word that the table does not know; null: the event is refused. */
  readonly otherwise: string | null
}

export type WebhookCondition =
  | { readonly at: Pointer; readonly kind: 'oneOf'; readonly oneOf: readonly string[] }
  | { readonly at: Pointer; readonly kind: 'exists'; readonly exists: boolean }

/** How a foreign body becomes an event, where every condition holds. */
export interface WebhookRule {
  readonly when: readonly WebhookCondition[]
  readonly event: string
  readonly id?: Reading | undefined
  readonly subject: Reading
  readonly at?: Reading | undefined
  readonly data: Readonly<Record<string, Reading>>
}

export interface WebhookSettings {
  readonly agreement: string | { readonly from: Pointer; readonly values: Readonly<Record<string, string>> }
  /** Any of them signs: two while one replaces the other. */
  readonly secrets: readonly Secret[]
  readonly by: 'operator' | 'provider' | 'customer'
  /** Null where bodies are events already (CloudEvents). */
  readonly map: readonly WebhookRule[] | null
}

export interface SmtpSettings {
  readonly host: string
  readonly port: number
  /** `required` (the default) refuses a server without STARTTLS; `implicit` is TLS from the first byte. */
  readonly tls: 'required' | 'implicit' | 'none'
  /** PEM of the authority that signed the server's certificate, beside the system's. */
  readonly ca: string | null
  readonly user: string | null
  readonly password: Secret | null
  readonly from: string
  /** One attempt's total deadline. */
  readonly deadlineMs: number
}

/** A secret whose text shows only where it is asked for. */
export class Secret {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  reveal(): string {
    return this.#text
  }
  toString(): string {
    return '[redacted]'
  }
  toJSON(): string {
    return '[redacted]'
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]'
  }
}
