import { uptime } from 'node:os'
import type { Clock } from './clock.ts'

/** A stretch of time in which this thread did not run, on the monotonic clock in ms. */
export interface Standstill {
  readonly from: number
  readonly to: number
  /** How long this thread was late or asleep, in ms. */
  readonly lateMs: number
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

const beatMs = 50
const keptStandstills = 200
/** A standstill of at least so long in which the thread used hardly any processor time is a stop, not a busy loop. */
const suspendMs = 1_000
const busyShare = 0.2
const sleepMs = 500

/** A meter for hands that turn the clock themselves: this thread is never late. */
export const neverLate: LagMeter = {
  worst: () => ({ ms: 0, kind: 'lag' }),
  take: () => 0,
  stop: () => undefined,
}

/** Processor time of this thread in ms. */
const threadCpuMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** Milliseconds since the machine started, sleep included: what the monotonic clock leaves out. */
export const uptimeMs = (): number => uptime() * 1000

/** What a meter reads, handed in so that a test may turn it by hand. */
export interface LagReadings {
  readonly clock: Clock
  readonly cpuMs: () => number
  readonly uptimeMs: () => number
}

interface Reading {
  readonly at: number
  readonly cpuMs: () => number
  /** Wall time beyond the monotonic clock: it jumps where the machine sleeps, or where the clock is set. */
  readonly drift: number
}

/** The standstill between two readings, or null where the thread kept time. */
function between(before: Reading, now: Reading, slept: () => number): Standstill | null {
  const [from, to] = [before.at, now.at]
  const drift = now.drift - before.drift
  // To ask how long the machine has been up costs a file read: only where something has jumped.
  const sleptMs = drift > sleepMs ? slept() : 0
  if (sleptMs > sleepMs) return { from, to, lateMs: sleptMs, kind: 'suspended' }
  const late = to - from - beatMs
  if (late <= beatMs / 2) return null
  const isStop = late >= suspendMs && now.cpuMs() - before.cpuMs() < late * busyShare
  return { from, to, lateMs: late, kind: isStop ? 'suspended' : 'lag' }
}

/** How much of a standstill lies in [from, to]; a sleep has no length on the monotonic clock, and counts whole. */
function lengthWithin({ from: begin, to: end, lateMs, kind }: Standstill, from: number, to: number): number {
  const ms = Math.min(end, to) - Math.max(begin, from)
  if (ms < 0) return 0
  return kind === 'suspended' ? lateMs : Math.min(ms, lateMs)
}

/**
 * A beat every 50 ms on the monotonic clock. What lies between two beats beyond that is a standstill; the one that is
 * still going on counts as well, since a late answer is often handled before the late beat.
 */
export function startLagMeter(readings: Partial<LagReadings> & Pick<LagReadings, 'clock'>): LagMeter {
  const { clock, cpuMs, uptimeMs: up } = { cpuMs: threadCpuMs, uptimeMs, ...readings }
  const read = (): Reading => {
    const at = clock.monotonic()
    return { at, cpuMs, drift: clock.now() - at }
  }
  const standstills: Standstill[] = []
  const fixed = (): Reading => {
    const cpu = cpuMs()
    return { ...read(), cpuMs: () => cpu }
  }
  let [last, longest, awake] = [fixed(), 0, up() - clock.monotonic()]
  const slept = (): number => up() - clock.monotonic() - awake
  const beat = (): void => {
    const now = fixed()
    const stood = between(last, now, slept)
    last = now
    if (!stood) return
    awake += stood.kind === 'suspended' ? slept() : 0
    standstills.push(stood)
    if (standstills.length > keptStandstills) standstills.shift()
    longest = Math.max(longest, stood.lateMs)
  }
  const timer = setInterval(beat, beatMs)
  timer.unref()
  const worst = (from: number, to: number): { ms: number; kind: Standstill['kind'] } => {
    const now = between(last, read(), slept)
    let found: { ms: number; kind: Standstill['kind'] } = { ms: 0, kind: 'lag' }
    for (const stood of now ? [...standstills, now] : standstills) {
      const ms = lengthWithin(stood, from, to)
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
