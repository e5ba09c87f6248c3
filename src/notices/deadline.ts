import type { Delivery } from './transport.ts'

export interface Timers {
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
}

export const systemTimers: Timers = {
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
}

interface Bounds {
  /** From the first byte to the last reply. */
  readonly deadlineMs: number
  /** Aborted when the daemon cannot wait any longer. */
  readonly stopping: AbortSignal
  readonly timers: Timers
}

/**
 * The answer of an attempt, or that its total deadline passed: a server that drips its replies keeps every idle timer
 * quiet, and must not hold a lane for ever. The attempt's signal is aborted, which closes its connection; whether it
 * settles is not waited for.
 */
export async function withinDeadline(
  send: (signal: AbortSignal) => Promise<Delivery>,
  { deadlineMs, stopping, timers }: Bounds,
): Promise<Delivery> {
  const late = Promise.withResolvers<Delivery>()
  const attempt = new AbortController()
  const breakOff = (reply: string): void => {
    late.resolve({ state: 'deferred', fault: 'connection', reply })
    attempt.abort()
  }
  const onStop = (): void => breakOff('broken off because the daemon stops')
  const timer = timers.setTimeout(
    () => breakOff(`no answer to the whole mail within ${deadlineMs} ms`),
    deadlineMs,
  )
  stopping.addEventListener('abort', onStop, { once: true })
  try {
    if (stopping.aborted) onStop()
    return await Promise.race([late.promise, send(attempt.signal)])
  } finally {
    timers.clearTimeout(timer)
    stopping.removeEventListener('abort', onStop)
  }
}
