import { uptime } from 'node:os'
import type { Clock } from './clock.ts'

/** A stretch of time in which this thread did not run, on the monotonic clock in ms. */
export interface Standstill {
  readonly from: number
  readonly to: number
  /** `suspended` where the process was stopped or the machine slept, `lag` where the thread was busy. */
  readonly kind: 'lag' | 'suspended'
}

/** Tells how well this thread kept time. */
export interface LagMeter {
  /** The longest standstill that overlaps [from, to), in ms of that overlap, and its kind; 0 where there was none. */
  worst(from: number, to: number): { readonly ms: number; readonly kind: Standstill['kind'] }
  /** The longest standstill that ended since the last call, in ms: for a metric. */
  take(): number
  stop(): void
}

const beatMs = 20
const keptStandstills = 200
/** A standstill of at least so long in which the thread used hardly any processor time is a stop, not a busy loop. */
const suspendMs = 1_000
const busyShare = 0.2

/** A meter for hands that turn the clock themselves: this thread is never late. */
export const neverLate: LagMeter = { worst: () => ({ ms: 0, kind: 'lag' }), take: () => 0, stop: () => undefined }

/** Processor time of this thread in ms. */
const threadCpuMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/**
 * A beat every 20 ms on the monotonic clock. What lies between two beats beyond that is a standstill; the one that is
 * still going on counts as well, since a late answer is often handled before the late beat.
 */
export function startLagMeter(clock: Clock, cpuMs: () => number = threadCpuMs): LagMeter {
  const standstills: Standstill[] = []
  let [beatAt, cpuAt, longest] = [clock.monotonic(), cpuMs(), 0]
  const kindOf = (ms: number, cpu: number): Standstill['kind'] => (ms >= suspendMs && cpu < ms * busyShare ? 'suspended' : 'lag')
  const beat = (): void => {
    const [now, cpu] = [clock.monotonic(), cpuMs()]
    const late = now - beatAt - beatMs
    if (late > beatMs / 2) {
      standstills.push({ from: beatAt, to: now, kind: kindOf(late, cpu - cpuAt) })
      if (standstills.length > keptStandstills) standstills.shift()
      longest = Math.max(longest, late)
    }
    ;[beatAt, cpuAt] = [now, cpu]
  }
  const timer = setInterval(beat, beatMs)
  timer.unref()
  const current = (): Standstill => {
    const [to, cpu] = [clock.monotonic(), cpuMs()]
    return { from: beatAt, to, kind: kindOf(to - beatAt, cpu - cpuAt) }
  }
  const worst = (from: number, to: number): { ms: number; kind: Standstill['kind'] } => {
    const now = current()
    const all = now.to - now.from > beatMs * 1.5 ? [...standstills, now] : standstills
    let found: { ms: number; kind: Standstill['kind'] } = { ms: 0, kind: 'lag' }
    for (const stood of all) {
      const ms = Math.min(stood.to, to) - Math.max(stood.from, from)
      if (ms > found.ms) found = { ms, kind: stood.kind }
    }
    return found
  }
  const take = (): number => {
    const taken = longest
    longest = 0
    return taken
  }
  return { worst, take, stop: () => clearInterval(timer) }
}

/** Milliseconds since the machine started, sleep included: what the monotonic clock leaves out. */
export const uptimeMs = (): number => uptime() * 1000
