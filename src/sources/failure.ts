import type { Look, Reason } from './observation.ts'

/** Why a look did not give an answer, where the code of a system error does not say it already. */
export class LookFailure extends Error {
  readonly reason: Reason
  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'LookFailure'
    this.reason = reason
  }
}

/** A system's or library's error code, or an empty text. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : ''
  return typeof code === 'string' ? code : ''
}

/** Reasons by error code. What is not listed here is handled by the prefixes below, or is our own. */
const reasonByCode: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ECONNABORTED: 'reset',
  UND_ERR_SOCKET: 'reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ENETUNREACH: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  ERR_ACCESS_DENIED: 'forbidden',
  ENOTFOUND: 'nxdomain',
  ENODATA: 'nxdomain',
  EMFILE: 'descriptors',
  ENFILE: 'descriptors',
  ENOBUFS: 'descriptors',
  ENOMEM: 'descriptors',
  EAGAIN: 'descriptors',
  EADDRNOTAVAIL: 'descriptors',
  EADDRINUSE: 'descriptors',
  EPROTO: 'tls',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'protocol',
  UND_ERR_INFO: 'protocol',
  CERT_HAS_EXPIRED: 'certificate',
  CERT_NOT_YET_VALID: 'certificate',
  CERT_REVOKED: 'certificate',
  CERT_SIGNATURE_FAILURE: 'certificate',
  CERT_CHAIN_TOO_LONG: 'certificate',
  CERT_UNTRUSTED: 'certificate',
  CERT_REJECTED: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  INVALID_CA: 'certificate',
  INVALID_PURPOSE: 'certificate',
  HOSTNAME_MISMATCH: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
}

/** Only what the target itself did is `bad`; everything that is listed nowhere is our own failure. */
const badReasons: ReadonlySet<Reason> = new Set([
  'refused',
  'reset',
  'timeout',
  'unreachable',
  'nxdomain',
  'tls',
  'certificate',
  'expiry',
  'status',
  'header',
  'body',
  'answer',
  'protocol',
  'redirect',
  'missed',
  'declared',
])

/** Bad reasons that a dead network of our own brings about as well, so that they want a second opinion. */
const pathReasons: ReadonlySet<Reason> = new Set([
  'refused',
  'reset',
  'timeout',
  'unreachable',
  'nxdomain',
  'tls',
])

export const isPathReason = (reason: Reason | undefined): boolean =>
  reason !== undefined && pathReasons.has(reason)

/** The reason for a failed look. An error that nobody foresaw is `worker`: our own, never the target's. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof LookFailure) return error.reason
  const code = codeOf(error)
  const known = reasonByCode[code]
  if (known) return known
  if (code.startsWith('HPE_') || (error instanceof Error && error.name === 'HTTPParserError'))
    return 'protocol'
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) return 'tls'
  if (error instanceof Error && error.cause) return reasonOf(error.cause)
  return 'worker'
}

const unprintable = /[^\x20-\x7e\u00a1-\u1fff\u2c00-\ud7ff\uf900-\ufffd]+/g

/** At most 200 printable characters of a text that a target may have chosen. */
const printable = (text: string): string => text.replace(unprintable, ' ').slice(0, 200)

/** The look that a reason makes, `bad` or `unknown` by what the reason is. */
export function failed(reason: Reason, detail: string, seen: Partial<Look> = {}): Look {
  return { ...seen, outcome: badReasons.has(reason) ? 'bad' : 'unknown', reason, detail: printable(detail) }
}

/** The look that an error makes. */
export function failedBy(error: unknown, seen: Partial<Look> = {}): Look {
  return failed(
    reasonOf(error),
    error instanceof Error ? error.message || codeOf(error) : String(error),
    seen,
  )
}
