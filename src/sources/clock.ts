/** The two clocks of a measuring thread, handed in so that a test may turn them by hand. */
export interface Clock {
  /** UTC milliseconds; may be stepped. */
  now(): number
  /** Milliseconds that only ever grow; fractions down to a microsecond or below. */
  monotonic(): number
}

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() }
