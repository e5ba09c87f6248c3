import type { Clock } from './clock.ts'
import type { Deadline } from './connect.ts'

/** A deadline that its owner lets go of when the look has ended. */
export interface OwnDeadline extends Deadline {
  /** Ends the look before its time. */
  end(): void
  release(): void
}

/**
 * The one total deadline of a look, kept by one timer of its own: the library's timers are coarse and idle timers
 * never see a drip. When it fires the loop turns once more before the time counts as up, so that an answer that
 * already lies in the socket is read first.
 */
export function deadlineAfter(clock: Clock, forMs: number): OwnDeadline {
  const startedAt = clock.monotonic()
  const acts = new Set<() => void>()
  let over = false
  const end = (): void => {
    over = true
    clearTimeout(timer)
    for (const act of [...acts]) act()
    acts.clear()
  }
  const timer = setTimeout(() => setImmediate(() => over || end()), forMs)
  return {
    startedAt,
    endsAt: startedAt + forMs,
    end,
    onEnd: (act) => {
      if (over) act()
      else acts.add(act)
      return () => acts.delete(act)
    },
    release: () => {
      over = true
      clearTimeout(timer)
      acts.clear()
    },
  }
}
