import { connect } from 'node:net'
import type { Clock } from './clock.ts'

/** Tells our own dead network from theirs. */
export interface Reference {
  /**
   * Whether at least one reference target could be reached by a check that began at or after `since` (monotonic ms).
   * True where none is configured: then nothing speaks for a fault of our own.
   */
  isReachable(since: number): Promise<boolean>
}

export interface ReferenceTarget {
  readonly host: string
  readonly port: number
}

const checkMs = 2_000
const leastSpacingMs = 250

/** Whether a target takes a connection within the check's time. */
function reaches({ host, port }: ReferenceTarget): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 1_000 })
    const end = (reached: boolean) => (): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(reached)
    }
    const timer = setTimeout(end(false), checkMs)
    socket.once('connect', end(true))
    socket.once('error', end(false))
  })
}

/** True as soon as one target is reached, false when all have failed. */
const anyReached = (targets: readonly ReferenceTarget[]): Promise<boolean> =>
  Promise.any(
    targets.map(async (target) => (await reaches(target)) || Promise.reject(new Error('not reached'))),
  ).catch(() => false)

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Checks all targets side by side. A thousand failing probes share a check: one that began after a probe did speaks
 * for it, and a new one begins at most every 250 ms.
 */
export function referenceOf(targets: readonly ReferenceTarget[], clock: Clock): Reference {
  let last = { begunAt: -Infinity, result: Promise.resolve(true) }
  let next: Promise<boolean> | null = null
  const begin = async (): Promise<boolean> => {
    await pause(Math.max(0, last.begunAt + leastSpacingMs - clock.monotonic()))
    last = { begunAt: clock.monotonic(), result: anyReached(targets) }
    next = null
    return last.result
  }
  return {
    isReachable: async (since) => {
      if (targets.length === 0) return true
      if (last.begunAt >= since) return last.result
      next ??= begin()
      return next
    },
  }
}
