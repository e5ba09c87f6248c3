import { createSecureContext } from 'node:tls'
import type { SourceLook, SourceTerms } from '../agreement/sourceTerms.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Deadline, Path } from './connect.ts'
import { deadlineAfter, type OwnDeadline } from './deadline.ts'
import { lookAtDns } from './dns.ts'
import { failed, failedBy, isPathReason } from './failure.ts'
import { slotsOf } from './grid.ts'
import { lookAtHttp } from './http.ts'
import { lookAtJson } from './json.ts'
import { type LagMeter, neverLate, type Standstill } from './lag.ts'
import { unknownAt } from './missed.ts'
import type { AllowedNetwork } from './network.ts'
import type { Look, Observation, Reason } from './observation.ts'
import { readHistory } from './prometheus.ts'
import { type Reference, type ReferenceTarget, referenceOf } from './reference.ts'
import { systemResolver } from './resolver.ts'
import { lookAtTcp } from './tcp.ts'
import { lookAtTls } from './tls.ts'

/** Everything that a look needs beside its source. */
export interface LookContext extends Path {
  readonly reference: Reference
  readonly lag: LagMeter
  /** Whether the wall clock was stepped lately, so that no certificate can be judged by it. */
  readonly isClockSuspect: () => boolean
}

/** An observation together with what else the look saw (for metrics and logs only). */
export interface Seen {
  readonly observation: Observation
  readonly look: Look
}

export interface LookSettings {
  readonly allowedNetworks: readonly AllowedNetwork[]
  readonly referenceTargets: readonly ReferenceTarget[]
}

/** A context of real parts. Without a meter the caller vouches that its loop is never late. */
export function lookContext(settings: LookSettings, more: Partial<LookContext> = {}): LookContext {
  const clock: Clock = more.clock ?? systemClock
  return {
    clock,
    allowedNetworks: settings.allowedNetworks,
    resolver: systemResolver(() => clock.monotonic()),
    secureContext: createSecureContext(),
    reference: referenceOf(settings.referenceTargets, clock),
    lag: neverLate,
    isClockSuspect: () => false,
    ...more,
  }
}

type Kind = 'http' | 'tcp' | 'dns' | 'tls' | 'json'
type TermsOf<K extends Kind> = Extract<SourceLook, { kind: K }>['terms']

/** One function for each kind of source that is looked at from outside, one file each. */
const looks: { readonly [K in Kind]: (terms: TermsOf<K>, path: Path, deadline: Deadline) => Promise<Look> } =
  {
    http: lookAtHttp,
    tcp: lookAtTcp,
    dns: lookAtDns,
    tls: lookAtTls,
    json: lookAtJson,
  }

/** Reasons that our own lateness may bring about: we were slow to send, to read, or to see the clock. */
const lateReasons: ReadonlySet<Reason> = new Set(['timeout', 'reset', 'tls', 'protocol'])
/** From here on a standstill during a look may have made its failure. */
const lateMs = 250
/** From here on, and from a tenth of it, a standstill spoils a latency. */
const spoiltMs = 50

/** How a look went in time: its own length and the longest standstill of our thread in it. */
export interface Timing {
  readonly elapsedMs: number
  readonly timeoutMs: number
  readonly standstill: { readonly ms: number; readonly kind: Standstill['kind'] }
}

/**
 * What a look is worth when our own thread was late. A failure that lateness explains is unknown. A good answer stays
 * good, since no lateness of ours makes a target answer, but its latency is dropped where it is mostly ours.
 */
export function withoutOurLateness(
  look: Look,
  { elapsedMs, timeoutMs, standstill: { ms, kind } }: Timing,
): Look {
  const isLate = ms >= Math.max(spoiltMs, Math.min(lateMs, timeoutMs / 4))
  if (look.outcome === 'bad') {
    const isExplained =
      isLate && (kind === 'suspended' || (look.reason !== undefined && lateReasons.has(look.reason)))
    return isExplained
      ? failed(kind, `our own thread stood still for ${Math.round(ms)} ms: ${look.detail ?? ''}`)
      : look
  }
  if (look.outcome !== 'good') return look
  if (isLate && elapsedMs > timeoutMs)
    return failed(kind, `answered, but our own thread stood still for ${Math.round(ms)} ms`)
  if (ms < spoiltMs || ms < elapsedMs / 10) return look
  const { latencyUs: _, phasesUs: __, ...rest } = look
  return rest
}

