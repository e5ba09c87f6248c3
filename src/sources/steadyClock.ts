import type { Clock } from './clock.ts'

/** What the clock did since it was last read. */
interface Step {
  readonly ms: number
  /** `suspended` where the machine slept for that long, `clock` where somebody set the clock. */
  readonly kind: 'clock' | 'suspended'
}

/**
 * UTC that never goes back: wall time carried on by the monotonic clock. It follows slow corrections and steps
 * forward with the wall clock; while the wall clock was set back it goes on as if it had not been, so that no slot
 * comes twice and none is left out.
 */
export interface SteadyClock {
  /** UTC milliseconds, and the step forward since the last reading, if there was one. */
  read(): { readonly now: number; readonly step: Step | null }
  /** Whether the wall clock was set lately (in the last hour), or is behind now. */
  isSuspect(): boolean
}

/** Corrections up to so much are followed silently. */
const slewMs = 500
const suspectForMs = 3_600_000
const sleepToleranceMs = 2_000

export function steadyClock(clock: Clock, uptimeMs: () => number): SteadyClock {
  let offset = clock.now() - clock.monotonic()
  let slept = uptimeMs() - clock.monotonic()
  let suspectUntil = -Infinity
  let last = -Infinity
  const read = (): { now: number; step: Step | null } => {
    const monotonic = clock.monotonic()
    const drift = clock.now() - (monotonic + offset)
    let step: Step | null = null
    if (Math.abs(drift) > slewMs) {
      const sleptMs = uptimeMs() - monotonic - slept
      slept += sleptMs
      const kind = drift > 0 && Math.abs(sleptMs - drift) < sleepToleranceMs ? 'suspended' : 'clock'
      if (kind === 'clock') suspectUntil = monotonic + suspectForMs
      if (drift > 0) step = { ms: drift, kind }
    }
    if (drift >= -slewMs) offset += drift
    last = Math.max(last, monotonic + offset)
    return { now: last, step }
  }
  return { read, isSuspect: () => clock.monotonic() < suspectUntil }
}
