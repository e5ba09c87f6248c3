/** What a look at a source found. `unknown` is our own failure to look and never counts as the provider's. */
export const outcomes = ['good', 'bad', 'unknown'] as const
export type Outcome = (typeof outcomes)[number]

/**
 * Why an outcome is not plainly good: a closed set, so that it may be a metric's label and a packed column. The order
 * is part of the packed evidence: add at the end, never remove.
 */
export const reasons = [
  // bad: the target's own behaviour was observed
  'refused', // the connection was refused
  'reset', // the connection was reset or closed before an answer
  'timeout', // no complete answer within the deadline, while our own path was healthy
  'unreachable', // the network said that there is no way to this target, others can be reached
  'nxdomain', // an authoritative answer: the name (or record) does not exist
  'tls', // the TLS handshake failed
  'certificate', // the certificate is not valid for this name now
  'expiry', // the certificate expires sooner than the agreement allows
  'status', // the status code is not an expected one
  'header', // a header is missing or not as expected
  'body', // the body is not as expected
  'answer', // the answer (DNS records, TCP banner, JSON value) is not as expected
  'protocol', // the answer breaks the protocol
  'redirect', // too many redirects, or one that may not be followed
  'missed', // a heartbeat did not come in time
  'declared', // said so by a declared or pushed span
  // unknown: our own failure to look
  'lag', // our own loop was late
  'network', // the reference targets failed too
  'descriptors', // no file descriptors, ports or memory left here
  'resolver', // our resolver did not answer
  'forbidden', // the configuration does not allow this address
  'stopped', // the daemon was not running
  'suspended', // the machine slept or the process was stopped
  'clock', // the clock was stepped
  'shutdown', // the daemon was stopping
  'overrun', // the look before had not ended
  'store', // the record could not be kept
  'read', // the source's own history could not be read
  'noData', // the source's own history has nothing here
  'worker', // the measuring thread ended
  'reported', // reported as unknown by the one who pushed it
] as const
export type Reason = (typeof reasons)[number]

interface Seen {
  /** The source's identity (see `agreement/sources.ts`); in evidence files its name in the agreement. */
  readonly source: string
  /** UTC milliseconds: the scheduled instant of the slot, or the span's begin. */
  readonly at: number
  /** The span's exclusive end in UTC milliseconds, where the observation speaks for exactly [at, to). */
  readonly to?: number
  readonly outcome: Outcome
  readonly reason?: Reason
}

/** Up, down or unknown at an instant or for a span; `affected` is a decimal share such as `0.25`. */
export interface StateObservation extends Seen {
  readonly kind: 'state'
  /** Total time of the look in whole microseconds, where it gave an answer. */
  readonly latencyUs?: number
  readonly affected?: string
}

/** How many of how many went wrong in [at, to): decimals as text. Absent figures go with `unknown`. */
export interface RatioObservation extends Seen {
  readonly kind: 'ratio'
  readonly to: number
  readonly bad?: string
  readonly total?: string
}

/** A number at an instant: a decimal as text. An absent figure goes with `unknown` or `bad`. */
export interface GaugeObservation extends Seen {
  readonly kind: 'gauge'
  readonly value?: string
}

export type Observation = StateObservation | RatioObservation | GaugeObservation

/** What a probe also saw, for metrics only: the phases of the look in microseconds. */
export type Phase = 'dns' | 'tcp' | 'tls' | 'firstByte' | 'transfer'

/** The result of one look, before it is an observation of a slot. */
export interface Look {
  readonly outcome: Outcome
  readonly reason?: Reason
  readonly latencyUs?: number
  readonly value?: string
  readonly phasesUs?: Readonly<Partial<Record<Phase, number>>>
  /** Days until the certificate that was shown expires. */
  readonly certificateDays?: number
  /** For the log and for `explain`, never for a label: at most 200 printable characters. */
  readonly detail?: string
}
