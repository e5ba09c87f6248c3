import type { Fraction } from './fraction.ts'

/** What counts as a good answer; every expectation given must hold. */
export interface HttpExpectation {
  /** Inclusive ranges of status codes; 200–299 unless given. */
  readonly status: readonly { readonly from: number; readonly to: number }[]
  /** Text that the body must contain. */
  readonly body?: string
  /** A linear-time (RE2) expression that must match somewhere in the body. */
  readonly bodyMatches?: string
  /** Text that the body must not contain. */
  readonly bodyLacks?: string
  /** Lower-case names; a header must equal the text, or match the RE2 expression of `matches`. */
  readonly headers?: Readonly<Record<string, string | { readonly matches: string }>>
}

export interface HttpTerms {
  readonly url: string
  readonly method: 'GET' | 'HEAD' | 'POST' | 'OPTIONS'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly expect: HttpExpectation
  readonly timeoutMs: number
  readonly maxBodyBytes: number
  /** How many redirects are followed; 0 unless given. */
  readonly redirects: number
  /** False accepts any certificate (its expiry is still measured). */
  readonly verify: boolean
}

export interface TcpTerms {
  readonly host: string
  readonly port: number
  readonly timeoutMs: number
  readonly send?: string
  /** Text that the first bytes of the answer must contain. */
  readonly expect?: string
}

export interface DnsTerms {
  readonly name: string
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'MX' | 'NS' | 'TXT' | 'SOA' | 'SRV' | 'CAA' | 'PTR'
  /** `address` or `address:port` of the server to ask; the system's where absent. */
  readonly server?: string
  /** Records that must all be among the answers. */
  readonly expect?: readonly string[]
  readonly timeoutMs: number
}

export interface TlsTerms {
  readonly host: string
  readonly port: number
  readonly serverName: string
  readonly timeoutMs: number
  /** Bad with reason `expiry` where the certificate expires sooner; 0 unless given. */
  readonly minDays: number
  readonly verify: boolean
}

export interface HeartbeatTerms {
  readonly everyMs: number
  readonly graceMs: number
}

export interface PrometheusTerms {
  /** Base address, without `/api/v1`. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** How long to wait after a slot's end before it is read, so that its samples are there. */
  readonly delayMs: number
  readonly queries:
    | { readonly kind: 'ratio'; readonly bad?: string; readonly good?: string; readonly total?: string }
    | { readonly kind: 'gauge'; readonly value: string }
}

export interface JsonTerms {
  readonly url: string
  /** JSON Pointer (RFC 6901) to a number. */
  readonly value: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly maxBodyBytes: number
  readonly verify: boolean
}

export type SourceLook =
  | { readonly kind: 'http'; readonly terms: HttpTerms }
  | { readonly kind: 'tcp'; readonly terms: TcpTerms }
  | { readonly kind: 'dns'; readonly terms: DnsTerms }
  | { readonly kind: 'tls'; readonly terms: TlsTerms }
  | { readonly kind: 'heartbeat'; readonly terms: HeartbeatTerms }
  | { readonly kind: 'declared' }
  | { readonly kind: 'push'; readonly gives: 'state' | 'ratio' | 'gauge' | 'event' }
  | { readonly kind: 'prometheus'; readonly terms: PrometheusTerms }
  | { readonly kind: 'json'; readonly terms: JsonTerms }

/** When a probing source looks: the UTC grid of an interval, or cron in UTC with six fields (seconds first) or five. */
export type Schedule =
  | { readonly kind: 'every'; readonly intervalMs: number }
  | { readonly kind: 'cron'; readonly expression: string }

/** A source of an agreement or of `config/sources/`, values interpolated. */
export interface SourceTerms {
  readonly name: string
  /** Digest of the definition (for push, declared and heartbeat of the agreement and name too): one probe per identity. */
  readonly identity: string
  readonly look: SourceLook
  /** Null for push and declared sources. */
  readonly schedule: Schedule | null
  /** How long an observation speaks unless the next one comes: 2.5 × the interval unless given. */
  readonly holdsForMs: number
  /** What the silence of a declared source means. */
  readonly silence: 'good' | 'unknown'
  /** The contract's words for a valid attempt; shown, not computed. */
  readonly valid?: string
}

/** What a source's observations are. */
export function seriesKindOf(look: SourceLook): 'state' | 'ratio' | 'gauge' | 'event' {
  switch (look.kind) {
    case 'push':
      return look.gives
    case 'prometheus':
      return look.terms.queries.kind
    case 'json':
      return 'gauge'
    case 'http':
    case 'tcp':
    case 'dns':
    case 'tls':
    case 'heartbeat':
    case 'declared':
      return 'state'
  }
}

/** A decimal number with its unit's base: a share of 1, seconds, or a plain number. */
export interface Quantity {
  readonly value: Fraction
  readonly unit: '%' | 's' | ''
}
