import type { RunningState } from '../evaluation/verdict.ts'
import type { Colour, Panel, Query } from './board.ts'
import type { Selectors } from './select.ts'

/** How a commitment's state is drawn, best first: its place is the number that stands for it. */
export const shownStates = [
  { state: 'onTrack', text: 'on track', colour: 'green' },
  { state: 'closing', text: 'closing', colour: 'blue' },
  { state: 'atRisk', text: 'at risk', colour: 'yellow' },
  { state: 'failing', text: 'failing', colour: 'orange' },
  { state: 'breached', text: 'breached', colour: 'red' },
] as const satisfies readonly { state: RunningState; text: string; colour: Colour }[]

export const stateWords: NonNullable<Panel['words']> = Object.fromEntries(
  shownStates.map(({ text, colour }, at) => [at, [text, colour] as const]),
)

/** The state of each commitment as one number, from the one-hot series. */
export function stateNumber({ series }: Selectors): string {
  return shownStates
    .map(
      ({ state }, at) =>
        `${at} * sum by (agreement, commitment, of) (${series('upheld_commitment_state', { state })})`,
    )
    .join(' + ')
}

/** 1 and 0 in words. */
export const yesNo = (yes: string, no: string): NonNullable<Panel['words']> => ({
  1: [yes, 'green'],
  0: [no, 'red'],
})

export const one = (expression: string, legend: string): readonly Query[] => [{ expression, legend }]

/** Seconds since an instant that a metric tells in UNIX seconds. */
export const since = (selector: string): string => `time() - ${selector}`
