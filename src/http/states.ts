import type { FinishedVerdict, RunningState } from '../evaluation/verdict.ts'

/** The closed sets of states, worst first, as schemas and labels need them; the compiler names a forgotten one. */
const running: Readonly<Record<RunningState, true>> = {
  breached: true,
  failing: true,
  atRisk: true,
  closing: true,
  onTrack: true,
}
const finished: Readonly<Record<FinishedVerdict, true>> = {
  breached: true,
  undetermined: true,
  silent: true,
  notApplicable: true,
  met: true,
}

export const runningStates = Object.keys(running) as [RunningState, ...RunningState[]]
export const finishedVerdicts = Object.keys(finished) as [FinishedVerdict, ...FinishedVerdict[]]

/** The worst of several states; null of none. */
export function worstOf(states: readonly RunningState[]): RunningState | null {
  return runningStates.find((state) => states.includes(state)) ?? null
}
