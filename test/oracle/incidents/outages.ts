import { dayEdges, isOpen, slotMs } from '../values/calendar.ts'
import type { IncidentScene } from './contract.ts'

/* Each shaped outage, slot by slot: nothing is unknown, and everything is announced before the term begins. */
export interface Incident {
  readonly from: number
  readonly to: number
  /** Slots that count of it. */
  readonly counted: readonly number[]
  /** Milliseconds from the begin of the term at which it is known to be an outage. */
  readonly shapedAt: number
}

const isIn = (spans: readonly { readonly from: number; readonly to: number }[], slot: number): boolean =>
  spans.some(({ from, to }) => from <= slot && slot < to)

/** Runs of bad slots; what is excused ends one where the contract shapes what is left. */
function runsOf({ place, bad, exclusions, shape }: IncidentScene): number[][] {
  const end = dayEdges(place).at(-1) ?? 0
  const runs: number[][] = []
  let open: number[] = []
  for (let slot = 0; slot <= end; slot++) {
    const isBad = isIn(bad, slot) && !(shape.of === 'unexcused' && isIn(exclusions, slot))
    if (isBad) open.push(slot)
    else {
      if (open.length > 0) runs.push(open)
      open = []
    }
  }
  return runs
}

/** Where a run counts from: null without a ticket. */
function startOf({ shape, tickets }: IncidentScene, run: readonly number[]): number | null {
  const [first, last] = [run[0] ?? 0, run.at(-1) ?? 0]
  if (shape.startsAt === 'firstFailure') return first
  const isOpenAlready = tickets.some(
    ({ opened, resolved }) => opened <= first && (resolved === null || resolved > first),
  )
  if (isOpenAlready) return first
  const inside = tickets.map(({ opened }) => opened).filter((at) => first <= at && at <= last)
  return inside.length === 0 ? null : Math.min(...inside)
}

export function incidentsOf(scene: IncidentScene): Incident[] {
  const { shape, hours, place, exclusions } = scene
  return runsOf(scene).flatMap((run): Incident[] => {
    const from = startOf(scene, run)
    if (from === null) return []
    const slots = run.filter((slot) => slot >= from)
    const isLong = slots.length >= (shape.atLeast ?? 0) && slots.length > (shape.longerThan ?? 0)
    const kept = shape.isExcess ? slots.slice(shape.atLeast ?? shape.longerThan ?? 0) : slots
    const counted = kept.filter(
      (slot) => !isIn(exclusions, slot) && (hours === null || isOpen(place, hours, slot)),
    )
    if (!isLong || counted.length === 0) return []
    const length = shape.longerThan === null ? (shape.atLeast ?? 0) * slotMs : shape.longerThan * slotMs + 1
    return [{ from, to: (run.at(-1) ?? 0) + 1, counted, shapedAt: from * slotMs + length }]
  })
}
