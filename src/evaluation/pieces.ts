/** Work in pieces of some tens of milliseconds at most, between which a caller can let others have their turn. */
export type Pieces<T> = Generator<void, T, void>

/** All of it at once. */
export function whole<T>(pieces: Pieces<T>): T {
  for (;;) {
    const next = pieces.next()
    if (next.done) return next.value
  }
}