/** A bad look once more against our own faults: a stepped clock, or a network that reaches nobody. */
async function secondOpinion(look: Look, context: LookContext, startedAt: number): Promise<Look> {
  if (look.outcome !== 'bad') return look
  if ((look.reason === 'certificate' || look.reason === 'expiry') && context.isClockSuspect())
    return failed('clock', `the clock was stepped: ${look.detail ?? ''}`)
  if (!isPathReason(look.reason) || (await context.reference.isReachable(startedAt))) return look
  return failed('network', `no reference target can be reached either: ${look.detail ?? ''}`)
}

/** Looks once from outside, and judges whether what went wrong may have been our own doing. */
async function lookFrom(look: Extract<SourceLook, { kind: Kind }>, context: LookContext): Promise<Look> {
  const { timeoutMs } = look.terms
  const deadline: OwnDeadline = deadlineAfter(context.clock, timeoutMs)
  try {
    const found = await looks[look.kind](look.terms as never, context, deadline)
    const endedAt = context.clock.monotonic()
    const standstill = context.lag.worst(deadline.startedAt, endedAt)
    const honest = withoutOurLateness(found, {
      elapsedMs: endedAt - deadline.startedAt,
      timeoutMs,
      standstill,
    })
    return await secondOpinion(honest, context, deadline.startedAt)
  } catch (error) {
    return failedBy(error)
  } finally {
    deadline.release()
  }
}

const reasonPart = (reason: Reason | undefined): { reason?: Reason } =>
  reason === undefined ? {} : { reason }

/** A look as the observation of the slot at `at`. Only a good look has a latency. */
export function observationOf(source: SourceTerms, at: number, look: Look): Observation {
  const { outcome, latencyUs, value } = look
  const base = { source: source.identity, at, outcome, ...reasonPart(look.reason) }
  if (source.look.kind === 'json') return { kind: 'gauge', ...base, ...(value !== undefined && { value }) }
  return { kind: 'state', ...base, ...(outcome === 'good' && latencyUs !== undefined && { latencyUs }) }
}

/** Reads slots of a source with a history of its own. Rejects where it cannot be read now. */
export async function readSlots(
  source: SourceTerms,
  run: Parameters<typeof readHistory>[1],
  context: LookContext,
): Promise<readonly Observation[]> {
  if (source.look.kind !== 'prometheus') throw new TypeError(`${source.look.kind} sources have no history`)
  const deadline = deadlineAfter(context.clock, source.look.terms.timeoutMs)
  try {
    return await readHistory(source, run, { path: context, deadline })
  } finally {
    deadline.release()
  }
}

async function readOnce(source: SourceTerms, at: number, context: LookContext): Promise<Seen> {
  const to = slotsOf(source)?.endOf(at) ?? at
  try {
    const [observation = unknownAt(source, at, to, 'noData')] = await readSlots(source, [{ at, to }], context)
    return { observation, look: { outcome: observation.outcome, ...reasonPart(observation.reason) } }
  } catch (error) {
    const look = failed('read', error instanceof Error ? error.message : String(error))
    return { observation: unknownAt(source, at, to, 'read'), look }
  }
}

/**
 * Looks at a source for the slot at `at` (UTC ms). Never rejects: what goes wrong on our side is an unknown look.
 * Heartbeats, pushed and declared sources are not looked at; asking for one throws a TypeError.
 */
export async function lookOnce(source: SourceTerms, at: number, context: LookContext): Promise<Seen> {
  const { look } = source
  switch (look.kind) {
    case 'http':
    case 'tcp':
    case 'dns':
    case 'tls':
    case 'json': {
      const seen = await lookFrom(look, context)
      return { observation: observationOf(source, at, seen), look: seen }
    }
    case 'prometheus':
      return readOnce(source, at, context)
    case 'heartbeat':
    case 'push':
    case 'declared':
      throw new TypeError(`${look.kind} sources report by themselves`)
  }
}
