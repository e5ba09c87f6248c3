import { beginOf, dayEdges, type Place, type Stretch, slotMs } from '../values/calendar.ts'
import type { TrailingScene } from './contract.ts'
import { countMeasure, downMeasure, elapsedMeasure, type Found, ratioMeasure } from './measures.ts'

/* Spans that slide: one for each midnight and for each claim, and a miss only where one was met since the last. */
export interface TrailingReading extends Found {
  readonly span: Stretch
  /** Whether it is a miss of its own. */
  readonly isNew: boolean
}

/** All days of a scene: its own, and those in which nothing is told any more. */
export const wholePlace = ({ contract, later }: TrailingScene): Place => ({
  ...contract.place,
  days: contract.place.days + later,
})
/** The slot as of which one looks: half an hour after the last midnight. */
export const asOfSlot = (scene: TrailingScene): number => (dayEdges(wholePlace(scene)).at(-1) ?? 0) + 3

/** The slot so far before another one, by the clock on the wall; never before the term. */
function backFrom({ contract }: TrailingScene, to: number): number {
  const { place, back } = contract
  if ('slots' in back) return Math.max(0, to - back.slots)
  const end = Temporal.Instant.fromEpochMilliseconds(beginOf(place) + to * slotMs).toZonedDateTimeISO(
    place.zone,
  )
  const from = end.subtract('days' in back ? { days: back.days } : { months: back.months })
  return Math.max(0, (from.epochMilliseconds - beginOf(place)) / slotMs)
}

/** Whether something that the commitment looks at lies in a span. */
function isTouched({ contract, spans, lines, events }: TrailingScene, { from, to }: Stretch): boolean {
  const isOver = (each: Stretch) => each.from < to && from < each.to
  const { kind } = contract.measure
  if (kind === 'successRatio') return lines.some(isOver)
  // An answer belongs to the span of its question.
  if (kind === 'occurrences' || kind === 'elapsed') return events.some(({ at }) => from <= at && at < to)
  return spans.some(isOver)
}

function foundIn(scene: TrailingScene, span: Stretch): Found {
  const { measure } = scene.contract
  switch (measure.kind) {
    case 'successRatio':
      return ratioMeasure(scene, span, measure.thousandths)
    case 'occurrences':
      return countMeasure(scene, span)
    case 'elapsed':
      return elapsedMeasure(scene, span)
    default:
      return downMeasure(scene, span)
  }
}

export function trailingReadings(scene: TrailingScene): TrailingReading[] {
  const midnights = dayEdges(wholePlace(scene)).slice(1)
  const ends = [...new Set([...midnights, ...scene.claims])].filter((to) => to > 0).sort((a, b) => a - b)
  let isOpen = false
  return ends.flatMap((to): TrailingReading[] => {
    const span = { from: backFrom(scene, to), to }
    const found = foundIn(scene, span)
    // A span without evidence is not judged, but good where a declared source was silent.
    const isJudged = isTouched(scene, span)
    const isNew = isJudged && found.verdict === 'breached' && !isOpen
    if (isNew) isOpen = true
    if (found.verdict === 'met') isOpen = false
    return isJudged ? [{ ...found, span, isNew }] : []
  })
}

/** Indexes of the misses that complete a right: every so many. */
export function rightsIn(readings: readonly TrailingReading[], times: number | null): TrailingReading[] {
  if (times === null) return []
  return readings.filter(({ isNew }) => isNew).filter((_, i) => (i + 1) % times === 0)
}
