import { setImmediate } from 'node:timers/promises'

/**
 * Does work piece by piece, with a turn of the loop for everybody else after each: a month of evidence is measured in
 * tens of milliseconds, and some questions measure it very often.
 */
export async function inPieces<T>(pieces: Iterator<unknown, T>): Promise<T> {
  for (;;) {
    const next = pieces.next()
    if (next.done) return next.value
    await setImmediate()
  }
}
