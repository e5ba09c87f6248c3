import { isOfStates } from '../../agreement/schema/measures.ts'
import type { Span } from '../../agreement/spans.ts'
import type { Judgement } from '../../evaluation/judgePeriod.ts'
import { bad, good, type Line } from '../../evaluation/line.ts'
import { stateReadings } from '../../evaluation/stateMeasures.ts'
import type { Judged } from './periods.ts'

const dayMs = 86_400_000
/** How far around a period evidence is read, further each time a run of bad time is not seen whole. */
export const margins = [2, 8, 32, 128, 512].map((days) => days * dayMs)
const longestRunMs = 512 * dayMs
const leastPauseMs = 60_000

/** Whether a run of bad time over an edge of the period goes on where the evidence that was read ends. */
export interface Reach {
  readonly isOpenBefore: boolean
  readonly isOpenAfter: boolean
  /** A run that has begun before the period reaches into it. */
  readonly beganBefore: boolean
}

export function reachOf({ question, context }: Judgement): Reach {
  const { measure } = question.commitment
  if (!isOfStates(measure)) return { isOpenBefore: false, isOpenAfter: false, beganBefore: false }
  const lines = stateReadings(measure.terms, context).map(({ line }) => line)
  const { from, to } = question.period
  return {
    isOpenBefore: lines.some((line) => runOver(line, from, { from, to })?.isOpenBefore === true),
    isOpenAfter: lines.some((line) => runOver(line, to, { from, to })?.isOpenAfter === true),
    beganBefore: lines.some((line) => runOver(line, from, { from, to }) !== null),
  }
}

/** The run that lies over an instant, where some of it lies in the period: good ends it, unknown time leaves it open. */
function runOver(
  line: Line,
  at: number,
  period: Span,
): { isOpenBefore: boolean; isOpenAfter: boolean } | null {
  const { segments } = line
  if (segments.some((each) => each.state === good && each.from < at && each.to > at)) return null
  const before = segments.findLast((each) => each.state === good && each.to <= at)
  const after = segments.find((each) => each.state === good && each.from >= at)
  const run = segments.filter(
    (each) =>
      each.state === bad &&
      each.from >= (before?.to ?? Number.NEGATIVE_INFINITY) &&
      each.to <= (after?.from ?? Number.POSITIVE_INFINITY),
  )
  const isInside = run.some((each) => each.from < period.to && each.to > period.from)
  return isInside && run.some((each) => each.from < at)
    ? { isOpenBefore: before === undefined, isOpenAfter: after === undefined }
    : null
}

/** Finished periods whose last run of bad time had not ended when they were judged: each is judged again until it has. */
export class OpenEdges {
  readonly #open = new Map<string, { readonly judged: Judged; readonly at: number }>()

  note(agreement: string, judged: Judged, { isOpen, now }: { isOpen: boolean; now: number }): void {
    const key = keyOf(agreement, judged)
    if (isOpen && now - judged.period.to < longestRunMs) this.#open.set(key, { judged, at: now })
    else this.#open.delete(key)
  }

  /** When a period was last judged while its run was open; null where it is seen whole. */
  judgedAt(agreement: string, judged: Judged): number | null {
    return this.#open.get(keyOf(agreement, judged))?.at ?? null
  }

  /** Those that are to be judged again: the longer a run lasts, the seldomer. */
  due(agreement: string, now: number): Judged[] {
    return [...this.#open].flatMap(([key, { judged, at }]) => {
      const pause = Math.max(leastPauseMs, (now - judged.period.to) / 200)
      return key.startsWith(`${agreement} `) && now - at >= pause ? [judged] : []
    })
  }
}

const keyOf = (agreement: string, { member, period }: Judged): string =>
  `${agreement} ${member.name} ${member.of ?? ''} ${period.from} ${period.to}`
