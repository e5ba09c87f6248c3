/** A queue ordered by when its members are due: a binary heap, since thousands of sources wait in it. */
export interface DueQueue<T> {
  /** The instant of the first member, or Infinity. */
  firstDue(): number
  add(due: number, member: T): void
  /** Takes the first member out; undefined where there is none. */
  take(): T | undefined
}

interface Waiting<T> {
  readonly due: number
  readonly member: T
}

export function dueQueue<T>(): DueQueue<T> {
  const heap: Waiting<T>[] = []
  const dueAt = (i: number): number => heap[i]?.due ?? Infinity
  const swap = (i: number, j: number): void => {
    const [a, b] = [heap[i], heap[j]]
    if (a && b) [heap[i], heap[j]] = [b, a]
  }
  const rise = (from: number): void => {
    for (let i = from; i > 0; ) {
      const parent = (i - 1) >> 1
      if (dueAt(parent) <= dueAt(i)) return
      swap(i, parent)
      i = parent
    }
  }
  const sink = (): void => {
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2]
      const child = dueAt(right) < dueAt(left) ? right : left
      if (dueAt(child) >= dueAt(i)) return
      swap(i, child)
      i = child
    }
  }
  return {
    firstDue: () => dueAt(0),
    add: (due, member) => rise(heap.push({ due, member }) - 1),
    take: () => {
      swap(0, heap.length - 1)
      const taken = heap.pop()
      sink()
      return taken?.member
    },
  }
}
