/** A slot of a source with a history of its own: [at, to). */
export interface HistorySlot {
  readonly at: number
  readonly to: number
}

/** Prometheus refuses a range of more points. */
export const mostPoints = 11_000

/** Runs of slots with equal steps, none longer than one read may be. */
export function evenRuns(slots: readonly HistorySlot[], most: number = mostPoints): HistorySlot[][] {
  const runs: HistorySlot[][] = []
  for (const slot of slots) {
    const run = runs.at(-1)
    const [first, last] = [run?.[0], run?.at(-1)]
    const stepMs = first ? first.to - first.at : 0
    const goesOn = run && last && run.length < most && last.to === slot.at && slot.to - slot.at === stepMs
    if (goesOn) run.push(slot)
    else runs.push([slot])
  }
  return runs
}
