/** A thing that is wrong with lines: where it was found first, and how often after that. */
export interface Repeated<P> {
  readonly first: P
  /** Lines after the first that have the same. */
  readonly more: number
  /** The last line that has it, from 1. */
  readonly lastLine: number
}

const mostDistinct = 100

/** Gathers what is wrong with lines by its words, so that one slip in each of 34,000 lines is told once. */
export class Repeats<P extends { readonly line: number }> {
  readonly #byMessage = new Map<string, { first: P; more: number; lastLine: number }>()
  /** Lines whose words were new when a hundred others were held already. */
  others = 0

  /** Answers whether these words are new, and held. */
  take(message: string, problem: P): boolean {
    const known = this.#byMessage.get(message)
    if (known !== undefined) {
      known.more += 1
      known.lastLine = problem.line
      return false
    }
    if (this.#byMessage.size >= mostDistinct) {
      this.others += 1
      return false
    }
    this.#byMessage.set(message, { first: problem, more: 0, lastLine: problem.line })
    return true
  }

  get isEmpty(): boolean {
    return this.#byMessage.size === 0
  }

  /** In the order in which each was found first. */
  all(): readonly Repeated<P>[] {
    return [...this.#byMessage.values()]
  }
}
